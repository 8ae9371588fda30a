"""The page that lists the screens: addresses that work, a code for phones, and room on a phone."""

import pytest
import segno

from tests.browser.chromium import RINK_HOST
from tests.browser.conftest import OpenScreen
from tests.browser.server import RinkServer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PHONE = (390, 844)
QUIET_ZONE = 2

DARK_MODULES = """(modules) => {
    const svg = document.querySelector(".qr svg");
    const path = svg.querySelector("path[stroke]");
    const place = path.getCTM().inverse().multiply(svg.getCTM());
    const isDark = (x, y) => path.isPointInStroke(new DOMPoint(x + 0.5, y + 0.5).matrixTransform(place));
    return Array.from({ length: modules }, (_, y) => Array.from({ length: modules }, (_, x) => isDark(x, y)));
}"""


async def test_the_list_leads_to_every_screen(server: RinkServer, open_screen: OpenScreen) -> None:
    index = await open_screen("/")
    links = await index.page.locator(".screens a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert links == ["/arena", "/arena/standings", "/arena/overall", "/desk"]
    addresses = await index.page.locator(".screens code").all_inner_texts()
    assert addresses == [server.url + link for link in links]
    for address in addresses:
        answer = await index.page.goto(address)
        assert answer is not None
        assert answer.status == 200


async def test_the_code_for_phones_says_the_address(server: RinkServer, open_screen: OpenScreen) -> None:
    address = f"http://{RINK_HOST}:{server.port}"
    index = await open_screen("/", url=address)
    expected = [
        [bool(module) for module in row]
        for row in segno.make(address, micro=False, error="m").matrix_iter(border=QUIET_ZONE)
    ]
    assert await index.page.evaluate(DARK_MODULES, len(expected)) == expected
    assert address in await index.see("words", "aside")


async def test_a_server_that_only_this_machine_reaches_says_so(open_screen: OpenScreen) -> None:
    index = await open_screen("/")
    assert await index.page.locator(".qr").count() == 0
    assert "On this machine only" in await index.see("words", "aside")


@pytest.mark.parametrize("size", [PHONE, (1920, 1080), (930, 517)], ids=["phone", "1920x1080", "930x517"])
async def test_the_list_fits(size: tuple[int, int], server: RinkServer, open_screen: OpenScreen) -> None:
    index = await open_screen("/", size=size, url=f"http://{RINK_HOST}:{server.port}")
    assert await index.see("tooWide") == 0
    assert await index.see("cut") == []
    assert await index.see("overlaps") == []
