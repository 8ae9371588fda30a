"""The events as they go over the wire (docs/protocol.md); `started_at` is added when a start is played."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Final

from pydantic import JsonValue

from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile

Event = dict[str, JsonValue]

RENAMED: Final = {"time": "time_us", "personal_best": "personal_best_us", "season_best": "season_best_us"}
ENTRY: Final = ("skater", "lane", "personal_best", "season_best")


def event(kind: str, name: str, **body: JsonValue) -> Event:
    """One event; what is None is left out."""
    return {"type": kind, "id": name, **{key: value for key, value in body.items() if value is not None}}


def programme(race: RaceFile, name: str) -> Event:
    """The start lists, without anything the timing could not know yet."""
    competition = _known(asdict(race.competition))
    if race.competition.rules is not None:
        competition["rules"] = _known(asdict(race.competition.rules))
    return event(
        "programme_published",
        name,
        competition=competition,
        skaters=[_known(asdict(skater)) for skater in race.skaters],
        distances=[_distance(distance) for distance in race.distances],
        records=[_known(asdict(record)) for record in race.records],
    )


def _distance(distance: Distance) -> Event:
    return {
        "id": distance.id,
        "name": distance.name,
        "metres": distance.metres,
        "category": distance.category,
        "pairs": [_pair(pair) for pair in distance.pairs],
        "breaks": [_known(asdict(pause)) for pause in distance.breaks],
    }


def _pair(pair: Pair) -> Event:
    return _known(
        {"number": pair.number, "entries": [_entry(entry) for entry in pair.entries], "quartet": pair.quartet}
    )


def _entry(entry: Entry) -> Event:
    return _known({key: value for key, value in asdict(entry).items() if key in ENTRY})


def _known(fields: Mapping[str, JsonValue]) -> Event:
    return {RENAMED.get(key, key): value for key, value in fields.items() if value is not None}
