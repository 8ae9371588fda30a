"""Real pages in a real Chromium that live through every kill."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
from playwright.async_api import async_playwright

from tests.browser import rink as browser_rink
from tests.browser.chromium import launch
from tests.browser.glass import Glass, open_glass

READING = Path(browser_rink.__file__).with_name("reading.js")
PATHS = ("/arena", "/arena/standings", "/desk")


class Pages:
    """Pages that were opened before the first kill and marked, so that a reload would be known."""

    def __init__(self, screens: Sequence[Glass]) -> None:
        self._screens = screens

    @classmethod
    async def opened(cls, stack: AsyncExitStack, url: str) -> "Pages":
        browser = await launch(await stack.enter_async_context(async_playwright()))
        stack.push_async_callback(browser.close)
        context = await browser.new_context()
        await context.add_init_script(path=READING)
        screens = [await open_glass(context, url, path, with_outage=True) for path in PATHS]
        for screen in screens:
            await screen.mark_window()
        return cls(screens)

    async def faults(self, url: str) -> dict[str, int]:
        """How many pages do not show the server's board, were reloaded, or had an error."""
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            rink = browser_rink.Rink(client)
            unhealed = sum([not await _heals(screen, rink) for screen in self._screens])
        return {
            "pages not healed": unhealed,
            "pages reloaded": sum([await screen.was_reloaded() for screen in self._screens]),
            "errors in pages": len(self.problems),
        }

    async def clocks(self) -> dict[str, str]:
        """The running clock of each page, as it is written there."""
        return {screen.path: (await screen.see("clocks"))[0] for screen in self._screens}

    @property
    def problems(self) -> list[str]:
        return [f"{screen.path}: {problem}" for screen in self._screens for problem in screen.problems]


async def _heals(screen: Glass, rink: browser_rink.Rink) -> bool:
    try:
        await screen.caught_up(rink)
        await screen.link("live")
    except TimeoutError:
        return False
    return True
