"""Teams: whose crossing is the team's time, splits and laps of half laps, hand-overs (RULES.md 2.3, 4.2-4.4)."""

from dataclasses import replace
from itertools import permutations

import pytest

from iceline.errors import Refused
from iceline.race.events import PassingAssigned, PassingMeasured, PassingVoided, SkaterDidNotFinish, SourceSelected
from iceline.race.passings import Split
from iceline.race.teams import HandOver, hand_overs, member_passings, order_at, team_of
from iceline.race.times import format_hundredths, format_time

from .teaming import members, on_ice, team_distance, teams_programme
from .telling import Telling

HALF_LAPS_US = [
    18_113_300, 31_391_300, 44_791_400, 58_270_000, 71_896_200, 85_553_500, 99_033_900, 112_445_900,
    126_114_700, 139_560_500, 153_016_900, 166_507_300, 180_362_300, 194_489_100, 208_434_600, 222_482_000,
]  # fmt: skip
HALF_LAPS = [
    "18.11", "13.28", "13.40", "13.48", "13.62", "13.66", "13.48", "13.41",
    "13.67", "13.45", "13.45", "13.49", "13.86", "14.12", "13.95", "14.05",
]  # fmt: skip
"""A men's pursuit of the European Championships 2020 and the laps its timing presented (RULES.md 2.3)."""

THIRD_US = {"ned1": -900_000, "ned2": -450_000, "ned3": 0}
"""How far from the third skater the three cross the line."""


def splits(told: Telling, team: str = "ned") -> tuple[Split, ...]:
    return told.row(team).race.counted.splits


def times_us(told: Telling, team: str = "ned") -> dict[float, int]:
    return {s.metres: s.elapsed_us for s in splits(told, team)}


def crossing(told: Telling, who: str, time_us: int, metres: float | None = None) -> PassingMeasured:
    name = told.fresh()
    event = PassingMeasured(
        id=name, distance="d", pair=1, skater=who, how="transponder", elapsed_us=time_us, metres=metres
    )
    told.tell(event)
    return event


def mens_pursuit() -> Telling:
    distance = team_distance([["ned", "nor"]], metres=3200)
    return Telling().tell(teams_programme(distance)).start(1)


@pytest.mark.parametrize("by_course", [False, True])
def test_half_laps_of_a_real_pursuit_are_those_its_timing_presented(by_course: bool) -> None:
    told = mens_pursuit()
    for number, time_us in enumerate(HALF_LAPS_US, 1):
        for who, before in THIRD_US.items():
            crossing(told, who, time_us + before, None if by_course else 200.0 * number)
    assert [s.elapsed_us for s in splits(told)] == HALF_LAPS_US
    assert [format_hundredths(s.lap_cs or 0) for s in splits(told)] == HALF_LAPS
    assert format_time(told.row("ned").finished_us or 0) == "3:42.48"
    assert not any(s.suspicious for s in splits(told))


def test_a_pursuit_team_is_where_its_third_skater_is_and_nowhere_before() -> None:
    told = on_ice("ned", "nor")
    crossing(told, "ned2", 18_100_000, 200)
    crossing(told, "ned3", 18_500_000, 200)
    assert times_us(told) == {}
    crossing(told, "ned1", 18_900_000, 200)
    assert times_us(told) == {200: 18_900_000}


def test_a_fourth_skater_may_follow_and_changes_nothing() -> None:
    told = on_ice("ned", "nor", how_many=4)
    for who, time_us in zip(members("ned", 4), (18_100_000, 18_900_000, 21_000_000, 18_500_000), strict=True):
        crossing(told, who, time_us, 200)
    assert times_us(told) == {200: 18_900_000}


def test_with_two_at_the_finish_there_is_no_time_and_officials_say_what_it_was() -> None:
    told = on_ice("ned", "nor")
    crossing(told, "ned1", 175_000_000, 2400)
    crossing(told, "ned2", 175_400_000, 2400)
    assert told.row("ned").race.status == "on_ice"
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="ned"))
    assert (told.row("ned").race.status, told.row("ned").rank) == ("DNF", None)


def test_a_crossing_that_names_the_team_is_the_team_s_time() -> None:
    told = on_ice("ned", "nor")
    for who, time_us in zip(members("ned"), (175_000_000, 175_300_000, 175_614_000), strict=True):
        crossing(told, who, time_us, 2400)
    assert told.row("ned").finished_us == 175_614_000
    told.pass_line(1, "ned", "2:55.60", 2400, how="photo_finish", us=2_000)
    assert told.row("ned").finished_us == 175_602_000


