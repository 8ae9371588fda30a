"""The programme: who skates which distance, in which pair and lane, against which records, and what adds up."""

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
"""Where a skater starts. Of two teams on opposite straights, inner starts on the finishing straight, outer opposite."""

Category = Literal["W", "M", "X"]
"""Women, men, mixed."""

Format = Literal["pairs", "mass_start", "team_pursuit", "team_sprint", "mixed_relay"]
Division = Literal["A", "B"]
Phase = Literal["quarter_final", "semi_final", "final"]
RecordKind = Literal["WR", "OR", "WRJ", "TR", "NR", "SLB"]
"""World, Olympic, junior world, track, national record; sea-level best, which is the press's and no list's."""

Metres = Annotated[int, Ge(100), Le(20_000)]
Laps = Annotated[int, Ge(1), Le(50)]
Points = Annotated[int, Ge(0), Le(10_000)]
Unclassified = Literal["DNF", "DQ", "DNS", "WDR"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the rule books leave open or let a competition choose (docs/rules.md).

    `points_table` names the season's World Cup points, `sprint_table` the points of mass start sprints; a rink below
    `sea_level_below_m` counts for sea-level bests.
    """

    __pydantic_config__ = WIRE
    rank_dnf: bool = False
    points_table: Annotated[str, Len(1, 64)] | None = None
    sprint_table: Annotated[str, Len(1, 64)] = "isu-2018"
    sea_level_below_m: Annotated[int, Ge(0), Le(5000)] = 300
    unclassified_order: tuple[Unclassified, ...] = ("DNF", "DQ", "DNS", "WDR")
    record_eligible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """Who officiates, as the protocol prints it: `role` such as "Referee" or "Starter"."""

    __pydantic_config__ = WIRE
    role: Name
    name: Name
    country: Annotated[str, Len(0, 3)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    """`altitude_m` is the rink's; `date` the first day, `days` how many."""

    __pydantic_config__ = WIRE
    name: Name
    venue: Name | None = None
    city: Name | None = None
    country: Annotated[str, Len(0, 3)] = ""
    date: Annotated[str, Len(10, 10)] | None = None
    days: Annotated[int, Ge(1), Le(30)] = 1
    altitude_m: Annotated[int, Ge(-500), Le(5000)] | None = None
    officials: Annotated[tuple[Official, ...], Len(0, 50)] = ()
    rules: Rules = field(default_factory=Rules)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skater:
    """`country` is the three-letter IOC code. An unnamed entry says so in `last_name`, its place in `first_name`.

    A team is a skater with `members`, in the order in which a sprint or relay is skated; a reserve is the last of four.
    `junior`: may set a junior world record.
    """

    __pydantic_config__ = WIRE
    id: Key
    last_name: Name
    first_name: Annotated[str, Len(0, 120)] = ""
    country: Annotated[str, Len(0, 3)] = ""
    bib: Annotated[int, Ge(0), Le(99999)] | None = None
    club: Annotated[str, Len(0, 120)] = ""
    junior: bool = False
    members: Annotated[tuple[Key, ...], Len(0, 4)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skater's, or one team's, place in a pair. `lane` is where it starts: in every format but the mass start.

    Bests are official times in microseconds. `note` is printed with the entry, such as `(N)`.
    """

    __pydantic_config__ = WIRE
    skater: Key
    lane: Lane | None = None
    note: Annotated[str, Len(0, 16)] = ""
    personal_best_us: TimeUs | None = None
    season_best_us: TimeUs | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A heat of two; the whole field in a mass start, up to four teams in a relay.

    Pairs that share a `quartet` number are on the ice together; the lower number starts first.
    """

    __pydantic_config__ = WIRE
    number: PairNumber
    entries: Annotated[tuple[Entry, ...], Len(0, 60)]
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
    """One distance for one category. `track` is 400, or 333 for 333 1/3 m; `number` is its number in the programme.

    `division`, `rank_dnf` and `points` are for World Cups: without `points` the distance's `points_table` gives them,
    or else the competition's; without `rank_dnf`, or a mass start's `sprint_table`, the competition's rules hold.
    `event` joins the phases of one event (semi-finals and final, rounds of a knock-out), in which `phase` and `heat`
    say which this is ("A" is the final for gold); the best `qualify` go on. `cup` names the series that the points
    count for. `knock_out`: two teams skate against each other, and the heat has a winner.
    """

    __pydantic_config__ = WIRE
    id: Key
    name: Name
    metres: Metres
    category: Category
    format: Format = "pairs"
    pairs: Annotated[tuple[Pair, ...], Len(0, 200)] = ()
    breaks: Annotated[tuple[Break, ...], Len(0, 50)] = ()
    track: Literal[400, 333] = 400
    number: Annotated[int, Ge(1), Le(999)] | None = None
    division: Division | None = None
    rank_dnf: bool | None = None
    points: Annotated[tuple[Points, ...], Len(0, 100)] | None = None
    points_table: Annotated[str, Len(1, 64)] | None = None
    sprint_table: Annotated[str, Len(1, 64)] | None = None
    cup: Key | None = None
    event: Key | None = None
    phase: Phase | None = None
    heat: Annotated[str, Len(1, 8)] | None = None
    qualify: Annotated[int, Ge(1), Le(60)] | None = None
    knock_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One line of the record book as it stood before the competition.

    `country` is the holder's; a national record is that country's. A track record is this rink's.
    """

    __pydantic_config__ = WIRE
    kind: RecordKind
    metres: Metres
    category: Category
    time_us: TimeUs
    format: Format = "pairs"
    holder: Name | None = None
    country: Annotated[str, Len(0, 3)] = ""
    date: Annotated[str, Len(10, 10)] | None = None
    place: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Distances that are added up by samalog points, in the order in which they are skated.

    Only the best `qualify` skate the last of them, where it is given: first who is among them in the classification and
    in the longest distance before, then the field is filled from the classification (`overall`), or by the better of
    the two ranks (`either`).
    """

    __pydantic_config__ = WIRE
    id: Key
    name: Name
    distances: Annotated[tuple[Key, ...], Len(0, 10)]
    qualify: Annotated[int, Ge(1), Le(60)] | None = None
    fill: Literal["overall", "either"] = "overall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What a skater brings into this competition: World Cup points of the competitions `before` it."""

    __pydantic_config__ = WIRE
    skater: Key
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A cup over several competitions: the points of this one's distances with this `cup`, and those carried."""

    __pydantic_config__ = WIRE
    id: Key
    name: Name
    carried: Annotated[tuple[Carried, ...], Len(0, 500)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything published before a race: the whole of it, looked up by id."""

    competition: Competition
    skaters: Mapping[str, Skater]
    distances: Mapping[str, Distance]
    records: tuple[Record, ...] = ()
    records_as_of: str | None = None
    combinations: tuple[Combination, ...] = ()
    series: tuple[Series, ...] = ()

    def book(self, distance: Distance) -> list[Record]:
        """The record book for this distance as published."""
        kind = distance.metres, distance.category, distance.format
        return [r for r in self.records if (r.metres, r.category, r.format) == kind]
