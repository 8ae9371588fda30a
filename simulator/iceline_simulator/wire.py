"""The events as they go over the wire (docs/protocol.md); `started_at` is added when a start is played."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from typing import Final

from pydantic import JsonValue

from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile

Event = dict[str, JsonValue]

RENAMED: Final = {
    "time": "time_us",
    "personal_best": "personal_best_us",
    "season_best": "season_best_us",
    "mark": "note",
}
ENTRY: Final = ("skater", "lane", "mark", "personal_best", "season_best")
DISTANCE: Final = (
    "id", "name", "metres", "category", "format", "track", "number", "division", "rank_dnf", "points", "cup", "event",
    "phase", "heat", "qualify", "knock_out",
)  # fmt: skip


def event(kind: str, name: str, **body: JsonValue) -> Event:
    """One event; what is None is left out."""
    return {"type": kind, "id": name, **{key: value for key, value in body.items() if value is not None}}


def programme(race: RaceFile, name: str, *, drawn: Collection[str] = ()) -> Event:
    """The start lists, without anything the timing could not know yet: of what is drawn later, those in `drawn`."""
    competition = _known(asdict(race.competition))
    if race.competition.rules is not None:
        competition["rules"] = _known(asdict(race.competition.rules))
    return event(
        "programme_published",
        name,
        competition=competition,
        skaters=[_known(asdict(skater)) for skater in race.skaters],
        distances=[_distance(distance, is_drawn=distance.id in drawn) for distance in race.distances],
        records=_records(race),
        records_as_of=race.records_as_of,
        combinations=[_unexpected(asdict(combination)) for combination in race.combinations] or None,
        series=[_unexpected(asdict(series)) for series in race.series] or None,
    )


def record_book(race: RaceFile, name: str) -> Event:
    """The record book by itself."""
    return event("records_published", name, as_of=race.records_as_of, records=_records(race))


def _records(race: RaceFile) -> list[JsonValue]:
    return [_known(asdict(record)) for record in race.records]


def _distance(distance: Distance, *, is_drawn: bool) -> Event:
    known = is_drawn or distance.drawn_after is None
    said = asdict(distance)
    return _known({key: said[key] for key in DISTANCE}) | {
        "pairs": [_pair(pair) for pair in distance.pairs] if known else [],
        "breaks": [_known(asdict(pause)) for pause in distance.breaks],
    }


def _pair(pair: Pair) -> Event:
    return _known(
        {"number": pair.number, "entries": [_entry(entry) for entry in pair.entries], "quartet": pair.quartet}
    )


def _entry(entry: Entry) -> Event:
    fields = {key: value for key, value in asdict(entry).items() if key in ENTRY}
    return _known(fields | {"mark": entry.mark or None})


def _unexpected(fields: Mapping[str, JsonValue]) -> Event:
    return _known({key: value for key, value in fields.items() if key != "expected"})


def _known(fields: Mapping[str, JsonValue]) -> Event:
    return {RENAMED.get(key, key): value for key, value in fields.items() if value is not None}
