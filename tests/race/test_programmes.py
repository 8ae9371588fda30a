"""Publishing again: it replaces what has not been skated, and must agree with what has."""

from dataclasses import replace

import pytest

from iceline.boards.arena import arena_board
from iceline.boards.desk import desk_board
from iceline.errors import Refused
from iceline.race.events import (
    DistanceConfirmed,
    HeatWon,
    PairCalled,
    ProgrammePublished,
    Ref,
    RulingReversed,
    SkaterDisqualified,
    SkaterWithdrawn,
    SourceSelected,
)
from iceline.race.programme import Record, Rules
from tests.boards.reading import lanes

from .teaming import team_distance, teams_programme
from .telling import Telling, programme


def again(pairs: list[list[str]], *, rules: Rules | None = None) -> ProgrammePublished:
    return replace(programme(pairs, rules=rules), id="programme-again")


def test_pair_that_was_only_called_can_get_a_substitute() -> None:
    told = Telling().tell(programme([["ann", "bea"]]), PairCalled(id="call", distance="d", pair=1))
    told.tell(again([["ann", "cis"]]))
    board = arena_board(told.state)
    assert board["pair"] == {"number": 1, "state": "called", "order": [1, 2], "laps_to_go": 2}
    assert list(lanes(board)) == ["ann", "cis"]


def test_pair_that_was_only_called_can_be_dropped_with_its_skaters() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis"]]), PairCalled(id="call", distance="d", pair=1))
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"))
    told.tell(again([["dot"]]), again([]))
    assert list(told.distance.pairs) == []
    for board in (arena_board(told.state), desk_board(told.state)):
        assert "pair" not in board


def test_source_selected_for_a_pair_to_come_stays_selected() -> None:
    told = Telling().tell(programme([["ann", "bea"]]))
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"), again([["ann", "bea"]])).start(1)
    told.pass_line(1, "ann", "18.00", 200, how="optical")
    assert told.row("ann").race.counted.splits == ()


def test_who_is_withdrawn_stays_so_when_the_pairs_are_drawn_again() -> None:
    """WDR is said before the start list is re-issued (RULES.md 3), and the list may come with other pairs."""
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]]))
    told.tell(SkaterWithdrawn(id="wdr", distance="d", skater="cis"), again([["cis", "bea"], ["ann", "dot"]]))
    assert told.row("cis").race.status == "WDR"
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="wdr")))
    assert told.row("cis").race.status == "not_started"


def test_disqualification_in_a_skated_pair_stays_with_it_whatever_is_drawn_after() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis"]])).skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="ann"), again([["ann", "bea"], ["dot"]]))
    assert told.ranks() == {"bea": 1, "ann": None, "dot": None}


@pytest.mark.parametrize("pairs", [[["ann", "cis"]], [["bea", "ann"]], [], [["cis"], ["ann", "bea"]]])
def test_skated_pair_must_stay_as_it_was(pairs: list[list[str]]) -> None:
    told = Telling().tell(programme([["ann", "bea"]])).skate(1, ann="1:15.00", bea="1:16.00")
    with pytest.raises(Refused) as refused:
        told.tell(again(pairs))
    assert refused.value.code == "conflicting_programme"


@pytest.mark.parametrize("pairs", [[["ann", "ann"]], [["ann"], ["ann"]]])
def test_skater_stands_once_in_a_distance(pairs: list[list[str]]) -> None:
    with pytest.raises(Refused) as refused:
        Telling().tell(programme(pairs))
    assert refused.value.code == "conflicting_programme"


SAME = again([["ann", "bea"]])
WORLD_RECORD = Record(kind="WR", metres=1000, category="W", time_us=71_610_000)


@pytest.mark.parametrize(
    "changed",
    [
        again([["ann", "bea"], ["cis"]]),
        again([["ann", "bea"]], rules=Rules(rank_dnf=True)),
        replace(SAME, records=(WORLD_RECORD,)),
        replace(SAME, competition=replace(SAME.competition, altitude_m=1425)),
        replace(SAME, skaters=tuple(replace(skater, junior=True) for skater in SAME.skaters)),
    ],
)
def test_official_distance_stays_as_it_is(changed: ProgrammePublished) -> None:
    told = Telling().tell(programme([["ann", "bea"]])).skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(DistanceConfirmed(id="official", distance="d"))
    with pytest.raises(Refused) as refused:
        told.tell(changed)
    assert refused.value.code == "distance_official"


def test_book_of_another_distance_can_change_when_one_is_official() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(DistanceConfirmed(id="official", distance="d"))
    told.tell(replace(SAME, records=(replace(WORLD_RECORD, metres=1500),)))
    assert told.state.programme is not None
    assert len(told.state.programme.records) == 1


def test_walkover_is_no_longer_one_when_the_heat_is_drawn_again() -> None:
    def drawn(name: str, heats: list[list[str]]) -> ProgrammePublished:
        return teams_programme(team_distance(heats, knock_out=True), name=name)

    told = Telling().tell(drawn("first", [["ned", "nor"], ["can", "usa"]]))
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="ned", how="walkover"))
    told.tell(drawn("second", [["can", "nor"], ["ned", "usa"]]))
    assert {row.race.status for row in told.table.rows} == {"not_started"}


@pytest.mark.parametrize("day", ["09/02/2026", "2026-02-30", "tomorrow!!"])
def test_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(Refused, match="is not like 2026-02-09"):
        Telling().tell(replace(SAME, competition=replace(SAME.competition, date=day)))


def test_table_of_points_that_there_is_not_is_refused() -> None:
    with pytest.raises(Refused, match='No table of points "isu-1925-26"'):
        Telling().tell(again([["ann", "bea"]], rules=Rules(points_table="isu-1925-26")))
