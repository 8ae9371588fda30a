"""How skaters spend their time over a distance: shares of the total by lap, and how they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

NOISE: Final = 0.0012
STYLE_LIMIT: Final = 1.6


@dataclass(frozen=True, slots=True)
class Pacing:
    """Mean shares of the total time, one a lap (opener first), and the shares a fast starter shifts to the end."""

    shares: tuple[float, ...]
    fade: tuple[float, ...]


# Means of published splits: 1000 W of 25 races (records 2002-2010, EC 2020), 1000 M of 6, 1500 M of 4, 3000 W of 13,
# 10000 M of 5 record and championship races; 500 of published openers (10.18 in 36.49). 1500 W is taken as 1500 M,
# 5000 lies between 3000 and 10000. `fade` is one standard deviation between races.
SPRINT: Final = Pacing((0.2785, 0.7215), (-0.0030, 0.0030))
KILOMETRE_W: Final = Pacing((0.2405, 0.3652, 0.3943), (-0.0042, -0.0014, 0.0056))
KILOMETRE_M: Final = Pacing((0.2485, 0.3686, 0.3829), (-0.0030, -0.0005, 0.0035))
MILE: Final = Pacing((0.2271, 0.2449, 0.2557, 0.2723), (-0.0022, -0.0012, 0.0006, 0.0028))
THREE: Final = Pacing(
    (0.0820, 0.1267, 0.1286, 0.1301, 0.1309, 0.1320, 0.1338, 0.1359),
    (-0.0010, -0.0010, -0.0008, -0.0004, 0.0000, 0.0006, 0.0011, 0.0015),
)
FIVE: Final = Pacing(
    (0.0505, 0.0775, *(0.0785 + 0.00015 * lap for lap in range(11))), tuple(-0.0004 + 0.0000667 * k for k in range(13))
)
TEN: Final = Pacing(
    (0.0442, 0.0390, *(0.0396 + 0.00003 * lap for lap in range(23))), tuple(-0.0002 + 0.0000167 * k for k in range(25))
)

# 700: from a published 1000, the opener of the 1500; 100 and 300 have no split before the finish.
SEVEN: Final = Pacing((0.466, 0.534), (-0.0030, 0.0030))
DASH: Final = Pacing((1.0,), (0.0,))

PACING: Final[Mapping[tuple[int, str], Pacing]] = {
    (100, "W"): DASH, (100, "M"): DASH,
    (300, "W"): DASH, (300, "M"): DASH,
    (500, "W"): SPRINT, (500, "M"): SPRINT,
    (700, "W"): SEVEN, (700, "M"): SEVEN,
    (1000, "W"): KILOMETRE_W, (1000, "M"): KILOMETRE_M,
    (1500, "W"): MILE, (1500, "M"): MILE,
    (3000, "W"): THREE, (3000, "M"): THREE,
    (5000, "W"): FIVE, (5000, "M"): FIVE,
    (10000, "W"): TEN, (10000, "M"): TEN,
}  # fmt: skip

# Median of the division B lists of two World Cups of 2025/26, slowed to a club evening; where none, of records.
TYPICAL_S: Final[Mapping[tuple[int, str], float]] = {
    (100, "W"): 11.6, (100, "M"): 10.9,
    (300, "W"): 27.0, (300, "M"): 25.0,
    (500, "W"): 40.5, (500, "M"): 37.0,
    (700, "W"): 55.5, (700, "M"): 51.5,
    (1000, "W"): 80.0, (1000, "M"): 73.0,
    (1500, "W"): 123.0, (1500, "M"): 112.0,
    (3000, "W"): 258.0, (3000, "M"): 236.0,
    (5000, "W"): 448.0, (5000, "M"): 402.0,
    (10000, "W"): 930.0, (10000, "M"): 830.0,
}  # fmt: skip


def cumulative(metres: int, category: str, total_us: int, rng: Random) -> tuple[int, ...]:
    """One skater's cumulative times at every split point, the last being `total_us`."""
    pacing = PACING[metres, category]
    style = max(-STYLE_LIMIT, min(STYLE_LIMIT, rng.gauss(0, 1)))
    shares = [
        share + style * fade + share * rng.uniform(-NOISE, NOISE)
        for share, fade in zip(pacing.shares, pacing.fade, strict=True)
    ]
    return _times(shares, total_us)


def _times(shares: Sequence[float], total_us: int) -> tuple[int, ...]:
    whole = sum(shares)
    return (*(round(total_us * part / whole) for part in accumulate(shares[:-1])), total_us)
