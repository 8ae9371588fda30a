"""The race file: an evening of racing as JSON (docs/race-files.md)."""

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, Len

from iceline_simulator.course import Metres
from iceline_simulator.troubles import Trouble
from iceline_simulator.values import STRICT, Basis, ClockUs, Goal, Lane, Seconds, SplitGoal

FORMAT: Final = "iceline-race/1"

Name = Annotated[str, Len(1, 120)]
Text = Annotated[str, Len(0, 1000)]
Key = Annotated[str, Len(1, 24)]
DistanceKey = Annotated[str, Len(1, 16)]
PairNumber = Annotated[int, Ge(1), Le(999)]
Country = Annotated[str, Len(0, 3)]
Date = Annotated[str, Len(10, 10)]
Category = Literal["W", "M"]
Status = Literal["finished", "DNF", "DQ", "DNS", "WDR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a competition may choose; what is left out is the server's default."""

    __pydantic_config__ = STRICT
    rank_dnf: bool | None = None
    unclassified_order: tuple[Literal["DNF", "DQ", "DNS", "WDR"], ...] | None = None
    record_eligible: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    __pydantic_config__ = STRICT
    name: Name
    venue: Name | None = None
    city: Name | None = None
    date: Date | None = None
    rules: Rules | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How long everything between the races takes, in race seconds."""

    __pydantic_config__ = STRICT
    first_call_s: Seconds = 10
    call_to_start_s: Seconds = 35
    finish_to_confirm_s: Seconds = 20
    finish_to_call_s: Seconds = 40
    photo_finish_after_s: tuple[Seconds, Seconds] = (11, 13)
    false_start_pause_s: Seconds = 30
    quartet_after_s: Seconds = 20
    break_s: Seconds = 60
    reskate_rest_s: Seconds = 60
    between_distances_s: Seconds = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Skater:
    __pydantic_config__ = STRICT
    id: Key
    last_name: Name
    first_name: Annotated[str, Len(0, 120)] = ""
    country: Country = ""
    bib: Annotated[int, Ge(0), Le(99999)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    __pydantic_config__ = STRICT
    kind: Literal["WR", "OR", "TR"]
    metres: Metres
    category: Category
    time: ClockUs
    holder: Name | None = None
    country: Country = ""
    date: Date | None = None
    place: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skater of a pair: where she starts, what she skates, and how we know each of these."""

    __pydantic_config__ = STRICT
    skater: Key
    lane: Lane
    lane_basis: Basis = "published"
    pair_basis: Basis = "published"
    personal_best: ClockUs | None = None
    season_best: ClockUs | None = None
    time: Goal | None = None
    splits: tuple[SplitGoal, ...] = ()
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    __pydantic_config__ = STRICT
    number: PairNumber
    entries: Annotated[tuple[Entry, ...], Len(1, 2)]
    quartet: PairNumber | None = None
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    __pydantic_config__ = STRICT
    after_pair: PairNumber
    minutes: Annotated[int, Ge(0), Le(600)] = 15
    reason: Name = "Ice preparation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One line of the result that must come out. `time` is the official time."""

    __pydantic_config__ = STRICT
    skater: Key
    rank: PairNumber | None = None
    time: ClockUs | None = None
    status: Status = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    __pydantic_config__ = STRICT
    id: DistanceKey
    name: Name
    metres: Metres
    category: Category
    pairs: Annotated[tuple[Pair, ...], Len(1, 200)]
    breaks: tuple[Break, ...] = ()
    expected: tuple[Expected, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceFile:
    __pydantic_config__ = STRICT
    format: Literal["iceline-race/1"]
    competition: Competition
    skaters: Annotated[tuple[Skater, ...], Len(1, 2000)]
    distances: Annotated[tuple[Distance, ...], Len(1, 50)]
    about: Text = ""
    sources: tuple[Text, ...] = ()
    records: tuple[Record, ...] = ()
    rhythm: Rhythm = field(default_factory=Rhythm)
    expected_refusals: tuple[str, ...] = ()
