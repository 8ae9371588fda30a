"""The course: where a distance is split, how many laps are to go there, and in which lane (RULES.md 1.3, 1.4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Final

from iceline.race.programme import Lane

METRES_TOLERANCE: Final = 0.5
"""A `metres` as near as this to a split point means that split point."""

HOUR_US: Final = 3_600_000_000

LAP_METRES: Final[Mapping[int, Fraction]] = {400: Fraction(400), 333: Fraction(1000, 3)}

FIRST_SPLIT_METRES: Final[Mapping[tuple[int, int], Fraction]] = {
    (400, 500): Fraction(100),
    (400, 1000): Fraction(200),
    (400, 1500): Fraction(300),
    (400, 3000): Fraction(200),
    (400, 5000): Fraction(200),
    (400, 10000): Fraction(400),
    (333, 500): Fraction(500, 3),
    (333, 1000): Fraction(1000, 3),
    (333, 1500): Fraction(500, 3),
    (333, 3000): Fraction(1000, 3),
    (333, 5000): Fraction(1000, 3),
    (333, 10000): Fraction(1000, 3),
}

STANDSTILL_US: Final = 2_000_000
"""What a start from standstill costs at least against a flying lap."""

FASTEST_LAP_US: Final[Mapping[int, int]] = {
    500: 21_500_000,
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
    laps_to_go: int
    crossings: int
    fastest_us: int


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """One distance on one track: its split points in order, the finish last."""

    metres: int
    points: tuple[SplitPoint, ...]
    by_metres: Mapping[float, SplitPoint]

    @property
    def finish(self) -> SplitPoint:
        return self.points[-1]


@cache
def course(metres: int, track: int = 400) -> Course:
    """The course of an individual distance (500 to 10000) on a track of 400 or 333 (1/3) m. Raises KeyError.

    Skaters who start at the finishing line have crossed once when they first come back to it; the others have not
    crossed at their first split point, for nobody crosses on the straight he starts on (RULES.md 1.4).
    """
    lap, first = LAP_METRES[track], FIRST_SPLIT_METRES[track, metres]
    whole_laps = int((metres - first) / lap)
    done = 1 if first == lap else 0
    points = tuple(
        SplitPoint(k, _plain(first + k * lap), whole_laps - k, done + k, _fastest_us(metres, first + k * lap))
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


def _fastest_us(distance: int, metres: Fraction) -> int:
    return STANDSTILL_US + int(FASTEST_LAP_US[distance] * metres / 400)


def _plain(metres: Fraction) -> float:
    """Whole metres as int, others to the centimetre."""
    return int(metres) if metres.denominator == 1 else round(float(metres), 2)
