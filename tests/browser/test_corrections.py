"""A correction changes the order, and the wall and the desk say the same."""

import asyncio

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.racing import FIRST_PAIR, PAIRS, second_pair_starts, splits_of
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def _both(rink: Rink, standings: Glass, desk: Glass) -> list[tuple[str, str, str]]:
    """The order that both screens show."""
    await asyncio.gather(standings.caught_up(rink), desk.caught_up(rink))
    order = await standings.order()
    assert await desk.order() == order
    return order


async def test_a_late_photo_finish_a_void_and_a_disqualification_rank_anew(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25", "1:14.020")
    standings, desk = await asyncio.gather(open_screen("/arena/standings"), open_screen("/desk"))
    brandt = ("3", "brandt", "1:16.00")
    adler_first = [("1", "adler", "1:14.00"), ("2", "calder", "1:14.02"), brandt]
    assert await _both(rink, standings, desk) == adler_first

    photo = await rink.cross(2, "calder", 1000, "1:13.995", "photo_finish")
    assert await _both(rink, standings, desk) == [("1", "calder", "1:13.99"), ("2", "adler", "1:14.00"), brandt]
    rows = await standings.rows()
    assert (rows["adler"]["gap"], rows["adler"]["side"], rows["brandt"]["gap"]) == ("+0.01", "behind", "+2.01")

    await rink.void(photo)
    assert await _both(rink, standings, desk) == adler_first

    ruling = await rink.rule("disqualified", "adler")
    assert await _both(rink, standings, desk) == [
        ("1", "calder", "1:14.02"),
        ("2", "brandt", "1:16.00"),
        ("", "adler", "DQ"),
    ]

    await rink.tell("ruling_reversed", ruling={"source": "rink", "id": ruling})
    assert await _both(rink, standings, desk) == adler_first


async def test_thousandths_are_shown_only_where_they_decide(rink: Rink, open_screen: OpenScreen) -> None:
    await rink.publish(PAIRS)
    await rink.skate(1, {"adler": {1000: "1:14.004"}, "brandt": {1000: "1:16.007"}})
    await rink.skate(2, {"calder": {1000: "1:14.001"}, "dahl": {1000: "1:15.009"}})
    standings, desk = await asyncio.gather(open_screen("/arena/standings"), open_screen("/desk"))
    assert await _both(rink, standings, desk) == [
        ("1", "calder", "1:14.00(1)"),
        ("2", "adler", "1:14.00(4)"),
        ("3", "dahl", "1:15.00"),
        ("4", "brandt", "1:16.00"),
    ]


async def test_hundredths_stand_under_hundredths_also_where_thousandths_decide(
    rink: Rink, open_screen: OpenScreen
) -> None:
    await rink.publish(PAIRS)
    await rink.skate(1, {"adler": {1000: "1:14.004"}, "brandt": {1000: "1:16.007"}})
    await rink.skate(2, {"calder": {1000: "1:14.001"}, "dahl": {1000: "1:15.009"}})
    for path in ("/arena/standings", "/desk"):
        screen = await open_screen(path)
        assert await screen.see("unalignedTimes") == []


async def test_a_record_is_pending_until_it_is_ratified(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink, records={"OR": "1:13.50", "WR": "1:11.00"})
    await splits_of(rink, 2, "calder", "17.90", "45.00", "1:13.40")
    arena, standings, desk = await asyncio.gather(*map(open_screen, ("/arena", "/arena/standings", "/desk")))
    pending = [{"kind": "OR", "pending": True}, {"kind": "PB", "pending": False}]  # her best was 1:15.00
    assert (await arena.lane("Calder"))["marks"] == pending
    assert (await desk.skater("Calder"))["marks"] == pending
    assert (await standings.rows())["calder"]["pending"] == ["OR"]
    for screen in (arena, standings):
        assert sorted(await screen.see("records")) == ["OR 1:13.40 pending", "WR 1:11.00"]


async def test_who_falls_or_does_not_start_is_named_so_and_has_no_time(rink: Rink, open_screen: OpenScreen) -> None:
    await rink.publish(PAIRS)
    await rink.skate(1, FIRST_PAIR)
    await rink.call(2)
    await rink.rule("did_not_start", "dahl")
    await rink.start(2)
    await rink.cross(2, "calder", 200, "17.90")
    await rink.rule("did_not_finish", "calder")
    arena, standings = await asyncio.gather(open_screen("/arena"), open_screen("/arena/standings"))
    assert [(lane["name"], lane["out"]) for lane in await arena.see("lanes")] == [("Calder", "DNF"), ("Dahl", "DNS")]
    assert (await standings.order())[2:] == [("", "calder", "DNF"), ("", "dahl", "DNS")]