def test_the_lane_names_the_team_that_starts_on_that_straight() -> None:
    told = on_ice("ned", "nor")
    told.tell(
        PassingMeasured(id="l", distance="d", pair=1, lane="outer", how="optical", elapsed_us=175_000_000, metres=2400)
    )
    assert told.row("nor").finished_us == 175_000_000


def test_a_photo_finish_of_the_third_skater_replaces_the_transponder() -> None:
    told = on_ice("ned", "nor")
    for who, time_us in zip(members("ned"), (175_000_000, 175_300_000, 175_614_000), strict=True):
        crossing(told, who, time_us, 2400)
    told.pass_line(1, "ned3", "2:55.60", 2400, how="photo_finish")
    assert told.row("ned").finished_us == 175_600_000


def test_voided_and_reassigned_crossings_of_members_move_the_team() -> None:
    told = on_ice("ned", "nor")
    first, second, third = (
        told.pass_line(1, who, time, 200) for who, time in zip(members("ned"), ("18.10", "18.50", "18.90"), strict=True)
    )
    told.tell(PassingVoided(id="void", passing=first))
    assert times_us(told) == {}
    told.pass_line(1, "ned1", "19.10", 200)
    assert times_us(told) == {200: 19_100_000}
    told.tell(PassingAssigned(id="other", passing=second, skater="nor1"))
    assert times_us(told) == {}
    told.tell(PassingAssigned(id="team", passing=third, skater="ned"))
    assert times_us(told) == {200: 18_900_000}


def test_a_source_selected_for_a_team_is_for_its_members() -> None:
    told = on_ice("ned", "nor")
    for who, time in zip(members("ned"), ("18.10", "18.50", "18.90"), strict=True):
        told.pass_line(1, who, time, 200, how="optical")
        told.pass_line(1, who, time, 200, how="transponder", us=4_000)
    assert times_us(told) == {200: 18_900_000}
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder", skater="ned"))
    assert times_us(told) == {200: 18_904_000}


def test_a_source_selected_for_a_member_is_for_that_member() -> None:
    told = on_ice("ned", "nor")
    for who, time in zip(members("ned"), ("18.10", "18.50", "18.90"), strict=True):
        told.pass_line(1, who, time, 200, how="optical")
        told.pass_line(1, who, time, 200, how="transponder", us=4_000)
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder", skater="ned3"))
    assert times_us(told) == {200: 18_904_000}


def test_order_in_which_members_crossings_arrive_does_not_matter() -> None:
    facts = [("ned1", 18_100_000, 200), ("ned2", 18_500_000, 200), ("ned3", 18_900_000, 200), ("ned", 31_900_000, 400)]
    seen = set()
    for order in permutations(facts):
        told = on_ice("ned", "nor")
        for who, time_us, metres in order:
            crossing(told, who, time_us, metres)
        seen.add(splits(told))
    assert len(seen) == 1


@pytest.mark.parametrize("who", ["nor4", "eve"])
def test_who_is_no_member_of_a_team_of_the_pair_is_refused(who: str) -> None:
    told = on_ice("ned", "nor")
    with pytest.raises(Refused) as refused:
        crossing(told, who, 18_100_000, 200)
    assert refused.value.code == "not_in_pair"


SPRINT = {
    "ned1": {200: 17_000_000, 400: 28_000_000},
    "ned2": {200: 17_200_000, 400: 28_210_000, 600: 40_000_000, 800: 52_500_000},
    "ned3": {200: 17_400_000, 400: 28_600_000, 600: 40_300_000, 800: 52_919_900, 1000: 65_500_000, 1200: 78_900_000},
}


@pytest.mark.parametrize("by_course", [False, True])
def test_a_sprint_team_is_where_the_skater_is_whose_lap_it_is(by_course: bool) -> None:
    told = on_ice("ned", "nor", kind="team_sprint")
    for who, at in SPRINT.items():
        for metres, time_us in at.items():
            crossing(told, who, time_us, None if by_course else metres)
    assert times_us(told) == {
        200: 17_000_000, 400: 28_000_000, 600: 40_000_000, 800: 52_500_000, 1000: 65_500_000, 1200: 78_900_000,
    }  # fmt: skip
    assert format_time(told.row("ned").finished_us or 0) == "1:18.90"


def test_hand_overs_of_a_sprint_are_timed_and_say_how_far_behind_the_next_one_was() -> None:
    told = on_ice("ned", "nor", kind="team_sprint")
    for who, at in SPRINT.items():
        for metres, time_us in at.items():
            crossing(told, who, time_us, metres)
    run, team = told.distance.pairs[1].runs[0], team_of(told.distance, "ned")
    assert team is not None
    assert hand_overs(run, team, told.distance.course) == [
        HandOver(400, "ned1", "ned2", 28_000_000, 21),
        HandOver(800, "ned2", "ned3", 52_500_000, 41),
    ]


