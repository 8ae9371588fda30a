"""A broken race file is told where it is broken; a shipped one is not broken."""

import json

import pytest
from pydantic import JsonValue

from iceline_simulator.errors import Flaw, RaceFileError
from iceline_simulator.lines import line_of, path_text
from iceline_simulator.reading import parse, read, schema
from iceline_simulator.shipped import shipped


def flaws_of(text: str) -> tuple[Flaw, ...]:
    with pytest.raises(RaceFileError) as caught:
        parse("broken.json", text)
    return caught.value.flaws


def test_the_small_race_is_whole(small_text: str) -> None:
    assert parse("small.json", small_text).distances[0].metres == 500


@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_shipped_race_is_read_by_its_name_and_says_what_it_is(name: str) -> None:
    assert read(name).about
    assert read(f"{name}.json") == read(name)


def test_three_races_are_shipped() -> None:
    assert set(shipped()) == {"olympic-w1000-2026", "club-evening", "world-cup-weekend"}


ENTRY = "distances[0].pairs[0].entries[0]"

BROKEN = [
    # old text, new text, line, path, words of the message
    ('"metres": 500', '"metres": 800', 11, "distances[0].metres", "500"),
    ('"format": "iceline-race/1",', "", 1, "format", "missing"),
    ('"lane": "inner"', '"lane": "middle"', 13, f"{ENTRY}.lane", "'inner' or 'outer'"),
    ('"40.00"', '"1:72.00"', 13, f"{ENTRY}.time.time", "is not a time"),
    ('"40.00"', "40.0", 13, f"{ENTRY}.time.time", "is not a time"),
    ('{"time": "40.00"}', '{"tiem": "40.00"}', 13, f"{ENTRY}.time.tiem", "no such field"),
    ('{"time": "40.00"}', "{}", 13, f"{ENTRY}.time", 'either "time" or "between"'),
    (
        '{"time": "40.00"}',
        '{"between": ["40.00", "39.00"]}',
        13,
        f"{ENTRY}.time.between",
        "later",
    ),
    ('"skater": "bea"', '"skater": "zoe"', 14, "distances[0].pairs[0].entries[1].skater", 'no skater "zoe"'),
    ('"lane": "outer"', '"lane": "inner"', 12, "distances[0].pairs[0].entries", "two skaters start in the inner lane"),
    ('"skater": "cleo"', '"skater": "ada"', 11, "distances[0]", '"ada" is in two pairs'),
    ('"number": 2', '"number": 1', 11, "distances[0]", "pair 1 is named twice"),
    ('{"id": "bea"', '{"id": "ada", "last_name": "A"}, {"id": "bea"', 6, "skaters[1].id", "there already"),
    ('"number": 1,', '"number": 1, "quartet": 3,', 11, "distances[0].pairs", "quartet 3 must be two pairs"),
    (
        '"category": "W",',
        '"category": "W", "breaks": [{"after_pair": 9}],',
        11,
        "distances[0].breaks[0].after_pair",
        "no pair 9",
    ),
    (
        '"category": "W",',
        '"category": "W", "expected": [{"skater": "x"}],',
        11,
        "distances[0].expected[0].skater",
        '"x" is not',
    ),
    ('"number": 1,', '"number": 1, "troubles": [{"kind": "flood"}],', 12, "distances[0].pairs[0].troubles[0]", "flood"),
    (
        '"number": 1,',
        '"number": 1, "troubles": [{"kind": "missed", "lane": "inner", "metres": 200}],',
        12,
        "distances[0].pairs[0].troubles[0].metres",
        "200 m is no split point here (they are 100, 500)",
    ),
    (
        '{"time": "40.00"}',
        '{"time": "40.00"}, "splits": [{"metres": 100, "time": "41.00"}]',
        13,
        f"{ENTRY}.splits",
        "a later split is not later",
    ),
    (
        '{"time": "40.00"}',
        '{"time": "40.00"}, "splits": [{"metres": 500, "time": "39.00"}]',
        13,
        f"{ENTRY}.splits[0].metres",
        "500 m is no split point here (they are 100)",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "path", "words"), BROKEN, ids=[f"{each[3]} {each[4]}" for each in BROKEN]
)
def test_a_flaw_is_told_with_its_line_and_field(
    small_text: str, old: str, new: str, line: int, path: str, words: str
) -> None:
    assert old in small_text
    (flaw,) = flaws_of(small_text.replace(old, new, 1))
    assert (flaw.line, flaw.path) == (line, path)
    assert words in flaw.message


def test_a_trouble_in_an_empty_lane_is_told(small_text: str) -> None:
    alone = small_text.replace('{"skater": "ada", "lane": "inner", "time": {"time": "40.00"}},\n        ', "").replace(
        '"number": 1,', '"number": 1, "troubles": [{"kind": "withdrawn", "lane": "inner"}],'
    )
    (flaw,) = flaws_of(alone)
    assert flaw.message == "nobody starts in the inner lane of pair 1"


def test_every_flaw_is_told_at_once(small_text: str) -> None:
    text = small_text.replace('"40.00"', '"x"').replace('"42.00"', '"y"').replace('"W"', '"Z"')
    assert [flaw.line for flaw in flaws_of(text)] == [11, 13, 17]


def test_text_that_is_not_json_is_told_with_line_and_column(small_text: str) -> None:
    (flaw,) = flaws_of(small_text.replace('"skaters": [', '"skaters": [,', 1))
    assert (flaw.line, "column" in flaw.message) == (4, True)


def test_a_file_that_is_not_there_is_told_with_the_shipped_names() -> None:
    with pytest.raises(RaceFileError, match=r"club-evening, olympic-w1000-2026, world-cup-weekend"):
        read("no-such-race")


def test_lines_are_found_by_path() -> None:
    text = '{\n "a": [1,\n  {"b": "x}]",\n   "c": 2}],\n "d": {}\n}'
    assert line_of(text, ("a", 0)) == 2
    assert line_of(text, ("a", 1, "b")) == 3
    assert line_of(text, ("a", 1, "c")) == 4
    assert line_of(text, ("d", "nothing", 3)) == 5
    assert path_text(("a", 1, "c")) == "a[1].c"


def test_the_schema_knows_every_field_of_the_shipped_files() -> None:
    known = names_in(json.loads(json.dumps(schema())))
    for race in shipped().values():
        assert keys_of(json.loads(race.read_text(encoding="utf-8"))) <= known


def keys_of(value: JsonValue) -> set[str]:
    if isinstance(value, list):
        return {key for member in value for key in keys_of(member)}
    if isinstance(value, dict):
        return set(value) | {key for member in value.values() for key in keys_of(member)}
    return set()


def names_in(value: JsonValue) -> set[str]:
    """The property names of a JSON schema."""
    if isinstance(value, list):
        return {name for member in value for name in names_in(member)}
    if not isinstance(value, dict):
        return set()
    own = value.get("properties", {})
    return {name for member in value.values() for name in names_in(member)} | set(own if isinstance(own, dict) else {})
