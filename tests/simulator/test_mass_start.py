"""A mass start as steps: a loop at the end of every lap, a photo of who sprints, and what officials say of a pack."""

from itertools import pairwise

import pytest

from iceline_simulator.packs import pack
from iceline_simulator.racefile import Distance
from iceline_simulator.reading import read
from iceline_simulator.times import official, parse
from tests.simulator.races import WOMEN, mass_start, race, steps_of, troubled
from tests.simulator.steps import elapsed, of, one

WEEKEND = [distance for distance in read("world-cup-weekend").distances if distance.format == "mass_start"]


def test_the_loop_tells_every_lap_of_everybody_by_name() -> None:
    steps = steps_of(mass_start())
    for skater in WOMEN:
        laps = of(steps, "passing_measured", how="transponder", skater=skater)
        assert [step.event["metres"] for step in sorted(laps, key=elapsed)] == list(range(400, 3201, 400))


def test_a_photocell_says_nothing_and_nobody_has_a_lane() -> None:
    told = of(steps_of(mass_start()), "passing_measured")
    assert {step.event["how"] for step in told} == {"transponder", "photo_finish"}
    assert not any("lane" in step.event for step in told)


def test_the_photo_is_read_at_the_finish_and_of_who_sprints() -> None:
    photos = of(steps_of(mass_start()), "passing_measured", how="photo_finish")
    assert {step.event["skater"] for step in photos if step.event["metres"] == 3200} == set(WOMEN)
    sprint = sorted((step for step in photos if step.event["metres"] == 1600), key=elapsed)
    assert [step.event["skater"] for step in sprint] == ["dora", "cleo", "ada"]


def test_given_times_come_out_and_the_others_come_in_behind() -> None:
    steps = steps_of(mass_start())
    finish = {
        step.event["skater"]: elapsed(step) for step in of(steps, "passing_measured", how="photo_finish", metres=3200)
    }
    assert [official(finish[who]) for who in ("ada", "bea", "cleo", "dora")] == [
        parse(time) for time in ("4:10.00", "4:10.12", "4:10.30", "4:11.00")
    ]  # fmt: skip
    assert min(finish["eva"], finish["fay"]) > finish["dora"]


def test_who_falls_crosses_no_line_after_it_and_the_others_skate_on() -> None:
    steps = steps_of(troubled(mass_start(), {"kind": "fall", "skater": "eva", "after_metres": 2000}))
    assert max(int(str(s.event["metres"])) for s in of(steps, "passing_measured", skater="eva")) == 2000
    ruled = one(steps, "skater_did_not_finish", skater="eva")
    assert ruled.at_us < max(step.at_us for step in of(steps, "passing_measured"))
    assert one(steps, "pair_confirmed").at_us > ruled.at_us


def test_who_is_lapped_is_said_to_be_after_that_line_and_skates_on() -> None:
    steps = steps_of(troubled(mass_start(), {"kind": "lapped", "skater": "fay", "after_metres": 2400}))
    start, said = one(steps, "pair_started"), one(steps, "skater_lapped", skater="fay")
    at = {s.event["metres"]: start.at_us + elapsed(s) for s in of(steps, "passing_measured", skater="fay")}
    assert at[2400] < said.at_us < at[2800]


def test_a_missed_crossing_of_one_is_nobody_elses() -> None:
    steps = steps_of(troubled(mass_start(), {"kind": "missed", "skater": "bea", "metres": 1200}))
    told = of(steps, "passing_measured", metres=1200)
    assert {step.event["skater"] for step in told} == set(WOMEN) - {"bea"}


def test_who_does_not_start_is_measured_nowhere() -> None:
    steps = steps_of(troubled(mass_start(), {"kind": "did_not_start", "skater": "bea"}))
    assert not of(steps, "passing_measured", skater="bea")
    assert one(steps, "skater_did_not_start", skater="bea")


@pytest.mark.parametrize("distance", WEEKEND, ids=lambda distance: distance.id)
@pytest.mark.parametrize("seed", range(1, 11))
def test_every_lap_looks_like_skating(distance: Distance, seed: int) -> None:
    fastest_s = {"W": 26.5, "M": 25.0}[distance.category]
    for skates in pack(distance, distance.pairs[0], seed).values():
        first, *laps = [after - before for before, after in pairwise((0, *skates.elapsed_us))]
        assert all(fastest_s < lap / 1e6 < 39 for lap in laps)
        assert 35 < first / 1e6 < 43  # neutralised


@pytest.mark.parametrize("distance", WEEKEND, ids=lambda distance: distance.id)
def test_the_order_at_a_sprint_is_that_of_the_file_with_every_seed(distance: Distance) -> None:
    pair = distance.pairs[0]
    for seed in range(1, 21):
        skates = pack(distance, pair, seed)
        for sprint in pair.sprints:
            order = sorted(skates, key=lambda who: skates[who].elapsed_us[sprint.lap - 1])
            assert tuple(order[: len(sprint.order)]) == sprint.order


def test_the_same_seed_rides_the_same_and_another_another() -> None:
    distance = race(mass_start()).distances[0]
    rides = [pack(distance, distance.pairs[0], seed) for seed in (1, 1, 2)]
    assert rides[0] == rides[1] != rides[2]
