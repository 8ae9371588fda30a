"""The record book of a distance: every time that stands in this competition, over all distances like it."""

from collections.abc import Iterator
from functools import lru_cache

from iceline.race.races import races
from iceline.race.records import Finish, Judged, judge, standing_book
from iceline.race.state import DistanceState, State


def judged(state: State, distance: DistanceState) -> Judged:
    """Records and bests of a distance. Divisions A and B, or two 500 m of one weekend, share one book.

    A last lap that nobody can skate proves nothing.
    """
    alike = [d for d in state.distances.values() if _kind(d) == _kind(distance)]
    return judge(
        standing_book(state.book(distance.distance), state.competition),
        [finish for d in alike for finish in _finishes(d)],
        state.programme.skaters if state.programme else {},
        distance=distance.distance.id,
        ratified={(d.distance.id, r.skater, r.kind, r.time_cs) for d in alike for r in d.ratifications},
    )


def _kind(distance: DistanceState) -> tuple[int, str, str]:
    return distance.distance.metres, distance.distance.category, distance.distance.format


@lru_cache(maxsize=256)
def _finishes(distance: DistanceState) -> tuple[Finish, ...]:
    """Cached: an event changes its own distance only."""
    return tuple(_standing(distance))


def _standing(distance: DistanceState) -> Iterator[Finish]:
    for race in races(distance).values():
        counted = race.counted
        if race.status == "finished" and counted.finished_us is not None and not counted.splits[-1].impossible:
            yield Finish(distance.distance.id, counted)
