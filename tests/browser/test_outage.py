"""The connection drops and comes back: the screen says so, shows nothing false, and heals without a reload."""

import asyncio
import re
from collections.abc import Sequence

import pytest

from tests.browser.cable import Cable, until
from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.racing import second_pair_starts
from tests.browser.rink import Rink
from tests.browser.server import RinkServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PATHS = ("/arena", "/arena/standings", "/arena/overall", "/desk")
WITHOUT_HUNDREDTHS = re.compile(r"(\d+:)?\d+")


async def _boards(screens: Sequence[Glass]) -> list[str]:
    return [await screen.see("boardText") for screen in screens]


async def _healed(screens: Sequence[Glass], rink: Rink) -> None:
    """Live again with the server's board, and the window is the same one as before."""
    await asyncio.gather(*(screen.link("live") for screen in screens))
    await asyncio.gather(*(screen.caught_up(rink) for screen in screens))
    assert [screen.path for screen in screens if await screen.was_reloaded()] == []


async def test_a_pulled_cable_is_seen_as_stale_then_lost_and_heals_without_a_reload(
    rink: Rink, cable: Cable, open_screen: OpenScreen
) -> None:
    await second_pair_starts(rink)
    await rink.cross(2, "calder", 200, "17.90")
    screens = await asyncio.gather(*(open_screen(path, url=cable.url, with_outage=True) for path in PATHS))
    arena, standings, overall, desk = screens
    await asyncio.gather(*(screen.mark_window() for screen in screens))
    before = await _boards(screens)

    await cable.pull()
    await rink.cross(2, "calder", 600, "45.25")
    await asyncio.gather(*(screen.link("stale") for screen in screens))
    assert await arena.see("opacity", ".lanes") == 1
    await until(lambda: _is_opaque(arena, ".link-mark"))
    assert (await arena.lane("Calder"))["time"] == "17.90"

    await asyncio.gather(*(screen.link("lost") for screen in screens))
    assert await _boards(screens) == before
    await until(lambda: _is_dimmed(arena, ".lanes"))
    await until(lambda: _is_dimmed(standings, ".standings"))
    await until(lambda: _is_dimmed(overall, ".standings"))
    assert (await arena.lane("Calder"))["time"] == "17.90"
    clocks = [clock for screen in screens for clock in await screen.see("clocks")]
    assert [clock for clock in clocks if not WITHOUT_HUNDREDTHS.fullmatch(clock)] == []
    assert re.fullmatch(r"Data frozen at \d\d:\d\d:\d\d \(\d+ s\)", await desk.see("words", ".banner.lost"))

    await cable.plug_in()
    await _healed(screens, rink)
    assert (await arena.lane("Calder"))["time"] == "45.25"
    await until(lambda: _is_opaque(arena, ".lanes"))
    assert re.fullmatch(r"(\d+:)?\d+\.\d\d", (await arena.see("clocks"))[0])


async def _is_dimmed(screen: Glass, selector: str) -> bool:
    return abs(await screen.see("opacity", selector) - 0.45) < 0.01


async def _is_opaque(screen: Glass, selector: str) -> bool:
    return bool(await screen.see("opacity", selector) == 1)


async def test_a_line_that_hangs_is_stale_although_nothing_was_closed(
    rink: Rink, cable: Cable, open_screen: OpenScreen
) -> None:
    await second_pair_starts(rink)
    screens = await asyncio.gather(*(open_screen(path, url=cable.url, with_outage=True) for path in PATHS))
    await asyncio.gather(*(screen.mark_window() for screen in screens))
    cable.hang()
    await rink.cross(2, "calder", 200, "17.90")
    await asyncio.gather(*(screen.link("stale") for screen in screens))
    assert (await screens[0].lane("Calder"))["time"] == ""
    cable.flow()
    await _healed(screens, rink)
    assert (await screens[0].lane("Calder"))["time"] == "17.90"


async def test_a_restarted_server_is_taken_up_again_without_a_reload(
    server: RinkServer, rink: Rink, open_screen: OpenScreen
) -> None:
    await second_pair_starts(rink)
    await rink.cross(2, "calder", 200, "17.90")
    screens = await asyncio.gather(*(open_screen(path, with_outage=True) for path in PATHS))
    await asyncio.gather(*(screen.mark_window() for screen in screens))
    before = (await rink.snapshot("arena"))["epoch"]
    await server.stop()
    assert (await screens[0].lane("Calder"))["time"] == "17.90"
    await server.start()
    assert (await rink.snapshot("arena"))["epoch"] != before
    await _healed(screens, rink)
    await rink.cross(2, "calder", 600, "45.25")
    await asyncio.gather(*(screen.caught_up(rink) for screen in screens))
    assert (await screens[0].lane("Calder"))["time"] == "45.25"


async def test_after_a_minute_the_wall_says_that_results_follow(
    rink: Rink, cable: Cable, open_screen: OpenScreen
) -> None:
    """The page's own time is moved forward; the cable is pulled for real."""
    await second_pair_starts(rink)
    arena = await open_screen("/arena", url=cable.url, with_outage=True, movable_time=True)
    await arena.mark_window()
    await cable.pull()
    await arena.page.clock.fast_forward(61_000)
    await arena.link("holding")
    await until(lambda: _says(arena, "Results follow"))
    assert await arena.see("lanes") == []
    await cable.plug_in()
    await arena.page.clock.fast_forward(5_000)
    await _healed([arena], rink)
    assert len(await arena.see("lanes")) == 2


async def _says(screen: Glass, words: str) -> bool:
    return words in await screen.see("words", "body")
