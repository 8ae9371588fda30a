"""A mass start as it is ridden: a pack that keeps together, sprints at its lines, and stretches to the finish."""

from collections.abc import Mapping, Sequence
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

BEHIND_US: Final = (500_000, 6_000_000)
"""Who has no time given comes home so far behind the last who has."""

PACK_GAP_US: Final = 4_000_000
"""Who is farther behind at the finish has lost the pack, from the lap after `HOLDS` of the race on."""

HOLDS: Final = 0.4
LOOP_US: Final = 100


def pack(distance: Distance, pair: Pair, seed: int) -> dict[str, Performance]:
    """Everybody's times at the end of every lap. The same seed gives the same."""
    rng = Random(f"{seed}|{distance.id}|{pair.number}|pack")
    laps = distance.metres // LAP_METRES
    finish_us = _finishes(distance, pair.entries, laps, rng)
    first_us = min(finish_us.values())
    front_us = _front(laps, first_us)
    gaps_us = {skater: us - first_us for skater, us in finish_us.items()}
    sprints = {sprint.lap: sprint.order for sprint in pair.sprints}
    lines, places = [], {skater: rng.random() for skater in gaps_us}
    for lap in range(1, laps):
        lines.append(_line(places, sprints.get(lap, ()), {k: _lost(lap, laps, us) for k, us in gaps_us.items()}, rng))
        places = {skater: _moved(place, rng) for skater, place in places.items()}
    return {
        skater: Performance(
            distance.split_points,
            (*(_loop(us + line[skater]) for us, line in zip(front_us, lines, strict=False)), finish_us[skater]),
        )
        for skater in gaps_us
    }


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
    shares = [NEUTRAL, *[1.0] * (laps - 1)]
    tail = LAST_LAPS[-min(len(LAST_LAPS), laps - 1) :]
    shares[-len(tail) :] = tail
    return [round(first_us * part / sum(shares)) for part in accumulate(shares[:-1])]


def _line(
    places: dict[str, float], sprinters: Sequence[str], lost_us: Mapping[str, int], rng: Random
) -> dict[str, int]:
    """How far behind the front each is at a line. Who sprints there is at the front of the pack after it too."""
    behind_us, at_us = {}, 0
    for skater in sprinters:
        behind_us[skater], at_us = at_us, at_us + rng.randrange(*STEP_US)
        places[skater] = 0.0
    for skater, place in places.items():
        if skater not in behind_us:
            behind_us[skater] = at_us + round(place * BUNCH_US) + lost_us[skater]
    return behind_us


def _moved(place: float, rng: Random) -> float:
    """Somewhere near, and still in the pack."""
    moved = abs(place + rng.uniform(-MOVES, MOVES))
    return moved if moved <= 1 else 2 - moved


def _lost(lap: int, laps: int, gap_us: int) -> int:
    """What who cannot hold the pack has lost by the end of this lap: evenly over the rest of the race."""
    since = int(HOLDS * laps)
    if gap_us < PACK_GAP_US or lap <= since:
        return 0
    return (gap_us - PACK_GAP_US) * (lap - since) // (laps - since)


def _loop(time_us: int) -> int:
    return time_us - time_us % LOOP_US
