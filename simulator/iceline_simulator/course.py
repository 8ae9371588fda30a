"""Where a distance is timed: its split points, the finish last (ISU; RULES.md 1.3)."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, Literal

Track = Literal[400, 333]
Format = Literal["pairs", "mass_start", "team_pursuit", "team_sprint", "mixed_relay"]

LAP_METRES: Final = 400
TRACK_METRES: Final[Mapping[int, Fraction]] = {400: Fraction(400), 333: Fraction(1000, 3)}
FIRST_SPLIT: Final[Mapping[int, Mapping[int, Fraction]]] = {
    400: {
        metres: Fraction(first)
        for metres, first in {
            100: 100, 300: 300, 500: 100, 700: 300, 1000: 200, 1500: 300, 3000: 200, 5000: 200, 10000: 400,
        }.items()
    },
    333: {
        metres: Fraction(thirds, 3)
        for metres, thirds in {
            100: 300, 300: 900, 500: 500, 1000: 1000, 1500: 500, 3000: 1000, 5000: 1000, 10000: 1000,
        }.items()
    },
}  # fmt: skip
STEP_METRES: Final[Mapping[Format, int]] = {
    "mass_start": LAP_METRES,
    "mixed_relay": LAP_METRES,
    "team_pursuit": LAP_METRES // 2,
    "team_sprint": LAP_METRES // 2,
}
"""Each lap, or on both straights. These count laps of 400 m on any track."""


def split_points(metres: int, track: int = 400, form: Format = "pairs") -> tuple[float, ...]:
    """Whole metres as int, others to the centimetre. Raises KeyError where nobody skates that."""
    if form != "pairs":
        if metres % LAP_METRES:
            raise KeyError(metres)
        return tuple(range(STEP_METRES[form], metres + 1, STEP_METRES[form]))
    first, lap = FIRST_SPLIT[track][metres], TRACK_METRES[track]
    return tuple(_plain(first + number * lap) for number in range(int((metres - first) / lap) + 1))


def _plain(metres: Fraction) -> float:
    return int(metres) if metres.denominator == 1 else round(float(metres), 2)
