"""A mass start on real pages: what the wall, the standings and the desk show, and how their text lies."""

import pytest

from tests.browser import packs
from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES = ((1920, 1080), (930, 517))
PAGES = ("/arena", "/arena/standings", "/desk")
LAP_11 = packs.crossing_us(packs.AWAY[0], 11) + 3_000_000


async def texts(glass: Glass, selector: str) -> list[str]:
    await glass.see("frame")
    return list(await glass.page.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent.trim())"))


async def test_the_wall_has_the_order_the_groups_and_a_lit_sprint(rink: Rink, open_screen: OpenScreen) -> None:
    await packs.begin(rink)
    await packs.ride(rink, LAP_11)
    wall = await open_screen("/arena")
    assert await texts(wall, ".to-go b") == ["5"]
    assert await texts(wall, ".riding .name") == [
        *("Hoek", "Calder"),
        *("Ekman", "Rossi", "Kim"),
        *("Adler", "Ottesen", "Vermeulen"),
    ]
    assert await texts(wall, ".groups b") == ["2", "3", "17", "1"]
    assert await texts(wall, ".sprint.now b") == ["Sprint 3"]


async def test_a_crossing_moves_a_row_and_nothing_else(rink: Rink, open_screen: OpenScreen) -> None:
    await packs.begin(rink)
    await packs.ride(rink, LAP_11)
    wall = await open_screen("/arena")
    shown = await rink.snapshot("arena")
    await packs.ride(rink, packs.crossing_us(packs.AWAY[0], 13))
    await wall.page.wait_for_function("(seq) => Number(document.documentElement.dataset.seq) > seq", arg=shown["seq"])
    assert await texts(wall, ".to-go b") == ["3"]
    assert await texts(wall, ".sprint.now") == []
    assert await wall.see("shiftSoFar") == {"sum": 0, "of": []}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("size", SIZES)
async def test_text_lies_well_in_the_race_and_after_it(
    page: str, size: tuple[int, int], rink: Rink, open_screen: OpenScreen
) -> None:
    await packs.begin(rink, qualify=8)
    await packs.ride(rink, LAP_11)
    screen = await open_screen(page, size=size)
    for measure in ("cut", "overlaps", "unevenDigits", "tooWide"):
        assert not await screen.see(measure), measure
    shown = await rink.snapshot("arena")
    await packs.come_home(rink)
    await screen.page.wait_for_function("(seq) => Number(document.documentElement.dataset.seq) > seq", arg=shown["seq"])
    await screen.see("frame")
    for measure in ("cut", "overlaps", "unevenDigits", "tooWide"):
        assert not await screen.see(measure), measure


async def test_the_desk_ranks_by_points_and_strikes_out_who_is_lapped(rink: Rink, open_screen: OpenScreen) -> None:
    await packs.begin(rink)
    await packs.come_home(rink)
    desk = await open_screen("/desk")
    assert (await texts(desk, ".mass-ranking .surname"))[:3] == ["Hoek", "Calder", "Ekman"]
    assert (await texts(desk, ".mass-ranking b.points"))[:6] == ["69", "45", "24", "10", "6", "3"]
    assert await texts(desk, ".mass-ranking .lapped .surname") == ["Santos Fonseca da Silveira"]
    assert (await texts(desk, ".mass-ranking .time"))[-2:] == ["+4 laps", "DQ"]
