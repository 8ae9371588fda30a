"""Teams under whatever is told of them: everybody ranked once, no order of arrival matters, replay equals live."""

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.past import state_of
from iceline.race.events import (
    Event,
    HeatWon,
    PassingAssigned,
    PassingMeasured,
    PassingVoided,
    Ref,
    RulingReversed,
    SkaterDidNotFinish,
    SkaterDisqualified,
    SourceSelected,
)
from iceline.race.programme import Format
from iceline.race.standings import Standings
from tests.journal.paper import written
from tests.test_past import parts

from .teaming import METRES, members, team_distance, teams_programme
from .telling import Telling

HEATS = (("ned", "nor"), ("can", "usa"))
HALF_LAP_US = 13_800_000
STANDSTILL_US = 4_600_000
KINDS: tuple[Format, ...] = ("team_pursuit", "team_sprint", "mixed_relay")


@dataclass(frozen=True)
class Teller:
    """Draws one event after the other about two heats; what cannot be true is refused, as at the desk."""

    draw: st.DrawFn
    told: Telling
    kind: Format

    def ref(self) -> Ref:
        names = [recorded.event.id for recorded in self.told.events] + ["nothing"]
        return Ref(source="test", id=self.draw(st.sampled_from(names)))

    def who(self, pair: int) -> str:
        team = self.draw(st.sampled_from(HEATS[pair - 1]))
        return self.draw(st.sampled_from([team, *members(team)]))

    def passing(self, name: str) -> PassingMeasured:
        pair, step = self.draw(st.sampled_from([1, 2])), 400 if self.kind == "mixed_relay" else 200
        at = self.draw(st.integers(1, METRES[self.kind] // step)) * step
        elapsed_us = STANDSTILL_US + at * HALF_LAP_US // 200 + self.draw(st.integers(0, 2_000_000))
        lane = self.kind != "mixed_relay" and self.draw(st.booleans())
        who = {"lane": self.draw(st.sampled_from(["inner", "outer"]))} if lane else {"skater": self.who(pair)}
        how = self.draw(st.sampled_from(["photo_finish", "optical", "transponder", "hand"]))
        metres = self.draw(st.sampled_from([float(at), None]))
        return PassingMeasured(id=name, distance="d", pair=pair, how=how, elapsed_us=elapsed_us, metres=metres, **who)

    def event(self, name: str) -> Event:
        pair = self.draw(st.sampled_from([1, 2]))
        team = self.draw(st.sampled_from(HEATS[pair - 1]))
        kinds: list[Event] = [
            PassingVoided(id=name, passing=self.ref()),
            PassingAssigned(id=name, passing=self.ref(), skater=self.who(pair)),
            SourceSelected(id=name, distance="d", pair=pair, how="transponder", skater=self.who(pair)),
            SkaterDidNotFinish(id=name, distance="d", skater=team),
            SkaterDisqualified(id=name, distance="d", skater=team),
            HeatWon(id=name, distance="d", pair=pair, skater=team, how="overtaken"),
            RulingReversed(id=name, ruling=self.ref()),
        ]
        return self.draw(st.sampled_from(kinds))


def started(kind: Format, *, knock_out: bool) -> Telling:
    told = Telling().tell(teams_programme(team_distance(HEATS, kind=kind, knock_out=knock_out)))
    return told.start(1).start(2)


@st.composite
def evenings(draw: st.DrawFn) -> Telling:
    """Whatever may be told of two heats of teams, most of it passings of members, teams and lanes."""
    kind, knock_out = draw(st.sampled_from(KINDS)), draw(st.booleans())
    teller = Teller(draw, started(kind, knock_out=knock_out), kind)
    for number in range(draw(st.integers(0, 40))):
        is_passing = draw(st.integers(0, 3)) > 0
        event = teller.passing(f"n{number}") if is_passing else teller.event(f"n{number}")
        try:
            teller.told.tell(event)
        except Refused:
            continue
    return teller.told


def preorder(table: Standings) -> None:
    """Everybody once; a rank is one more than the number of those who are before, and ranks never fall."""
    assert sorted(row.skater for row in table.rows) == sorted(team for heat in HEATS for team in heat)
    ranks = [row.rank for row in table.rows if row.rank is not None]
    assert ranks == sorted(ranks)
    assert all(rank == 1 + sum(other < rank for other in ranks) for rank in ranks)
    placed = ("finished", "WOT", "WO", "LOT")
    assert all((row.rank is not None) == (row.race.status in placed) for row in table.rows)


@settings(max_examples=120, deadline=None)
@given(told=evenings())
def test_no_rank_is_lost_or_doubled_and_replay_equals_live(told: Telling) -> None:
    preorder(told.table)
    replayed = state_of(written(told.events))
    assert parts(replayed) == parts(told.state)


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_order_in_which_crossings_arrive_does_not_matter(kind: Format, data: st.DataObject) -> None:
    """Of everything that says where it was; a photo finish read again is newer by its order, so only one is read."""
    teller = Teller(data.draw, started(kind, knock_out=False), kind)
    passings = [teller.passing(f"n{number}") for number in range(data.draw(st.integers(0, 25)))]
    facts = [p for p in passings if p.metres is not None and p.how != "photo_finish"]
    in_turn = started(kind, knock_out=False).tell(*facts)
    mixed = started(kind, knock_out=False).tell(*data.draw(st.permutations(facts)))
    for team in (team for heat in HEATS for team in heat):
        assert in_turn.row(team).race.counted.splits == mixed.row(team).race.counted.splits
    assert in_turn.ranks() == mixed.ranks()
