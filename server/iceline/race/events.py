"""The events: facts that equipment and officials told, in the past tense (docs/protocol.md)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Protocol

from annotated_types import Ge, Le, Len

from iceline.race.programme import (
    Combination,
    Competition,
    Distance,
    Key,
    Lane,
    Name,
    PairNumber,
    Record,
    RecordKind,
    Series,
    Skater,
)
from iceline.race.wire import WIRE

How = Literal["photo_finish", "optical", "transponder", "hand"]
Reason = Annotated[str, Len(0, 500)]
Code = Annotated[str, Len(1, 16)]
ElapsedUs = Annotated[int, Ge(-(2**53)), Le(2**53)]
Metres = Annotated[float, Ge(0), Le(20000)]
Degrees = Annotated[float, Ge(-60), Le(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ref:
    """Names one earlier event: its sender and the sender's id for it."""

    __pydantic_config__ = WIRE
    source: Key
    id: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What every event carries. `id` is unique per source; `source` may be left out: the token names it."""

    __pydantic_config__ = WIRE
    id: Key
    source: Key | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePublished(Envelope):
    """Start lists. Publishing again replaces what has not been skated."""

    type: Literal["programme_published"] = "programme_published"
    competition: Competition
    skaters: Annotated[tuple[Skater, ...], Len(0, 2000)]
    distances: Annotated[tuple[Distance, ...], Len(0, 200)]
    records: Annotated[tuple[Record, ...], Len(0, 500)] = ()
    records_as_of: Annotated[str, Len(10, 10)] | None = None
    combinations: Annotated[tuple[Combination, ...], Len(0, 50)] = ()
    series: Annotated[tuple[Series, ...], Len(0, 50)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordsPublished(Envelope):
    """The record book, replaced whole: as it stood on the day `as_of` (YYYY-MM-DD), before this competition."""

    type: Literal["records_published"] = "records_published"
    as_of: Annotated[str, Len(10, 10)]
    records: Annotated[tuple[Record, ...], Len(0, 500)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPair(Envelope):
    distance: Key
    pair: PairNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCalled(OfPair):
    """Called to the start. A pair that has finished and is called again is skated again."""

    type: Literal["pair_called"] = "pair_called"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairStarted(OfPair):
    """The gun. `clock_rate`: race seconds in one second of the wall clock; above 1 only when a simulator plays."""

    type: Literal["pair_started"] = "pair_started"
    started_at: datetime
    clock_rate: Annotated[int, Ge(1), Le(1000)] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCancelled(OfPair):
    """False start or recall: every passing of that start is void."""

    type: Literal["start_cancelled"] = "start_cancelled"
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingMeasured(OfPair):
    """One crossing of the line by one source, `lane` (the start lane) or `skater` saying whose.

    `elapsed_us` counts from the pair's start; `passed_at` is measured against its `started_at`.
    Without `metres` the course decides which split point it was. In a mass start `metres` is whole laps of the track's
    length. Of a team, `skater` is the team, or the member who crossed.
    """

    type: Literal["passing_measured"] = "passing_measured"
    how: How
    lane: Lane | None = None
    skater: Key | None = None
    elapsed_us: ElapsedUs | None = None
    passed_at: datetime | None = None
    metres: Metres | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingVoided(Envelope):
    """A phantom: it never happened."""

    type: Literal["passing_voided"] = "passing_voided"
    passing: Ref
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassingAssigned(Envelope):
    """It was booked on the wrong skater: it belongs to this one of the same pair."""

    type: Literal["passing_assigned"] = "passing_assigned"
    passing: Ref
    skater: Key


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceSelected(OfPair):
    """Use only this source's times: for the pair, for one `skater` of it, or for one split point (`metres`) too."""

    type: Literal["source_selected"] = "source_selected"
    how: How
    skater: Key | None = None
    metres: Metres | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairConfirmed(OfPair):
    """The times of the pair stand (unofficial)."""

    type: Literal["pair_confirmed"] = "pair_confirmed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfSkater(Envelope):
    """An official's word on a skater. Without `pair` it is about the pair the skater was called to last."""

    distance: Key
    skater: Key
    code: Code | None = None
    pair: PairNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterWithdrawn(OfSkater):
    type: Literal["skater_withdrawn"] = "skater_withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterDidNotStart(OfSkater):
    type: Literal["skater_did_not_start"] = "skater_did_not_start"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterDidNotFinish(OfSkater):
    type: Literal["skater_did_not_finish"] = "skater_did_not_finish"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterDisqualified(OfSkater):
    type: Literal["skater_disqualified"] = "skater_disqualified"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterLapped(OfSkater):
    """In a mass start: lapped, so the points of the sprints are forfeited."""

    type: Literal["skater_lapped"] = "skater_lapped"


