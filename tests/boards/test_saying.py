"""What a commentator can say is true: of leads that are shared, of races that do not count, of records."""

import pytest

from iceline.boards.desk import desk_board
from iceline.boards.distance import distance_board
from iceline.race.events import RecordRatified, ReskateGranted, SkaterDidNotFinish
from iceline.race.programme import Record
from iceline.race.times import parse_time
from tests.race.teaming import on_ice
from tests.race.telling import Telling, programme

BOOK = (Record(kind="OR", metres=1000, category="W", time_us=parse_time("1:13.19"), holder="Miho Takagi"),)


def said(told: Telling) -> set[str]:
    lines = desk_board(told.state).get("said", {})
    assert isinstance(lines, dict)
    return {line[1] for key, line in lines.items() if key != "order"}


def test_dead_heat_is_a_lead_that_both_share() -> None:
    """Equal thousandths share the rank (RULES.md 3)."""
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    told.finish(1, "ann", "1:15.00", us=1_000)
    assert said(told) == {"Ann takes the lead"}
    told.finish(1, "bea", "1:15.00", us=1_900)
    assert said(told) == {"Ann shares the lead", "Bea shares the lead"}


def test_thousandth_ahead_is_a_lead() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    told.finish(1, "ann", "1:15.00", us=2_000)
    told.finish(1, "bea", "1:15.00", us=1_000)
    assert said(told) == {"Bea takes the lead"}


def test_slower_reskate_of_the_leader_takes_no_lead_and_a_faster_one_does() -> None:
    """The better of the two counts (Rule 262)."""
    told = Telling().tell(programme([["ann", "bea"]])).skate(1, ann="1:15.00", bea="1:16.00")
    told.tell(ReskateGranted(id="again", distance="d", skater="ann", pair=2, lane="inner")).start(2)
    told.finish(2, "ann", "1:15.50")
    assert said(told) == set()
    told.finish(2, "ann", "1:14.50")
    assert said(told) == {"Ann takes the lead by 1.50"}


def test_who_crossed_the_line_and_did_not_finish_leads_nobody_and_is_in_nobodys_way() -> None:
    """DNF is started without a valid finish (RULES.md 3), such as with a lap too few: lines before the last stand."""
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    for skater, opener, time in (("ann", "18.00", "1:15.00"), ("bea", "18.20", "1:16.00")):
        told.pass_line(1, skater, opener, 200)
        told.finish(1, skater, time)
    told.tell(SkaterDidNotFinish(id="dnf", distance="d", skater="ann"))
    assert said(told) == {"Bea takes the lead"}
    row = distance_board(told.state, told.distance)["standings"][0]  # type: ignore[index]
    assert [(s["rank"], s["gap"]) for s in row["splits"]] == [(2, "+0.20"), (1, "")]


@pytest.mark.parametrize(
    ("time", "told_of_it"),
    [("1:13.00", "sets an Olympic record: 1:13.00"), ("1:13.19", "equals the Olympic record: 1:13.19")],
)
def test_record_is_said_to_be_pending_until_it_is_ratified(time: str, told_of_it: str) -> None:
    """A claim is pending, then ratified (RULES.md 5.1)."""
    told = Telling().tell(programme([["ann"]], records=BOOK)).skate(1, ann=time)
    assert f"Ann {told_of_it}, pending" in said(told)
    told.tell(RecordRatified(id="ratified", distance="d", skater="ann", kind="OR"))
    assert f"Ann {told_of_it}" in said(told)


def test_thousandth_wins_a_heat_of_a_knock_out_and_a_dead_heat_is_nobodys() -> None:
    told = on_ice("ned", "nor", knock_out=True)
    told.finish(1, "ned", "2:55.00", us=2_000)
    told.finish(1, "nor", "2:55.00", us=1_000)
    assert said(told) == {"NOR wins"}
    told.finish(1, "nor", "2:55.00", us=2_000)
    assert said(told) == {"NED shares the lead", "NOR shares the lead"}
