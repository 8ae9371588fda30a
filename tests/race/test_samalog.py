"""Combinations: samalog points, the overall classification live, needed times, who skates the last (RULES.md 4.5)."""

from bisect import bisect_left
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.race.events import (
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    SkaterDidNotFinish,
    SkaterDidNotStart,
)
from iceline.race.overall import Overall, OverallRow, overall
from iceline.race.programme import Combination, Competition, Distance, Entry, Pair, Skater
from iceline.race.qualifying import Qualification, qualification
from iceline.race.samalog import format_points, lead_cs, points_milli, slowest_below_cs
from iceline.race.times import hundredths, parse_time

from .telling import GUN, Telling

ALLROUND = (500, 5000, 1500, 10000)
SPRINT = (500, 1000, 500, 1000)
HOUR_CS = 360_000


def milli(time: str, metres: int) -> int:
    return points_milli(hundredths(parse_time(time)), metres)


@pytest.mark.parametrize(
    ("times", "metres", "parts", "total"),
    [
        (
            ("35.74", "1:42.56", "6:03.70", "12:47.89"),
            (500, 1500, 5000, 10000),
            (35740, 34186, 36370, 38394),
            "144.690",
        ),
        (("37.51", "1:51.79", "3:53.34", "6:48.97"), (500, 1500, 3000, 5000), None, "154.560"),
        (("34.84", "1:07.50", "34.74", "1:06.98"), SPRINT, None, "136.820"),
    ],
)
def test_points_of_published_combinations(
    times: Sequence[str], metres: Sequence[int], parts: tuple[int, ...] | None, total: str
) -> None:
    """Roest, Klassen and Groothuis, as they were published."""
    found = tuple(milli(time, of) for time, of in zip(times, metres, strict=True))
    assert format_points(sum(found)) == total
    assert parts is None or found == parts


@given(
    st.sampled_from((500, 1000, 1500, 3000, 5000, 10000)), st.integers(100_000, 200_000), st.integers(30_000, 160_000)
)
def test_with_the_needed_time_a_skater_is_ahead_and_with_a_hundredth_more_not(
    metres: int, total: int, before: int
) -> None:
    time_cs = slowest_below_cs(total - before, metres)
    if time_cs is None:
        assert before >= total
        return
    assert before + points_milli(time_cs, metres) < total
    assert before + points_milli(time_cs + 1, metres) >= total
    searched = bisect_left(range(HOUR_CS), total - before, key=lambda t: points_milli(t, metres)) - 1
    assert time_cs == searched


@given(st.sampled_from((500, 1000, 1500, 3000, 5000, 10000)), st.integers(0, 5_000), st.integers(20_000, 100_000))
def test_a_lead_in_time_makes_up_for_the_points_whatever_the_other_skates(metres: int, gap: int, other: int) -> None:
    mine = other - lead_cs(gap, metres)
    assert points_milli(other, metres) - points_milli(mine, metres) >= gap
    assert gap == 0 or 5_000 * (lead_cs(gap, metres) - 1) < gap * metres


def combined(
    names: Sequence[str],
    metres: Sequence[int] = SPRINT,
    *,
    qualify: int | None = None,
    fill: str = "overall",
    last: Sequence[str] | None = None,
) -> ProgrammePublished:
    """Distances "d1", "d2"... in which everybody skates alone, in this order; the last only those of `last`."""
    keys = tuple(f"d{n}" for n in range(1, len(metres) + 1))
    of = dict.fromkeys(keys, names) | ({keys[-1]: last} if last is not None else {})
    return ProgrammePublished(
        id=f"programme-{last}",
        competition=Competition(name="Championship"),
        skaters=tuple(Skater(id=name, last_name=name.title()) for name in names),
        distances=tuple(
            Distance(id=key, name=key, metres=length, category="M", pairs=_alone(of[key]))
            for key, length in zip(keys, metres, strict=True)
        ),
        combinations=(
            Combination(
                id="c", name="c", distances=keys, qualify=qualify, fill="either" if fill == "either" else "overall"
            ),
        ),
    )


