"""A flag on a page: a picture that is loaded once, the code of a nation where there is none, and never another's."""

import asyncio

import pytest
from playwright.async_api import Route

from tests.browser.conftest import OpenScreen

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

TILES = """async () => {
  const tile = (flag, country) => Object.assign(document.createElement("flag-tile"), { flag, country });
  const shown = (tile) => tile.querySelector("img")?.src.split("/").pop() ?? tile.textContent;
  const first = tile("nl", "NED"), second = tile("no", "NOR"), none = tile(undefined, "XYZ");
  document.body.append(first, second, none);
  const picture = first.firstElementChild;
  await Promise.all([picture, second.firstElementChild].map((one) => one.decode()));
  const before = [first, second, none].map(shown);
  document.body.insertBefore(second, first);
  const moved = second.firstElementChild !== null && shown(second);
  first.flag = "no", first.country = "NOR", none.flag = "nl", none.country = "NED";
  const after = [first, second, none].map(shown);
  const isSame = none.firstElementChild === picture;
  none.flag = undefined, none.country = "ABC";
  const bare = shown(none);
  const seconds = second.firstElementChild;
  second.remove();
  await Promise.resolve();
  const later = tile("no", "NOR");
  document.body.append(later);
  const isReused = later.firstElementChild === seconds;
  [first, none, later].forEach((tile) => tile.remove());
  return { before, moved, after, isSame, bare, isReused };
}"""


async def test_a_flag_is_its_nations_whatever_its_tile_showed_before(open_screen: OpenScreen) -> None:
    wall = await open_screen("/arena/standings")
    assert await wall.page.evaluate(TILES) == {
        "before": ["nl.svg", "no.svg", "XYZ"],
        "moved": "no.svg",
        "after": ["no.svg", "no.svg", "nl.svg"],
        "isSame": True,
        "bare": "ABC",
        "isReused": True,
    }


async def test_a_flag_that_cannot_be_had_is_its_code(open_screen: OpenScreen) -> None:
    wall = await open_screen("/arena/standings")
    await wall.page.route("**/flags/zz.svg", lambda route: route.fulfill(body=b"", content_type="image/svg+xml"))
    await wall.page.evaluate(
        """() => document.body.append(
          Object.assign(document.createElement("flag-tile"), { id: "zz", flag: "zz", country: "ZZZ" }))"""
    )
    await wall.page.locator("#zz .flag-code").wait_for()
    assert await wall.page.locator("#zz").text_content() == "ZZZ"
    assert await wall.page.locator("#zz .flag-code").get_attribute("aria-hidden") == "true"


async def test_a_picture_that_comes_to_nothing_says_so_to_no_tile_that_has_left_it(open_screen: OpenScreen) -> None:
    wall = await open_screen("/arena/standings")
    asked = asyncio.Event()

    async def late(route: Route) -> None:
        asked.set()
        await let_go.wait()
        await route.fulfill(body=b"", content_type="image/svg+xml")

    let_go = asyncio.Event()
    await wall.page.route("**/flags/zz.svg", late)
    await wall.page.evaluate(
        """() => document.body.append(
          Object.assign(document.createElement("flag-tile"), { id: "zz", flag: "zz", country: "ZZZ" }))"""
    )
    await asked.wait()
    failed = await wall.page.evaluate_handle(
        """() => {
          const tile = document.getElementById("zz"), left = tile.firstElementChild;
          Object.assign(tile, { flag: "nl", country: "NED" });
          return { failed: new Promise((tell) => left.addEventListener("error", tell)) };
        }"""
    )
    let_go.set()
    await failed.evaluate("async ({ failed }) => void (await failed)")
    assert await wall.page.locator("#zz img").get_attribute("data-flag") == "nl"
