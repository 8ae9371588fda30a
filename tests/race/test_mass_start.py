"""The mass start: points at the sprints, ranking by points, laps and time, and who forfeits (RULES.md 4.1)."""

from dataclasses import replace

import pytest

from iceline.boards.mass_results import mass_start_results
from iceline.errors import Refused
from iceline.race.admission import admit
from iceline.race.events import (
    Event,
    HeatWon,
    PassingAssigned,
    PassingVoided,
    RecordRatified,
    Ref,
    ReskateGranted,
    RulingReversed,
    SkaterAdvanced,
)
from iceline.race.mass_start import qualified
from iceline.race.pack import out_of_reach
from iceline.race.programme import Rules, Series
from iceline.race.series import series_standings
from iceline.race.state import State
from iceline.race.times import format_time

from .massing import Massing, field, started

FIVE = ("ann", "bea", "cis", "dot", "eva")


def test_the_olympic_points_of_2026() -> None:
    """Two skaters away took first and second at every sprint: 68, 47, and the pack's 21 and 10."""
    told = started(("stolz", "giovannini", "thorup", "bergsma"))
    told.ride(range(1, 4)).ride([4], {4: ["bergsma", "thorup", "giovannini"]}).ride(range(5, 8))
    told.ride([8], {8: ["bergsma", "thorup"]}).ride(range(9, 12)).ride([12], {12: ["thorup", "bergsma"]})
    told.ride(range(13, 16)).ride([16], {16: ["bergsma", "thorup", "giovannini", "stolz"]})
    assert {"bergsma": 68, "thorup": 47}.items() <= told.points().items()
    assert [row.skater for row in told.mass.rows] == ["bergsma", "thorup", "giovannini", "stolz"]
    assert told.mass.row("bergsma").tally.taken == (3, 3, 2, 60)
    assert told.mass.row("giovannini").tally.taken[-1] == 20
    assert told.mass.row("stolz").tally.taken[-1] == 10


def finished(*seconds: float, sprints: tuple[str, ...] = ()) -> Massing:
    """Five laps, one sprint, and these times at the finish in the order of FIVE."""
    told = started(FIVE, laps=5).ride(range(1, 5), {4: sprints})
    for skater, time in zip(FIVE, seconds, strict=True):
        told.cross(skater, time)
    return told


def test_points_rank_before_time() -> None:
    """After the six that are paid at the finish, one with 3 points at 8:00 is ahead of one without at 7:42."""
    names = (*FIVE, "fay", "gwen", "hil")
    told = started(names, laps=5).ride(range(1, 5), {4: ["hil"]})
    for place, skater in enumerate(names):
        told.cross(skater, 150 + place)
    order = [row.skater for row in told.mass.rows]
    assert order[:4] == ["ann", "bea", "cis", "dot"]
    assert order.index("hil") < order.index("gwen")


def test_equal_points_and_laps_are_ranked_by_the_thousandth() -> None:
    names = (*FIVE, "fay", "gwen", "hil")
    told = started(names, laps=5).ride(range(1, 5), {4: ["ann", "bea", "cis"]})
    for place, skater in enumerate(names[:6]):
        told.cross(skater, 150 + place)
    told.cross("hil", 162.976)
    told.cross("gwen", 162.979)
    rows = told.mass.rows[-2:]
    assert [(r.skater, r.rank) for r in rows] == [("hil", 7), ("gwen", 8)]
    assert [format_time(r.time_us or 0, decided=r.decided) for r in rows] == ["2:42.97(6)", "2:42.97(9)"]


def test_equal_thousandths_share_the_rank_and_the_points() -> None:
    told = finished(150.1, 150.2, 150.2, 151, 152, sprints=("dot", "eva", "ann"))
    assert [(r.skater, r.rank, r.tally.taken[-1]) for r in told.mass.rows] == [
        ("ann", 1, 60),
        ("bea", 2, 40),
        ("cis", 2, 40),
        ("dot", 4, 10),
        ("eva", 5, 6),
    ]


def test_a_photo_finish_decides_a_sprint() -> None:
    told = started(FIVE).ride(range(1, 4)).ride([4])
    assert told.points() == {"ann": 3, "bea": 2, "cis": 1, "dot": 0, "eva": 0}
    told.cross("dot", 119.99, lap=4, how="photo_finish")
    assert told.points() == {"dot": 3, "ann": 2, "bea": 1, "cis": 0, "eva": 0}


