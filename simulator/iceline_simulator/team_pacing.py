"""How teams spend their time, and how their members follow each other over the line."""

from collections.abc import Mapping
from itertools import accumulate
from random import Random
from typing import Final

from iceline_simulator.course import Format, split_points

NOISE: Final = 0.004
OPENING: Final[Mapping[Format, tuple[float, ...]]] = {
    "team_pursuit": (1.25, 1.03),
    "team_sprint": (1.32, 0.99, 0.96, 0.97, 1.0, 1.03),
    "mixed_relay": (1.09,),
}
"""From point to point, as shares of a flying one. In the pursuits of 2020 an opening half lap takes 17.5 s, the others
14 s; in the sprint everybody leads a lap and tires in it; in the relay only the first lap begins from a standstill."""

TYPICAL_TEAM_S: Final[Mapping[tuple[Format, int, str], float]] = {
    ("team_pursuit", 2400, "W"): 179.0,
    ("team_pursuit", 3200, "M"): 222.0,
    ("team_sprint", 1200, "W"): 88.5,
    ("team_sprint", 1200, "M"): 80.5,
    ("mixed_relay", 2400, "X"): 179.0,
}
"""Between the lists of the World Cups of 2025/26 and the records."""

FLYING_LAP_S: Final = 30.0


def team_cumulative(form: Format, metres: int, total_us: int, rng: Random) -> tuple[int, ...]:
    """The team's times at every point, the last being `total_us`."""
    opening, points = OPENING[form], split_points(metres, 400, form)
    shares = [opening[place] if place < len(opening) else 1.0 for place in range(len(points))]
    shares = [share * (1 + rng.uniform(-NOISE, NOISE)) for share in shares]
    return (*(round(total_us * part / sum(shares)) for part in accumulate(shares[:-1])), total_us)


def typical_team_us(form: Format, metres: int, category: str) -> int:
    """What such a team needs; of an uncommon distance laps of half a minute."""
    typical_s = TYPICAL_TEAM_S.get((form, metres, category), metres / 400 * FLYING_LAP_S)
    return round(typical_s * 1_000_000)
