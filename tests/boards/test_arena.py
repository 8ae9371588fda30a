"""The arena board: what the wall shows at telling moments of a race."""

from typing import Any

import pytest

from iceline.boards.arena import arena_board
from iceline.boards.desk import desk_board
from iceline.race.events import (
    PairCalled,
    PassingVoided,
    ReskateGranted,
    SkaterDidNotFinish,
    SkaterDisqualified,
    StartCancelled,
)
from iceline.race.programme import Record
from iceline.race.times import parse_time
from tests.race.telling import Telling, programme

BOOK = (Record(kind="OR", metres=1000, category="W", time_us=parse_time("1:13.19"), holder="Miho Takagi"),)
MINUS = "\u2212"


def board(told: Telling) -> dict[str, Any]:
    return arena_board(told.state)


def last_pair() -> Telling:
    """Kok leads with 17.46, 44.40, 1:12.59; Takagi and Leerdam are called."""
    told = Telling().tell(
        programme([["bowe", "kok"], ["takagi", "leerdam"]], records=BOOK, bests={"leerdam": "1:11.84"})
    )
    told.start(1)
    for metres, kok, bowe in ((200, "17.46", "18.01"), (600, "44.40", "45.30"), (1000, "1:12.59", "1:14.55")):
        told.pass_line(1, "kok", kok, metres, how="photo_finish")
        told.pass_line(1, "bowe", bowe, metres, how="photo_finish")
    return told.tell(PairCalled(id="called", distance="d", pair=2))


def holds_null(value: object) -> bool:
    if isinstance(value, dict):
        return any(holds_null(v) for v in value.values())
    if isinstance(value, list):
        return any(holds_null(v) for v in value)
    return value is None


def test_called_pair_waits_with_an_armed_clock_and_its_bests() -> None:
    shown = board(last_pair())
    assert shown["pair"]["state"] == "called"
    assert shown["clocks"] == {"2": {"state": "armed"}}
    assert shown["pair"]["order"] == ["takagi", "leerdam"]
    assert shown["lanes"]["leerdam"]["pb"] == "1:11.84"
    assert shown["lanes"]["leerdam"]["armband"] == "red"
    assert shown["to_beat"]["time"] == "1:12.59"


def test_gap_is_to_the_leader_at_the_same_point_and_the_last_lap_says_what_it_needs() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "leerdam", "17.66", 200)
    told.pass_line(2, "leerdam", "44.21", 600)
    lane = board(told)["lanes"]["leerdam"]
    assert lane["split"] == {
        "metres": 600, "time": "44.21", "elapsed_us": 44_210_000, "lap": "26.55", "rank": 1,
        "gap": f"{MINUS}0.19", "gap_cs": -19, "side": "ahead",
    }  # fmt: skip
    assert lane["needs"] == "28.37"  # 44.21 + 28.37 = 1:12.58, a hundredth before Kok
    assert lane["tape"]["200"] == {"lap": "17.66", "lap_gap_cs": 20}
    assert lane["tape"]["600"] == {"lap": "26.55", "lap_gap_cs": -39}
    assert board(told)["pair"]["laps_to_go"] == 1


def test_projected_row_is_marked_and_has_a_place_but_no_rank() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "leerdam", "17.66", 200)
    assert "leerdam" not in board(told)["standings"]["rows"]
    told.pass_line(2, "leerdam", "44.21", 600)
    shown = board(told)["standings"]
    # The laps to come as Kok skated them, 28.19, scaled by 26.55 to her 26.94: 27.78, so 1:11.99.
    assert shown["rows"]["leerdam"]["time"] == "1:11.99"
    assert shown["rows"]["leerdam"]["projected"] is True
    assert "rank" not in shown["rows"]["leerdam"]
    assert [shown["rows"][s]["place"] for s in shown["order"]] == [1, 2, 3]
    assert shown["rows"]["kok"]["rank"] == 1


