"""The programme: who skates which distance, in which pair and lane, against which records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le, Len

from iceline.race.wire import WIRE

Name = Annotated[str, Len(1, 120)]
Key = Annotated[str, Len(1, 64)]
PairNumber = Annotated[int, Ge(1), Le(999)]
TimeUs = Annotated[int, Gt(0), Le(7_200_000_000)]
Lane = Literal["inner", "outer"]
Category = Literal["W", "M"]
RecordKind = Literal["WR", "OR", "TR"]
Unclassified = Literal["DNF", "DQ", "DNS", "WDR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the rule books leave open or let a competition choose (docs/rules.md)."""

    __pydantic_config__ = WIRE
    rank_dnf: bool = False
    unclassified_order: tuple[Unclassified, ...] = ("DNF", "DQ", "DNS", "WDR")
    record_eligible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    __pydantic_config__ = WIRE
    name: Name
    venue: Name | None = None
    city: Name | None = None
    date: Annotated[str, Len(10, 10)] | None = None
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skater:
    """`country` is the three-letter IOC code. An unnamed entry says so in `last_name`, its place in `first_name`."""

    __pydantic_config__ = WIRE
    id: Key
    last_name: Name
    first_name: Annotated[str, Len(0, 120)] = ""
    country: Annotated[str, Len(0, 3)] = ""
    bib: Annotated[int, Ge(0), Le(99999)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skater's place in a pair. `lane` is where the skater starts; bests are official times in microseconds."""

    __pydantic_config__ = WIRE
    skater: Key
    lane: Lane
    personal_best_us: TimeUs | None = None
    season_best_us: TimeUs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A heat of two. Pairs that share a `quartet` number are on the ice together; the lower number starts first."""

    __pydantic_config__ = WIRE
    number: PairNumber
    entries: Annotated[tuple[Entry, ...], Len(0, 2)]
    quartet: PairNumber | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """Ice preparation or another planned pause."""

    __pydantic_config__ = WIRE
    after_pair: PairNumber
    minutes: Annotated[int, Ge(0), Le(600)] = 15
    reason: Name = "Ice preparation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """One distance for one category. `track` is 400, or 333 for 333 1/3 m; `number` is its number in the programme."""

    __pydantic_config__ = WIRE
    id: Key
    name: Name
    metres: Literal[500, 1000, 1500, 3000, 5000, 10000]
    category: Category
    pairs: Annotated[tuple[Pair, ...], Len(0, 200)] = ()
    breaks: Annotated[tuple[Break, ...], Len(0, 50)] = ()
    track: Literal[400, 333] = 400
    number: Annotated[int, Ge(1), Le(999)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the record book as it stood before the competition."""

    __pydantic_config__ = WIRE
    kind: RecordKind
    metres: Literal[500, 1000, 1500, 3000, 5000, 10000]
    category: Category
    time_us: TimeUs
    holder: Name | None = None
    country: Annotated[str, Len(0, 3)] = ""
    date: Annotated[str, Len(10, 10)] | None = None
    place: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything published before a race: the whole of it, looked up by id."""

    competition: Competition
    skaters: Mapping[str, Skater]
    distances: Mapping[str, Distance]
    records: tuple[Record, ...] = ()
