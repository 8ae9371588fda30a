"""A page of every kind in a real Chromium, watched from before the first event to after the last."""

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from playwright.async_api import async_playwright

from tests.browser import rink as browser_rink
from tests.browser.chromium import launch
from tests.browser.glass import BOARDS, Glass, open_glass
from tests.browser.rink import Rink

BROWSER: Final = Path(browser_rink.__file__).parent
SCRIPTS: Final = (BROWSER / "reading.js", BROWSER / "measuring.js", Path(__file__).with_name("watching.js"))

KINDS: Final = {
    "console: ": "errors and warnings in a console",
    "page error: ": "errors of a script",
    "a request to another host: ": "requests to another host",
}
ANSWERS: Final = "answers of 400 and above"


async def open_pages(stack: AsyncExitStack, url: str, paths: Iterable[str], size: tuple[int, int]) -> dict[str, Glass]:
    """By path, each in a window of its own, so that all of them are in front."""
    browser = await launch(await stack.enter_async_context(async_playwright()))
    stack.push_async_callback(browser.close)
    pages = {}
    for path in paths:
        context = await browser.new_context(viewport={"width": size[0], "height": size[1]})
        for script in SCRIPTS:
            await context.add_init_script(path=script)
        pages[path] = await open_glass(context, url, path)
        await pages[path].mark_window()
    return pages


def problems(pages: Iterable[Glass]) -> tuple[dict[str, int], list[str]]:
    """How many of each kind, and all of them in words."""
    told = [(page.path, problem) for page in pages for problem in page.problems]
    counted = Counter(_kind(problem) for _, problem in told)
    return {kind: counted[kind] for kind in (*KINDS.values(), ANSWERS)}, [f"{path}: {what}" for path, what in told]


def _kind(problem: str) -> str:
    return next((kind for prefix, kind in KINDS.items() if problem.startswith(prefix)), ANSWERS)


async def behind(screens: Sequence[Glass], rink: Rink) -> list[str]:
    """Screens that do not come to show what the server would give a page that opens now, or were reloaded."""
    found = []
    for screen in screens:
        try:
            await screen.caught_up(rink)
            await screen.link("live")
        except TimeoutError:
            found.append(f"{screen.path} does not show the server's board")
        if await screen.was_reloaded():
            found.append(f"{screen.path} was reloaded")
    return found


async def bad_text(screens: Sequence[Glass]) -> dict[str, list[str]]:
    """What no screen may show, by kind: no word at all, text that lies badly, things that jumped."""
    found: dict[str, list[str]] = {"words that are none": [], "texts that lie badly": [], "jumps": []}
    for screen in screens:
        found["words that are none"] += await _told(screen, "noWords")
        found["texts that lie badly"] += await _told(screen, "badLines")
        found["jumps"] += await _told(screen, "jumps")
    return found


async def _told(screen: Glass, what: str) -> list[str]:
    return [f"{screen.path}: {each}" for each in await screen.see(what)]


def with_board(pages: dict[str, Glass]) -> list[Glass]:
    """Those that show a board; the list of screens has none."""
    return [page for path, page in pages.items() if path in BOARDS]
