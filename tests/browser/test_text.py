"""The text of the screens: digits of one width, nothing cut off, nothing over anything else, and never markup."""

import asyncio
from collections.abc import Sequence

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.glass import Glass
from tests.browser.racing import splits_of
from tests.browser.rink import CAST, Event, Rink, crossing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PATHS = ("/arena", "/arena/standings", "/arena/overall", "/desk")
WALL, CUBE = (1920, 1080), (930, 517)
LONG = {
    "adler": ("Van der Schaaf-Westerhoudt", "Annemarie-Louise", "NED"),
    "brandt": ("Kristoffersen Åmodt-Ødegård", "Brynhild Marie", "NOR"),
    "calder": ("Papadimitrakopoulou-Ng", "Constantina Maria", "GRE"),
    "dahl": ("Wojciechowska-Szczęsna", "Katarzyna Grażyna", "POL"),
    "ekman": ("Lightfoot-Featherstonehaugh", "Esmeralda", "GBR"),
    "flynn": ("Hernández de la Cruz Villa", "Francisca Ximena", "ESP"),
    "gruber": ("Schwarzenberger-Hofstätter", "Gertraud", "AUT"),
    "hoek": ("Gonçalves Albuquerque Lima", "Helena Beatriz", "BRA"),
}
PAIRS = [["adler", "brandt"], ["calder", "dahl"], ["ekman", "flynn"], ["gruber", "hoek"]]
LAP_S = {"adler": 32.00, "brandt": 32.40, "calder": 31.90, "dahl": 33.10}
MARKUP = "</script><img src=x onerror=hacked()>"


def _skated(skater: str, metres: int, opener_s: float = 20.5) -> dict[int, str]:
    """Splits of even laps from 200 m up to `metres`."""
    seconds = {point: opener_s + (point - 200) / 400 * LAP_S[skater] for point in range(200, metres + 1, 400)}
    return {point: f"{int(at // 60)}:{at % 60:05.2f}" for point, at in seconds.items()}


async def _long_names_on_the_ice(rink: Rink, metres: int, reached: int, quartets: dict[int, int] | None = None) -> None:
    """A full scene of the longest names: a pair has finished, one has got as far as `reached`."""
    await rink.publish(
        PAIRS,
        metres=metres,
        names=LONG,
        bests=dict.fromkeys(LONG, "6:59.99" if metres == 5000 else "1:25.00"),
        records={"WR": "59.99" if metres == 1000 else "4:59.99", "OR": "1:30.00" if metres == 1000 else "8:59.99"},
        competition="Invitational of the Seven Frozen Provinces and Principalities",
        quartets=quartets or {},
        combination="Grand Combination of the Seven Frozen Provinces",
    )
    await rink.skate(1, {skater: _skated(skater, metres) for skater in ("adler", "brandt")})
    await rink.call(2)
    await rink.start(2)
    for skater in ("calder", "dahl"):
        await rink.post([crossing(2, skater, point, time) for point, time in _skated(skater, reached).items()])


@pytest.mark.parametrize("size", [WALL, CUBE], ids=["1920x1080", "930x517"])
@pytest.mark.parametrize(("metres", "reached"), [(1000, 600), (5000, 3400), (5000, 4600)])
async def test_no_text_is_cut_off_or_lies_on_another(
    metres: int, reached: int, size: tuple[int, int], rink: Rink, open_screen: OpenScreen
) -> None:
    await _long_names_on_the_ice(rink, metres, reached)
    screens = await asyncio.gather(*(open_screen(path, size=size) for path in PATHS))
    assert await _faults(screens) == {}


