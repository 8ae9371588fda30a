"""A ranking orders everybody once, whatever was corrected and in whatever order it was told."""

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.race.events import (
    Event,
    PassingMeasured,
    PassingVoided,
    Ref,
    RulingReversed,
    SkaterDidNotFinish,
    SkaterDisqualified,
)
from iceline.race.programme import Rules
from iceline.race.standings import Standings

from .mixing import mixed
from .telling import Telling, programme

SKATERS = ("ann", "bea", "cis", "dot", "eve", "fay")
PAIR_OF = {name: number // 2 + 1 for number, name in enumerate(SKATERS)}


def finish(skater: str, name: str, milliseconds: int) -> PassingMeasured:
    return PassingMeasured(
        id=name,
        distance="d",
        pair=PAIR_OF[skater],
        skater=skater,
        how="photo_finish",
        elapsed_us=milliseconds * 1_000,
        metres=1000.0,
    )


@st.composite
def corrections(draw: st.DrawFn, skater: str) -> list[Event]:
    """What is told of one skater, in its order: readings of the finish, phantoms, rulings and what takes them back."""
    told: list[Event] = []
    for number in range(draw(st.integers(1, 5))):
        name = f"{skater}-{number}"
        ref = Ref(source="test", id=name)
        milliseconds = draw(st.integers(75_000, 75_040))
        of_skater = {"id": name, "distance": "d", "skater": skater}
        kind = draw(st.sampled_from(["finish", "phantom", "DNF", "DQ", "taken back"]))
        if kind == "finish":
            told.append(finish(skater, name, milliseconds))
        elif kind == "phantom":
            told += [finish(skater, name, milliseconds), PassingVoided(id=f"{name}-void", passing=ref)]
        elif kind == "taken back":
            told += [SkaterDisqualified(**of_skater), RulingReversed(id=f"{name}-back", ruling=ref)]
    last = draw(st.sampled_from(["DNF", "DQ", None, None]))
    if last:
        ruling = SkaterDidNotFinish if last == "DNF" else SkaterDisqualified
        told.append(ruling(id=f"{skater}-{last}", distance="d", skater=skater))
    return told


def raced(events: Sequence[Event], rules: Rules) -> Telling:
    told = Telling().tell(programme([SKATERS[n : n + 2] for n in (0, 2, 4)], rules=rules))
    for pair in (1, 2, 3):
        told.start(pair)
    return told.tell(*events)


def preorder(table: Standings) -> None:
    """Everybody once; a rank is one more than the number of those before it, and times never fall."""
    assert sorted(row.skater for row in table.rows) == sorted(SKATERS)
    keys = [(row.rank, (row.finished_us or 0) // 1_000) for row in table.rows if row.finished_us is not None]
    assert keys == [(1 + sum(other < ms for _, other in keys), ms) for _, ms in sorted(keys, key=lambda k: k[1])]
    last = {row.rank for row in table.rows if row.race.status == "DNF" and row.rank is not None}
    assert last <= {len(keys) + 1}
    assert all(row.rank is None for row in table.rows if row.race.status in ("DQ", "on_ice"))


@settings(max_examples=60, deadline=None)
@given(st.data(), st.booleans())
def test_no_rank_is_lost_or_doubled_under_any_order_of_corrections(data: st.DataObject, rank_dnf: bool) -> None:
    rules = Rules(rank_dnf=rank_dnf)
    streams = [data.draw(corrections(skater)) for skater in SKATERS]
    in_turn = raced([event for stream in streams for event in stream], rules)
    in_any = raced(data.draw(mixed(streams)), rules)
    preorder(in_any.table)
    shown = [
        [(row.skater, row.rank, row.finished_us, row.gap_cs, row.decided) for row in told.table.rows]
        for told in (in_turn, in_any)
    ]
    assert sorted(shown[0]) == sorted(shown[1])