def test_who_is_lapped_forfeits_the_points_and_keeps_them_on_the_list() -> None:
    told = finished(150, 151, 152, 153, 190, sprints=("eva", "dot", "cis"))
    assert told.points()["eva"] == 3 + 6
    ruling = told.lapped("eva")
    assert (told.points()["eva"], told.mass.row("eva").tally.taken) == (0, (3, 6))
    assert told.points()["dot"] == 2 + 10
    told.tell(RulingReversed(id="not lapped", ruling=ruling))
    assert told.points()["eva"] == 9


def test_who_does_not_complete_is_ranked_behind_by_laps_then_time() -> None:
    told = started(FIVE).ride(range(1, 5), {4: ["eva", "dot"]})
    told.stops("eva")
    told.ride([5, 6])
    for skater in ("cis", "dot"):
        told.stops(skater)
    for lap in range(7, 17):
        for place, skater in enumerate(("ann", "bea")):
            told.cross(skater, 30 * lap + place)
    assert [(r.skater, r.rank, r.tally.laps, r.tally.points > 0) for r in told.mass.rows] == [
        ("ann", 1, 16, True),
        ("bea", 2, 16, True),
        ("cis", 3, 6, False),
        ("dot", 4, 6, False),
        ("eva", 5, 6, False),
    ]


def test_who_did_not_complete_and_rolls_over_the_line_once_more_has_no_finish() -> None:
    """Non-completers stand behind all full-distance skaters, with the time at their last passage (RULES.md 4.1)."""
    told = started(["ann", "bea", "cis"], laps=5).ride(range(1, 5)).ride([5], {5: ["cis"]})
    told.stops("cis")
    assert told.places() == {"ann": 1, "bea": 2, "cis": 3}
    assert (told.mass.row("cis").tally.laps, told.mass.row("cis").time_us) == (4, 121_000_000)
    assert told.points() == {"ann": 63, "bea": 42, "cis": 0}, "the finish is paid to who has finished"


def test_a_disqualified_skater_takes_no_place_and_keeps_a_row_number() -> None:
    told = finished(150, 151, 152, 153, 154, sprints=("ann", "bea", "cis", "dot"))
    told.disqualified("ann")
    assert told.places() == {"bea": 1, "cis": 2, "dot": 3, "eva": 4, "ann": None}
    assert told.points() == {"bea": 63, "cis": 42, "dot": 21, "eva": 10, "ann": 0}
    last = told.mass.rows[-1]
    assert (last.skater, last.rank, last.number, last.time_us) == ("ann", None, 5, None)


def test_the_kth_crossing_is_the_kth_lap_however_slow_the_first_is() -> None:
    told = started(FIVE)
    for time in (47.0, 82.0, 111.5, 138.0, 190.0):
        told.cross("ann", time)
    told.cross("ann", 111.52)
    told.cross("ann", 139.0)
    assert [s.index + 1 for s in told.mass.row("ann").tally.splits] == [1, 2, 3, 4, 5]


def test_a_crossing_that_names_its_lap_puts_the_count_right() -> None:
    told = started(FIVE)
    told.cross("ann", 40.0)
    told.cross("ann", 100.0, lap=3)
    told.cross("ann", 130.0)
    assert [s.index + 1 for s in told.mass.row("ann").tally.splits] == [1, 3, 4]


def test_a_phantom_voided_and_a_crossing_assigned_move_the_count() -> None:
    told = started(FIVE)
    told.cross("ann", 40.0)
    wrong = told.cross("ann", 70.0)
    told.tell(PassingAssigned(id="assigned", passing=wrong, skater="bea"))
    assert (told.mass.row("ann").tally.laps, told.mass.row("bea").tally.laps) == (1, 1)
    told.tell(PassingVoided(id="voided", passing=wrong))
    assert told.mass.row("bea").tally.laps == 0


def test_a_note_survives_the_passings_after_it() -> None:
    told = started(FIVE).ride(range(1, 5), {4: ["eva"]})
    told.lapped("eva")
    told.ride([5])
    assert told.points()["eva"] == 0


def test_while_they_ride_the_ranking_is_what_the_last_line_would_give() -> None:
    told = started(FIVE).ride(range(1, 5), {4: ["eva", "dot", "cis"]}).ride([5], {5: ["bea", "ann"]})
    assert told.places() == {"bea": 1, "ann": 2, "cis": 3, "dot": 4, "eva": 5}
    assert [r.virtual for r in told.mass.rows] == [60, 40, 20 + 1, 10 + 2, 6 + 3]
    assert {r.rank for r in told.mass.rows} == {None}