def test_winner_is_compared_with_the_leader_before_and_her_record_is_pending() -> None:
    told = last_pair().gun(2)
    told.finish(2, "leerdam", "1:12.31")
    told.finish(2, "takagi", "1:13.95")
    shown = board(told)
    assert shown["lanes"]["leerdam"]["split"]["gap"] == f"{MINUS}0.28"
    assert shown["lanes"]["takagi"]["split"]["gap"] == "+1.64"
    assert shown["lanes"]["leerdam"]["records"] == ["OR"]
    assert shown["records"]["OR"] == {"time": "1:12.31", "holder": "Leerdam", "pending": True}
    assert [shown["standings"]["rows"][s].get("gap") for s in shown["standings"]["order"]] == [
        None, "+0.28", "+1.64", "+2.24",
    ]  # fmt: skip
    assert shown["clocks"] == {"2": {"state": "stopped", "elapsed_us": 73_950_000}}


def test_finish_after_a_lap_that_nobody_can_skate_is_no_record_and_no_line_to_say() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "takagi", "17.60", 200)
    told.pass_line(2, "takagi", "45.90", 600)
    told.finish(2, "takagi", "1:01.00")
    assert board(told)["records"]["OR"] == {"time": "1:12.59", "holder": "Kok", "pending": True}
    assert "records" not in board(told)["lanes"]["takagi"]
    said: Any = desk_board(told.state).get("said", {"order": []})
    lines = [said[key]["text"] for key in said["order"]]
    assert [line for line in lines if "lead" in line or "record" in line] == []


def test_in_the_first_pair_the_gap_is_to_whoever_passed_first() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    told.pass_line(1, "ann", "18.00", 200)
    told.pass_line(1, "bea", "18.50", 200)
    shown = board(told)
    assert "gap" not in shown["lanes"]["ann"]["split"]
    assert shown["lanes"]["bea"]["split"]["gap"] == "+0.50"
    assert shown["pair"]["between"] == {"leader": "ann", "gap": "0.50", "metres": 200}
    assert "to_beat" not in shown


def test_false_start_takes_everything_of_the_pair_back() -> None:
    told = last_pair()
    before = board(told)
    told.gun(2).pass_line(2, "leerdam", "17.66", 200)
    told.tell(StartCancelled(id="false", distance="d", pair=2, reason="false start"))
    assert board(told) == before


def test_voided_phantom_leaves_no_trace() -> None:
    told = last_pair().gun(2)
    before = board(told)
    phantom = told.pass_line(2, "takagi", "17.00", 200)
    told.tell(PassingVoided(id="void", passing=phantom))
    assert board(told) == before


def test_disqualified_leader_is_no_longer_the_time_to_beat() -> None:
    told = last_pair().tell(SkaterDisqualified(id="dq", distance="d", skater="kok", code="T10"))
    shown = board(told)
    assert shown["to_beat"]["time"] == "1:14.55"
    assert shown["standings"]["rows"]["kok"] | {"bib": 0} == {
        "last_name": "Kok", "country": "NED", "flag": "nl", "status": "DQ", "code": "T10", "bib": 0,
    }  # fmt: skip


def test_quartet_has_four_lanes_two_clocks_and_four_armbands() -> None:
    told = Telling().tell(programme([["a", "b"], ["c", "d"]], metres=3000, quartets={1: 1, 2: 1}))
    told.start(1).start(2, after_s=-170)
    shown = board(told)
    assert shown["pair"]["order"] == ["a", "b", "c", "d"]
    assert set(shown["clocks"]) == {"1", "2"}
    assert [shown["lanes"][s]["armband"] for s in "abcd"] == ["white", "red", "yellow", "blue"]


def test_next_pair_and_the_break_before_it_are_announced() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]])).skate(1, ann="1:15.00", bea="1:16.00")
    assert board(told)["next"] == {"pair": 2, "names": ["Cis", "Dot"], "flags": ["nl", "nl"]}


def story() -> list[Telling]:
    """Every kind of moment, for what must hold of every board."""
    told = last_pair()
    moments = [Telling(), Telling().tell(programme([["ann"]])), last_pair(), last_pair().gun(2)]
    told.gun(2).pass_line(2, "takagi", "17.50", 200)
    moments.append(Telling(told.state, list(told.events)))
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="takagi"))
    moments.append(Telling(told.state, list(told.events)))
    told.tell(ReskateGranted(id="re", distance="d", skater="takagi", pair=3)).start(3)
    return [*moments, told]


@pytest.mark.parametrize("told", story())
def test_no_board_holds_a_null(told: Telling) -> None:
    assert not holds_null(arena_board(told.state))
    assert not holds_null(desk_board(told.state))
