"""Re-skates and quartets, whatever is corrected in whatever order: the better time counts, everybody ranked once."""

from collections.abc import Mapping, Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.boards.arena import arena_board
from iceline.past import state_of
from iceline.race.events import Event, PairStarted, ReskateGranted
from iceline.race.programme import Rules
from tests.boards.reading import rows
from tests.journal.paper import written
from tests.test_past import parts

from .mixing import Outcome, mixed, outcomes, tellings
from .telling import GUN, Telling, programme

SKATERS = ("ann", "bea", "cis", "dot")
METRES = 3000
FASTEST_MS = 245_000
PAIR_OF = {name: number // 2 + 1 for number, name in enumerate(SKATERS)}
RESKATE_OF = {name: number for number, name in enumerate(SKATERS, 3)}
Tries = Mapping[str, Sequence[Outcome]]
"""What remains of each skater's races: one, or two where a re-skate was granted."""


@st.composite
def evenings(draw: st.DrawFn) -> tuple[Tries, list[list[Event]]]:
    """What remains of a quartet and its re-skates, and a way to say it: a list of events for each skater."""
    tries = {s: [draw(outcomes(FASTEST_MS)) for _ in range(draw(st.integers(1, 2)))] for s in SKATERS}
    return tries, [draw(_stream(skater, outcomes_of)) for skater, outcomes_of in tries.items()]


@st.composite
def _stream(draw: st.DrawFn, skater: str, tries: Sequence[Outcome]) -> list[Event]:
    race: dict[str, object] = {"distance": "d", "skater": skater}
    told = draw(tellings(tries[0], race | {"pair": PAIR_OF[skater]}, METRES))
    if len(tries) > 1:
        pair = RESKATE_OF[skater]
        told.append(ReskateGranted(id=f"{skater} again", distance="d", skater=skater, pair=pair))
        told.append(PairStarted(id=f"{skater} gun", distance="d", pair=pair, started_at=GUN))
        told += draw(tellings(tries[1], race | {"pair": pair}, METRES))
    return told


def skated(events: Sequence[Event], rules: Rules) -> Telling:
    told = Telling().tell(programme([SKATERS[:2], SKATERS[2:]], metres=METRES, quartets={1: 1, 2: 1}, rules=rules))
    return told.start(1).start(2, after_s=-120).tell(*events)


def best(tries: Sequence[Outcome]) -> int | None:
    """If he finished the hindered race, the better of the two results is recorded (Rule 262)."""
    return min((o.time_ms for o in tries if o.time_ms is not None), default=None)


@settings(max_examples=40, deadline=None)
@given(evenings(), st.data(), st.booleans())
def test_better_time_counts_and_everybody_is_ranked_once_by_it(
    evening: tuple[Tries, list[list[Event]]], data: st.DataObject, rank_dnf: bool
) -> None:
    tries, streams = evening
    told = skated(data.draw(mixed(streams)), Rules(rank_dnf=rank_dnf))
    times = {s: time for s in SKATERS if (time := best(tries[s])) is not None}
    expected = {s: 1 + sum(other < time for other in times.values()) for s, time in times.items()}
    assert {r.skater: r.rank for r in told.table.rows if r.finished_us is not None} == expected
    assert {r.skater: r.finished_us for r in told.table.rows if r.finished_us is not None} == {
        s: time * 1_000 for s, time in times.items()
    }
    assert sorted(r.skater for r in told.table.rows) == sorted(SKATERS)
    fallen = [r for r in told.table.rows if r.race.status == "DNF"]
    assert all(r.rank == (len(times) + 1 if rank_dnf else None) for r in fallen)
    assert all(r.rank is None for r in told.table.rows if r.finished_us is None and r not in fallen)
    shown = {s: row["rank"] for s, row in rows(arena_board(told.state)).items() if "time" in row}  # type: ignore[arg-type]
    assert shown == expected


@settings(max_examples=25, deadline=None)
@given(evenings(), st.data())
def test_order_of_corrections_changes_nothing_and_replay_equals_live(
    evening: tuple[Tries, list[list[Event]]], data: st.DataObject
) -> None:
    _, streams = evening
    in_turn = skated([event for stream in streams for event in stream], Rules())
    told = skated(data.draw(mixed(streams)), Rules())
    assert parts(told.table.rows) == parts(in_turn.table.rows)
    assert parts(state_of(written(told.events))) == parts(told.state)
