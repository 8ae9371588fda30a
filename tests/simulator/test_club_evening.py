"""The club evening: its results follow from its troubles by the rules, worked out here without any server."""

from typing import Any

import pytest

from iceline_simulator.racefile import Distance, RaceFile
from iceline_simulator.reading import read
from iceline_simulator.steps import Step
from iceline_simulator.timeline import timeline
from iceline_simulator.times import parse, show
from tests.simulator.fields import outcome


@pytest.fixture(scope="module")
def evening() -> RaceFile:
    return read("club-evening")


@pytest.fixture(scope="module")
def steps(evening: RaceFile) -> tuple[Step, ...]:
    return timeline(evening)


def distance_of(evening: RaceFile, name: str) -> Distance:
    return next(distance for distance in evening.distances if distance.id == name)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", ["w500", "m1500", "w3000"])
def test_the_expected_results_follow_from_the_rules(evening: RaceFile, name: str, seed: int) -> None:
    distance = distance_of(evening, name)
    expected = {
        line.skater: (line.rank, show(line.time) if line.time else None, line.status) for line in distance.expected
    }
    assert outcome(distance, seed) == expected


def test_a_dead_heat_to_the_hundredth_is_decided_by_thousandths(evening: RaceFile) -> None:
    lines = {line.skater: line for line in distance_of(evening, "w500").expected}
    assert lines["frostwick"].time == lines["patineau"].time == parse("41.27")
    assert (lines["frostwick"].rank, lines["patineau"].rank) == (3, 4)


def test_a_dead_heat_to_the_thousandth_shares_the_rank_and_the_hindered_skater_rises(evening: RaceFile) -> None:
    lines = {line.skater: line for line in distance_of(evening, "m1500").expected}
    assert (lines["laatstebocht"].rank, lines["ledovy"].rank) == (5, 5)
    assert (lines["virage"].rank, lines["virage"].time) == (2, parse("1:57.31"))


def test_every_trouble_there_is_happens_this_evening(evening: RaceFile) -> None:
    told = {trouble.kind for d in evening.distances for pair in d.pairs for trouble in pair.troubles}
    assert told == {
        "false_start", "fall", "disqualified", "did_not_start", "withdrawn", "reskate", "phantom", "wrong_credit",
        "missed", "hand_timed", "late_photo_finish", "select_source",
    }  # fmt: skip


def test_personal_bests_and_track_records_fall(evening: RaceFile) -> None:
    for distance, winner in (("w500", "ijsvogel"), ("m1500", "yukisuberi"), ("w3000", "ijsvogel")):
        skated = distance_of(evening, distance)
        record = next(r.time for r in evening.records if (r.metres, r.category) == (skated.metres, skated.category))
        best = next(e.personal_best for p in skated.pairs for e in p.entries if e.skater == winner)
        time = next(line.time for line in skated.expected if line.skater == winner)
        assert time is not None
        assert best is not None
        assert time < record < best


def test_the_second_pair_of_a_quartet_starts_half_a_lap_later(steps: tuple[Step, ...]) -> None:
    starts = {
        step.event["pair"]: step.at_us
        for step in steps
        if step.event["type"] == "pair_started" and step.event["distance"] == "w3000"
    }
    assert [starts[2] - starts[1], starts[4] - starts[3]] == [20_000_000, 20_000_000]


def test_the_re_skate_comes_last_after_its_rest(steps: tuple[Step, ...]) -> None:
    called: list[Any] = [
        step.event["pair"]
        for step in steps
        if step.event["type"] == "pair_called" and step.event["distance"] == "m1500"
    ]
    assert called == [1, 2, 3, 4, 5]


def test_a_reversed_disqualification_names_its_ruling(steps: tuple[Step, ...]) -> None:
    (taken_back,) = [step for step in steps if step.event["type"] == "ruling_reversed"]
    ruled = [step for step in steps if step.event["type"] == "skater_disqualified"][-1]
    assert taken_back.event["ruling"] == {"source": "simulator", "id": ruled.event["id"]}
