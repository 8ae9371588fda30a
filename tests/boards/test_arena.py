"""The arena board: what the wall shows at telling moments of a race."""

from dataclasses import replace
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
    SkaterWithdrawn,
    StartCancelled,
)
from iceline.race.programme import Record
from iceline.race.times import parse_time
from tests.boards.reading import lanes, rows, skater, skaters
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
    assert [(s, lane["armband"]) for s, lane in lanes(shown).items()] == [("takagi", "white"), ("leerdam", "red")]
    assert [s.get("pb") for s in shown["skaters"].values()] == [None, None, None, "1:11.84"]
    assert (skater(shown, shown["to_beat"]["skater"]), shown["to_beat"]["time"]) == ("kok", "1:12.59")


def test_skaters_are_numbered_as_they_stand_in_the_start_list() -> None:
    shown = board(last_pair())
    assert skaters(shown, [1, 2, 3, 4]) == ["bowe", "kok", "takagi", "leerdam"]
    assert shown["skaters"]["2"] == {"id": "kok", "last_name": "Kok", "country": "NED", "flag": "nl"}


def test_gap_is_to_the_leader_at_the_same_point_and_the_last_lap_says_what_it_needs() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "leerdam", "17.66", 200)
    told.pass_line(2, "leerdam", "44.21", 600)
    lane = lanes(board(told))["leerdam"]
    assert lane["splits"] == {
        "200": {"time": "17.66", "lap": "17.66", "rank": 2, "gap": "+0.20", "lap_gap": "+0.20"},
        "600": {"time": "44.21", "lap": "26.55", "rank": 1, "gap": f"{MINUS}0.19", "lap_gap": f"{MINUS}0.39"},
    }
    assert lane["needs"] == "28.37"  # 44.21 + 28.37 = 1:12.58, a hundredth before Kok
    assert board(told)["pair"]["laps_to_go"] == 1


def test_projected_row_is_marked_and_stands_in_the_order_without_a_rank() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "leerdam", "17.66", 200)
    assert "leerdam" not in rows(board(told))
    told.pass_line(2, "leerdam", "44.21", 600)
    shown = board(told)
    # The laps to come as Kok skated them, 28.19, scaled by 26.55 to her 26.94: 27.78, so 1:11.99.
    assert lanes(shown)["leerdam"]["projected"] == {"time": "1:11.99", "gap": f"{MINUS}0.60"}
    assert list(rows(shown)) == ["leerdam", "kok", "bowe"]
    assert [row.get("projected") for row in rows(shown).values()] == [True, None, None]
    assert [row.get("rank") for row in rows(shown).values()] == [None, 1, 2]


def test_winner_is_compared_with_the_leader_before_and_her_record_is_pending() -> None:
    told = last_pair().gun(2)
    told.finish(2, "leerdam", "1:12.31")
    told.finish(2, "takagi", "1:13.95")
    shown = board(told)
    assert lanes(shown)["leerdam"]["splits"]["1000"]["gap"] == f"{MINUS}0.28"
    assert lanes(shown)["takagi"]["splits"]["1000"]["gap"] == "+1.64"
    assert lanes(shown)["leerdam"]["counted"] is True
    assert rows(shown)["leerdam"]["records"] == ["OR"]
    assert shown["records"]["OR"] == {"time": "1:12.31", "holder": "Leerdam", "pending": True}
    assert [row.get("gap") for row in rows(shown).values()] == [None, "+0.28", "+1.64", "+2.24"]
    assert shown["clocks"] == {"2": {"state": "stopped", "elapsed_us": 73_950_000}}


def test_mates_finish_does_not_change_what_was_said_of_the_lines_before() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "takagi", "17.60", 200)
    told.pass_line(2, "takagi", "45.00", 600)
    before = lanes(board(told))["takagi"]
    assert [s["gap"] for s in before["splits"].values()] == ["+0.14", "+0.60"]  # to Kok's 17.46 and 44.40
    told.finish(2, "leerdam", "1:12.31")
    lane = lanes(board(told))["takagi"]
    assert lane["splits"] == before["splits"]
    assert lane["needs"] == "27.30"  # 45.00 + 27.30 is 1:12.30, a hundredth before Leerdam: she leads now
    told.finish(2, "takagi", "1:13.95")
    assert lanes(board(told))["takagi"]["splits"]["1000"]["gap"] == "+1.64"


def test_finish_after_a_lap_that_nobody_can_skate_is_no_record_and_no_line_to_say() -> None:
    told = last_pair().gun(2)
    told.pass_line(2, "takagi", "17.60", 200)
    told.pass_line(2, "takagi", "45.90", 600)
    told.finish(2, "takagi", "1:01.00")
    assert board(told)["records"]["OR"] == {"time": "1:12.59", "holder": "Kok", "pending": True}
    assert "records" not in rows(board(told))["takagi"]
    said: Any = desk_board(told.state).get("said", {"order": []})
    lines = [said[key][1] for key in said["order"]]
    assert [line for line in lines if "lead" in line or "record" in line] == []


