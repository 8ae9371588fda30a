"""Rows glide when the order changes, and at no other time; nothing on a screen jumps."""

import asyncio
import os
import sys

import pytest

from tests.browser.cable import Cable
from tests.browser.conftest import OpenScreen
from tests.browser.glass import BOARDS, Glass
from tests.browser.racing import second_pair_starts, splits_of
from tests.browser.rink import Rink
from tests.browser.server import SOURCE, RinkServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

STANDINGS = ("/arena/standings", "/arena/overall", "/desk")
BY_POSITION = {"1": "adler", "3": "calder"}
"""The overall names its rows by the place in the programme."""

SPEED = 400


@pytest.mark.parametrize("path", STANDINGS)
async def test_a_new_order_glides_by_transform(path: str, rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25", "1:14.02")
    screen = await open_screen(path)
    assert await screen.see("glidesSoFar") == []
    await rink.cross(2, "calder", 1000, "1:13.995", "photo_finish")
    await screen.caught_up(rink)
    glides = {
        BY_POSITION.get(glide["row"], glide["row"]): float(glide["from"][len("translateY(") : -len("%)")])
        for glide in await screen.see("glidesSoFar")
    }
    assert glides.keys() == {"adler", "calder"}
    assert glides["calder"] > 0 > glides["adler"]  # up from below, down from above
    assert glides["calder"] == -glides["adler"]


@pytest.mark.parametrize("path", STANDINGS)
async def test_catching_up_never_glides(path: str, rink: Rink, cable: Cable, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25", "1:14.02")
    screen = await open_screen(path, url=cable.url, with_outage=True)
    await cable.pull()
    await rink.cross(2, "calder", 1000, "1:13.995", "photo_finish")
    await cable.plug_in()
    await screen.caught_up(rink)
    assert await _leader(screen) == "calder"
    assert await screen.see("glidesSoFar") == []


@pytest.mark.parametrize("path", STANDINGS)
async def test_nothing_glides_for_who_wants_calm(path: str, rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25", "1:14.02")
    screen = await open_screen(path, calm=True)
    await rink.cross(2, "calder", 1000, "1:13.995", "photo_finish")
    await screen.caught_up(rink)
    assert await _leader(screen) == "calder"
    assert await screen.see("glidesSoFar") == []


async def _leader(screen: Glass) -> str:
    first = (await screen.order())[0][1]
    return BY_POSITION.get(first, first)


@pytest.mark.parametrize("race", ["olympic-w1000-2026", "club-evening"])
async def test_a_whole_race_shifts_nothing(race: str, server: RinkServer, rink: Rink, open_screen: OpenScreen) -> None:
    """Every event of a race, with its false starts, falls and quartets, while every screen watches."""
    screens = await asyncio.gather(*map(open_screen, BOARDS))
    arguments = ["race", race, "--to", server.url, "--speed", str(SPEED), "--source", SOURCE]
    player = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "iceline_simulator",
        *arguments,
        env={**os.environ, "ICELINE_TOKEN": server.token},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told, _ = await asyncio.wait_for(player.communicate(), 60)
    assert player.returncode == 0, told.decode()
    await asyncio.gather(*(screen.caught_up(rink) for screen in screens))
    shifts = {screen.path: (await screen.see("shiftSoFar")) for screen in screens}
    assert shifts == {screen.path: {"sum": 0, "of": []} for screen in screens}