def test_before_the_first_line_nobody_is_ahead() -> None:
    assert set(started(FIVE).places().values()) == {1}


def test_the_pack_its_groups_and_gaps() -> None:
    told = started(FIVE).ride([1])
    for skater, time in {"cis": 60.0, "ann": 60.4, "eva": 61.9, "bea": 63.41, "dot": 70.0}.items():
        told.cross(skater, time)
    riding = told.pack.order
    assert [(r.tally.skater, r.group, r.gap_cs) for r in riding] == [
        ("cis", 1, None),
        ("ann", 1, 40),
        ("eva", 1, 190),
        ("bea", 2, 341),
        ("dot", 3, 1000),
    ]
    assert [r.ahead_cs for r in riding] == [None, 40, 150, 151, 659]


def test_who_has_not_come_to_the_line_yet_is_where_the_line_before_had_him() -> None:
    told = started(FIVE).ride([1])
    told.cross("eva", 60.0)
    riding = told.pack.order
    assert [r.tally.skater for r in riding] == ["eva", "ann", "bea", "cis", "dot"]
    assert [r.gap_cs for r in riding] == [None, None, 50, 100, 150]
    assert told.pack.laps_to_go == 14


@pytest.mark.parametrize(
    ("laps", "number", "lap", "laps_to"), [(0, 1, 4, 4), (3, 1, 4, 1), (4, 2, 8, 4), (11, 3, 12, 1), (15, 4, 16, 1)]
)
def test_the_next_sprint_and_its_alarm(laps: int, number: int, lap: int, laps_to: int) -> None:
    sprint = started(FIVE).ride(range(1, laps + 1)).pack.sprint
    assert sprint is not None
    assert (sprint.number, sprint.lap, sprint.laps_to) == (number, lap, laps_to)
    assert sprint.is_finish == (lap == 16)


def test_after_the_finish_there_is_no_sprint() -> None:
    assert finished(150, 151, 152, 153, 154).pack.sprint is None


def test_the_clock_sees_who_was_caught_and_leaves_it_to_the_referee() -> None:
    told = started(("ann", "eva"))
    for lap in range(1, 6):
        told.cross("ann", 30.0 * lap)
    for lap in range(1, 5):
        told.cross("eva", 38.0 * lap)
    assert [r.is_caught for r in told.pack.order] == [False, True]
    assert told.points()["eva"] == 2


def test_juniors_sprint_at_four_and_seven() -> None:
    rules = Rules(sprint_table="isu-2018-junior")
    told = started(FIVE, laps=10, rules=rules).ride(range(1, 11), {4: ["eva"], 7: ["dot"]})
    assert told.mass.lines == (4, 7, 10)
    assert told.points() == {"ann": 30 + 2 + 2, "bea": 20 + 1 + 1, "cis": 10, "dot": 4 + 3, "eva": 2 + 3}


def test_the_table_before_2018() -> None:
    told = started(FIVE, rules=Rules(sprint_table="before-2018")).ride(range(1, 17))
    assert told.points() == {"ann": 75, "bea": 49, "cis": 23, "dot": 0, "eva": 0}


def test_a_table_that_is_not_known_is_refused() -> None:
    with pytest.raises(Refused, match="isu-2018"):
        admit(State(), field(FIVE, rules=Rules(sprint_table="mine")))


def test_the_best_eight_of_a_semi_final_go_on() -> None:
    names = tuple(f"s{n:02}" for n in range(12))
    told = started(names, laps=5).ride(range(1, 6))
    assert qualified(told.mass, 8) == set(names[:8])
    assert qualified(told.mass, None) == set()


def test_a_series_counts_the_ranking_by_points_and_not_the_time() -> None:
    told = Massing()
    programme = field(FIVE, laps=5)
    (distance,) = programme.distances
    of_cup = replace(distance, cup="cup", points=(60, 54, 48, 43, 40))
    told.tell(replace(programme, distances=(of_cup,), series=(Series(id="cup", name="Cup"),))).start(1)
    (cup,) = told.state.programme.series if told.state.programme else ()
    assert {row.virtual_points for row in series_standings(told.state, cup)} == {0}
    told.ride(range(1, 5))
    virtual = {row.skater: (row.virtual_points, row.points, row.projected) for row in series_standings(told.state, cup)}
    assert virtual["ann"] == (60, 0, True)
    for skater, time in (("eva", 150.0), ("dot", 151.0), ("cis", 152.0), ("bea", 153.0), ("ann", 154.0)):
        told.cross(skater, time)
    told.lapped("eva")
    assert {row.skater: row.points for row in series_standings(told.state, cup)} == {
        "dot": 60,
        "cis": 54,
        "bea": 48,
        "ann": 43,
        "eva": 40,
    }


