"""The state of a competition: the facts of the journal, sorted by distance, pair and run; nothing derived."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from msgspec import Struct

from iceline.race.course import Course, course
from iceline.race.events import Event, How, PassingMeasured, Ref
from iceline.race.programme import (
    Competition,
    Distance,
    Entry,
    Pair,
    Programme,
    RecordKind,
    Rules,
    Skater,
)

RulingKind = Literal["WDR", "DNS", "DNF", "DQ"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with what the journal adds: its number, its sender, when it was received (Unix time, microseconds).

    `about` is the earlier event that a correction names, as the journal has it; None where there is no such event.
    """

    seq: int
    source: str
    received_at_us: int
    event: Event
    about: Event | None = None

    @property
    def ref(self) -> Ref:
        return Ref(source=self.source, id=self.event.id)


class Passing(Struct, frozen=True, gc=False):
    """One measured crossing. `index` is the split point its sender named, None where the course must decide.

    A journal may hold a million: a struct is made in a fifth of a dataclass's time, and the collector of garbage never
    looks at it, for it holds nothing that could refer back to it.
    """

    source: str
    id: str
    seq: int
    skater: str
    how: How
    elapsed_us: int
    index: int | None = None
    passed_at_us: int | None = None
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Selection:
    """An operator's choice of source; None for `skater` or `index` means all of them."""

    seq: int
    how: How
    skater: str | None
    index: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Run:
    """One start of a pair that was not cancelled. `started_at_us` is the sender's clock, `received_at_us` ours.

    `selections` are the choices of source made before or during it: a later run may be timed by another.
    """

    started_at_us: int
    received_at_us: int
    clock_rate: int = 1
    passings: tuple[Passing, ...] = ()
    selections: tuple[Selection, ...] = ()

    def moment_us(self, elapsed_us: int) -> int:
        """When a time of this run was reached, by the sender's clock."""
        return self.started_at_us + elapsed_us // self.clock_rate


@dataclass(frozen=True, slots=True)
class Ruling:
    """An official's word on one skater's race in one pair."""

    ref: Ref
    kind: RulingKind
    skater: str
    pair: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """What officials noted of a skater's race that leaves the time as it is: a code, lapped, advanced."""

    ref: Ref
    skater: str
    pair: int
    code: str | None
    lapped: bool = False
    advanced: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """A knock-out heat that the clock did not decide."""

    ref: Ref
    pair: int
    winner: str
    how: Literal["overtaken", "walkover"]


@dataclass(frozen=True, slots=True)
class Protest:
    """The result of a skater, or of all (None), is on hold."""

    ref: Ref
    skater: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Ratification:
    """Of the time that stood then, in hundredths: a better one, or a corrected one, is another record."""

    ref: Ref
    skater: str
    kind: RecordKind
    time_cs: int | None


@dataclass(frozen=True, slots=True)
class Conditions:
    """Ice and air, degrees Celsius and percent; None where it was not measured."""

    ice_c: float | None
    air_c: float | None
    humidity: float | None


@dataclass(frozen=True, slots=True, eq=False)
class PairState:
    """A pair and all that was said about it. `open`: called, and waiting for the gun."""

    pair: Pair
    called_seq: int = 0
    open: bool = False
    runs: tuple[Run, ...] = ()
    selections: tuple[Selection, ...] = ()
    confirmed: Ref | None = None
    reskate: bool = False

    @property
    def run(self) -> Run | None:
        """The run on the ice, or the last one; None when the pair is called and waits for the gun."""
        return self.runs[-1] if self.runs and not self.open else None

    def entry_of(self, skater: str) -> Entry | None:
        return next((e for e in self.pair.entries if e.skater == skater), None)


@dataclass(frozen=True, slots=True, eq=False)
class DistanceState:
    """`teams` are the members of the teams that skate it, by team, in their order."""

    distance: Distance
    pairs: Mapping[int, PairState] = field(default_factory=dict)
    rulings: tuple[Ruling, ...] = ()
    official: Ref | None = None
    confirmed_by: str | None = None
    remarks: tuple[Remark, ...] = ()
    decisions: tuple[Decision, ...] = ()
    protests: tuple[Protest, ...] = ()
    ratifications: tuple[Ratification, ...] = ()
    teams: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    conditions: Mapping[Literal["start", "end"], Conditions] = field(default_factory=dict)

    def with_pairs(self, pairs: Mapping[int, PairState]) -> "DistanceState":
        """The same with these pairs. Written out, for most events do this, and `replace` takes three times as long."""
        return DistanceState(
            self.distance,
            pairs,
            self.rulings,
            self.official,
            self.confirmed_by,
            self.remarks,
            self.decisions,
            self.protests,
            self.ratifications,
            self.teams,
            self.conditions,
        )

    @property
    def course(self) -> Course:
        return course(self.distance.metres, self.distance.track, self.distance.format)

    def pairs_of(self, skater: str) -> list[PairState]:
        """Every pair the skater is in, in the order of their numbers; more than one after a re-skate was granted."""
        return [self.pairs[n] for n in sorted(self.pairs) if self.pairs[n].entry_of(skater) is not None]


@dataclass(frozen=True, slots=True)
class Live:
    """The pair that was called or started last."""

    distance: str
    pair: int


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything recorded so far. `seq` is the number of the last event in it."""

    programme: Programme | None = None
    distances: Mapping[str, DistanceState] = field(default_factory=dict)
    live: Live | None = None
    seq: int = 0

    @property
    def rules(self) -> Rules:
        return self.programme.competition.rules if self.programme else Rules()

    @property
    def competition(self) -> Competition | None:
        return self.programme.competition if self.programme else None

    @property
    def shown(self) -> DistanceState | None:
        """The distance of the pair called last, or the first of the programme; None before any programme."""
        if self.live:
            return self.distances.get(self.live.distance)
        return next(iter(self.distances.values()), None)

    def skater(self, skater: str) -> Skater:
        assert self.programme is not None
        return self.programme.skaters[skater]

    def find_passing(self, ref: Ref, measured: Event | None) -> tuple[DistanceState, PairState, Passing] | None:
        """The passing of `ref`, which the event `measured` told of; None unless it is in a run that stands."""
        if not isinstance(measured, PassingMeasured):
            return None
        distance = self.distances.get(measured.distance)
        pair = distance.pairs.get(measured.pair) if distance else None
        if distance is None or pair is None:
            return None
        found = (p for run in reversed(pair.runs) for p in run.passings if p.id == ref.id and p.source == ref.source)
        return next(((distance, pair, passing) for passing in found), None)
