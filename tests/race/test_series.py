"""Series: points that were brought and those earned here, live, virtual, tied (RULES.md 4.6)."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.race.events import PairStarted, PassingMeasured, ProgrammePublished
from iceline.race.programme import Carried, Competition, Distance, Division, Entry, Pair, Rules, Series, Skater
from iceline.race.series import SeriesRow, series_standings
from iceline.race.times import parse_time

from .telling import GUN, Telling

POINTS = Rules(points_table="isu-2025-26")
NAMES = ("ann", "bea", "cis", "dot")


def cup(carried: Mapping[str, int], *, absent: tuple[str, ...] = ()) -> ProgrammePublished:
    """Division A: Ann, then Bea alone on the ice; division B: Cis, then Dot. All of one cup."""
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="World Cup", rules=POINTS),
        skaters=tuple(Skater(id=name, last_name=name.title()) for name in (*NAMES, *absent)),
        distances=(_distance("a", "A", ("ann", "bea")), _distance("b", "B", ("cis", "dot"))),
        series=(
            Series(id="w1000", name="1000 m", carried=tuple(Carried(skater=s, points=p) for s, p in carried.items())),
        ),
    )


def _distance(key: str, division: Division, names: tuple[str, ...]) -> Distance:
    pairs = tuple(Pair(number=n, entries=(Entry(skater=s, lane="inner"),)) for n, s in enumerate(names, 1))
    return Distance(id=key, name=key, metres=1000, category="W", division=division, cup="w1000", pairs=pairs)


def pass_line(told: Telling, distance: str, skater: str, time: str, metres: float) -> None:
    of_pair = told.state.distances[distance].pairs_of(skater)[0]
    if not of_pair.runs:
        told.tell(PairStarted(id=told.fresh(), distance=distance, pair=of_pair.pair.number, started_at=GUN))
    told.tell(
        PassingMeasured(
            id=told.fresh(), distance=distance, pair=of_pair.pair.number, skater=skater, how="photo_finish",
            elapsed_us=parse_time(time), metres=metres,
        )
    )  # fmt: skip


def rows(told: Telling) -> list[SeriesRow]:
    assert told.state.programme is not None
    return series_standings(told.state, told.state.programme.series[0])


def test_before_the_first_race_the_standings_are_what_was_brought_whoever_is_here() -> None:
    told = Telling().tell(cup({"eve": 114, "ann": 108}, absent=("eve",)))
    assert [(r.skater, r.rank, r.points) for r in rows(told)] == [
        ("eve", 1, 114), ("ann", 2, 108), ("bea", 3, 0), ("cis", 3, 0), ("dot", 3, 0),
    ]  # fmt: skip


def test_points_of_both_divisions_count_as_they_stand_now() -> None:
    told = Telling().tell(cup({"ann": 10, "cis": 50}))
    pass_line(told, "a", "ann", "1:15.00", 1000)
    pass_line(told, "b", "cis", "1:16.00", 1000)
    found = {r.skater: (r.points, r.carried, dict(r.earned)) for r in rows(told)}
    assert found["ann"] == (70, 10, {"a": 60})
    assert found["cis"] == (78, 50, {"b": 28})
    pass_line(told, "b", "dot", "1:15.00", 1000)
    assert {r.skater: r.points for r in rows(told)}["cis"] == 74


def test_who_is_on_the_ice_has_the_points_of_the_projected_rank_and_the_leader_loses_them_virtually() -> None:
    told = Telling().tell(cup({"bea": 5}))
    for time, metres in (("17.50", 200), ("44.00", 600), ("1:15.00", 1000)):
        pass_line(told, "a", "ann", time, metres)
    pass_line(told, "a", "bea", "17.40", 200)
    pass_line(told, "a", "bea", "43.50", 600)
    found = {r.skater: r for r in rows(told)}
    assert [(found[s].points, found[s].virtual_points, found[s].projected) for s in ("ann", "bea")] == [
        (60, 54, False), (5, 65, True),
    ]  # fmt: skip
    assert [(found[s].rank, found[s].virtual_rank) for s in ("ann", "bea")] == [(1, 2), (2, 1)]
    assert rows(told)[0].skater == "bea"


def test_a_skater_who_is_not_in_the_list_brings_nothing() -> None:
    with pytest.raises(Refused) as refused:
        Telling().tell(cup({"nobody": 5}))
    assert refused.value.code == "unknown_skater"


def mass_start_cup() -> Telling:
    """A mass start of four laps, just started."""
    entries = tuple(Entry(skater=s) for s in ("ann", "bea"))
    pack = Distance(
        id="m", name="m", metres=1600, category="W", format="mass_start", division="A", cup="ms",
        pairs=(Pair(number=1, entries=entries),),
    )  # fmt: skip
    event = replace(cup({}), distances=(pack,), series=(Series(id="ms", name="Mass start"),))
    return Telling().tell(event, PairStarted(id="gun", distance="m", pair=1, started_at=GUN))


def test_a_mass_start_counts_as_it_stands_at_the_last_line_and_by_its_ranks_when_it_is_done() -> None:
    told = mass_start_cup()
    assert {r.skater: r.virtual_points for r in rows(told)} == {"ann": 0, "bea": 0}
    for lap, time in enumerate(("0:40", "1:15", "1:50", "2:25"), 1):
        pass_line(told, "m", "bea", f"{time}.00", lap * 400)
        pass_line(told, "m", "ann", f"{time}.50", lap * 400)
        found = {r.skater: (r.points, r.virtual_points, r.projected) for r in rows(told)}
        is_done = lap == 4
        assert found == {"bea": (60 * is_done, 60, not is_done), "ann": (54 * is_done, 54, not is_done)}


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 60)), st.permutations(NAMES), st.integers(0, 4))
def test_equal_points_share_a_rank_and_none_is_lost(carried: dict[str, int], order: list[str], skated: int) -> None:
    told = Telling().tell(cup(carried))
    for number, skater in enumerate(order[:skated]):
        pass_line(told, "a" if skater in ("ann", "bea") else "b", skater, f"1:15.{number // 2:02}", 1000)
    found = rows(told)
    assert sorted(r.skater for r in found) == sorted(NAMES)
    for row in found:
        assert row.points == row.carried + sum(row.earned.values()) == row.virtual_points
        assert row.rank == row.virtual_rank == 1 + sum(other.points > row.points for other in found)
