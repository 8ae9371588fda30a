"""The running clock: right within a frame or two, never ahead, never back, cut off and not rounded."""

import asyncio
import re
from datetime import datetime

import pytest

from tests.browser.cable import until
from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.racing import PAIRS, second_pair_starts
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

WRITTEN = 60
BEHIND_S = 0.050
AHEAD_S = 0.010
"""What the measured offset of the clocks may be wrong by, in that direction."""

WATCH = """(count) => new Promise((done) => {
    const seen = [];
    const watching = new MutationObserver(() => {
        const text = document.querySelector("iceline-clock").textContent;
        seen.push([performance.timeOrigin + performance.now(), text]);
        if (seen.length === count) { watching.disconnect(); done(seen); }
    });
    watching.observe(document.querySelector("iceline-clock"), { characterData: true, subtree: true });
})"""


async def _watched(screen: Glass) -> list[tuple[float, str]]:
    """What the clock was made to show, and when by the wall clock in seconds."""
    return [(ms / 1000, text) for ms, text in await screen.page.evaluate(WATCH, WRITTEN)]


def _seconds(text: str) -> float:
    minutes, _, seconds = text.rpartition(":")
    return 60 * int(minutes or 0) + float(seconds)


@pytest.mark.parametrize("path", ["/arena", "/arena/standings", "/desk"])
async def test_the_clock_shows_the_time_since_the_gun(path: str, rink: Rink, open_screen: OpenScreen) -> None:
    await rink.publish(PAIRS)
    await rink.call(1)
    screen = await open_screen(path)
    assert await screen.see("clocks") == ["0.00"]
    gun = await rink.start(1)
    await screen.caught_up(rink)
    shown = await _watched(screen)
    assert all(re.fullmatch(r"\d+\.\d\d", text) for _, text in shown)
    errors = [_error_s(gun, at, text) for at, text in shown]
    assert min(errors) >= -BEHIND_S, sorted(errors)[:5]
    assert max(errors) <= AHEAD_S, sorted(errors)[-5:]
    times = [_seconds(text) for _, text in shown]
    assert times == sorted(times)


def _error_s(gun: datetime, at: float, text: str) -> float:
    return _seconds(text) - (at - gun.timestamp())


async def test_the_clock_of_a_wrong_computer_is_right(rink: Rink, open_screen: OpenScreen) -> None:
    """The screen's own time of day is an hour ahead."""
    await second_pair_starts(rink)
    screen = await open_screen("/arena", script="const real = Date.now; Date.now = () => real() + 3_600_000;")
    await until(lambda: _runs(screen))
    assert _seconds((await screen.see("clocks"))[0]) < 30


async def _runs(screen: Glass) -> bool:
    return (await screen.see("clocks"))[0] not in ("", "0.00")


async def test_a_stopped_clock_is_cut_off_and_not_rounded(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await rink.cross(2, "calder", 1000, "1:14.999999")
    await rink.cross(2, "dahl", 1000, "1:15.009999")
    arena = await open_screen("/arena")
    assert await arena.see("clocks") == ["1:15.00"]
    assert [lane["time"] for lane in await arena.see("lanes")] == ["1:14.99", "1:15.00"]


async def test_who_wants_calm_sees_tenths(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    arena, desk = await asyncio.gather(open_screen("/arena", calm=True), open_screen("/desk", calm=True))
    for screen in (arena, desk):
        await until(lambda screen=screen: _runs(screen))
        assert re.fullmatch(r"\d+\.\d", (await screen.see("clocks"))[0])
