"""What is skated while the push is measured: thirty women over 1000 m and 1500 m, one event at a time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

Event = dict[str, object]

PAIRS: Final = 15
SPLITS: Final[Mapping[int, tuple[int, ...]]] = {1000: (200, 600, 1000), 1500: (300, 700, 1100, 1500)}
OPENER_US: Final[Mapping[int, int]] = {1000: 18_100_000, 1500: 25_900_000}
LAP_US: Final = 28_700_000
SLOWER_EACH_LAP_US: Final = 900_000
COUNTRIES: Final = ("NED", "JPN", "USA", "CAN", "NOR", "ITA", "POL", "CHN", "KAZ", "GER")
SKATED_BEFORE: Final = 8
"""Pairs that have finished when the measuring begins, so that the standings are as long as on an evening."""

STARTED_AT: Final = "2026-02-09T17:30:00.000000Z"


@dataclass(frozen=True, slots=True)
class Evening:
    """`before`: to be told before anybody watches; `measured`: each changes the arena's board exactly once."""

    before: tuple[Event, ...]
    measured: tuple[Event, ...]


def evening() -> Evening:
    before = tuple(event for pair in range(1, SKATED_BEFORE + 1) for event in _skated(1000, pair))
    rest = [(1000, pair) for pair in range(SKATED_BEFORE + 1, PAIRS + 1)] + [(1500, p) for p in range(1, PAIRS + 1)]
    return Evening((_programme(), *before), tuple(event for metres, pair in rest for event in _skated(metres, pair)))


def _programme() -> Event:
    return {
        "type": "programme_published",
        "id": "programme",
        "competition": {"name": "Winter cup", "venue": "Ice rink", "city": "Town"},
        "skaters": [_skater(number) for number in range(2 * PAIRS)],
        "distances": [_distance(metres) for metres in SPLITS],
        "records": [
            {"kind": "WR", "metres": 1000, "category": "W", "time_us": 71_610_000, "holder": "Brittany Bowe"},
            {"kind": "WR", "metres": 1500, "category": "W", "time_us": 109_830_000, "holder": "Miho Takagi"},
        ],
    }


def _skater(number: int) -> Event:
    country = COUNTRIES[number % len(COUNTRIES)]
    return {"id": f"s{number}", "first_name": "Ada", "last_name": f"Example-{number}", "country": country}


def _distance(metres: int) -> Event:
    pairs = [{"number": pair, "entries": _entries(metres, pair)} for pair in range(1, PAIRS + 1)]
    return {"id": f"w{metres}", "name": f"Women {metres} m", "metres": metres, "category": "W", "pairs": pairs}


def _entries(metres: int, pair: int) -> list[Event]:
    best_us = 75_000_000 if metres == 1000 else 116_000_000
    return [
        {"skater": f"s{2 * pair - 2 + place}", "lane": lane, "personal_best_us": best_us + 110_000 * pair}
        for place, lane in enumerate(("inner", "outer"))
    ]


def _skated(metres: int, pair: int) -> Iterator[Event]:
    """A pair from its call to its last finish."""
    about: Event = {"distance": f"w{metres}", "pair": pair}
    name = f"{metres}-{pair}"
    yield {"type": "pair_called", "id": f"call-{name}", **about}
    yield {"type": "pair_started", "id": f"gun-{name}", "started_at": STARTED_AT, **about}
    for lap, split in enumerate(SPLITS[metres]):
        for lane, later_us in (("inner", 0), ("outer", 213_000)):
            yield {
                "type": "passing_measured",
                "id": f"{name}-{split}-{lane}",
                **about,
                "lane": lane,
                "how": "optical",
                "elapsed_us": _elapsed_us(metres, pair, lap) + later_us,
                "metres": split,
            }


def _elapsed_us(metres: int, pair: int, lap: int) -> int:
    """A field that neither gets faster nor slower with the pairs: places change all the time."""
    form_us = 97_000 * (pair * 7 % PAIRS)
    return OPENER_US[metres] + lap * LAP_US + SLOWER_EACH_LAP_US * lap * (lap - 1) // 2 + form_us * (lap + 1) // 2
