"""A pair to be skated, and how its events are named."""

from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import JsonValue

from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile, Skater
from iceline_simulator.troubles import DidNotStart, OfEntry, Reskate, Walkover, Withdrawn
from iceline_simulator.wire import Event, event

T = TypeVar("T")

ABSENT: Final = (DidNotStart, Withdrawn)


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
        return self._known(skater).last_name

    def members(self, team: str) -> tuple[str, ...]:
        """Of a team, in their order; of a skater nobody."""
        return self._known(team).members

    def _known(self, skater: str) -> Skater:
        return next(known for known in self.race.skaters if known.id == skater)


@dataclass(frozen=True, slots=True)
class Heat:
    """One pair of a distance. `re_skate` says what is skated where it is the re-skate of an earlier pair."""

    evening: Evening
    distance: Distance
    pair: Pair
    re_skate: Reskate | None = None

    @property
    def title(self) -> str:
        match self.distance.format:
            case "pairs":
                return f"{self.distance.name}, pair {self.pair.number}"
            case "mass_start" if len(self.distance.pairs) == 1:
                return self.distance.name
            case _:
                return f"{self.distance.name}, heat {self.pair.number}"

    def troubles(self, kind: type[T]) -> list[T]:
        return [trouble for trouble in self.pair.troubles if isinstance(trouble, kind)]

    def entry(self, trouble: OfEntry) -> Entry:
        """Whom it happens to: of a team's member, the team."""
        return next(entry for entry in self.pair.entries if self._is_of(trouble, entry))

    def entry_of(self, skater: str) -> Entry | None:
        return next((entry for entry in self.pair.entries if entry.skater == skater), None)

    def other(self, entry: Entry) -> Entry:
        """The one beside her."""
        return next(each for each in self.pair.entries if each is not entry)

    def concerns(self, trouble: OfEntry, entry: str, skater: str) -> bool:
        """Whether it is about this skater of this entry; a trouble that names nobody is about all."""
        if trouble.lane is None and trouble.skater is None:
            return True
        return self.entry(trouble).skater == entry and trouble.skater in (None, entry, skater)

    def tag(self, entry: str, skater: str) -> str:
        """What the ids of events call a skater: the lane or the place in the start list, of a team with the member."""
        place = next(place for place, each in enumerate(self.pair.entries, 1) if each.skater == entry)
        tag = str(self.pair.entries[place - 1].lane or place)
        return tag if skater == entry else f"{tag}.{self.evening.members(entry).index(skater) + 1}"

    def last_name(self, trouble: OfEntry) -> str:
        return self.evening.last_name(self.entry(trouble).skater)

    def starters(self) -> list[Entry]:
        """Those of the pair who come to the start; nobody to a heat that one team does not come to."""
        if self.troubles(Walkover):
            return []
        absent = {self.entry(trouble).skater for trouble in self.pair.troubles if isinstance(trouble, ABSENT)}
        return [entry for entry in self.pair.entries if entry.skater not in absent]

    def name(self, *parts: object) -> str:
        return self.evening.name(self.distance.id, self.pair.number, *parts)

    def event(self, kind: str, *name: object, **body: JsonValue) -> Event:
        """An event of this pair."""
        return event(kind, self.name(*name), distance=self.distance.id, pair=self.pair.number, **body)

    def _is_of(self, trouble: OfEntry, entry: Entry) -> bool:
        if trouble.lane is not None:
            return entry.lane == trouble.lane
        return trouble.skater == entry.skater or trouble.skater in self.evening.members(entry.skater)
