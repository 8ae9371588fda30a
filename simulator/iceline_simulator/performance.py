"""What a skater skates: the exact times behind the official ones of a race file, drawn from a seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from iceline_simulator.course import split_points
from iceline_simulator.pacing import TYPICAL_S, cumulative
from iceline_simulator.racefile import Distance, Entry
from iceline_simulator.team_pacing import team_cumulative, typical_team_us
from iceline_simulator.times import HUNDREDTH_US, SECOND_US, THOUSANDTH_US, official
from iceline_simulator.troubles import Reskate
from iceline_simulator.values import Goal, SplitGoal

LOOP_US: Final = 100
NEAR_US: Final = 100_000
STANDSTILL_US: Final = 3_500_000
"""What a start costs against a flying pass of the same metres: 10.2 s for the first 100 m, and 6.6 s for any other."""


@dataclass(frozen=True, slots=True)
class Performance:
    """Cumulative times at the split points, to the 0.1 ms of a loop; the finish last, to the 1 ms of a photo."""

    metres: tuple[float, ...]
    elapsed_us: tuple[int, ...]

    @property
    def total_us(self) -> int:
        return self.elapsed_us[-1]


def performance(distance: Distance, entry: Entry | Reskate, number: int, seed: int) -> Performance:
    """How this entry skates in pair `number`. The same seed gives the same; other entries make no difference.

    Of a team it is the team's time. A mass start is no matter of one entry: see packs.
    """
    name = entry.skater if isinstance(entry, Entry) else f"reskate of {entry.lane}"
    rng = Random(f"{seed}|{distance.id}|{number}|{name}")
    total_us = _total_us(distance, entry, rng)
    drawn, points = _drawn(distance, total_us, rng), distance.split_points
    pins = {split.metres: _pinned(split, drawn[points.index(split.metres)], rng) for split in entry.splits}
    return Performance(points, _bend(points, drawn, pins))


def _drawn(distance: Distance, total_us: int, rng: Random) -> tuple[int, ...]:
    if distance.format != "pairs":
        return team_cumulative(distance.format, distance.metres, total_us, rng)
    times = cumulative(distance.metres, distance.category, total_us, rng)
    usual = split_points(distance.metres)
    return times if distance.split_points == usual else _elsewhere(usual, times, distance.split_points)


def _elsewhere(usual: Sequence[float], times: Sequence[int], points: Sequence[float]) -> tuple[int, ...]:
    """The times at the split points of another track: between two of the usual ones the pace is even, but the start."""
    known, at = [0.0, *usual], [STANDSTILL_US, *times]
    passed = []
    for metres in points:
        before = max(place for place in range(len(usual)) if known[place] < metres)
        share = (metres - known[before]) / (known[before + 1] - known[before])
        passed.append(at[before] + round((at[before + 1] - at[before]) * share))
    return tuple(passed)


def _total_us(distance: Distance, entry: Entry | Reskate, rng: Random) -> int:
    goal = entry.time or _free_goal(distance, entry, rng)
    return _within(goal, rng) + (rng.randrange(10) if goal.thousandth is None else goal.thousandth) * THOUSANDTH_US


def _free_goal(distance: Distance, entry: Entry | Reskate, rng: Random) -> Goal:
    """Nobody says what she skates: a little slower than her best, or what is usual."""
    best_us = entry.personal_best if isinstance(entry, Entry) else None
    if best_us is not None:
        return Goal(time=official(round(best_us * rng.uniform(1.001, 1.025))))
    return Goal(time=official(round(_typical_us(distance) * rng.uniform(0.975, 1.04))))


def _typical_us(distance: Distance) -> float:
    if distance.format != "pairs":
        return typical_team_us(distance.format, distance.metres, distance.category)
    return TYPICAL_S[distance.metres, distance.category] * SECOND_US


def _within(goal: Goal, rng: Random) -> int:
    """An official time that keeps to the goal."""
    if goal.time is not None:
        return goal.time
    low, high = goal.between or (0, 0)
    return low + rng.randrange((high - low) // HUNDREDTH_US + 1) * HUNDREDTH_US


def _pinned(split: SplitGoal, drawn_us: int, rng: Random) -> int:
    """The time of a split that must keep to a goal: as drawn when that does, else just inside it."""
    low, high = split.between or (0, 0)
    if low <= official(drawn_us) <= high:
        return _loop(drawn_us)
    near = min(NEAR_US, high - low)
    if split.between is not None:
        split = replace(split, between=(low, low + near) if drawn_us < low else (high - near, high))
    fraction = rng.randrange(10) if split.thousandth is None else split.thousandth
    return _within(split, rng) + fraction * THOUSANDTH_US + rng.randrange(THOUSANDTH_US // LOOP_US) * LOOP_US


def _bend(points: Sequence[float], drawn: Sequence[int], pins: dict[float, int]) -> tuple[int, ...]:
    """The drawn times, shifted to meet the pinned ones; between two pins the shift grows evenly with the metres."""
    known = [0, *sorted(pins), points[-1]]
    shifts = [0, *(pins[at] - drawn[points.index(at)] for at in sorted(pins)), 0]
    return (
        *(
            pins.get(at) or _loop(time + _between(known, shifts, at))
            for at, time in zip(points[:-1], drawn, strict=False)
        ),
        drawn[-1],
    )


def _between(known: Sequence[float], shifts: Sequence[int], at: float) -> int:
    before = max(place for place, metres in enumerate(known) if metres <= at)
    low, high = known[before], known[before + 1]
    return shifts[before] + int((shifts[before + 1] - shifts[before]) * (at - low) // (high - low))


def _loop(time_us: int) -> int:
    return time_us - time_us % LOOP_US
