"""One heat of the feed: its starts, its laps and the choices of source that the flags on the laps tell of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from iceline.protocols.vantage_messages import TICKS_PER_US, FeedDistance, FeedRace, Lap, RaceOfHeat
from iceline.protocols.vantage_programme import LANES, course_metres, distance_id, track
from iceline.race.course import Course, course
from iceline.race.events import (
    Event,
    How,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    PassingVoided,
    Ref,
    SkaterDidNotFinish,
    SkaterDidNotStart,
    SkaterDisqualified,
    SkaterWithdrawn,
    SourceSelected,
    StartCancelled,
)

DELETED: Final = 16
PRESENTED: Final = 32

USUAL: Final[How] = "optical"
"""What the feed presents while its operator chooses nothing."""

HOW: Final[Mapping[str, How]] = {"Photofinish": "photo_finish", "Optical": "optical", "Transponder": "transponder"}
"""Everything else is taken as timed by hand."""

INSTEAD: Final[Mapping[How, How]] = {"optical": "transponder", "transponder": "optical", "hand": "optical"}
"""What is presented where a measurement of this source is not."""

Ruled = type[SkaterDidNotStart | SkaterDidNotFinish | SkaterDisqualified | SkaterWithdrawn]
RULINGS: Final[Mapping[int, Ruled]] = {
    1: SkaterDidNotStart,
    2: SkaterDidNotFinish,
    3: SkaterDisqualified,
    4: SkaterWithdrawn,
}


@dataclass(frozen=True, slots=True)
class _Measured:
    """A lap that was told as a passing: its event's id and its split point, None where the feed named none."""

    id: str
    index: int | None


@dataclass(slots=True)
class Heat:
    """A heat as the feed has told it so far. `activation` counts how often it was activated after being put away."""

    source: str
    distance: FeedDistance
    number: int
    races: Sequence[FeedRace]
    activation: int = 1
    away: bool = False
    started: str | None = None
    next_index: dict[str, int] = field(default_factory=dict)
    selected: dict[tuple[str, int | None], How] = field(default_factory=dict)
    measured: dict[tuple[str, str, int], _Measured] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def called(self) -> Event:
        """Called to the start."""
        return PairCalled(id=self._id("called"), source=self.source, distance=self._key, pair=self.number)

    def start(self, moment: datetime) -> list[Event]:
        """The gun: a new run, in which the usual source is presented."""
        self.started = _digits(moment.astimezone(UTC).isoformat())
        self.selected.clear()
        run = PairStarted(
            id=self._id(self.started), source=self.source, distance=self._key, pair=self.number, started_at=moment
        )
        return [self._selection(USUAL), run]

    def cleared(self) -> list[Event]:
        """A cancelled start; a heat may also be cleared before any."""
        if self.started is None:
            return []
        said = self._id(self.started, "cleared")
        self.started = None
        return [StartCancelled(id=said, source=self.source, distance=self._key, pair=self.number, reason="cleared")]

    def lap(self, lap: Lap) -> list[Event]:
        """A new lap, with the choice of source that its flags imply. One that comes deleted is none."""
        skater = self._skater(lap.raceId)
        if lap.flags & DELETED or skater is None or self.started is None:
            return []
        index, how = self._index(lap), _how(lap)
        measured = _Measured(self._fresh_id(lap, how), index)
        self.measured[_lap_key(lap, lap.time)] = measured
        passing = PassingMeasured(
            id=measured.id,
            source=self.source,
            distance=self._key,
            pair=self.number,
            skater=skater,
            how=how,
            elapsed_us=lap.time // TICKS_PER_US,
            metres=None if index is None else float(self._course.points[index].metres),
        )
        return [*self._choice(lap, skater, index), passing]

    def lap_updated(self, lap: Lap, old_time: int) -> list[Event]:
        """A lap that was deleted, edited, or is presented now instead of another."""
        skater = self._skater(lap.raceId)
        measured = self.measured.get(_lap_key(lap, old_time))
        if skater is None or measured is None:
            return self.lap(lap)
        if not lap.flags & DELETED and lap.time == old_time:
            return self._choice(lap, skater, measured.index)
        del self.measured[_lap_key(lap, old_time)]
        ref = Ref(source=self.source, id=measured.id)
        void = PassingVoided(id=f"{measured.id}.void", source=self.source, passing=ref, reason="changed in the feed")
        return [void, *self.lap(lap)]

    def rulings(self, races: Sequence[RaceOfHeat]) -> list[Event]:
        """Who has no valid time, and why; each is said once."""
        events: list[Event] = []
        for race in (r.race for r in races if r.race.competitor and r.race.result):
            reason = race.result.timeInvalidReason if race.result else None
            ruled, skater = RULINGS.get(reason or 0), self._skater(race.id)
            said = f"{self.distance.number}.{self.number}.{LANES[race.lane]}.reason{reason}"
            if ruled is None or skater is None or said in self.ids:
                continue
            self.ids.add(said)
            events.append(ruled(id=said, source=self.source, distance=self._key, skater=skater, pair=self.number))
        return events

    def confirmed(self) -> Event:
        """The times of the heat were committed."""
        said = self._id(self.started or "none", "committed")
        return PairConfirmed(id=said, source=self.source, distance=self._key, pair=self.number)

    def _choice(self, lap: Lap, skater: str, index: int | None) -> list[Event]:
        """The photo finish needs no choice: read later, it goes before any."""
        how = _how(lap)
        if how == "photo_finish":
            return []
        presented = how if lap.flags & PRESENTED else INSTEAD[how]
        if self.selected.get((skater, index), USUAL) == presented:
            return []
        self.selected[skater, index] = presented
        return [self._selection(presented, skater, index, lap.time)]

    def _selection(self, how: How, skater: str | None = None, index: int | None = None, because: int = 0) -> Event:
        lane = next((LANES[r.lane] for r in self.races if r.competitor and r.competitor.id == skater), "pair")
        return SourceSelected(
            id=self._id(self.started or "none", lane, f"{index}", how, f"{because}"),
            source=self.source,
            distance=self._key,
            pair=self.number,
            how=how,
            skater=skater,
            metres=None if index is None else float(self._course.points[index].metres),
        )

    def _index(self, lap: Lap) -> int | None:
        index = lap.fixedIndex if lap.fixedIndex is not None else self.next_index.get(lap.raceId)
        return index if index is not None and 0 <= index < len(self._course.points) else None

    def _skater(self, race_id: str) -> str | None:
        race = next((r for r in self.races if r.id == race_id), None)
        return race.competitor.id if race and race.competitor else None

    def _fresh_id(self, lap: Lap, how: How) -> str:
        lane = next((LANES[r.lane] for r in self.races if r.id == lap.raceId), "")
        said = self._id(how, lane, f"{lap.time}", _digits(lap.when)[-13:])
        while said in self.ids and _lap_key(lap, lap.time) not in self.measured:
            said += "+"
        self.ids.add(said)
        return said

    @property
    def _course(self) -> Course:
        return course(course_metres(self.distance), track(self.distance))

    @property
    def _key(self) -> str:
        return distance_id(self.distance)

    def _id(self, *parts: str) -> str:
        return ".".join((f"{self.distance.number}", f"{self.number}", f"{self.activation}", *parts))


def _how(lap: Lap) -> How:
    return HOW.get(lap.presentationSource.how, "hand")


def _lap_key(lap: Lap, time: int) -> tuple[str, str, int]:
    return lap.raceId, lap.presentationSource.how, time


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())