def _alone(names: Sequence[str]) -> tuple[Pair, ...]:
    return tuple(Pair(number=n, entries=(Entry(skater=s, lane="inner"),)) for n, s in enumerate(names, 1))


def start(told: Telling, distance: str, skater: str) -> None:
    pair = told.state.distances[distance].pairs_of(skater)[0].pair.number
    told.tell(PairStarted(id=f"{distance}-{skater}", distance=distance, pair=pair, started_at=GUN))


def passed(told: Telling, distance: str, skater: str, time: str, metres: int) -> None:
    pair = told.state.distances[distance].pairs_of(skater)[0].pair.number
    told.tell(
        PassingMeasured(
            id=f"{distance}-{skater}-{metres}",
            distance=distance,
            pair=pair,
            skater=skater,
            how="photo_finish",
            elapsed_us=parse_time(time) + 9_999,
            metres=float(metres),
        )
    )


def skate(told: Telling, distance: str, **times: str) -> None:
    """Measured times lie just under the next hundredth: points are of the official ones."""
    for skater, time in times.items():
        start(told, distance, skater)
        passed(told, distance, skater, time, told.state.distances[distance].distance.metres)


def board(told: Telling) -> Overall:
    assert told.state.programme is not None
    return overall(told.state, told.state.programme.combinations[0])


def row(told: Telling, skater: str) -> OverallRow:
    return next(r for r in board(told).rows if r.skater == skater)


def places(told: Telling) -> list[tuple[str, int | None]]:
    return [(r.skater, r.place) for r in board(told).rows]


def test_points_of_official_times_add_up_to_the_published_total() -> None:
    """Groothuis, sprint: 136.820."""
    told = Telling().tell(combined(["groothuis"]))
    for distance, time in zip(("d1", "d2", "d3", "d4"), ("34.84", "1:07.50", "34.74", "1:06.98"), strict=True):
        skate(told, distance, groothuis=time)
    assert row(told, "groothuis").parts == (34_840, 33_750, 34_740, 33_490)
    assert row(told, "groothuis").total == 136_820


def test_equal_totals_share_a_place_and_the_next_is_skipped() -> None:
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    skate(told, "d1", ann="36.00", bea="36.10", cis="36.50")
    skate(told, "d2", ann="1:12.20", bea="1:12.00", cis="1:12.00")
    assert places(told) == [("ann", 1), ("bea", 1), ("cis", 3)]


def test_who_has_a_mark_in_one_distance_drops_out_and_stands_last() -> None:
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    start(told, "d1", "ann")
    told.tell(SkaterDidNotFinish(id="fall", distance="d1", skater="ann"))
    skate(told, "d1", bea="36.00", cis="37.00")
    skate(told, "d2", ann="1:10.00", cis="1:12.00")
    told.tell(SkaterDidNotStart(id="dns", distance="d2", skater="bea"))
    assert places(told) == [("cis", 1), ("bea", None), ("ann", None)]
    assert [(r.out, r.total) for r in board(told).rows] == [(None, 73_000), ("DNS", None), ("DNF", None)]


def test_who_has_yet_to_skate_the_distance_waits_behind_with_the_sum_so_far_and_what_it_is_in_time() -> None:
    told = Telling().tell(combined(["ann", "bea"]))
    skate(told, "d1", ann="36.00", bea="36.25")
    start(told, "d2", "ann")
    bea = row(told, "bea")
    assert (bea.before, bea.total, bea.place) == (36_250, None, None)
    assert (bea.start_gap, bea.start_gap_cs) == (250, 50)


