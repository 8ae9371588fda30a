"""The record book of a distance: every time that stands in this competition, over all distances like it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from iceline.race.kept import kept_for_same
from iceline.race.programme import Distance, Programme
from iceline.race.races import Attempt, races
from iceline.race.records import Finish, Judged, judge, standing_book
from iceline.race.state import DistanceState, Ratification, State


def judged(state: State, distance: DistanceState) -> Judged:
    """Records and bests of a distance. Divisions A and B, or two 500 m of one weekend, share one book.

    A last lap that nobody can skate proves nothing.
    """
    if state.programme is None:
        return judge({}, (), {}, distance=distance.distance.id)
    alike = (d for d in state.distances.values() if _kind(d) == _kind(distance))
    return _judged(state.programme, distance.distance, *map(_told, alike))


@dataclass(frozen=True, slots=True, eq=False)
class _Told:
    """What a distance has to say to the book; the same object for as long as that is the same."""

    distance: str
    finishes: tuple[Finish, ...]
    ratifications: tuple[Ratification, ...]


@kept_for_same
def _judged(programme: Programme, distance: Distance, *told: _Told) -> Judged:
    """Kept: most events are no finish."""
    return judge(
        standing_book(programme.book(distance), programme.competition),
        [finish for one in told for finish in one.finishes],
        programme.skaters,
        distance=distance.id,
        ratified={(one.distance, r.skater, r.kind, r.time_cs) for one in told for r in one.ratifications},
    )


def _kind(distance: DistanceState) -> tuple[int, str, str]:
    return distance.distance.metres, distance.distance.category, distance.distance.format


@lru_cache(maxsize=256)
def _told(distance: DistanceState) -> _Told:
    """Cached: an event changes its own distance only."""
    return _told_by(distance.distance.id, distance.ratifications, *_standing(distance))


@lru_cache(maxsize=256)
def _told_by(distance: str, ratifications: tuple[Ratification, ...], *standing: Attempt) -> _Told:
    return _Told(distance, tuple(Finish(distance, attempt) for attempt in standing), ratifications)


def _standing(distance: DistanceState) -> Iterator[Attempt]:
    for race in races(distance).values():
        counted = race.counted
        if race.status == "finished" and counted.finished_us is not None and not counted.splits[-1].impossible:
            yield counted
