"""Passings in a row, which a journal mostly consists of: put into the state pair by pair instead of one by one."""

from dataclasses import dataclass, field
from sys import intern

from iceline.race.apply import passing_of, with_passings
from iceline.race.course import Course
from iceline.race.events import Crossing
from iceline.race.state import DistanceState, PairState, Passing, Run, State


@dataclass(frozen=True, slots=True)
class _OfPair:
    """A pair as it was when the streak began, and what came of it since."""

    distance: DistanceState
    course: Course
    pair: PairState
    run: Run
    passings: list[Passing] = field(default_factory=list)


class Streak:
    """Passings that follow one another from `state` on; `end` is the state that applying each of them would lead to."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._seq = state.seq
        self._pairs: dict[tuple[str, int], _OfPair] = {}

    def add(self, seq: int, source: str, told: Crossing) -> None:
        """One more. Raises KeyError, AssertionError or Refused for one that no desk admitted."""
        key = told.distance, told.pair
        found = self._pairs.get(key)
        if found is None:
            found = self._pairs[key] = self._of_pair(*key)
        name = intern(source)  # there are few: a million passings share their names
        found.passings.append(passing_of(found.distance, found.course, found.pair, found.run, seq, name, told))
        self._seq = seq

    def end(self) -> State:
        """The state with all of them in it."""
        distances = dict(self._state.distances)
        for (key, number), found in self._pairs.items():
            now = distances[key]
            pair = with_passings(found.distance, found.pair, found.passings)
            distances[key] = now.with_pairs({**now.pairs, number: pair})
        return State(self._state.programme, distances, self._state.live, self._seq)

    def _of_pair(self, key: str, number: int) -> _OfPair:
        distance = self._state.distances[key]
        pair = distance.pairs[number]
        assert pair.run is not None, f"Pair {number} has not started."
        return _OfPair(distance, distance.course, pair, pair.run)
