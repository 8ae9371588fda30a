"""What adds up over distances, whatever is corrected in whatever order: everybody once, ranked by the rule."""

from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.past import state_of
from iceline.race.events import Event, PairStarted, ProgrammePublished
from iceline.race.overall import OverallRow, classification
from iceline.race.programme import Combination, Competition, Distance, Entry, Pair, Rules, Series, Skater
from iceline.race.series import SeriesRow, series_standings
from tests.journal.paper import written
from tests.test_past import parts

from .mixing import Outcome, mixed, outcomes, tellings
from .telling import GUN, LANES, Telling

SKATERS = ("ann", "bea", "cis", "dot")
DISTANCES: Mapping[str, int] = {"d1": 500, "d2": 1000, "d3": 1500}
FASTEST_MS: Mapping[str, int] = {"d1": 38_000, "d2": 75_000, "d3": 115_000}
PAIR_OF = {name: number // 2 + 1 for number, name in enumerate(SKATERS)}
Told = Mapping[tuple[str, str], Outcome]
"""What remains of each race, by distance and skater."""


def championship() -> ProgrammePublished:
    pairs = tuple(
        Pair(
            number=n,
            entries=tuple(Entry(skater=s, lane=lane) for s, lane in zip(SKATERS[2 * n - 2 :], LANES, strict=False)),
        )
        for n in (1, 2)
    )
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="Championship", rules=Rules(points_table="isu-2025-26")),
        skaters=tuple(Skater(id=name, last_name=name.title()) for name in SKATERS),
        distances=tuple(
            Distance(id=key, name=key, metres=metres, category="W", division="A", cup="cup", pairs=pairs)
            for key, metres in DISTANCES.items()
        ),
        combinations=(Combination(id="c", name="c", distances=tuple(DISTANCES)),),
        series=(Series(id="cup", name="cup"),),
    )


@st.composite
def weekends(draw: st.DrawFn) -> tuple[Told, list[list[Event]]]:
    """What remains of everybody's races, and a way to say it: a list of events for each race."""
    remains = {(key, s): draw(outcomes(FASTEST_MS[key])) for key in DISTANCES for s in SKATERS}
    streams = [
        draw(tellings(outcome, {"distance": key, "pair": PAIR_OF[skater], "skater": skater}, DISTANCES[key]))
        for (key, skater), outcome in remains.items()
    ]
    return remains, streams


def skated(events: list[Event]) -> Telling:
    told = Telling().tell(championship())
    for key in DISTANCES:
        for pair in (1, 2):
            told.tell(PairStarted(id=f"{key} {pair}", distance=key, pair=pair, started_at=GUN))
    return told.tell(*events)


def overall_of(told: Telling) -> list[OverallRow]:
    return classification([told.state.distances[key] for key in DISTANCES], told.state.rules)


def cup_of(told: Telling) -> list[SeriesRow]:
    assert told.state.programme is not None
    return series_standings(told.state, told.state.programme.series[0])


def totals(remains: Told) -> dict[str, int]:
    """Seconds per 500 m of the official time, truncated to three decimals per distance, then added (RULES.md 4.5)."""
    complete = [s for s in SKATERS if all(remains[key, s].time_ms is not None for key in DISTANCES)]
    return {
        s: sum((remains[key, s].time_ms or 0) // 10 * 10 * 500 // metres for key, metres in DISTANCES.items())
        for s in complete
    }


def cup_points(remains: Told) -> dict[str, int]:
    """60, 54, 48 and 43 for the ranks of each distance, shared ranks the points of the higher place (RULES.md 4.6)."""
    won = dict.fromkeys(SKATERS, 0)
    for key in DISTANCES:
        times = {s: time for s in SKATERS if (time := remains[key, s].time_ms) is not None}
        for skater, time in times.items():
            won[skater] += (60, 54, 48, 43)[sum(other < time for other in times.values())]
    return won


@settings(max_examples=25, deadline=None)
@given(weekends(), st.data())
def test_everybody_is_classified_once_by_the_points_whatever_was_corrected_in_any_order(
    weekend: tuple[Told, list[list[Event]]], data: st.DataObject
) -> None:
    remains, streams = weekend
    rows = overall_of(skated(data.draw(mixed(streams))))
    assert sorted(r.skater for r in rows) == sorted(SKATERS)
    expected = totals(remains)
    assert {r.skater: r.total for r in rows if r.total is not None} == expected
    assert {r.skater: r.rank for r in rows if r.total is not None} == {
        s: 1 + sum(other < total for other in expected.values()) for s, total in expected.items()
    }
    marks = {r.skater: r.out for r in rows if r.out}
    assert set(marks) == {s for s in SKATERS if any(remains[key, s].mark for key in DISTANCES)}
    assert all(r.rank is None and r.place is None for r in rows if r.out)


@settings(max_examples=25, deadline=None)
@given(weekends(), st.data())
def test_series_adds_up_the_points_of_every_distance_whatever_was_corrected_in_any_order(
    weekend: tuple[Told, list[list[Event]]], data: st.DataObject
) -> None:
    remains, streams = weekend
    rows, won = cup_of(skated(data.draw(mixed(streams)))), cup_points(remains)
    assert {r.skater: r.points for r in rows} == won
    assert {r.skater: r.rank for r in rows} == {s: 1 + sum(o > p for o in won.values()) for s, p in won.items()}


@settings(max_examples=15, deadline=None)
@given(weekends(), st.data())
def test_order_of_corrections_changes_nothing_and_replay_equals_live(
    weekend: tuple[Told, list[list[Event]]], data: st.DataObject
) -> None:
    _, streams = weekend
    in_turn = skated([event for stream in streams for event in stream])
    told = skated(data.draw(mixed(streams)))
    assert overall_of(told) == overall_of(in_turn)
    assert cup_of(told) == cup_of(in_turn)
    assert parts(state_of(written(told.events))) == parts(told.state)