def test_needed_times_are_those_of_everybody_who_has_a_total() -> None:
    """Ann has 36.000 and 36.000. Bea comes with 36.250: she needs fewer than 35.750, which is 1:11.49 and faster."""
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    skate(told, "d1", ann="36.00", bea="36.25", cis="36.00")
    skate(told, "d2", ann="1:12.00", cis="1:12.80")
    start(told, "d2", "bea")
    needed = [(n.place, n.skater, n.time_cs) for n in row(told, "bea").needed]
    assert needed == [(1, "ann", 7_149), (2, "cis", 7_229)]


def test_a_place_that_nobody_could_skate_for_is_not_offered() -> None:
    told = Telling().tell(combined(["ann", "bea"]))
    skate(told, "d1", ann="36.00", bea="59.00")
    skate(told, "d2", ann="1:12.00")
    assert row(told, "bea").needed == ()


def test_with_the_needed_time_the_place_is_taken_and_with_a_hundredth_more_not() -> None:
    for time, place in (("1:11.49", 1), ("1:11.50", 1), ("1:11.51", 2)):
        told = Telling().tell(combined(["ann", "bea"]))
        skate(told, "d1", ann="36.00", bea="36.25")
        skate(told, "d2", ann="1:12.00", bea=time)
        alone = [r.skater for r in board(told).rows if r.place == 1]
        assert (row(told, "bea").place, alone == ["bea"]) == (place, time == "1:11.49")


def official(time_cs: int) -> str:
    return f"{time_cs // 6000}:{time_cs // 100 % 60:02}.{time_cs % 100:02}"


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from(((500, 1000), (1500, 500), (500, 5000), (3000, 1500))),
    st.lists(st.integers(0, 200), min_size=4, max_size=4),
    st.integers(0, 40),
)
def test_every_needed_time_is_exact_in_the_classification_itself(
    metres: tuple[int, int], slower: list[int], mine: int
) -> None:
    """Eve comes last: with each needed time she is ahead of who had the place, with a hundredth more she is not."""
    fair = {500: 3_700, 1000: 7_300, 1500: 11_200, 3000: 24_000, 5000: 41_000}
    names = ["ann", "bea", "cis", "dot", "eve"]

    def before_eve() -> Telling:
        told = Telling().tell(combined(names, metres))
        firsts = [*slower, mine]
        skate(told, "d1", **{s: official(fair[metres[0]] + n) for s, n in zip(names, firsts, strict=True)})
        skate(told, "d2", **{s: official(fair[metres[1]] + 3 * n % 50) for s, n in zip(names, slower, strict=False)})
        start(told, "d2", "eve")
        return told

    needed = row(before_eve(), "eve").needed
    assert [n.place for n in needed] == sorted({n.place for n in needed})
    for wanted in needed:
        for more, is_ahead in ((0, True), (1, False)):
            told = before_eve()
            passed(told, "d2", "eve", official(wanted.time_cs + more), metres[1])
            eve, other = row(told, "eve"), row(told, wanted.skater)
            assert ((eve.total or 0) < (other.total or 0)) is is_ahead
            assert (eve.place or 0) <= wanted.place if is_ahead else (eve.place or 0) >= wanted.place


def test_who_is_on_the_ice_stands_where_the_projection_puts_him_and_has_no_rank() -> None:
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    skate(told, "d1", ann="36.00", bea="36.10", cis="36.00")
    skate(told, "d2", cis="1:14.00")
    start(told, "d2", "ann")
    for time, metres in (("17.00", 200), ("43.00", 600), ("1:11.00", 1000)):
        passed(told, "d2", "ann", time, metres)
    start(told, "d2", "bea")
    passed(told, "d2", "bea", "17.00", 200)
    assert row(told, "bea").place is None
    passed(told, "d2", "bea", "43.10", 600)
    bea = row(told, "bea")
    assert (bea.projected, bea.place, bea.rank) == (True, 2, None)
    assert [n.place for n in bea.needed] == [1, 2]
    assert [(r.skater, r.rank) for r in board(told).rows] == [("ann", 1), ("bea", None), ("cis", 2)]


