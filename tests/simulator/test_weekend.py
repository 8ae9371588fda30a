"""The World Cup weekend as a file: everything is in it, and what it expects follows from the rules without a server."""

from collections.abc import Sequence
from typing import Any

import pytest

from iceline_simulator.packs import pack
from iceline_simulator.racefile import Distance
from iceline_simulator.reading import read
from iceline_simulator.steps import Step
from iceline_simulator.timeline import only, timeline
from iceline_simulator.times import show
from iceline_simulator.troubles import Fall, Lapped
from tests.simulator.fields import mark_of, outcome, troubles_of
from tests.simulator.steps import of, one

WEEKEND = read("world-cup-weekend")
TIMED = [d for d in WEEKEND.distances if d.format != "mass_start" and not d.knock_out]
MASS_STARTS = [d for d in WEEKEND.distances if d.format == "mass_start"]
SPRINT, FINISH = (3, 2, 1), (60, 40, 20, 10, 6, 3)  # points of a mass start (RULES.md 4.1)

# World Cup points of 2025/26 (RULES.md 4.6): division A, and B of 500 to 1500 m.
POINTS = {
    "A": [60, 54, 48, 43, 40, 38, 36, 34, 32, 31, 30, 29],
    "B": [28, 24, 21, 17, 16, 15, 14, 13, 12, 11, 10, 9],
}


@pytest.fixture(scope="module")
def steps() -> tuple[Step, ...]:
    return timeline(WEEKEND)


def points_of(distance: Distance, rank: int | None) -> int | None:
    table: Sequence[int] | None = distance.points or POINTS.get(distance.division or "")
    return table[rank - 1] if table and rank else None


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("distance", TIMED, ids=lambda distance: distance.id)
def test_the_expected_results_follow_from_the_given_times(distance: Distance, seed: int) -> None:
    lines = {
        line.skater: (line.rank, show(line.time) if line.time else None, line.status) for line in distance.expected
    }
    assert outcome(distance, seed) == lines
    for line in distance.expected:
        assert line.points == points_of(distance, line.rank)


