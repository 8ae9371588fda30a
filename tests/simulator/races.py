"""Small races of every format, as a stranger would write them down."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from iceline_simulator.racefile import RaceFile
from iceline_simulator.reading import parse
from iceline_simulator.steps import Step
from iceline_simulator.timeline import timeline

Json = dict[str, JsonValue]
WOMEN = ("ada", "bea", "cleo", "dora", "eva", "fay")


def race_text(distances: Sequence[Json], **more: JsonValue) -> str:
    """A race of six women, and of two teams of three of them."""
    skaters: list[Json] = [{"id": who, "last_name": who.title(), "country": "NED"} for who in WOMEN]
    skaters += [team("red", WOMEN[:3]), team("blue", WOMEN[3:]), team("duo", WOMEN[:2]), team("pair", WOMEN[2:4])]
    race = {"format": "iceline-race/1", "competition": {"name": "Test"}, "skaters": skaters, "distances": distances}
    return json.dumps(race | more)


def race(*distances: Json, **more: JsonValue) -> RaceFile:
    return parse("test.json", race_text(distances, **more))


def team(key: str, members: Sequence[str]) -> Json:
    return {"id": key, "last_name": key.title(), "members": list(members)}


def mass_start(**more: JsonValue) -> Json:
    """Eight laps; Fay and Eva have no times of their own."""
    times = {"ada": "4:10.00", "bea": "4:10.12", "cleo": "4:10.30", "dora": "4:11.00"}
    entries = [{"skater": who} | ({"time": {"time": times[who]}} if who in times else {}) for who in WOMEN]
    sprints = [{"lap": 4, "order": ["dora", "cleo", "ada"]}]
    pair: Json = {"number": 1, "entries": entries, "sprints": sprints, **more}
    return {
        "id": "ms", "name": "Mass start", "metres": 3200, "category": "W", "format": "mass_start", "pairs": [pair],
    }  # fmt: skip


def pursuit(form: str = "team_pursuit", metres: int = 2400, times: Sequence[str] = ("2:58.00", "2:59.00")) -> Json:
    """Red on the finishing straight, blue on the other."""
    entries = [
        {"skater": who, "lane": lane, "time": {"time": time}}
        for who, lane, time in zip(("red", "blue"), ("inner", "outer"), times, strict=True)
    ]
    return {
        "id": "tp", "name": "Teams", "metres": metres, "category": "W", "format": form,
        "pairs": [{"number": 1, "entries": entries}],
    }  # fmt: skip


def relay() -> Json:
    entries = [{"skater": who, "time": {"time": time}} for who, time in (("duo", "2:58.50"), ("pair", "2:59.50"))]
    return {
        "id": "mr", "name": "Relay", "metres": 2400, "category": "X", "format": "mixed_relay",
        "pairs": [{"number": 1, "entries": entries}],
    }  # fmt: skip


def troubled(distance: Json, *troubles: Mapping[str, JsonValue], **more: JsonValue) -> Json:
    """The distance with these troubles in its first heat."""
    pairs: Any = distance["pairs"]
    return distance | more | {"pairs": [pairs[0] | {"troubles": [dict(each) for each in troubles]}, *pairs[1:]]}


def steps_of(*distances: Json, **more: JsonValue) -> tuple[Step, ...]:
    return timeline(race(*distances, **more))