@pytest.mark.parametrize("size", [WALL, CUBE], ids=["1920x1080", "930x517"])
async def test_a_finished_pair_and_a_quartet_fit(size: tuple[int, int], rink: Rink, open_screen: OpenScreen) -> None:
    await _long_names_on_the_ice(rink, 1000, 1000, quartets={3: 1, 4: 1})
    screens = list(await asyncio.gather(*(open_screen(path, size=size) for path in PATHS)))
    faults = {"finished": await _faults(screens)}
    for pair, skaters in enumerate(PAIRS[2:], 3):
        await rink.call(pair)
        await rink.start(pair)
        for skater in skaters:
            await rink.cross(pair, skater, 200, "20.10")
            await rink.cross(pair, skater, 600, "51.30")
    await asyncio.gather(*(screen.caught_up(rink) for screen in screens))
    faults["quartet"] = await _faults(screens)
    assert faults == {"finished": {}, "quartet": {}}


@pytest.mark.parametrize("size", [WALL, CUBE], ids=["1920x1080", "930x517"])
async def test_the_members_of_a_team_fit_before_during_and_after_a_race(
    size: tuple[int, int], rink: Rink, open_screen: OpenScreen
) -> None:
    """Four are entered, one of them a reserve, and a time of minutes stands beside their names."""
    await rink.tell("programme_published", **_teams())
    await rink.call(1)
    screens = list(await asyncio.gather(*(open_screen(path, size=size) for path in PATHS)))
    faults = {"called": await _faults(screens)}
    await rink.start(1)
    for stage, metres, time in (("running", 2200, "2:42.10"), ("finished", 2400, "2:57.90")):
        for team in ("red", "blue"):
            await rink.cross(1, team, metres, time, how="photo_finish")
        await asyncio.gather(*(screen.caught_up(rink) for screen in screens))
        faults[stage] = await _faults(screens)
    assert faults == {"called": {}, "running": {}, "finished": {}}


def _teams() -> Event:
    """One heat of a pursuit, of teams of four with the longest names."""
    names = list(LONG.items())
    skaters = [{"id": key, "last_name": last, "country": country} for key, (last, _, country) in names]
    teams = {"red": names[:4], "blue": names[4:]}
    skaters += [
        {"id": team, "last_name": "Netherlands", "country": "NED", "members": [key for key, _ in members]}
        for team, members in teams.items()
    ]
    entries = [{"skater": team, "lane": lane} for team, lane in zip(teams, ("inner", "outer"), strict=True)]
    heat = {"id": "d", "name": "Women team pursuit", "metres": 2400, "category": "W", "format": "team_pursuit"}
    heat |= {"pairs": [{"number": 1, "entries": entries}]}
    return {"competition": {"name": "Test meeting"}, "skaters": skaters, "distances": [heat]}


async def _faults(screens: Sequence[Glass]) -> dict[str, list[str]]:
    found = {}
    for screen in screens:
        await screen.see("frame")
        lies = [*(await screen.see("cut")), *(await screen.see("overlaps"))]
        if await screen.see("tooWide") > 0:
            lies.append("the page is wider than the window")
        if lies:
            found[screen.path] = lies
    return found


@pytest.mark.parametrize(("metres", "reached"), [(1000, 600), (5000, 3400)])
async def test_every_digit_is_as_wide_as_every_other(
    metres: int, reached: int, rink: Rink, open_screen: OpenScreen
) -> None:
    await _long_names_on_the_ice(rink, metres, reached)
    for screen in await asyncio.gather(*map(open_screen, PATHS)):
        assert await screen.see("digits") > 15
        assert await screen.see("unevenDigits") == []
        assert await screen.see("unevenDrawnDigits") == []


@pytest.mark.parametrize("path", PATHS)
async def test_a_name_that_is_markup_is_shown_as_text(path: str, rink: Rink, open_screen: OpenScreen) -> None:
    names = CAST | {"calder": (MARKUP, MARKUP, "CAN")}
    await rink.publish([["adler", "brandt"], ["calder", "dahl"]], names=names, competition=MARKUP, combination=MARKUP)
    await rink.skate(1, {"adler": {1000: "1:14.00"}, "brandt": {1000: "1:16.00"}})
    await rink.call(2)
    screen = await open_screen(path)
    await rink.start(2)
    await splits_of(rink, 2, "calder", "17.90", "45.25")
    await screen.caught_up(rink)
    assert MARKUP in await screen.see("words", "body")
    assert await screen.page.locator("img[src='x']").count() == 0
