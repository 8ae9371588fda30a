"""Teams as steps: who of them crosses which line, whose time is the team's, and how a knock-out ends."""

from typing import Any

import pytest

from iceline_simulator.steps import Step
from iceline_simulator.times import official, parse
from tests.simulator.races import Json, pursuit, relay, steps_of, troubled
from tests.simulator.steps import elapsed, of, one

RED, BLUE = ["ada", "bea", "cleo"], ["dora", "eva", "fay"]
SPRINT = pursuit("team_sprint", 1200, ("1:27.00", "1:28.00"))


def at(steps: tuple[Step, ...], metres: int, members: list[str]) -> list[str]:
    """The members that cross there, first to last."""
    told = of(steps, "passing_measured", how="transponder", metres=metres)
    return [str(s.event["skater"]) for s in sorted(told, key=elapsed) if s.event["skater"] in members]


def photo(steps: tuple[Step, ...], **whose: str) -> Step:
    return one(steps, "passing_measured", how="photo_finish", **whose)


def test_all_three_of_a_pursuit_cross_every_half_lap() -> None:
    steps = steps_of(pursuit())
    for metres in range(200, 2401, 200):
        assert sorted(at(steps, metres, RED)) == RED
        assert sorted(at(steps, metres, BLUE)) == BLUE


def test_the_first_of_a_pursuit_changes_every_lap() -> None:
    steps = steps_of(pursuit())
    assert [at(steps, metres, RED)[0] for metres in range(400, 2401, 400)] == [*RED, *RED]


@pytest.mark.parametrize("whose", [("inner", RED, "2:58.00"), ("outer", BLUE, "2:59.00")])
def test_the_time_of_a_pursuit_is_its_thirds(whose: tuple[str, list[str], str]) -> None:
    lane, members, time = whose
    steps = steps_of(pursuit())
    read = photo(steps, lane=lane)
    assert official(elapsed(read)) == parse(time)
    third = one(steps, "passing_measured", how="transponder", skater=at(steps, 2400, members)[-1], metres=2400)
    assert abs(elapsed(third) - elapsed(read)) <= 16_000  # what a loop is off from the photo


def test_a_sprint_loses_one_of_its_three_after_each_lap() -> None:
    steps = steps_of(SPRINT)
    assert [len(at(steps, metres, RED)) for metres in range(200, 1201, 200)] == [3, 3, 2, 2, 1, 1]
    assert [at(steps, metres, RED)[0] for metres in (400, 800, 1200)] == RED
    assert official(elapsed(photo(steps, lane="inner"))) == parse("1:27.00")


def test_in_a_relay_only_whose_lap_it_is_crosses() -> None:
    steps = steps_of(relay())
    laps = [at(steps, metres, ["ada", "bea"]) for metres in range(400, 2401, 400)]
    assert laps == [["ada"], ["bea"], ["bea"], ["ada"], ["ada"], ["bea"]]
    assert official(elapsed(photo(steps, skater="duo"))) == parse("2:58.50")
    assert not any("lane" in step.event for step in of(steps, "passing_measured"))


def test_a_team_that_is_caught_ends_the_heat_for_both() -> None:
    caught: Json = {"kind": "overtaken", "lane": "outer", "after_metres": 1600}
    steps = steps_of(troubled(pursuit(), caught, knock_out=True))
    passed: list[Any] = [step.event["metres"] for step in of(steps, "passing_measured")]
    assert max(passed) == 1600
    won = one(steps, "heat_won")
    assert (won.event["skater"], won.event["how"]) == ("red", "overtaken")
    assert one(steps, "pair_confirmed").at_us > won.at_us


def test_nobody_skates_in_a_walkover() -> None:
    steps = steps_of(troubled(pursuit(), {"kind": "walkover", "lane": "inner"}, knock_out=True))
    won = one(steps, "heat_won")
    assert (won.event["skater"], won.event["how"]) == ("blue", "walkover")
    assert not of(steps, "pair_started")
    assert of(steps, "distance_confirmed")


def test_a_member_can_be_missed_alone() -> None:
    steps = steps_of(troubled(pursuit(), {"kind": "missed", "skater": "bea", "metres": 800}))
    assert sorted(at(steps, 800, RED)) == ["ada", "cleo"]
    assert sorted(at(steps, 800, BLUE)) == BLUE


def test_a_fall_of_a_member_is_the_teams() -> None:
    steps = steps_of(troubled(pursuit(), {"kind": "fall", "skater": "eva", "after_metres": 1000, "code": "F"}))
    assert one(steps, "skater_did_not_finish").event["skater"] == "blue"
    assert not at(steps, 1200, BLUE)
    assert at(steps, 2400, RED)


def test_ids_are_unique_in_a_heat_of_teams() -> None:
    for distance in (pursuit(), SPRINT, relay()):
        ids = [step.event["id"] for step in steps_of(distance)]
        assert len(set(ids)) == len(ids)
