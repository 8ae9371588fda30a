"""The course: where a distance is split, how many laps are to go there, and in which lane (RULES.md 1.3, 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from iceline.race.programme import Format, Lane

METRES_TOLERANCE: Final = 0.5
"""A `metres` as near as this to a split point means that split point."""

HOUR_US: Final = 3_600_000_000

LAP_METRES: Final[Mapping[int, Fraction]] = {400: Fraction(400), 333: Fraction(1000, 3)}

FIRST_SPLIT_METRES: Final[Mapping[tuple[int, int], Fraction]] = {
    (400, 100): Fraction(100),
    (400, 300): Fraction(300),
    (400, 500): Fraction(100),
    (400, 700): Fraction(300),
    (400, 1000): Fraction(200),
    (400, 1500): Fraction(300),
    (400, 3000): Fraction(200),
    (400, 5000): Fraction(200),
    (400, 10000): Fraction(400),
    (333, 100): Fraction(100),
    (333, 300): Fraction(300),
    (333, 500): Fraction(500, 3),
    (333, 700): Fraction(1100, 3),
    (333, 1000): Fraction(1000, 3),
    (333, 1500): Fraction(500, 3),
    (333, 3000): Fraction(1000, 3),
    (333, 5000): Fraction(1000, 3),
    (333, 10000): Fraction(1000, 3),
}

NOMINAL_LAP: Final = Fraction(400)
"""What a lap is called in the formats that count laps, whatever the track and the line that is skated."""

STEP_METRES: Final[Mapping[Format, Fraction]] = {
    "mass_start": NOMINAL_LAP,
    "mixed_relay": NOMINAL_LAP,
    "team_pursuit": NOMINAL_LAP / 2,
    "team_sprint": NOMINAL_LAP / 2,
}
"""Where these are timed: each lap, or on both straights (RULES.md 1.3)."""

FASTEST_FORMAT_LAP_US: Final[Mapping[Format, int]] = {
    "mass_start": 21_500_000,
    "mixed_relay": 22_500_000,
    "team_pursuit": 23_500_000,
    "team_sprint": 21_500_000,
}

STANDSTILL_US: Final = 2_000_000
"""What a start from standstill costs at least against a flying lap."""

FASTEST_LAP_US: Final[Mapping[int, int]] = {
    100: 21_500_000,
    300: 21_500_000,
    500: 21_500_000,
    700: 21_500_000,
    1000: 22_000_000,
    1500: 22_500_000,
    3000: 24_500_000,
    5000: 25_000_000,
    10000: 26_000_000,
}
"""By distance, 400 m faster than anybody can skate them: about a tenth under the fastest lap there ever was."""


@dataclass(frozen=True, slots=True)
class SplitPoint:
    """`metres` from the start, `crossings` of the crossing straight done there, `fastest_us` the bound of belief."""

    index: int
    metres: float
    laps_to_go: float
    crossings: int
    fastest_us: int


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One distance on one track: its split points in order, the finish last.

    `counts_crossings`: a crossing that does not say where is the next one of that skater. In a pack nobody's pace says
    more: the first lap is neutralised, and the others are ridden, then sprinted.
    """

    metres: int
    points: tuple[SplitPoint, ...]
    by_metres: Mapping[float, SplitPoint]
    counts_crossings: bool = False

    @property
    def finish(self) -> SplitPoint:
        return self.points[-1]

    @property
    def is_halved(self) -> bool:
        """True where both straights are timed, so that from point to point is half a lap."""
        return len(self.points) > 1 and self.points[-2].laps_to_go < 1


@cache
def course(metres: int, track: int = 400, format: Format = "pairs") -> Course:  # noqa: A002
    """The course of a distance on a track of 400 or 333 (1/3) m. Raises KeyError where there is none.

    The formats that count laps take `metres` as laps of 400 m on any track, for that is what they are called.
    """
    if format == "pairs":
        return _pairs_course(metres, track)
    step, lap_us = STEP_METRES[format], FASTEST_FORMAT_LAP_US[format]
    if metres % NOMINAL_LAP:
        raise KeyError(metres)
    points = tuple(
        SplitPoint(k, _plain((k + 1) * step), _laps(metres - (k + 1) * step), 0, _bound_us(lap_us, (k + 1) * step))
        for k in range(int(metres / step))
    )
    return Course(metres, points, {p.metres: p for p in points}, counts_crossings=format == "mass_start")


def _pairs_course(metres: int, track: int) -> Course:
    """Skaters who start at the finishing line, or a little before it, have crossed once when a lap later they come back
    to it; the others have not crossed at their first split point, for nobody crosses on the straight he starts on
    (RULES.md 1.4).
    """
    lap, first, lap_us = LAP_METRES[track], FIRST_SPLIT_METRES[track, metres], FASTEST_LAP_US[metres]
    whole_laps = int((metres - first) / lap)
    done = 1 if first >= lap else 0
    points = tuple(
        SplitPoint(k, _plain(first + k * lap), whole_laps - k, done + k, _bound_us(lap_us, first + k * lap))
        for k in range(whole_laps + 1)
    )
    return Course(metres, points, {p.metres: p for p in points})


def lane_at(start: Lane, point: SplitPoint) -> Lane:
    """The lane a skater is in at a split point: start lane XOR crossings so far (RULES.md 1.4)."""
    if point.crossings % 2 == 0:
        return start
    return "outer" if start == "inner" else "inner"


def point_at(a_course: Course, metres: float) -> SplitPoint | None:
    """The split point that `metres` names, or None."""
    exact = a_course.by_metres.get(metres)
    return exact or next((p for p in a_course.points if abs(p.metres - metres) <= METRES_TOLERANCE), None)


def is_possible(point: SplitPoint, elapsed_us: int) -> bool:
    """False for a time that is negative, faster than anybody can skate, or over an hour."""
    return point.fastest_us <= elapsed_us <= HOUR_US


def _bound_us(lap_us: int, metres: Fraction) -> int:
    return STANDSTILL_US + int(lap_us * metres / NOMINAL_LAP)


def _laps(metres: Fraction) -> float:
    return _plain(metres / NOMINAL_LAP)


def _plain(metres: Fraction) -> float:
    """Whole metres as int, others to the centimetre."""
    return int(metres) if metres.denominator == 1 else round(float(metres), 2)