@dataclass(frozen=True, slots=True, kw_only=True)
class SkaterAdvanced(OfSkater):
    """In a mass start that others go on from: hindered, and advanced to the next phase by the referee."""

    type: Literal["skater_advanced"] = "skater_advanced"


@dataclass(frozen=True, slots=True, kw_only=True)
class InfractionNoted(OfSkater):
    """A code that is printed with the skater and changes nothing: `F` fell, `RW` referee's warning, `RS`, `T02`."""

    type: Literal["infraction_noted"] = "infraction_noted"
    code: Code


@dataclass(frozen=True, slots=True, kw_only=True)
class HeatWon(OfPair):
    """A knock-out is decided by other than the clock: the team that was overtaken, or did not come, has lost."""

    type: Literal["heat_won"] = "heat_won"
    skater: Key
    how: Literal["overtaken", "walkover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProtestLodged(Envelope):
    """The result is on hold, of a skater or of the whole distance, until the protest is taken back as a ruling is."""

    type: Literal["protest_lodged"] = "protest_lodged"
    distance: Key
    skater: Key | None = None
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRatified(Envelope):
    """A record that was set here is pending no longer."""

    type: Literal["record_ratified"] = "record_ratified"
    distance: Key
    skater: Key
    kind: RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ConditionsMeasured(Envelope):
    """Ice and air at the `start` or the `end` of a distance: degrees Celsius, relative humidity in percent."""

    type: Literal["conditions_measured"] = "conditions_measured"
    distance: Key
    when: Literal["start", "end"]
    ice_c: Degrees | None = None
    air_c: Degrees | None = None
    humidity: Annotated[float, Ge(0), Le(100)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RulingReversed(Envelope):
    """Takes a withdrawal, DNS, DNF, DQ, a note, a protest, a decided heat or a confirmation back."""

    type: Literal["ruling_reversed"] = "ruling_reversed"
    ruling: Ref
    reason: Reason = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReskateGranted(Envelope):
    """The skater skates again, alone, in a new pair, inner lane unless `lane` says outer; the better time counts."""

    type: Literal["reskate_granted"] = "reskate_granted"
    distance: Key
    skater: Key
    pair: PairNumber
    lane: Lane = "inner"


@dataclass(frozen=True, slots=True, kw_only=True)
class DistanceConfirmed(Envelope):
    """The result of the distance is official. `by` is who confirmed it, for the protocol."""

    type: Literal["distance_confirmed"] = "distance_confirmed"
    distance: Key
    by: Name | None = None


Ruling = (
    SkaterWithdrawn
    | SkaterDidNotStart
    | SkaterDidNotFinish
    | SkaterDisqualified
    | SkaterLapped
    | SkaterAdvanced
    | InfractionNoted
)

Event = (
    ProgrammePublished
    | RecordsPublished
    | PairCalled
    | PairStarted
    | StartCancelled
    | PassingMeasured
    | PassingVoided
    | PassingAssigned
    | SourceSelected
    | PairConfirmed
    | Ruling
    | RulingReversed
    | HeatWon
    | ProtestLodged
    | RecordRatified
    | ConditionsMeasured
    | ReskateGranted
    | DistanceConfirmed
)


class Crossing(Protocol):
    """What a `passing_measured` says, in whatever form it lies at hand."""

    @property
    def id(self) -> str: ...
    @property
    def distance(self) -> str: ...
    @property
    def pair(self) -> int: ...
    @property
    def how(self) -> How: ...
    @property
    def lane(self) -> Lane | None: ...
    @property
    def skater(self) -> str | None: ...
    @property
    def elapsed_us(self) -> int | None: ...
    @property
    def passed_at(self) -> datetime | None: ...
    @property
    def metres(self) -> float | None: ...


def corrected(event: Event) -> Ref | None:
    """The earlier event that this one corrects, by its name; None where it corrects none."""
    match event:
        case PassingVoided(passing=ref) | PassingAssigned(passing=ref) | RulingReversed(ruling=ref):
            return ref
        case _:
            return None
