"""What the timing equipment of a rink says about a crossing: which sources, how far off, how late."""

from dataclasses import dataclass
from math import log
from random import Random
from typing import Final

from iceline_simulator.racefile import Rhythm
from iceline_simulator.times import SECOND_US
from iceline_simulator.values import How

# Measured on a real feed of 2020 (about 120 crossings seen by both sources): delays from crossing to event, and optical
# minus transponder time, median 1.9 ms, from -7.0 to 14.4. Photo finish against optical: within 2 ms.
OPTICAL_DELAY_US: Final = (100_000, 0.6, 40_000, 800_000)
TRANSPONDER_DELAY_US: Final = (310_000, 0.35, 180_000, 6_000_000)
OPTICAL_LEAD_US: Final = (1_900, 3_500, -7_000, 14_000)
PHOTO_SPREAD_US: Final = 2_000
LOOP_US: Final = 100
THUMB_US: Final = 100_000
WATCH_US: Final = 10_000
HAND_DELAY_US: Final = (4_000_000, 9_000_000)


@dataclass(frozen=True, slots=True)
class Crossing:
    """A skate crosses the line `elapsed_us` after the start of the pair, and `seen_by` say so.

    `entry` is who is entered, `skater` whose skate it is: of a team a member's, or the team's own time.
    """

    entry: str
    skater: str
    metres: float
    elapsed_us: int
    at_finish: bool
    seen_by: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """What one source told of a crossing: booked on whom, and told when, after the start."""

    crossing: Crossing
    how: How
    booked: str
    elapsed_us: int
    told_us: int


def passings(crossing: Crossing, rhythm: Rhythm, rng: Random) -> tuple[Passing, ...]:
    """Everything the equipment says of one crossing, in the order of its telling."""
    is_read = "photo_finish" in crossing.seen_by
    spread = rng.randrange(-PHOTO_SPREAD_US, PHOTO_SPREAD_US + 1, LOOP_US) if is_read else 0
    optical_us = crossing.elapsed_us + spread
    lead_us = round(_clipped(rng.gauss(*OPTICAL_LEAD_US[:2]), *OPTICAL_LEAD_US[2:]))
    transponder_us = optical_us - lead_us - (optical_us - lead_us) % LOOP_US
    told = [
        _passing(crossing, "optical", optical_us, _delay(OPTICAL_DELAY_US, rng)),
        _passing(crossing, "transponder", transponder_us, _delay(TRANSPONDER_DELAY_US, rng)),
    ]
    if is_read:
        earliest_s, latest_s = rhythm.photo_finish_after_s
        wait_us = round(rng.uniform(earliest_s, latest_s) * SECOND_US)
        told.append(_passing(crossing, "photo_finish", crossing.elapsed_us, wait_us))
    seen = (passing for passing in told if passing.how in crossing.seen_by)
    return tuple(sorted(seen, key=lambda passing: passing.told_us))


def hand_timed(crossing: Crossing, rng: Random) -> Passing:
    """A watch stopped by a thumb, in hundredths, written down and typed in."""
    elapsed_us = crossing.elapsed_us + rng.randrange(-THUMB_US, THUMB_US)
    return _passing(crossing, "hand", elapsed_us - elapsed_us % WATCH_US, rng.randrange(*HAND_DELAY_US))


def _passing(crossing: Crossing, how: How, elapsed_us: int, delay_us: int) -> Passing:
    return Passing(crossing, how, crossing.skater, elapsed_us, crossing.elapsed_us + delay_us)


def _delay(shape: tuple[int, float, int, int], rng: Random) -> int:
    median_us, spread, least_us, most_us = shape
    return round(_clipped(rng.lognormvariate(log(median_us), spread), least_us, most_us))


def _clipped(value: float, least: float, most: float) -> float:
    return max(least, min(most, value))