def ridden(distance: Distance) -> dict[str, tuple[int | None, int, int, str]]:
    """Rank, total, laps and status of everybody: points, then laps, then time; who is disqualified was never there."""
    (pair,) = distance.pairs
    laps = distance.metres // 400
    told = {entry.skater: troubles_of(pair, entry.skater) for entry in pair.entries}
    marks = {who: next((mark for each in said if (mark := mark_of(each))), "finished") for who, said in told.items()}
    done = {who: next((int(t.after_metres) // 400 for t in told[who] if isinstance(t, Fall)), laps) for who in told}
    finish = {who: skates.total_us // 1000 for who, skates in pack(distance, pair, 1).items()}
    home = sorted((who for who in told if marks[who] == "finished"), key=lambda who: finish[who])
    orders = [(tuple(who for who in each.order if marks[who] != "DQ"), SPRINT) for each in pair.sprints]
    total = dict.fromkeys(told, 0)
    for order, points in (*orders, (home, FINISH)):
        for who, won in zip(order, points, strict=False):
            total[who] += won
    for who, said in told.items():
        if marks[who] in ("DNF", "DQ") or any(isinstance(each, Lapped) for each in said):
            total[who] = 0
    ranked = [who for who in told if marks[who] in ("finished", "DNF")]
    keys = {who: (-total[who], -done[who], finish[who] if marks[who] == "finished" else 0) for who in ranked}
    return {
        who: (
            1 + sum(key < keys[who] for key in keys.values()) if who in keys else None,
            total[who],
            done[who],
            marks[who],
        )
        for who in told
    }


@pytest.mark.parametrize("distance", MASS_STARTS, ids=lambda distance: distance.id)
def test_the_expected_ranking_of_a_mass_start_follows_from_its_sprints(distance: Distance) -> None:
    result = ridden(distance)
    for line in distance.expected:
        rank, total, laps, status = result[line.skater]
        assert (line.rank, line.status) == (rank, status), line.skater
        if rank is not None:
            assert (line.total, line.laps, line.points) == (total, laps, points_of(distance, rank)), line.skater


def test_every_format_is_skated_by_women_and_men_on_two_days() -> None:
    assert {d.format for d in WEEKEND.distances} == {
        "pairs", "mass_start", "team_pursuit", "team_sprint", "mixed_relay",
    }  # fmt: skip
    assert {d.category for d in WEEKEND.distances} == {"W", "M", "X"}
    assert {d.day for d in WEEKEND.distances} == {1, 2}
    assert all(d.session for d in WEEKEND.distances)
    assert {d.metres for d in WEEKEND.distances if d.format == "pairs"} == {300, 500, 1000, 1500, 3000, 5000}
    assert any(pair.quartet for d in WEEKEND.distances for pair in d.pairs)


def test_it_goes_wrong_in_every_way_of_its_formats() -> None:
    told = {trouble.kind for d in WEEKEND.distances for pair in d.pairs for trouble in pair.troubles}
    assert told >= {
        "false_start", "fall", "disqualified", "did_not_start", "withdrawn", "reskate", "missed", "lapped", "noted",
        "overtaken", "walkover",
    }  # fmt: skip
    records = {mark for d in WEEKEND.distances for line in d.expected for mark in line.records or ()}
    assert records >= {"=TR", "TR", "NR", "WRJ", "PB"}


def test_the_whole_weekend_takes_at_most_two_hundred_seconds_at_two_hundred_times(steps: tuple[Step, ...]) -> None:
    assert steps[-1].at_us / 1e6 / 200 < 200


def test_a_start_list_is_empty_until_it_is_drawn(steps: tuple[Step, ...]) -> None:
    """After the semi-finals, the quarter-finals, the second 500 m and the semi-finals of the pursuit."""
    assert [without_pairs(step) for step in of(steps, "programme_published")] == [
        ["wtp-sf", "wtp-c", "wtp-b", "wtp-a", "m1000-2", "wms-f"],
        ["wtp-sf", "wtp-c", "wtp-b", "wtp-a", "m1000-2"],
        ["wtp-b", "wtp-a", "m1000-2"],
        ["wtp-b", "wtp-a"],
        [],
    ]


def without_pairs(step: Step) -> list[str]:
    distances: Any = step.event["distances"]
    return [distance["id"] for distance in distances if not distance["pairs"]]


def test_a_distance_is_drawn_when_its_deciding_one_is_official_and_before_its_call(
    steps: tuple[Step, ...],
) -> None:
    for distance in WEEKEND.distances:
        if distance.drawn_after:
            official = one(steps, "distance_confirmed", distance=distance.drawn_after)
            published = next(s for s in of(steps, "programme_published") if distance.id not in without_pairs(s))
            begun = min(s.at_us for s in steps if s.event.get("distance") == distance.id)
            assert official.at_us < published.at_us < begun


def test_the_record_book_is_told_by_itself_and_stays_when_the_programme_comes_again(steps: tuple[Step, ...]) -> None:
    first, *again = of(steps, "programme_published")
    book = one(steps, "records_published")
    assert (first.event["records"], book.event["as_of"]) == ([], "2026-12-04")
    assert all(step.event["records"] == book.event["records"] for step in again)
    assert all(step.event["records_as_of"] == "2026-12-04" for step in again)


def test_a_protest_is_lodged_when_all_have_skated_and_settled_before_the_result(steps: tuple[Step, ...]) -> None:
    lodged, official = (
        one(steps, "protest_lodged", distance="w1000"),
        one(steps, "distance_confirmed", distance="w1000"),
    )
    settled = one(steps, "ruling_reversed", ruling={"source": "simulator", "id": lodged.event["id"]})
    last = max(s.at_us for s in of(steps, "pair_confirmed", distance="w1000"))
    assert last < lodged.at_us < settled.at_us < official.at_us


def test_records_are_ratified_after_the_result(steps: tuple[Step, ...]) -> None:
    told = [(s.event["distance"], s.event["skater"], s.event["kind"]) for s in of(steps, "record_ratified")]
    assert told == [("w500-a", "shirokawa", "WRJ"), ("m1000-1", "laglace", "TR"), ("w1000", "kouwenberg", "TR")]
    for step in of(steps, "record_ratified"):
        assert step.at_us > one(steps, "distance_confirmed", distance=step.event["distance"]).at_us


def test_ice_and_air_are_measured_at_the_start_and_the_end(steps: tuple[Step, ...]) -> None:
    start, end = of(steps, "conditions_measured", distance="m1500-b")
    assert (start.event["when"], start.event["ice_c"], end.event["when"]) == ("start", -7.4, "end")
    assert start.at_us <= of(steps, "pair_called", distance="m1500-b")[0].at_us
    assert end.at_us <= one(steps, "distance_confirmed", distance="m1500-b").at_us


def test_a_night_is_a_longer_pause(steps: tuple[Step, ...]) -> None:
    days = {d.id: d.day for d in WEEKEND.distances}
    evening = max(s.at_us for s in of(steps, "distance_confirmed") if days[str(s.event["distance"])] == 1)
    morning = min(s.at_us for s in of(steps, "pair_called") if days[str(s.event["distance"])] == 2)
    assert morning - evening == (WEEKEND.rhythm.between_distances_s + WEEKEND.rhythm.between_days_s) * 1_000_000


def test_the_programme_does_not_tell_what_is_expected(steps: tuple[Step, ...]) -> None:
    told = str(of(steps, "programme_published"))
    assert "expected" not in told
    assert "session" not in told


def test_one_distance_of_a_weekend_can_be_played_without_what_adds_up() -> None:
    alone = only(WEEKEND, "m1000-2")
    assert (alone.combinations, alone.distances[0].drawn_after) == ((), None)
    assert of(timeline(alone), "pair_called")
