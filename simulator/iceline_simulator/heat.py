"""A pair to be skated, and how its events are named."""

from dataclasses import dataclass
from typing import TypeVar

from pydantic import JsonValue

from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile
from iceline_simulator.troubles import DidNotStart, Reskate, Withdrawn
from iceline_simulator.values import Lane
from iceline_simulator.wire import Event, event

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Evening:
    """What every part of a plan needs to know: the race, the seed of its chance, and how its events are named."""

    race: RaceFile
    seed: int
    run: str
    source: str

    def name(self, *parts: object) -> str:
        """The id of an event: unique in a run, the same each time the run is played."""
        return "-".join([self.run, *(str(part) for part in parts)])

    def last_name(self, skater: str) -> str:
        return next(known.last_name for known in self.race.skaters if known.id == skater)


@dataclass(frozen=True, slots=True)
class Heat:
    """One pair of a distance. `re_skate` says what is skated where it is the re-skate of an earlier pair."""

    evening: Evening
    distance: Distance
    pair: Pair
    re_skate: Reskate | None = None

    @property
    def title(self) -> str:
        return f"{self.distance.name}, pair {self.pair.number}"

    def troubles(self, kind: type[T]) -> list[T]:
        return [trouble for trouble in self.pair.troubles if isinstance(trouble, kind)]

    def entry(self, lane: Lane) -> Entry:
        return next(entry for entry in self.pair.entries if entry.lane == lane)

    def last_name(self, lane: Lane) -> str:
        return self.evening.last_name(self.entry(lane).skater)

    def starters(self) -> list[Entry]:
        """Those of the pair who come to the start."""
        absent = {trouble.lane for trouble in self.pair.troubles if isinstance(trouble, DidNotStart | Withdrawn)}
        return [entry for entry in self.pair.entries if entry.lane not in absent]

    def name(self, *parts: object) -> str:
        return self.evening.name(self.distance.id, self.pair.number, *parts)

    def event(self, kind: str, *name: object, **body: JsonValue) -> Event:
        """An event of this pair."""
        return event(kind, self.name(*name), distance=self.distance.id, pair=self.pair.number, **body)
