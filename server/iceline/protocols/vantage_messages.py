"""The messages of the KNSB and ISU event feed, as far as Iceline reads them (SOURCES.md 0.2); the rest is ignored."""

from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from iceline.errors import MalformedMessage

TICKS_PER_US = 10
"""Times of the feed are ticks of 100 ns."""


@dataclass(frozen=True, slots=True)
class HeatKey:
    round: int
    number: int


@dataclass(frozen=True, slots=True)
class Address:
    city: str | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    name: str | None = None
    address: Address | None = None


@dataclass(frozen=True, slots=True)
class FeedCompetition:
    id: str
    name: str
    starts: str
    venue: Venue | None = None


@dataclass(frozen=True, slots=True)
class FeedDistance:
    """`value` is metres when `valueQuantity` is 0; `startMode` 0 is pairs."""

    id: str
    name: str
    number: int
    value: int
    valueQuantity: int
    startMode: int
    trackLength: float
    competitionId: str


@dataclass(frozen=True, slots=True)
class CompetitorName:
    firstName: str | None = None
    surname: str | None = None
    surnamePrefix: str | None = None


@dataclass(frozen=True, slots=True)
class Competitor:
    id: str
    fullName: str
    nationalityCode: str | None = None
    startNumber: int | None = None
    gender: int = 0
    name: CompetitorName | None = None


@dataclass(frozen=True, slots=True)
class FeedResult:
    """`timeInvalidReason`: 0 unknown, 1 not started, 2 not finished, 3 disqualified, 4 withdrawn."""

    timeInvalidReason: int | None = None


@dataclass(frozen=True, slots=True)
class FeedRace:
    """`lane` 0 inner, 1 outer; bests in ticks."""

    id: str
    lane: Literal[0, 1]
    competitor: Competitor | None = None
    personalBest: int | None = None
    seasonBest: int | None = None
    result: FeedResult | None = None


@dataclass(frozen=True, slots=True)
class RaceOfHeat:
    race: FeedRace


@dataclass(frozen=True, slots=True)
class Source:
    how: str


@dataclass(frozen=True, slots=True)
class Lap:
    """One measured crossing of the line. `flags` are bits: 16 deleted, 32 presented."""

    raceId: str
    time: int
    when: str
    flags: int
    presentationSource: Source
    fixedIndex: Annotated[int, Field(ge=0)] | None = None


@dataclass(frozen=True, slots=True)
class CompetitionActivated:
    typeName: Literal["CompetitionActivatedEvent"]
    competition: FeedCompetition


@dataclass(frozen=True, slots=True)
class DistanceActivated:
    typeName: Literal["DistanceActivatedEvent"]
    distance: FeedDistance


@dataclass(frozen=True, slots=True)
class OfHeat:
    distanceId: str
    heat: HeatKey


@dataclass(frozen=True, slots=True)
class HeatActivated(OfHeat):
    typeName: Literal["HeatActivatedEvent"]
    races: tuple[RaceOfHeat, ...]


@dataclass(frozen=True, slots=True)
class HeatStarted(OfHeat):
    typeName: Literal["HeatStartedEvent"]
    started: AwareDatetime


@dataclass(frozen=True, slots=True)
class HeatCleared(OfHeat):
    typeName: Literal["HeatClearedEvent"]


@dataclass(frozen=True, slots=True)
class RaceNextLapIndexChanged(OfHeat):
    typeName: Literal["RaceNextLapIndexChangedEvent"]
    raceId: str
    index: int


@dataclass(frozen=True, slots=True)
class RaceLapAdded(OfHeat):
    typeName: Literal["RaceLapAddedEvent"]
    lap: Lap


@dataclass(frozen=True, slots=True)
class RaceLapUpdated(OfHeat):
    typeName: Literal["RaceLapUpdatedEvent"]
    lap: Lap
    oldTime: int


@dataclass(frozen=True, slots=True)
class HeatCommitted(OfHeat):
    typeName: Literal["HeatCommittedEvent"]
    races: tuple[RaceOfHeat, ...]


@dataclass(frozen=True, slots=True)
class HeatDeactivated(OfHeat):
    typeName: Literal["HeatDeactivatedEvent"]


Message = (
    CompetitionActivated
    | DistanceActivated
    | HeatActivated
    | HeatStarted
    | HeatCleared
    | RaceNextLapIndexChanged
    | RaceLapAdded
    | RaceLapUpdated
    | HeatCommitted
    | HeatDeactivated
)

READ = frozenset(f"{kind.__name__}Event" for kind in get_args(Message))
"""Whose type is not here is not read."""

_MESSAGES: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="typeName")])


@dataclass(frozen=True, slots=True)
class _Typed:
    typeName: str


_TYPED: TypeAdapter[_Typed] = TypeAdapter(_Typed)


def read(line: bytes) -> Message | None:
    """One message of the feed; None for a kind that Iceline does not read. Raises MalformedMessage."""
    try:
        if _TYPED.validate_json(line).typeName not in READ:
            return None
        return _MESSAGES.validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"]) or "message"
        raise MalformedMessage("malformed_event", f"Not a message of the feed: {where}: {first['msg']}") from error