RELAY = [
    ("ned1", 30_000_000), ("ned2", 57_500_000), ("ned2", 85_000_000), ("ned1", 115_000_000), ("ned1", 145_500_000),
    ("ned2", 172_000_000),
]  # fmt: skip
"""The woman first and in laps 4 and 5, the man in laps 2, 3 and 6."""


@pytest.mark.parametrize("by_course", [False, True])
def test_a_relay_is_timed_by_who_skates_the_lap(by_course: bool) -> None:
    told = on_ice("ned", "nor", "can", "usa", kind="mixed_relay", how_many=2)
    for lap, (who, time_us) in enumerate(RELAY, 1):
        crossing(told, who, time_us, None if by_course else 400 * lap)
    crossing(told, "ned2", 30_100_000, 400)
    assert list(times_us(told).values()) == [time_us for _, time_us in RELAY]
    run, team = told.distance.pairs[1].runs[0], team_of(told.distance, "ned")
    assert team is not None
    changes = [(h.metres, h.leaves, h.takes_over) for h in hand_overs(run, team, told.distance.course)]
    assert changes == [(400, "ned1", "ned2"), (1200, "ned2", "ned1"), (2000, "ned1", "ned2")]


def test_four_teams_of_a_relay_are_ranked_by_time() -> None:
    told = on_ice("ned", "nor", "can", "usa", kind="mixed_relay", how_many=2)
    for team, time in (("usa", "2:56.00"), ("ned", "2:55.10"), ("can", "2:55.10"), ("nor", "2:58.33")):
        told.finish(1, team, time)
    assert told.ranks() == {"ned": 1, "can": 1, "usa": 3, "nor": 4}


def test_who_of_a_team_passed_a_point_first() -> None:
    told = on_ice("ned", "nor")
    for who, time_us in (("ned3", 18_500_000), ("ned1", 18_100_000)):
        crossing(told, who, time_us, 200)
    team = team_of(told.distance, "ned")
    assert team is not None
    measured = member_passings(told.distance.pairs[1].runs[0], team, told.distance.course)
    assert order_at(0, measured) == [("ned1", 18_100_000), ("ned3", 18_500_000)]


def test_substitute_of_a_later_round_changes_nothing_of_what_was_skated() -> None:
    first, second = team_distance([["ned", "nor"]]), team_distance([["ned", "nor"]], key="later")
    told = Telling().tell(teams_programme(first, second)).start(1)
    for who, time_us in zip(members("ned"), (18_100_000, 18_500_000, 18_900_000), strict=True):
        crossing(told, who, time_us, 200)
    published = teams_programme(first, second, how_many=4, name="again")
    changed = tuple(replace(s, members=("ned1", "ned2", "ned4")) if s.id == "ned" else s for s in published.skaters)
    told.tell(replace(published, skaters=changed))
    assert times_us(told) == {200: 18_900_000}
    assert told.state.distances["later"].teams["ned"] == ("ned1", "ned2", "ned4")


def test_member_who_has_skated_must_stay_in_the_list() -> None:
    told = on_ice("ned", "nor")
    published = teams_programme(team_distance([["ned", "nor"]]), how_many=4, name="again")
    left_out = tuple(
        replace(s, members=("ned2", "ned3", "ned4")) if s.id == "ned" else s
        for s in published.skaters
        if s.id != "ned1"
    )
    with pytest.raises(Refused) as refused:
        told.tell(replace(published, skaters=left_out))
    assert refused.value.code == "conflicting_programme"


@pytest.mark.parametrize(("kind", "how_many"), [("team_pursuit", 2), ("team_sprint", 2), ("mixed_relay", 1)])
def test_team_of_too_few_is_refused(kind: str, how_many: int) -> None:
    distance = team_distance([["ned", "nor"]], kind=kind)  # type: ignore[arg-type]
    with pytest.raises(Refused) as refused:
        Telling().tell(teams_programme(distance, how_many=how_many))
    assert refused.value.code == "conflicting_programme"


def test_skater_who_is_in_two_teams_of_a_distance_is_refused() -> None:
    published = teams_programme(team_distance([["ned", "nor"]]))
    shared = tuple(replace(s, members=("nor1", "ned2", "ned3")) if s.id == "ned" else s for s in published.skaters)
    with pytest.raises(Refused) as refused:
        Telling().tell(replace(published, skaters=shared))
    assert refused.value.code == "conflicting_programme"
