"""Whatever happens in a mass start: one ranking, no rank lost or given twice, in any order of corrections."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.codec import decode, encode
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import (
    Event,
    PairCalled,
    PairStarted,
    PassingAssigned,
    PassingMeasured,
    PassingVoided,
    Ref,
    SkaterDidNotFinish,
    SkaterDisqualified,
    SkaterLapped,
    SkaterWithdrawn,
)
from iceline.race.mass_start import MassStart, Placed, mass_start
from iceline.race.state import Recorded, State

from .massing import field
from .telling import GUN

SKATERS = ("ann", "bea", "cis", "dot")
LAPS = 6
MOST_DELAY_MS = 3


@dataclass(frozen=True)
class Told:
    """A race of six laps, and corrections that may come in any order."""

    crossings: tuple[Event, ...]
    corrections: tuple[Event, ...]


@st.composite
def races(draw: st.DrawFn) -> Told:
    crossings = [crossing for skater in SKATERS for crossing in ridden(draw, skater)]
    refs = [Ref(source="test", id=c.id) for c in crossings]
    some = draw(st.lists(st.sampled_from(refs), unique=True, max_size=4)) if refs else []
    corrections = [corrected(draw, ref) for ref in some]
    for skater in draw(st.lists(st.sampled_from(SKATERS), unique=True, max_size=3)):
        kind = draw(st.sampled_from([SkaterLapped, SkaterDidNotFinish, SkaterDisqualified, SkaterWithdrawn]))
        corrections.append(kind(id=f"{skater} {kind.__name__}", distance="d", skater=skater))
    return Told(tuple(draw(st.permutations(crossings))), tuple(corrections))


def ridden(draw: st.DrawFn, skater: str) -> Sequence[PassingMeasured]:
    """Some laps of one skater; few milliseconds between skaters, so that ties are common."""
    laps = draw(st.integers(0, LAPS))
    delays = draw(st.lists(st.integers(0, MOST_DELAY_MS), min_size=laps, max_size=laps))
    return [
        PassingMeasured(
            id=f"{skater} {lap}",
            distance="d",
            pair=1,
            skater=skater,
            how="transponder",
            elapsed_us=lap * 30_000_000 + 1000 * delay,
        )
        for lap, delay in enumerate(delays, 1)
    ]


def corrected(draw: st.DrawFn, ref: Ref) -> Event:
    if draw(st.booleans()):
        return PassingVoided(id=f"void {ref.id}", passing=ref)
    return PassingAssigned(id=f"assign {ref.id}", passing=ref, skater=draw(st.sampled_from(SKATERS)))


def recorded(events: Sequence[Event]) -> list[Recorded]:
    by_id = {event.id: event for event in events}
    about = {e.id: by_id[e.passing.id] for e in events if isinstance(e, PassingVoided | PassingAssigned)}
    return [Recorded(seq, "test", 0, event, about.get(event.id)) for seq, event in enumerate(events, 1)]


def opening() -> list[Event]:
    called = PairCalled(id="called", distance="d", pair=1)
    return [field(SKATERS, laps=LAPS), called, PairStarted(id="gun", distance="d", pair=1, started_at=GUN)]


def live(told: Told, corrections: Sequence[Event]) -> MassStart:
    state = State()
    for one in recorded([*opening(), *told.crossings, *corrections]):
        admit(state, one.event, one.about)
        state = apply(state, one)
    return mass_start(state.distances["d"], state.rules)


def shown(mass: MassStart) -> list[tuple[object, ...]]:
    return sorted(
        (r.skater, r.place, r.rank, r.number, r.virtual, r.tally.taken, r.tally.laps, r.time_us, r.decided)
        for r in mass.rows
    )


def is_better(one: Placed, other: Placed) -> bool:
    """The rule, said again: points, then laps, then the time to the thousandth."""
    if one.virtual != other.virtual:
        return one.virtual > other.virtual
    if one.tally.laps != other.tally.laps:
        return one.tally.laps > other.tally.laps
    return (one.tally.time_us or 0) // 1000 < (other.tally.time_us or 0) // 1000


@given(races())
@settings(max_examples=50, deadline=None)
def test_everybody_has_one_row_and_no_rank_is_lost_or_doubled(told: Told) -> None:
    mass = live(told, told.corrections)
    assert sorted(r.skater for r in mass.rows) == sorted(SKATERS)
    ranked = [r for r in mass.rows if r.place is not None]
    assert [r.place for r in ranked] == [1 + sum(is_better(other, r) for other in ranked) for r in ranked]
    assert list(mass.rows[: len(ranked)]) == ranked


@given(races())
@settings(max_examples=50, deadline=None)
def test_the_ranking_is_a_total_preorder(told: Told) -> None:
    """Of two, one is better or they share the place; and who is not worse than another is not worse than his worse."""
    ranked = [r for r in live(told, told.corrections).rows if r.place is not None]
    for one in ranked:
        for other in ranked:
            assert not (is_better(one, other) and is_better(other, one))
            shares = one.place == other.place
            assert shares == (not is_better(one, other) and not is_better(other, one))


@given(races(), st.data())
@settings(max_examples=50, deadline=None)
def test_the_order_of_corrections_does_not_matter(told: Told, data: st.DataObject) -> None:
    other = data.draw(st.permutations(told.corrections))
    assert shown(live(told, other)) == shown(live(told, told.corrections))


@given(races())
@settings(max_examples=50, deadline=None)
def test_the_replay_of_what_was_written_is_the_race_that_was_live(told: Told) -> None:
    state = State()
    for one in recorded([decode(encode(e)) for e in (*opening(), *told.crossings, *told.corrections)]):
        state = apply(state, one)
    assert shown(mass_start(state.distances["d"], state.rules)) == shown(live(told, told.corrections))


@given(races())
@settings(max_examples=50, deadline=None)
def test_a_sprint_gives_its_points_once(told: Told) -> None:
    """No place is paid twice but to those who share it, and then the next is not paid."""
    mass = live(told, told.corrections)
    for line, points in enumerate((mass.table.points, mass.table.finish)):
        given_out = sum(r.tally.taken[line] for r in mass.rows)
        times = Counter(
            (s.elapsed_us or 0) // 1000
            for r in mass.rows
            if r.place is not None
            for s in r.tally.splits
            if s.index == mass.lines[line] - 1
        )
        expected, place = 0, 1
        for _, many in sorted(times.items()):
            expected += many * (points[place - 1] if place <= len(points) else 0)
            place += many
        assert given_out == expected
