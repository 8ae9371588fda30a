"""Standings: ties, statuses, re-skates, ranks at the splits (RULES.md 3)."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.race.events import (
    DistanceConfirmed,
    PairConfirmed,
    PassingMeasured,
    Ref,
    ReskateGranted,
    RulingReversed,
    SkaterDidNotFinish,
    SkaterDidNotStart,
    SkaterDisqualified,
    SkaterWithdrawn,
    StartCancelled,
)
from iceline.race.programme import Rules
from iceline.race.progress import distance_progress
from iceline.race.standings import passed, place_splits
from iceline.race.times import format_gap, format_time

from .telling import GUN, Telling, programme


def four() -> Telling:
    return Telling().tell(programme([["ann", "bea"], ["cis", "dot"]]))


def test_thousandths_decide_between_equal_hundredths() -> None:
    told = four().start(1)
    told.finish(1, "ann", "1:45.00", us=9_000)
    told.finish(1, "bea", "1:45.00", us=6_000)
    assert told.ranks() == {"bea": 1, "ann": 2, "cis": None, "dot": None}
    shown = [format_time(r.finished_us or 0, decided=r.decided) for r in told.table.rows[:2]]
    assert shown == ["1:45.00(6)", "1:45.00(9)"]


def test_dead_heat_shares_the_rank_and_the_next_is_skipped() -> None:
    told = four().start(1)
    told.finish(1, "ann", "1:07.01", us=2_900)
    told.finish(1, "bea", "1:07.01", us=2_100)
    told.skate(2, cis="1:06.00", dot="1:08.00")
    assert told.ranks() == {"cis": 1, "ann": 2, "bea": 2, "dot": 4}
    assert [r.decided for r in told.table.rows] == [False, True, True, False]


def test_gap_is_the_difference_of_official_times() -> None:
    told = four().start(1)
    told.finish(1, "ann", "1:12.31", us=9_000)
    told.finish(1, "bea", "1:12.59", us=1_000)
    assert [r.gap_cs for r in told.table.rows[:2]] == [None, 28]
    assert format_gap(told.row("bea").gap_cs or 0) == "+0.28"


def test_unclassified_stand_in_the_order_of_the_competition() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"], ["eve"]]))
    told.tell(
        SkaterWithdrawn(id="1", distance="d", skater="ann"),
        SkaterDidNotStart(id="2", distance="d", skater="bea"),
        SkaterDisqualified(id="3", distance="d", skater="cis"),
        SkaterDidNotFinish(id="4", distance="d", skater="dot"),
    )
    told.start(3)
    told.finish(3, "eve", "1:20.00")
    assert [(r.skater, r.race.status) for r in told.table.rows] == [
        ("eve", "finished"), ("dot", "DNF"), ("cis", "DQ"), ("bea", "DNS"), ("ann", "WDR"),
    ]  # fmt: skip
    assert told.ranks() == {"eve": 1, "dot": None, "cis": None, "bea": None, "ann": None}


def test_division_that_ranks_a_fall_puts_it_last() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]], rules=Rules(rank_dnf=True)))
    told.skate(1, ann="1:15.00", bea="1:16.00").start(2)
    told.finish(2, "cis", "1:17.00")
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="dot"))
    assert told.ranks() == {"ann": 1, "bea": 2, "cis": 3, "dot": 4}


def test_disqualified_skater_loses_time_and_rank_and_a_reversal_gives_them_back() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="ann", code="T10"))
    assert told.row("ann").finished_us is None
    assert told.ranks()["bea"] == 1
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="dq"), reason="protest upheld"))
    assert told.ranks() == {"ann": 1, "bea": 2, "cis": None, "dot": None}


@pytest.mark.parametrize(("again", "counts"), [("1:14.50", "1:14.50"), ("1:15.80", "1:15.00")])
def test_better_time_counts_after_a_reskate(again: str, counts: str) -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00").skate(2, cis="1:17.00", dot="1:18.00")
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3))
    assert told.row("ann").finished_us == 75_000_000
    told.skate(3, ann=again)
    assert format_time(told.row("ann").finished_us or 0) == counts
    assert len(told.row("ann").race.attempts) == 2


def test_fall_in_the_first_race_does_not_spoil_the_reskate() -> None:
    told = four().start(1)
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="ann"))
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3)).skate(3, ann="1:15.00")
    assert told.row("ann").race.status == "finished"


def test_reskate_given_up_leaves_the_first_time() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3)).start(3)
    told.tell(SkaterWithdrawn(id="out", distance="d", skater="ann"))
    assert told.row("ann").finished_us == 75_000_000


def test_distance_is_not_final_while_a_reskate_is_pending() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00").skate(2, cis="1:17.00", dot="1:18.00")
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3))
    assert distance_progress(told.distance) == "running"
    with pytest.raises(Refused, match="waits for pair 3"):
        told.tell(DistanceConfirmed(id="official", distance="d"))


def test_states_of_a_distance() -> None:
    told = Telling().tell(programme([["ann", "bea"]]))
    seen = [distance_progress(told.distance)]
    told.start(1)
    seen.append(distance_progress(told.distance))
    told.finish(1, "ann", "1:15.00")
    told.finish(1, "bea", "1:16.00")
    seen.append(distance_progress(told.distance))
    told.tell(PairConfirmed(id="c", distance="d", pair=1), DistanceConfirmed(id="official", distance="d"))
    seen.append(distance_progress(told.distance))
    assert seen == ["scheduled", "running", "unofficial", "official"]


def test_official_distance_takes_nothing_until_its_confirmation_is_reversed() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(DistanceConfirmed(id="official", distance="d"))
    late = SkaterDisqualified(id="dq", distance="d", skater="ann")
    with pytest.raises(Refused) as refused:
        told.tell(late)
    assert refused.value.code == "distance_official"
    told.tell(RulingReversed(id="open", ruling=Ref(source="test", id="official")), late)
    assert told.ranks() == {"bea": 1, "ann": None}


def test_rank_at_a_split_is_among_all_who_have_passed_it_so_far() -> None:
    told = four().start(1)
    told.pass_line(1, "ann", "18.28", 200)
    told.pass_line(1, "bea", "19.25", 200)
    told.start(2)
    told.pass_line(2, "cis", "18.90", 200)
    assert {s: rank_at_last_split(told, s) for s in ("ann", "bea", "cis")} == {"ann": 1, "bea": 3, "cis": 2}


def rank_at_last_split(told: Telling, skater: str, attempt: int = 0) -> int:
    races = told.table.races
    splits = races[skater].attempts[attempt].splits
    return place_splits(splits, skater, passed(races.values()), None)[-1].rank


def test_in_a_reskate_nobody_is_behind_herself() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3)).start(3)
    told.finish(3, "ann", "1:15.50")
    assert rank_at_last_split(told, "ann", attempt=1) == 1
    assert rank_at_last_split(told, "bea") == 2


def test_confirmed_pair_is_under_review_again_when_a_finish_time_changes() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    told.finish(1, "ann", "1:15.00", how="hand", us=90_000)
    assert told.row("ann").race.counted.confirmed
    told.finish(1, "ann", "1:15.01")
    assert not told.row("ann").race.counted.confirmed


def test_reskate_given_up_before_it_is_called_leaves_the_first_time() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3))
    told.tell(SkaterWithdrawn(id="out", distance="d", skater="ann"))
    assert told.row("ann").finished_us == 75_000_000


def test_fall_stays_a_fall_when_the_reskate_is_given_up() -> None:
    told = four().start(1)
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="ann"))
    told.tell(ReskateGranted(id="re", distance="d", skater="ann", pair=3)).start(3)
    told.tell(SkaterWithdrawn(id="out", distance="d", skater="ann"))
    assert told.row("ann").race.status == "DNF"


def test_mark_that_the_competition_s_order_leaves_out_still_stands_in_the_list() -> None:
    told = Telling().tell(programme([["ann", "bea"]], rules=Rules(unclassified_order=("DNF", "DQ"))))
    told.tell(SkaterWithdrawn(id="out", distance="d", skater="ann"))
    assert [r.skater for r in told.table.rows] == ["ann", "bea"]


def test_start_of_a_pair_that_has_finished_cannot_be_cancelled() -> None:
    told = four().skate(1, ann="1:15.00", bea="1:16.00")
    with pytest.raises(Refused) as refused:
        told.tell(StartCancelled(id="late", distance="d", pair=1))
    assert refused.value.code == "already_skated"


def test_ruling_about_a_pair_the_skater_is_not_in_is_refused() -> None:
    for pair, code in ((77, "unknown_pair"), (2, "not_in_pair")):
        with pytest.raises(Refused) as refused:
            four().tell(SkaterDisqualified(id="dq", distance="d", skater="ann", pair=pair))
        assert refused.value.code == code


def test_second_gun_far_from_the_first_is_another_start_and_refused() -> None:
    told = four().start(1)
    at = GUN + timedelta(minutes=3, seconds=18)
    told.tell(PassingMeasured(id="p", distance="d", pair=1, lane="inner", how="optical", passed_at=at, metres=200))
    with pytest.raises(Refused) as refused:
        told.gun(1, after_s=60)
    assert refused.value.code == "pair_running"


def test_of_an_official_distance_only_the_confirmation_can_be_reversed() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    told.finish(1, "ann", "1:15.00")
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="bea"))
    with pytest.raises(Refused, match="waits for pair 1"):
        told.tell(DistanceConfirmed(id="early", distance="d"))
    told.tell(PairConfirmed(id="stands", distance="d", pair=1), DistanceConfirmed(id="official", distance="d"))
    back = RulingReversed(id="back", ruling=Ref(source="test", id="fall"))
    with pytest.raises(Refused) as refused:
        told.tell(back)
    assert refused.value.code == "distance_official"
    told.tell(RulingReversed(id="open", ruling=Ref(source="test", id="official")), back)
    with pytest.raises(Refused, match="waits for pair 1"):
        told.tell(DistanceConfirmed(id="again", distance="d"))


SECONDS = st.integers(min_value=60_000, max_value=61_000)


@given(st.lists(SECONDS, min_size=1, max_size=12))
def test_ranks_are_one_more_than_the_number_who_were_faster(milliseconds: list[int]) -> None:
    names = [f"s{n}" for n in range(len(milliseconds))]
    told = Telling().tell(programme([[name] for name in names]))
    for number, (name, ms) in enumerate(zip(names, milliseconds, strict=True), 1):
        told.start(number)
        told.finish(number, name, "1:00.00", us=(ms - 60_000) * 1_000)
    expected = {n: 1 + sum(o < ms for o in milliseconds) for n, ms in zip(names, milliseconds, strict=True)}
    assert told.ranks() == expected
    ordered = [r.finished_us or 0 for r in told.table.rows]
    assert ordered == sorted(ordered)
