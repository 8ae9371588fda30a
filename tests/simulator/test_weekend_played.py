"""The World Cup weekend, played by the simulator into a server: nothing is refused, and all results are the file's."""

import re
from dataclasses import asdict
from typing import Any

import pytest

from iceline_simulator.racefile import Expected
from iceline_simulator.reading import read
from iceline_simulator.times import show
from tests.simulator.playing import Played, play

WEEKEND = read("world-cup-weekend")
DISTANCES = {distance.id: distance for distance in WEEKEND.distances}
BRACKET = "/api/events/wtp/bracket"

# By hand: the four fastest of the quarter-finals are Japan, the Netherlands, Canada, Norway. Japan catches Norway, the
# Netherlands are faster than Canada; Poland does not come to final C.
RANKING = ["tp-jpn", "tp-ned", "tp-can", "tp-nor", "tp-ger", "tp-pol"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("weekend")
    return play("world-cup-weekend", folder, DISTANCES, "/api/combinations", "/api/series", BRACKET)


def test_every_event_is_recorded_and_none_refused(played: Played) -> None:
    found = re.search(r"Done: the server has (\d+) of (\d+) events\.", played.said)
    assert found, played.said[-2000:]
    assert (played.exit_code, found[1]) == (0, found[2])
    assert "REFUSED" not in played.said


@pytest.mark.parametrize("key", DISTANCES)
def test_every_result_is_official_by_the_word_of_the_referee(played: Played, key: str) -> None:
    distance = played.distance(key)
    assert (distance["state"], distance["confirmed_by"]) == ("official", "Edith Holzeisen")
    assert not distance["protests"]


@pytest.mark.parametrize("key", DISTANCES)
def test_every_result_is_the_expected_one(played: Played, key: str) -> None:
    rows = played.rows(key)
    assert rows.keys() == {line.skater for line in DISTANCES[key].expected}
    for line in DISTANCES[key].expected:
        row = rows[line.skater]
        assert (row["rank"], row["status"]) == (line.rank, line.status), line.skater
        for field, value in written(line).items():
            assert shown(row, field) == value, (line.skater, field)


def shown(row: dict[str, Any], field: str) -> object:
    """A field of the answer; the time without the thousandth that decided."""
    return row["time"].split("(")[0] if field == "time" else row[field]


def written(line: Expected) -> dict[str, object]:
    """What the file says beside the rank, as the server says it."""
    said: dict[str, Any] = {name: value for name, value in asdict(line).items() if value is not None}
    said |= {name: list(said[name]) for name in ("records", "codes") if name in said}
    said |= {"time": show(said["time"])} if "time" in said else {}
    return {name: said[name] for name in said if name not in ("skater", "rank", "status")}


def test_only_equal_hundredths_show_what_decided_them(played: Played) -> None:
    decided = {key: sorted(r["time"] for r in played.rows(key).values() if "(" in r["time"]) for key in DISTANCES}
    assert {key: times for key, times in decided.items() if times} == {
        "w500-a": ["38.42(3)", "38.42(7)"],
        "m500-1": ["35.12(4)", "35.12(4)"],
        "y300": ["28.91(5)", "28.91(5)"],
        "wms-sf2": ["8:25.06(2)", "8:25.06(8)"],
        "wms-f": ["8:19.87(1)", "8:19.87(6)"],
        "mrelay": ["2:59.64(2)", "2:59.64(9)"],
        "wtp-b": ["2:59.87(4)", "2:59.87(6)"],
    }


def test_the_sprint_is_added_up_and_its_best_six_skate_the_last_distance(played: Played) -> None:
    (sprint,) = played.answers["/api/combinations"]["combinations"]
    (expected,) = WEEKEND.combinations
    lines = [(line.skater, line.rank, line.total, line.out) for line in expected.expected]
    assert [(row["skater"], row["rank"], row["total"], row["out"]) for row in sprint["standings"]] == lines
    qualified = [each["skater"] for each in sprint["qualification"]["skaters"]]
    assert sprint["qualification"]["final"]
    assert set(qualified) == {entry.skater for pair in DISTANCES["m1000-2"].pairs for entry in pair.entries}


def test_the_cups_are_added_up(played: Played) -> None:
    told = {series["id"]: series["standings"] for series in played.answers["/api/series"]["series"]}
    assert told.keys() == {series.id for series in WEEKEND.series}
    for series in WEEKEND.series:
        rows = {(row["skater"], row["rank"], row["points"]) for row in told[series.id]}
        assert rows == {(line.skater, line.rank, line.points) for line in series.expected}, series.id


def test_the_best_six_of_each_semi_final_ride_the_final(played: Played) -> None:
    rows = [row for key in ("wms-sf1", "wms-sf2") for row in played.rows(key).values()]
    best = {row["skater"] for row in rows if row["qualified"]}
    assert best == {entry.skater for entry in DISTANCES["wms-f"].pairs[0].entries}


def test_the_knock_out_ends_with_its_ranking(played: Played) -> None:
    bracket = played.answers[BRACKET]
    assert bracket["is_final"]
    assert [(row["rank"], row["skater"]) for row in bracket["ranking"]] == list(enumerate(RANKING, 1))


@pytest.mark.parametrize(
    ("key", "team", "laps"), [("wtp-a", "tp-jpn", 12), ("mts", "ts-ned", 6), ("mrelay", "mr-ned", 6)]
)
def test_teams_have_a_time_at_every_line(played: Played, key: str, team: str, laps: int) -> None:
    splits = played.rows(key)[team]["splits"]
    assert len(splits) == laps
    assert not any(split["suspicious"] for split in splits)
    assert splits[-1]["source"] == "photo_finish"