def test_in_the_first_pair_the_gap_is_to_whoever_passed_first() -> None:
    told = Telling().tell(programme([["ann", "bea"]])).start(1)
    told.pass_line(1, "ann", "18.00", 200)
    told.pass_line(1, "bea", "18.50", 200)
    shown = board(told)
    assert "gap" not in lanes(shown)["ann"]["splits"]["200"]
    assert lanes(shown)["bea"]["splits"]["200"]["gap"] == "+0.50"
    assert shown["pair"]["between"] == {"leader": 1, "gap": "0.50"}
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


def test_who_shares_a_rank_says_so_and_the_next_is_skipped() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]]))
    told.skate(1, ann="1:15.00", bea="1:14.00").skate(2, cis="1:14.00", dot="1:16.00")
    shown = board(told)
    assert {s: row["rank"] for s, row in rows(shown).items()} == {"bea": 1, "cis": 1, "ann": 3, "dot": 4}
    assert [row.get("rank") for row in shown["standings"]["rows"].values()] == [None, 1, None, None]
    assert shown["standings"]["gaps"] == ["", "", "+1.00", "+2.00"]


def test_disqualified_leader_is_no_longer_the_time_to_beat() -> None:
    told = last_pair().tell(SkaterDisqualified(id="dq", distance="d", skater="kok", code="T10"))
    shown = board(told)
    assert shown["to_beat"]["time"] == "1:14.55"
    assert rows(shown)["kok"] == {"status": "DQ", "code": "T10"}


def test_quartet_has_four_lanes_two_clocks_and_four_armbands() -> None:
    told = Telling().tell(programme([["a", "b"], ["c", "d"]], metres=3000, quartets={1: 1, 2: 1}))
    told.start(1).start(2, after_s=-170)
    shown = board(told)
    assert set(shown["clocks"]) == {"1", "2"}
    assert {s: lane["armband"] for s, lane in lanes(shown).items()} == {
        "a": "white", "b": "red", "c": "yellow", "d": "blue",
    }  # fmt: skip


def test_second_pair_of_a_quartet_changes_nothing_that_was_said_of_the_first() -> None:
    """Two pairs on the ice, the second starts later (RULES.md 1.6): who is later at a line did not lead there yet."""
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]], metres=3000, quartets={1: 1, 2: 1}))
    told.start(1).start(2, after_s=-165)
    told.pass_line(1, "ann", "20.00", 200)
    told.finish(1, "ann", "4:05.00")
    before = lanes(board(told))["ann"]["splits"]
    assert ["gap" in split for split in before.values()] == [False, False]
    told.pass_line(2, "cis", "19.50", 200)
    told.finish(2, "cis", "4:04.00")
    after = lanes(board(told))
    assert ["gap" in split for split in after["ann"]["splits"].values()] == [False, False]
    assert [split["rank"] for split in after["ann"]["splits"].values()] == [2, 2]
    assert [split.get("gap") for split in after["cis"]["splits"].values()] == [None, f"{MINUS}1.00"]


def test_next_pair_and_the_break_before_it_are_announced() -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]])).skate(1, ann="1:15.00", bea="1:16.00")
    shown = board(told)
    assert shown["next"]["pair"] == 2
    assert skaters(shown, shown["next"]["skaters"]) == ["cis", "dot"]


def test_who_is_withdrawn_is_not_announced_and_a_pair_that_nobody_comes_to_is_left_out() -> None:
    """Sessions need the pair whose one skater is withdrawn (RULES.md 4.7)."""
    told = Telling().tell(programme([["ann"], ["bea", "cis"], ["dot", "eve"]])).skate(1, ann="1:15.00")
    told.tell(*(SkaterWithdrawn(id=s, distance="d", skater=s) for s in ("bea", "cis", "dot")))
    shown = desk_board(told.state)
    assert shown["next"] == {"pair": 3, "skaters": [5]}
    assert shown["coming"] == [{"pair": 3, "skaters": [5]}]


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


def test_the_records_say_the_day_of_the_book() -> None:
    record = Record(kind="WR", metres=1000, category="W", time_us=71_610_000, holder="Brittany Bowe")
    book = replace(programme([("kok", "takagi")], records=[record]), records_as_of="2026-02-08")
    told = Telling().tell(book).start(1)
    assert arena_board(told.state)["records"] == {
        "order": ["WR"],
        "as_of": "2026-02-08",
        "WR": {"time": "1:11.61", "holder": "Brittany Bowe"},
    }
