"""The race file: an evening, or a weekend, of racing as JSON (docs/race-files.md)."""

from dataclasses import dataclass, field
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, Len

from iceline_simulator.course import Format, Track, split_points
from iceline_simulator.cups import Combination, Series
from iceline_simulator.troubles import Trouble
from iceline_simulator.values import STRICT, Basis, ClockUs, Count, Goal, Key, Lane, Name, Points, Seconds, SplitGoal

FORMAT: Final = "iceline-race/1"

Text = Annotated[str, Len(0, 1000)]
DistanceKey = Annotated[str, Len(1, 16)]
PairNumber = Annotated[int, Ge(1), Le(999)]
Country = Annotated[str, Len(0, 3)]
Date = Annotated[str, Len(10, 10)]
Category = Literal["W", "M", "X"]
Status = Literal["finished", "DNF", "DQ", "DNS", "WDR", "WOT", "LOT", "WO"]
RecordKind = Literal["WR", "OR", "WRJ", "TR", "NR", "SLB"]
Metres = Annotated[int, Ge(100), Le(20_000)]
Degrees = Annotated[float, Ge(-60), Le(60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a competition may choose; what is left out is the server's default."""

    __pydantic_config__ = STRICT
    rank_dnf: bool | None = None
    unclassified_order: tuple[Literal["DNF", "DQ", "DNS", "WDR"], ...] | None = None
    record_eligible: bool | None = None
    points_table: Annotated[str, Len(1, 64)] | None = None
    sprint_table: Annotated[str, Len(1, 64)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Official:
    """The `name` of who has the role "Referee" stands under every result that is made official."""

    __pydantic_config__ = STRICT
    role: Name
    name: Name
    country: Country = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Competition:
    __pydantic_config__ = STRICT
    name: Name
    venue: Name | None = None
    city: Name | None = None
    country: Country = ""
    date: Date | None = None
    days: Annotated[int, Ge(1), Le(30)] = 1
    altitude_m: Annotated[int, Ge(-500), Le(5000)] | None = None
    officials: Annotated[tuple[Official, ...], Len(0, 50)] = ()
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
    between_days_s: Seconds = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Skater:
    """A team is a skater with `members`, in the order in which a sprint or a relay is skated; a fourth is a reserve."""

    __pydantic_config__ = STRICT
    id: Key
    last_name: Name
    first_name: Annotated[str, Len(0, 120)] = ""
    country: Country = ""
    bib: Annotated[int, Ge(0), Le(99999)] | None = None
    junior: bool = False
    members: Annotated[tuple[Key, ...], Len(0, 4)] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    __pydantic_config__ = STRICT
    kind: RecordKind
    metres: Metres
    category: Category
    time: ClockUs
    format: Format = "pairs"
    holder: Name | None = None
    country: Country = ""
    date: Date | None = None
    place: Name | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One skater of a pair, or a team: where she starts, what she skates, and how we know each of these.

    Nobody has a lane in a mass start and in a relay. `mark` is printed with the entry, such as `(N)`.
    """

    __pydantic_config__ = STRICT
    skater: Key
    lane: Lane | None = None
    mark: Annotated[str, Len(0, 16)] = ""
    lane_basis: Basis = "published"
    pair_basis: Basis = "published"
    personal_best: ClockUs | None = None
    season_best: ClockUs | None = None
    time: Goal | None = None
    splits: tuple[SplitGoal, ...] = ()
    note: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sprint:
    """Who is first over the line at the end of this lap of a mass start; the others follow."""

    __pydantic_config__ = STRICT
    lap: Annotated[int, Ge(1), Le(50)]
    order: Annotated[tuple[Key, ...], Len(1, 60)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A heat: of two, of the whole field in a mass start, of up to four teams in a relay."""

    __pydantic_config__ = STRICT
    number: PairNumber
    entries: Annotated[tuple[Entry, ...], Len(1, 60)]
    quartet: PairNumber | None = None
    sprints: tuple[Sprint, ...] = ()
    troubles: tuple[Trouble, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    __pydantic_config__ = STRICT
    after_pair: PairNumber
    minutes: Annotated[int, Ge(0), Le(600)] = 15
    reason: Name = "Ice preparation"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Ice and air at the start or the end of a distance: degrees Celsius, relative humidity in percent."""

    __pydantic_config__ = STRICT
    when: Literal["start", "end"]
    ice_c: Degrees | None = None
    air_c: Degrees | None = None
    humidity: Annotated[float, Ge(0), Le(100)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protest:
    """Lodged when all have skated, against a skater or the whole result, and dismissed before it is official."""

    __pydantic_config__ = STRICT
    skater: Key | None = None
    reason: Text = ""
    lodged_after_s: Seconds = 10
    settled_after_s: Seconds = 60
    answer: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratified:
    """A record that was set here and is recognised after the result is official."""

    __pydantic_config__ = STRICT
    skater: Key
    kind: RecordKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One line of the result that must come out, for tests; what is left out is not looked at.

    `time` is the official time, of a mass start that at the last line; `points` are World Cup points. `total` are the
    points of a mass start and `laps` those completed there. `records` and `codes` are what is printed with the line.
    """

    __pydantic_config__ = STRICT
    skater: Key
    rank: PairNumber | None = None
    time: ClockUs | None = None
    status: Status = "finished"
    points: Points | None = None
    total: Points | None = None
    laps: Annotated[int, Ge(0), Le(50)] | None = None
    records: tuple[str, ...] | None = None
    codes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """`drawn_after` names the distance that decides who is in this one: until then its start list is empty.

    `day` and `session` say when it is skated. `event`, `phase`, `heat`, `qualify`, `knock_out`, `division`, `points`,
    `rank_dnf`, `cup`, `track` and `number` are the programme's (docs/protocol.md).
    """

    __pydantic_config__ = STRICT
    id: DistanceKey
    name: Name
    metres: Metres
    category: Category
    pairs: Annotated[tuple[Pair, ...], Len(1, 200)]
    format: Format = "pairs"
    track: Track = 400
    day: Annotated[int, Ge(1), Le(30)] = 1
    session: Annotated[str, Len(0, 60)] = ""
    number: PairNumber | None = None
    division: Literal["A", "B"] | None = None
    rank_dnf: bool | None = None
    points: Annotated[tuple[Points, ...], Len(0, 100)] | None = None
    cup: Key | None = None
    event: Key | None = None
    phase: Literal["quarter_final", "semi_final", "final"] | None = None
    heat: Annotated[str, Len(1, 8)] | None = None
    qualify: Count | None = None
    knock_out: bool = False
    drawn_after: DistanceKey | None = None
    breaks: tuple[Break, ...] = ()
    conditions: tuple[Conditions, ...] = ()
    protests: tuple[Protest, ...] = ()
    ratified: tuple[Ratified, ...] = ()
    expected: tuple[Expected, ...] = ()

    @property
    def split_points(self) -> tuple[float, ...]:
        """Raises KeyError where nobody skates that."""
        return split_points(self.metres, self.track, self.format)


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceFile:
    """`records_as_of`: the day of the record book, which is then told as officials do, after the programme."""

    __pydantic_config__ = STRICT
    format: Literal["iceline-race/1"]
    competition: Competition
    skaters: Annotated[tuple[Skater, ...], Len(1, 2000)]
    distances: Annotated[tuple[Distance, ...], Len(1, 50)]
    about: Text = ""
    sources: tuple[Text, ...] = ()
    records: tuple[Record, ...] = ()
    records_as_of: Date | None = None
    combinations: tuple[Combination, ...] = ()
    series: tuple[Series, ...] = ()
    rhythm: Rhythm = field(default_factory=Rhythm)
    expected_refusals: tuple[str, ...] = ()