def test_gap_to_the_first_is_told_in_time_on_the_next_distance() -> None:
    """0.123 points are 0.369 s of a 1500 m: 0.37 makes up for it whatever the other skates, 0.36 might not."""
    told = Telling().tell(combined(["ann", "bea"], (5000, 1500)))
    skate(told, "d1", ann="6:20.00", bea="6:21.23")
    assert (row(told, "bea").gap, row(told, "bea").gap_next_cs) == (123, 37)


TEN = [f"s{n}" for n in range(1, 11)]


def allround(*, fill: str = "overall") -> Telling:
    """After three distances s1 is first and s10 last; over 5000 m s9 and s10 were the best, s7 and s8 the slowest."""
    told = Telling().tell(combined(TEN, ALLROUND, qualify=8, fill=fill))
    order = ["s9", "s10", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8"]
    skate(told, "d2", **{s: f"6:20.{10 + n}" for n, s in enumerate(order)})
    skate(told, "d1", **{s: f"36.{10 + n}" for n, s in enumerate(TEN)})
    skate(told, "d3", **{s: f"1:46.{10 + n}" for n, s in enumerate(TEN)})
    return told


def qualified(told: Telling) -> Qualification:
    assert told.state.programme is not None
    found = qualification(told.state, told.state.programme.combinations[0])
    assert found is not None
    return found


@pytest.mark.parametrize(("fill", "filled"), [("overall", {"s7", "s8"}), ("either", {"s9", "s10"})])
def test_the_best_of_both_lists_skate_the_last_distance_and_the_field_is_filled(fill: str, filled: set[str]) -> None:
    """s1 to s6 are among the eight best of both lists; two are missing."""
    found = qualified(allround(fill=fill))
    assert [q.skater for q in found.skaters if q.by == "both"] == TEN[:6]
    assert {q.skater for q in found.skaters if q.by == "fill"} == filled
    assert not found.final


def test_who_does_not_skate_the_last_distance_stands_behind_those_who_do() -> None:
    told = allround()
    told.tell(combined(TEN, ALLROUND, qualify=8, last=TEN[:8]))
    skate(told, "d4", **{s: f"13:10.{10 + n}" for n, s in enumerate(TEN[:7])})
    assert places(told)[:7] == [(s, n) for n, s in enumerate(TEN[:7], 1)]
    assert places(told)[7:] == [("s8", None), ("s9", 9), ("s10", 10)]


@pytest.mark.parametrize("fill", ["overall", "either"])
@pytest.mark.parametrize("last", [("s3", "s4"), ("s4", "s3")])
def test_who_is_level_with_the_last_to_qualify_qualifies_too_whoever_is_entered_first(
    fill: str, last: tuple[str, str]
) -> None:
    """Equal totals share the rank (RULES.md 4.5), so the start list cannot decide who fills the field."""
    told = Telling().tell(combined(["s1", "s2", *last, "s5"], (500, 1000, 1500), qualify=3, fill=fill))
    skate(told, "d1", s1="36.00", s2="36.50", s3="37.00", s4="37.10", s5="41.00")
    skate(told, "d2", s1="1:12.00", s2="1:12.10", s3="1:13.20", s4="1:13.00", s5="1:12.50")
    assert row(told, "s3").total == row(told, "s4").total == 73_600
    assert {q.skater for q in qualified(told).skaters} == {"s1", "s2", "s3", "s4"}


def test_nobody_is_qualified_before_the_last_but_one_distance_has_begun() -> None:
    told = Telling().tell(combined(TEN, ALLROUND, qualify=8))
    assert told.state.programme is not None
    assert qualification(told.state, told.state.programme.combinations[0]) is None


def test_a_distance_stands_once_in_a_combination() -> None:
    odd = combined(["ann"])
    twice = Combination(id="c", name="c", distances=("d1", "d1"))
    with pytest.raises(Refused, match="twice"):
        Telling().tell(ProgrammePublished(
            id="p", competition=odd.competition, skaters=odd.skaters, distances=odd.distances, combinations=(twice,)
        ))  # fmt: skip
