"""The measures themselves: each sees a fault that is planted on a real page, and nothing on the page as it is."""

from contextlib import suppress

import pytest
from playwright.async_api import Error as PlaywrightError

from tests.browser.conftest import OpenScreen
from tests.browser.glass import open_glass
from tests.browser.racing import second_pair_starts, splits_of
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FAULTS = {
    "unevenDigits": ".figure b { font-variant-numeric: normal !important; }",
    "cut": ".last-name { width: 2em; } .last-name > * { transform: none !important; }",
    "overlaps": ".first-name { position: relative; top: 1.2em; }",
    "tooWide": "html { overflow: auto; } body { width: 150vw; }",
}


@pytest.mark.parametrize("measure", FAULTS)
async def test_a_planted_fault_of_style_is_seen(measure: str, rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    await splits_of(rink, 2, "calder", "17.90", "45.25")
    arena = await open_screen("/arena")
    assert not await arena.see(measure)
    await arena.page.evaluate(
        """(css) => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(css);
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
        }""",
        FAULTS[measure],
    )
    await arena.see("frame")
    assert await arena.see(measure)


async def test_a_planted_shift_is_seen(rink: Rink, open_screen: OpenScreen) -> None:
    await second_pair_starts(rink)
    arena = await open_screen("/arena")
    await arena.see("frame")
    assert await arena.see("shiftSoFar") == {"sum": 0, "of": []}
    await arena.page.evaluate("document.querySelector('.lanes').style.marginTop = '60px'")
    await arena.see("frame")
    assert (await arena.see("shiftSoFar"))["sum"] > 0


async def test_errors_and_requests_to_other_hosts_are_seen(open_screen: OpenScreen) -> None:
    index = await open_screen("/")
    watched = await open_glass(index.page.context, index.page.url.rstrip("/"), "/")
    await watched.page.evaluate("console.error('planted')")
    await watched.page.evaluate("fetch('/no-such-page')")
    await watched.page.evaluate("setTimeout(() => { throw new Error('planted too'); })")
    await watched.see("frame")
    with suppress(PlaywrightError):
        await watched.page.goto("http://elsewhere.invalid/")
    told = "\n".join(watched.problems)
    for planted in (
        "console: planted",
        "404 for",
        "another host: http://elsewhere.invalid/",
        "page error: planted too",
    ):
        assert planted in told