def test_who_can_still_come_on_the_podium() -> None:
    told = started(FIVE, laps=5).ride(range(1, 5), {4: ["eva", "dot", "cis"]})
    assert out_of_reach(told.mass) == set()
    told.lapped("dot")
    for skater, time in (("ann", 150.0), ("bea", 151.0), ("cis", 152.0)):
        told.cross(skater, time)
    assert out_of_reach(told.mass) == {"dot", "eva"}


def test_juniors_beside_seniors_have_the_table_of_their_own_distance() -> None:
    programme = field(FIVE, laps=10)
    juniors = replace(programme.distances[0], sprint_table="isu-2018-junior")
    told = Massing()
    told.tell(replace(programme, distances=(juniors,))).start(1)
    told.ride(range(1, 11), {4: ["eva"], 7: ["dot"]})
    assert told.mass.lines == (4, 7, 10)
    assert told.points() == {"ann": 30 + 2 + 2, "bea": 20 + 1 + 1, "cis": 10, "dot": 4 + 3, "eva": 2 + 3}


def test_only_a_mass_start_has_a_table_of_sprints_and_only_one_that_is_known() -> None:
    programme = field(FIVE)
    for change in (
        {"sprint_table": "mine"},
        {"sprint_table": "isu-2018", "format": "mixed_relay"},
        {"knock_out": True},
    ):
        with pytest.raises(Refused) as refused:
            admit(State(), replace(programme, distances=(replace(programme.distances[0], **change),)))
        assert refused.value.code == "conflicting_programme"


def semi_final() -> Massing:
    """Twelve skaters, of whom the best eight go on; the ninth is the first who does not."""
    programme = field(tuple(f"s{n:02}" for n in range(1, 13)), laps=5)
    told = Massing()
    told.tell(replace(programme, distances=(replace(programme.distances[0], phase="semi_final", qualify=8),))).start(1)
    return told


def advance(skater: str) -> SkaterAdvanced:
    return SkaterAdvanced(id=f"advance {skater}", distance="d", skater=skater)


def marks(told: Massing) -> list[tuple[str, bool]]:
    rows = mass_start_results(told.state, told.distance)["standings"]
    return [(row["skater"], row["advanced"]) for row in rows if row["qualified"]]


def test_a_hindered_skater_is_advanced_besides_the_best_eight() -> None:
    told = semi_final()
    told.ride(range(1, 6)).stops("s12")
    told.tell(advance("s12"))
    best = [(f"s{n:02}", False) for n in range(1, 9)]
    assert marks(told) == [*best, ("s12", True)]
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="advance s12")))
    assert marks(told) == best


def test_an_advanced_skater_who_is_disqualified_does_not_go_on() -> None:
    told = semi_final()
    told.ride(range(1, 6))
    told.tell(advance("s12"))
    told.disqualified("s12")
    assert "s12" not in dict(marks(told))


def test_places_of_a_semi_final_are_by_points_and_not_by_the_order_at_the_finish() -> None:
    """Two sprints won by the last: three points each are more than nothing at the finish from seventh on."""
    told = semi_final()
    told.ride(range(1, 6), {4: ["s12"]})
    assert ("s12", False) in marks(told)
    assert ("s08", False) not in marks(told)


@pytest.mark.parametrize(
    "event",
    [
        ReskateGranted(id="re", distance="d", skater="ann", pair=2),
        RecordRatified(id="tr", distance="d", skater="ann", kind="TR"),
        HeatWon(id="won", distance="d", pair=1, skater="ann", how="walkover"),
        SkaterAdvanced(id="no qualify", distance="d", skater="ann"),
    ],
)
def test_what_makes_no_sense_of_a_mass_start_is_refused(event: Event) -> None:
    told = started(FIVE, laps=5).ride(range(1, 6))
    with pytest.raises(Refused) as refused:
        admit(told.state, event)
    assert refused.value.code == "wrong_format"
