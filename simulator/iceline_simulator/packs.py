"""A mass start as it is ridden: a pack that keeps together, sprints at its lines, and stretches to the finish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Final

from iceline_simulator.course import LAP_METRES
from iceline_simulator.performance import Performance
from iceline_simulator.racefile import Distance, Entry, Pair
from iceline_simulator.times import SECOND_US, THOUSANDTH_US

NEUTRAL: Final = 1.24
"""Nobody passes on the first lap."""

LAST_LAPS: Final = (0.97, 0.95, 0.92, 0.88)
TYPICAL_LAP_S: Final[Mapping[str, float]] = {"W": 31.5, "M": 29.4}

STEP_US: Final = (120_000, 260_000)
"""Between two of a sprint."""

BUNCH_US: Final = 2_600_000
"""How long the pack is, behind the first or who sprints."""

MOVES: Final = 0.3
"""How far anybody moves up or falls back in it in one lap, as a share of its length."""

BEFORE_SPRINT: Final = 0.3
"""Who is to sprint at the next line has moved up to this share of his place."""

BEHIND_US: Final = (500_000, 6_000_000)
"""Who has no time given comes home so far behind the last who has."""

PACK_GAP_US: Final = 4_000_000
"""Who is farther behind at the finish has lost the pack, after `HOLDS` of the race and after the last sprint of his."""

HOLDS: Final = 0.4
LOOP_US: Final = 100


@dataclass(frozen=True, slots=True)
class Rider:
    """How far behind the first at the finish, and at the end of which laps among the first."""

    gap_us: int
    sprints: tuple[int, ...]


def pack(distance: Distance, pair: Pair, seed: int) -> dict[str, Performance]:
    """Everybody's times at the end of every lap. The same seed gives the same."""
    rng = Random(f"{seed}|{distance.id}|{pair.number}|pack")
    laps = distance.metres // LAP_METRES
    finish_us = _finishes(distance, pair.entries, laps, rng)
    first_us = min(finish_us.values())
    riders = {skater: Rider(us - first_us, _sprints(pair, skater)) for skater, us in finish_us.items()}
    lines = zip(_front(laps, first_us), _lines(pair, riders, laps, rng), strict=True)
    passed: dict[str, list[int]] = {skater: [] for skater in riders}
    for front_us, behind_us in lines:
        for skater, us in behind_us.items():
            passed[skater].append(_loop(front_us + us))
    points = distance.split_points
    return {skater: Performance(points, (*times, finish_us[skater])) for skater, times in passed.items()}


def _finishes(distance: Distance, entries: Sequence[Entry], laps: int, rng: Random) -> dict[str, int]:
    """The times of the file; who has none comes in behind those, one after the other."""
    given = {entry.skater: _finish(entry, rng) for entry in entries if entry.time is not None}
    typical_us = round(TYPICAL_LAP_S.get(distance.category, 30.0) * laps * SECOND_US * rng.uniform(0.98, 1.03))
    last_us = max(given.values(), default=typical_us)
    others = {
        entry.skater: last_us + rng.randrange(*BEHIND_US) // THOUSANDTH_US * THOUSANDTH_US
        for entry in entries
        if entry.time is None
    }
    return given | others


def _finish(entry: Entry, rng: Random) -> int:
    goal = entry.time
    assert goal is not None
    low_us, high_us = goal.between or (goal.time or 0, goal.time or 0)
    thousandth = rng.randrange(10) if goal.thousandth is None else goal.thousandth
    return low_us + rng.randrange((high_us - low_us) // 10_000 + 1) * 10_000 + thousandth * THOUSANDTH_US


def _front(laps: int, first_us: int) -> list[int]:
    """When the front of the pack ends each lap but the last."""
    tail = LAST_LAPS[max(0, len(LAST_LAPS) + 1 - laps) :]
    shares = [NEUTRAL, *[1.0] * (laps - 1 - len(tail)), *tail]
    return [round(first_us * part / sum(shares)) for part in accumulate(shares[:-1])]


def _lines(pair: Pair, riders: Mapping[str, Rider], laps: int, rng: Random) -> list[dict[str, int]]:
    """How far behind the front everybody is at the end of each lap but the last.

    A place in the pack is a share of its length. Who sprints is at the front after it too.
    """
    orders = {sprint.lap: sprint.order for sprint in pair.sprints}
    places = {skater: rng.random() for skater in riders}
    lines = []
    for lap in range(1, laps):
        places = {skater: _place(riders[skater], lap, laps, place) for skater, place in places.items()}
        behind_us, at_us = {}, 0
        for skater in orders.get(lap, ()):
            behind_us[skater], at_us, places[skater] = at_us, at_us + rng.randrange(*STEP_US), 0.0
        pack_us = {k: at_us + round(place * BUNCH_US) + _lost(riders[k], lap, laps) for k, place in places.items()}
        lines.append(pack_us | behind_us)
        places = {skater: _moved(place, rng) for skater, place in places.items()}
    return lines


def _place(rider: Rider, lap: int, laps: int, place: float) -> float:
    """Moved up before a sprint, and in the last laps to where the finish is."""
    if lap + 1 in rider.sprints:
        place *= BEFORE_SPRINT
    to_come = (laps - lap) / (len(LAST_LAPS) + 1)
    if to_come >= 1:
        return place
    return place * to_come + min(1.0, rider.gap_us / BUNCH_US) * (1 - to_come)


def _moved(place: float, rng: Random) -> float:
    """Somewhere near, and still in the pack."""
    moved = abs(place + rng.uniform(-MOVES, MOVES))
    return moved if moved <= 1 else 2 - moved


def _lost(rider: Rider, lap: int, laps: int) -> int:
    """What who cannot hold the pack has lost by the end of this lap: evenly over the rest of the race."""
    since = max(int(HOLDS * laps), *rider.sprints, 0)
    if rider.gap_us < PACK_GAP_US or lap <= since:
        return 0
    return (rider.gap_us - PACK_GAP_US) * (lap - since) // (laps - since)


def _sprints(pair: Pair, skater: str) -> tuple[int, ...]:
    return tuple(sprint.lap for sprint in pair.sprints if skater in sprint.order)


def _loop(time_us: int) -> int:
    return time_us - time_us % LOOP_US
