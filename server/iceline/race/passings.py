"""Which measurements count: every crossing is booked on a split point, and at each point one measurement wins.

Photo finish before optical before transponder before hand (RULES.md 2.1), unless the operator selected a source: then
only that source counts, and a photo finish read after that choice, for it is the newer decision of the officials.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from msgspec.structs import replace

from iceline.race.course import Course, SplitPoint, is_possible
from iceline.race.events import How
from iceline.race.state import Passing, Selection
from iceline.race.times import HUNDREDTH_US, lap_hundredths

PRECEDENCE: Final[Mapping[How, int]] = {"photo_finish": 0, "optical": 1, "transponder": 2, "hand": 3}

SAME_CROSSING_US: Final = 5_000_000
"""Measurements as near as this to each other are one crossing: sources differ by milliseconds, laps take over 20 s."""

EXPECTED_SHARE: Final = 1.25
"""A skater is expected to take this much of the fastest possible time, while nothing of his own is known."""

WHOLE_LAP: Final = 0.2
"""A crossing that does not say where is whole laps after the last when it is at most this share of a lap early. A lap
may be long, for skaters fall. Anything earlier is a phantom, booked nowhere until an official says more."""

OPENING: Final = 0.9
"""An opening takes more of its bound than a flying lap does, by about this factor."""

SHORT_LAP: Final = 0.85
LONG_LAP: Final = 1.3
"""A lap outside these shares of the skater's lap before it is flagged for the officials, never dropped."""


@dataclass(frozen=True, slots=True)
class Split:
    """The accepted cumulative time at one split point.

    `lap_cs` is in hundredths, None where the split before it is missing or not earlier. `impossible`: nobody can have
    skated that lap, so one of the two splits is false; it stands until an official says which, but proves nothing.
    """

    index: int
    metres: float
    elapsed_us: int
    lap_cs: int | None
    how: How
    suspicious: bool
    impossible: bool = False


def splits(passings: Iterable[Passing], selections: Sequence[Selection], course: Course) -> tuple[Split, ...]:
    """One skater's splits of one run, in the order of the course; points without a counting measurement are missing."""
    chained: list[Split] = []
    for index, passing in accepted(passings, selections, course).items():
        chained.append(_split(course, course.points[index], passing, chained))
    return tuple(chained)


def accepted(passings: Iterable[Passing], selections: Sequence[Selection], course: Course) -> dict[int, Passing]:
    """The measurement of one skater that counts at each split point, in the order of the course."""
    counting: dict[int, Passing] = {}
    for index, measured in sorted(_by_point(passings, course).items()):
        winner = _counting(measured, _selection(selections, measured[0].skater, index))
        if winner is not None:
            counting[index] = winner
    return counting


def _by_point(passings: Iterable[Passing], course: Course) -> dict[int, list[Passing]]:
    valid = sorted((p for p in passings if not p.voided), key=lambda p: p.elapsed_us)
    booked: dict[int, list[Passing]] = {}
    for passing in valid:
        if passing.index is not None:
            booked.setdefault(passing.index, []).append(passing)
    for passing in valid:
        index = passing.index if passing.index is not None else _point_of(passing.elapsed_us, booked, course)
        if passing.index is None and index is not None:
            booked.setdefault(index, []).append(replace(passing, index=index))
    return booked


def _point_of(elapsed_us: int, booked: Mapping[int, Sequence[Passing]], course: Course) -> int | None:
    """The split point of a crossing that does not say: near a booked one, or whole laps after the one before it."""
    for index, others in booked.items():
        if any(abs(elapsed_us - p.elapsed_us) <= SAME_CROSSING_US for p in others):
            return index
    before = [(index, min(p.elapsed_us for p in others)) for index, others in booked.items()]
    earlier = max((b for b in before if b[1] < elapsed_us), default=None)
    if earlier is None:
        return _first_point(elapsed_us, course)
    if earlier[0] == course.finish.index:
        return None
    index = earlier[0] + _laps_since(earlier, elapsed_us, before, course)
    if index in booked or index >= len(course.points) or not is_possible(course.points[index], elapsed_us):
        return None
    return index


