"""A browser for the session; for each test a server, a rink that tells it events, and screens that must stay clean."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from tests.browser.cable import Cable
from tests.browser.chromium import launch
from tests.browser.glass import Glass, open_glass
from tests.browser.rink import Rink
from tests.browser.server import RinkServer

HERE = Path(__file__).parent
SCRIPTS = ("reading.js", "measuring.js")
FULL_HD = (1920, 1080)

OpenScreen = Callable[..., Awaitable[Glass]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def server(tmp_path: Path) -> AsyncIterator[RinkServer]:
    server = RinkServer(tmp_path)
    await server.start()
    yield server
    await server.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def rink(server: RinkServer) -> AsyncIterator[Rink]:
    headers = {"authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        yield Rink(client)


@pytest_asyncio.fixture(loop_scope="session")
async def cable(server: RinkServer) -> AsyncIterator[Cable]:
    cable = Cable(server.port)
    await cable.plug_in()
    yield cable
    await cable.pull()


@pytest_asyncio.fixture(loop_scope="session")
async def open_screen(browser: Browser, server: RinkServer) -> AsyncIterator[OpenScreen]:
    """Opens screens; at the end of the test each must have had no error and asked no other host."""
    opened: list[Glass] = []
    async with AsyncExitStack() as stack:

        async def open_one(
            path: str,
            *,
            size: tuple[int, int] = FULL_HD,
            url: str = "",
            with_outage: bool = False,
            calm: bool = False,
            movable_time: bool = False,
            script: str = "",
        ) -> Glass:
            width, height = size
            context = await browser.new_context(
                viewport={"width": width, "height": height}, reduced_motion="reduce" if calm else "no-preference"
            )
            await stack.enter_async_context(context)
            for name in SCRIPTS:
                await context.add_init_script(path=HERE / name)
            if script:
                await context.add_init_script(script)
            if movable_time:
                await context.clock.install()
            glass = await open_glass(context, url or server.url, path, with_outage=with_outage)
            opened.append(glass)
            return glass

        yield open_one
    assert [problem for glass in opened for problem in glass.problems] == []
