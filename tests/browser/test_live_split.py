"""A posted event is on the arena wall and on the commentator's desk, with numbers that the rules give."""

import asyncio

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.glass import BOARDS
from tests.browser.racing import PAIRS, second_pair_starts, splits_of
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_posted_split_appears_on_arena_and_desk(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    arena, desk = await asyncio.gather(open_screen("/arena"), open_screen("/desk"))
    await splits_of(rink, 2, "calder", "17.909999", "45.259")
    await asyncio.gather(arena.caught_up(rink), desk.caught_up(rink))

    lane = await arena.lane("Calder")
    assert (lane["lapLabel"], lane["lap"]) == ("Last lap", "27.35")  # 45.25 - 17.90: truncated, then subtracted
    assert (lane["timeLabel"], lane["time"]) == ("600 m", "45.25")
    assert (lane["gap"], lane["side"], lane["rank"]) == ("+0.25", "behind", "2")  # Adler 45.00, Brandt 46.00
    assert lane["tape"][:2] == ["17.90", "27.35"]
    assert (await arena.see("toGo")).startswith("1")

    skater = await desk.skater("Calder")
    # Adler's last lap was 29.00, and Calder's 27.35 against her 27.00 projects to 45.25 + 29.37.
    assert [figure["value"] for figure in skater["figures"]] == ["27.35", "45.25", "2", "1:14.62"]
    assert [figure["below"] for figure in skater["figures"]] == ["+0.35", "+0.25", "at 600 m", "rank 2"]


async def test_the_last_lap_says_what_it_takes_to_lead(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25")
    arena, desk = await asyncio.gather(open_screen("/arena"), open_screen("/desk"))
    assert (await arena.lane("Calder"))["needs"] == "Needs 28.74"  # 45.25 + 28.74 is 1:13.99
    assert (await arena.lane("Dahl"))["needs"] == ""
    # The best of 1:15.00 needs 1:14.99.
    assert (await desk.skater("Calder"))["targets"] == "Needs 28.74 to lead · 29.74 for PB"


async def test_skaters_on_the_ice_stand_among_the_finished_and_are_marked_projected(
    rink: Rink, open_screen: OpenScreen
) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25")
    for path, words in (("/arena/standings", "On ice · projected"), ("/desk", "projected")):
        screen = await open_screen(path)
        assert await screen.order() == [
            ("1", "adler", "1:14.00"),
            ("2", "calder", "1:14.62"),
            ("3", "brandt", "1:16.00"),
        ]
        rows = await screen.rows()
        assert (rows["calder"]["projected"], rows["calder"]["tags"], rows["calder"]["gap"]) == (True, words, "+0.62")
        assert not rows["adler"]["projected"]
        assert "projected" not in rows["brandt"]["tags"]


async def test_a_false_start_clears_the_pair(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await rink.cross(2, "calder", 200, "17.90")
    arena, desk = await asyncio.gather(open_screen("/arena"), open_screen("/desk"))
    assert (await arena.lane("Calder"))["time"] == "17.90"
    await rink.tell("start_cancelled", distance="d", pair=2, reason="Outer lane moved")
    await asyncio.gather(arena.caught_up(rink), desk.caught_up(rink))

    lane = await arena.lane("Calder")
    assert (lane["stage"], lane["time"], lane["lap"], lane["gap"]) == ("called", "", "", "")
    assert set(lane["tape"]) == {""}
    assert await arena.see("clocks") == ["0.00"]
    assert await desk.see("clocks") == ["0.00"]
    assert [figure["value"] for figure in (await desk.skater("Calder"))["figures"]] == [""] * 4


async def test_a_quartet_has_four_lanes_and_two_clocks(rink: Rink, open_screen: OpenScreen) -> None:
    pairs = [["adler", "brandt"], ["calder", "dahl"]]
    await rink.publish(pairs, metres=3000, quartets={1: 1, 2: 1})
    await rink.call(1)
    await rink.call(2)
    await rink.start(1, ago_s=4)
    await rink.start(2)
    screens = await asyncio.gather(*map(open_screen, BOARDS))
    arena, desk = (next(screen for screen in screens if screen.path == path) for path in ("/arena", "/desk"))
    lanes = await arena.see("lanes")
    assert [(lane["name"], lane["armband"]) for lane in lanes] == [
        ("Adler", "white"),
        ("Brandt", "red"),
        ("Calder", "yellow"),
        ("Dahl", "blue"),
    ]
    for screen in screens:
        clocks = await screen.see("clocks")
        assert len(clocks) == 2, screen.path
        assert 3.5 <= float(clocks[0]) - float(clocks[1]) <= 4.5
    assert [skater["name"] for skater in await desk.see("skaters")] == ["Adler", "Brandt", "Calder", "Dahl"]


async def test_the_next_pair_takes_the_place_of_the_last(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    arena = await open_screen("/arena")
    await rink.tell("start_cancelled", distance="d", pair=2)
    await rink.call(3)
    await arena.caught_up(rink)
    assert [lane["name"] for lane in await arena.see("lanes")] == [name.title() for name in PAIRS[2]]