def _first_point(elapsed_us: int, course: Course) -> int | None:
    possible = [p for p in course.points if is_possible(p, elapsed_us)]
    if not possible:
        return None
    if course.counts_crossings:
        return possible[0].index
    return min(possible, key=lambda p: abs(elapsed_us - EXPECTED_SHARE * p.fastest_us)).index


def _laps_since(earlier: tuple[int, int], elapsed_us: int, before: list[tuple[int, int]], course: Course) -> int:
    """Whole laps since the crossing before, by the skater's fastest lap so far, or by the pace of the opening."""
    if course.counts_crossings:
        return int(elapsed_us - earlier[1] >= course.points[0].fastest_us)
    at = dict(before)
    own = [at[k] - at[k - 1] for k in at if k - 1 in at and k <= earlier[0]]
    lap = min((lap for lap in own if lap > 0), default=None) or _usual_lap(earlier, course)
    return int((elapsed_us - earlier[1]) / lap + WHOLE_LAP)


def _usual_lap(earlier: tuple[int, int], course: Course) -> float:
    index, since_us = earlier
    before = min(index, len(course.points) - 2)
    bound = course.points[before + 1].fastest_us - course.points[before].fastest_us
    return bound * max(1.0, OPENING * since_us / course.points[index].fastest_us)


def _selection(selections: Sequence[Selection], skater: str, index: int) -> Selection | None:
    fitting = (s for s in reversed(selections) if s.skater in (None, skater) and s.index in (None, index))
    return next(fitting, None)


def _counting(measured: Sequence[Passing], chosen: Selection | None) -> Passing | None:
    if chosen is not None:
        newer = [p for p in measured if p.how == "photo_finish" and p.seq > chosen.seq]
        measured = newer or [p for p in measured if p.how == chosen.how]
    return min(measured, key=_precedence, default=None)


def _precedence(passing: Passing) -> tuple[int, int, str, str]:
    """A photo finish read again replaces the first reading; of the others the first touch of the line counts."""
    within = -passing.seq if passing.how == "photo_finish" else passing.elapsed_us
    return PRECEDENCE[passing.how], within, passing.source, passing.id


def _split(course: Course, point: SplitPoint, passing: Passing, before: Sequence[Split]) -> Split:
    lap = _lap_cs(point, passing, before)
    impossible = _is_impossible(lap, course.points[point.index - 1 : point.index + 1])
    suspicious = impossible or _is_suspicious(point, lap, before)
    return Split(point.index, point.metres, passing.elapsed_us, lap, passing.how, suspicious, impossible)


def _is_impossible(lap_cs: int | None, ends: Sequence[SplitPoint]) -> bool:
    """Faster than the bounds have it from one point to the next; the opening was judged when it was admitted."""
    return lap_cs is not None and len(ends) == 2 and lap_cs * HUNDREDTH_US < ends[1].fastest_us - ends[0].fastest_us


def _lap_cs(point: SplitPoint, passing: Passing, before: Sequence[Split]) -> int | None:
    if point.index == 0:
        return lap_hundredths(passing.elapsed_us, 0)
    if not before or before[-1].index != point.index - 1 or before[-1].elapsed_us >= passing.elapsed_us:
        return None
    return lap_hundredths(passing.elapsed_us, before[-1].elapsed_us)


def _is_suspicious(point: SplitPoint, lap_cs: int | None, before: Sequence[Split]) -> bool:
    if lap_cs is None:
        return True
    if point.index < 2 or not before[-1].lap_cs:
        return lap_cs <= 0
    return not SHORT_LAP <= lap_cs / before[-1].lap_cs <= LONG_LAP
