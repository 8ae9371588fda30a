"""A simple projection: the laps to come, skated as the leader skated them, scaled by how the last laps compare."""

from dataclasses import dataclass
from typing import Final

from iceline.race.course import Course
from iceline.race.passings import Split
from iceline.race.races import Attempt
from iceline.race.standings import split_at
from iceline.race.times import hundredths

FADE_PERCENT: Final = 102
"""With nobody to compare with, each lap is taken to be this much of the one before."""


@dataclass(frozen=True, slots=True)
class Target:
    """The average lap, in hundredths, for the `laps` to come that beats a time by a hundredth."""

    lap_cs: int
    laps: int


def projected_cs(splits: tuple[Split, ...], course: Course, leader: Attempt | None) -> int | None:
    """The projected time at the finish in hundredths, from the second split on; None where it would be a guess."""
    if not splits or splits[-1].index == 0 or splits[-1].lap_cs is None or splits[-1].suspicious:
        return None
    last, lap_cs = splits[-1], splits[-1].lap_cs
    laps = course.finish.index - last.index
    to_come = _as_leader(splits[-2:] if course.is_halved else splits[-1:], leader)
    if to_come is None:
        fades = [k // 2 if course.is_halved else k for k in range(1, laps + 1)]
        to_come = sum(lap_cs * FADE_PERCENT**k // 100**k for k in fades)
    return hundredths(last.elapsed_us) + to_come


def target(splits: tuple[Split, ...], course: Course, to_beat_us: int) -> Target | None:
    """What the laps to come must average to beat a time; None before the first split, after the finish, or too late."""
    if not splits or splits[-1].index == course.finish.index:
        return None
    last = splits[-1]
    laps = course.finish.index - last.index
    left = hundredths(to_beat_us) - 1 - hundredths(last.elapsed_us)
    fastest = hundredths(course.finish.fastest_us - course.points[last.index].fastest_us)
    return Target(left // laps, laps) if left >= fastest else None


def _as_leader(newest: tuple[Split, ...], leader: Attempt | None) -> int | None:
    """By the last lap; where both straights are timed that is the last two splits, for the one is not the other."""
    theirs = [split_at(leader, split.index) for split in newest]
    own_cs = sum(split.lap_cs or 0 for split in newest)
    their_cs = sum(split.lap_cs or 0 for split in theirs if split is not None)
    there = theirs[-1]
    if leader is None or leader.finished_us is None or there is None or not their_cs:
        return None
    if any(split is None or not split.lap_cs for split in (*newest, *theirs)):
        return None
    return (hundredths(leader.finished_us) - hundredths(there.elapsed_us)) * own_cs // their_cs
