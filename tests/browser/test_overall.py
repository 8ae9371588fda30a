"""A combination and a series on the wall: who is on the ice stands where the projection would put her."""

from typing import Any

import pytest

from tests.browser.conftest import OpenScreen
from tests.browser.racing import FIRST_PAIR, PAIRS, splits_of
from tests.browser.rink import Rink, programme, us
from tests.browser.test_text import CUBE, LONG, WALL

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST_DISTANCE = {"adler": "37.50", "brandt": "37.60", "calder": "37.40", "dahl": "37.90"}
SPRINT = {"id": "sprint", "name": "Sprint", "distances": ["d500", "d"]}


def with_500(told: dict[str, Any]) -> dict[str, Any]:
    """The same programme, and a 500 m before it for the first two pairs."""
    first = {**told["distances"][0], "id": "d500", "name": "Women 500 m", "metres": 500}
    first["pairs"] = first["pairs"][:2]
    return {**told, "distances": [first, *told["distances"]], "combinations": [SPRINT]}


async def skate_500(rink: Rink) -> None:
    for number, pair in enumerate(PAIRS[:2], 1):
        of_pair = {"distance": "d500", "pair": number}
        await rink.tell("pair_started", **of_pair, started_at="2026-11-28T12:00:00Z")
        for skater in pair:
            crossed = {"skater": skater, "how": "photo_finish", "metres": 500, "elapsed_us": us(FIRST_DISTANCE[skater])}
            await rink.tell("passing_measured", **of_pair, **crossed)


async def test_the_overall_tells_points_gaps_and_what_is_needed_while_a_pair_skates(
    rink: Rink, open_screen: OpenScreen
) -> None:
    await rink.tell("programme_published", **with_500(programme(PAIRS)))
    await skate_500(rink)
    await rink.skate(1, FIRST_PAIR)
    await rink.call(2)
    await rink.start(2)
    overall = await open_screen("/arena/overall")
    rows = await overall.rows()
    # Adler 37.50 and 1:14.00, Brandt 37.60 and 1:16.00; Calder comes with 37.40.
    assert [(r["rank"], r["time"]) for r in rows.values()][:2] == [("1", "74.500"), ("2", "75.600")]
    assert rows["3"]["tags"].split() == ["Lead", "1:14.19", "2nd", "1:16.39"]
    assert rows["2"]["gap"] == "+2.20"

    await splits_of(rink, 2, "calder", "17.90", "45.25")
    await overall.caught_up(rink)
    calder = (await overall.rows())["3"]
    # Her last lap is projected as 29.37: 1:14.62 and 37.40 are 74.710.
    assert (calder["rank"], calder["time"], calder["projected"]) == ("2", "74.710", True)
    assert calder["gap"] == "+0.42"


async def test_a_series_stands_on_the_wall_when_the_distance_has_a_cup(rink: Rink, open_screen: OpenScreen) -> None:
    told = programme(PAIRS)
    told["competition"] = {**told["competition"], "rules": {"points_table": "isu-2025-26"}}
    told["distances"][0] |= {"cup": "w1000", "division": "A"}
    told["series"] = [{"id": "w1000", "name": "World Cup 1000 m", "carried": [{"skater": "dahl", "points": 58}]}]
    await rink.tell("programme_published", **told)
    await rink.skate(1, FIRST_PAIR)
    overall = await open_screen("/arena/overall")
    assert [(r["rank"], r["time"]) for r in (await overall.rows()).values()][:3] == [
        ("1", "60"),
        ("2", "58"),
        ("3", "54"),
    ]


@pytest.mark.parametrize("size", [WALL, CUBE], ids=["1920x1080", "930x517"])
async def test_long_names_and_needed_times_fit(rink: Rink, open_screen: OpenScreen, size: tuple[int, int]) -> None:
    await rink.tell("programme_published", **with_500(programme(PAIRS, names=LONG)))
    await skate_500(rink)
    await rink.skate(1, FIRST_PAIR)
    await rink.call(2)
    await rink.start(2)
    await splits_of(rink, 2, "calder", "17.90", "45.25")
    overall = await open_screen("/arena/overall", size=size)
    await overall.see("frame")
    assert [*(await overall.see("cut")), *(await overall.see("overlaps"))] == []
    assert await overall.see("tooWide") <= 0
    assert await overall.see("unevenDigits") == []
