"""Teams on real pages: a pursuit while it is skated, the tree of its knock-out, and how their text lies."""

import pytest

from tests.browser import teams
from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.rink import Rink

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SIZES = ((1920, 1080), (930, 517))
PAGES = ("/arena", "/arena/standings", "/desk")
RELAY = ("ned", "nor", "can")


async def texts(glass: Glass, selector: str) -> list[str]:
    await glass.see("frame")
    found = await glass.page.locator(selector).evaluate_all("(all) => all.map((one) => one.textContent)")
    return [" ".join(text.split()) for text in found]


async def bad_text(glass: Glass) -> dict[str, object]:
    await glass.see("frame")
    found = {measure: await glass.see(measure) for measure in ("cut", "overlaps", "unevenDigits", "tooWide")}
    return {measure: bad for measure, bad in found.items() if bad}


async def test_a_pursuit_is_on_the_wall_in_half_laps_by_its_third_skater(rink: Rink, open_screen: OpenScreen) -> None:
    await teams.second_heat_races(rink)
    wall = await open_screen("/arena")
    ned, nor = await wall.lane("Netherlands"), await wall.lane("Norway")
    # 18.00 and seven times 14.50 are 1:59.50; Canada had 18.20 and seven times 14.60, 2:00.40; Norway is at 2:01.20.
    assert (ned["time"], ned["lap"], ned["lapLabel"], ned["gap"], ned["rank"]) == (
        *("1:59.50", "14.50", "Half lap"),
        *("−0.90", "1"),
    )
    assert (nor["time"], nor["gap"], nor["rank"]) == ("2:01.20", "+0.80", "3")
    assert "Hoek · Van der Schaaf-Westerhoudt · Vermeulen" in ned["first"]
    assert await wall.see("toGo") == "2lapsto go"
    assert await texts(wall, ".between") == ["Between them 1.70"]
    assert await texts(wall, ".pair-number") == ["Heat 2/2"]


async def test_half_laps_to_go_move_nothing(rink: Rink, open_screen: OpenScreen) -> None:
    await teams.second_heat_races(rink, half_laps=6)
    wall = await open_screen("/arena")
    for half_laps in range(7, teams.HALF_LAPS + 1):
        await teams.skate(rink, "qf", 2, teams.QUARTERS[1], half_laps)
        await wall.caught_up(rink)
    assert await wall.see("shiftSoFar") == {"sum": 0, "of": []}


async def test_the_desk_says_in_which_order_a_team_came_to_the_line(rink: Rink, open_screen: OpenScreen) -> None:
    await teams.second_heat_races(rink)
    desk = await open_screen("/desk")
    assert await texts(desk, "desk-skater .at-line") == [
        "1600 m Hoek Van der Schaaf-Westerhoudt +0.40Vermeulen +0.80",
        "1600 m Brandt Kristoffersen Åmodt-Ødegård +0.40Ottesen +0.80",
    ]


async def test_the_tree_fills_as_the_knock_out_goes_on(rink: Rink, open_screen: OpenScreen) -> None:
    await rink.tell("programme_published", **teams.programme())
    standings = await open_screen("/arena/standings")
    await teams.come_home(rink, "qf", teams.QUARTERS)
    await standings.caught_up(rink)
    # 2:57.50, 2:58.80, 3:00.00 and 3:01.20: the first meets the last of the four.
    assert (await texts(standings, ".bracket .heat"))[:2] == [
        "Semi-final 1 Netherlands United States",
        "Semi-final 2 Canada Norway",
    ]
    await rink.tell("programme_published", **teams.programme(teams.SEMIS))
    await teams.come_home(rink, "sf", teams.SEMIS)
    await standings.caught_up(rink)
    assert (await texts(standings, ".bracket .heat"))[:4] == [
        "Semi-final 1 Netherlands 2:57.50 United States 3:01.20",
        "Semi-final 2 Canada 2:58.80 Norway 3:00.00",
        "Final A · gold Netherlands Canada",
        "Final B · bronze United States Norway",
    ]
    assert await texts(standings, ".bracket .won .name") == ["Netherlands", "Canada"]
    assert await standings.see("shiftSoFar") == {"sum": 0, "of": []}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("size", SIZES, ids=["1920x1080", "930x517"])
async def test_text_of_teams_lies_well(page: str, size: tuple[int, int], rink: Rink, open_screen: OpenScreen) -> None:
    await teams.second_heat_races(rink)
    screen = await open_screen(page, size=size)
    assert await bad_text(screen) == {}
    await teams.skate(rink, "qf", 2, teams.QUARTERS[1])
    await rink.tell("pair_confirmed", distance="qf", pair=2)
    await rink.tell("distance_confirmed", distance="qf")
    await rink.tell("programme_published", **teams.programme(teams.SEMIS))
    await teams.start(rink, "sf", 1)
    await teams.skate(rink, "sf", 1, teams.SEMIS[0], 5)
    await screen.caught_up(rink)
    assert await bad_text(screen) == {}


@pytest.mark.parametrize("size", SIZES, ids=["1920x1080", "930x517"])
async def test_three_teams_of_a_relay_have_room_on_the_desk(
    size: tuple[int, int], rink: Rink, open_screen: OpenScreen
) -> None:
    """With records, so that each of them needs something, and a change, so that each of them has handed over."""
    told = teams.programme()
    heat = {"number": 1, "entries": [{"skater": team} for team in RELAY]}
    relay = {"id": "relay", "name": "Mixed relay", "metres": 2400, "category": "X", "format": "mixed_relay"}
    told["distances"] = [relay | {"pairs": [heat]}]
    told["skaters"] = [
        skater | {"members": skater["members"][:2]} if "members" in skater else skater for skater in told["skaters"]
    ]
    told["records"] = [
        {
            "kind": kind,
            "metres": 2400,
            "category": "X",
            "format": "mixed_relay",
            "time_us": 177_000_000,
            "holder": "Team",
        }
        for kind in ("WR", "TR")
    ]
    await rink.tell("programme_published", **told)
    await teams.start(rink, "relay", 1)
    for team in RELAY:
        for line, who in ((400, 0), (400, 1), (800, 1)):
            skater = teams.member(team, who)
            elapsed_us = 2 * teams.HALF_LAP_US[team] * line // 400 + 200_000 * who
            crossed = {"skater": skater, "metres": float(line), "how": "transponder", "elapsed_us": elapsed_us}
            await rink.tell("passing_measured", distance="relay", pair=1, **crossed)
    desk = await open_screen("/desk", size=size)
    assert len(await texts(desk, "desk-skater .at-line dt")) == 3
    assert await bad_text(desk) == {}
