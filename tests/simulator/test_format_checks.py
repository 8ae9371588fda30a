"""What a format does not know is told with its place in the file; what adds up must name what there is."""

import pytest

from iceline_simulator.errors import RaceFileError
from iceline_simulator.reading import parse
from tests.simulator.races import Json, mass_start, pursuit, race_text, relay, troubled

PAIR: Json = {
    "id": "d", "name": "Test", "metres": 500, "category": "W",
    "pairs": [{"number": 1, "entries": [{"skater": "ada", "lane": "inner"}, {"skater": "bea", "lane": "outer"}]}],
}  # fmt: skip
LAPPED: Json = {"kind": "lapped", "lane": "inner", "after_metres": 100}
CAUGHT: Json = {"kind": "overtaken", "lane": "inner", "after_metres": 400}
AGAIN: Json = {"kind": "reskate", "lane": "inner", "pair": 5, "time": {"time": "2:50.00"}}


def heat(distance: Json, **more: object) -> Json:
    """The distance with these fields in its first heat."""
    pairs: list[Json] = distance["pairs"]  # type: ignore[assignment]
    return distance | {"pairs": [pairs[0] | more]}  # type: ignore[dict-item]


def flaws(*distances: Json, **more: object) -> list[tuple[str, str]]:
    with pytest.raises(RaceFileError) as caught:
        parse("broken.json", race_text(distances, **more))  # type: ignore[arg-type]
    return [(flaw.path, flaw.message) for flaw in caught.value.flaws]


IN_HEAT = "distances[0].pairs[0]"
BROKEN = [
    (PAIR | {"metres": 800}, "distances[0].metres", "800 m is not skated (there are 100, 300, 500"),
    (PAIR | {"metres": 700, "track": 333}, "distances[0].metres", "not skated on this track"),
    (mass_start() | {"metres": 3300}, "distances[0].metres", "multiples of 400"),
    (heat(PAIR, entries=[{"skater": "ada"}]), f"{IN_HEAT}.entries[0]", "needs a lane"),
    (heat(relay(), entries=[{"skater": "duo", "lane": "inner"}]), f"{IN_HEAT}.entries[0]", "mixed relay has no lanes"),
    (heat(PAIR, entries=[{"skater": "red", "lane": "inner"}]), f"{IN_HEAT}.entries[0]", "is not for teams"),
    (heat(pursuit(), entries=[{"skater": "duo", "lane": "inner"}]), f"{IN_HEAT}.entries[0]", "wants teams of 3"),
    (heat(PAIR, sprints=[{"lap": 1, "order": ["ada"]}]), f"{IN_HEAT}.sprints[0].lap", "no sprint at lap 1"),
    (heat(mass_start(), sprints=[{"lap": 8, "order": ["ada"]}]), f"{IN_HEAT}.sprints[0].lap", "no sprint at lap 8"),
    (
        heat(mass_start(), sprints=[{"lap": 4, "order": ["ada", "red"]}]),
        f"{IN_HEAT}.sprints[0].order[1]",
        '"red" does not sprint here',
    ),
    (troubled(PAIR, LAPPED), f"{IN_HEAT}.troubles[0]", "happens in a mass start only"),
    (troubled(pursuit(), CAUGHT), f"{IN_HEAT}.troubles[0]", "needs a knock-out"),
    (troubled(pursuit(), AGAIN), f"{IN_HEAT}.troubles[0]", "happens in pairs only"),
    (
        troubled(mass_start(), {"kind": "fall", "skater": "red", "after_metres": 400}),
        f"{IN_HEAT}.troubles[0].skater",
        '"red" is not in pair 1',
    ),
    (troubled(PAIR, {"kind": "noted", "code": "RW"}), f"{IN_HEAT}.troubles[0]", 'say "lane", or "skater"'),
    (PAIR | {"drawn_after": "later"}, "distances[0].drawn_after", 'no distance "later" before this one'),
    (PAIR | {"cup": "gold"}, "distances[0].cup", 'no series "gold"'),
]


@pytest.mark.parametrize(("distance", "path", "words"), BROKEN, ids=[f"{each[1]} {each[2]}" for each in BROKEN])
def test_a_flaw_of_a_format_is_told_with_its_place(distance: Json, path: str, words: str) -> None:
    found = flaws(distance)
    assert [where for where, _ in found] == [path]
    assert words in found[0][1]


def test_what_adds_up_names_distances_and_skaters_there_are() -> None:
    combination = {"id": "c", "name": "Sprint", "distances": ["d", "e"]}
    series = {"id": "s", "name": "Cup", "carried": [{"skater": "zoe", "points": 60}]}
    assert flaws(PAIR, combinations=[combination], series=[series]) == [
        ("combinations[0].distances[1]", 'there is no distance "e"'),
        ("series[0].carried[0].skater", 'there is no skater "zoe"'),
    ]


def test_days_go_forward() -> None:
    assert flaws(PAIR | {"day": 2}, PAIR | {"id": "e", "day": 1}) == [
        ("distances[1].day", "this day is before that of the distance before")
    ]
