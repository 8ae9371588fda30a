"""What the reading endpoints answer, field by field (docs/protocol.md 2); from it the API describes itself."""

from dataclasses import dataclass
from typing import Literal

from iceline.race.events import How
from iceline.race.programme import Category, Division, Lane, Unclassified
from iceline.race.progress import DistanceProgress, PairProgress
from iceline.race.races import Status
from iceline.race.wire import WIRE


@dataclass(frozen=True, slots=True)
class ListedEntry:
    __pydantic_config__ = WIRE
    skater: str
    lane: Lane | None


@dataclass(frozen=True, slots=True)
class ListedPair:
    __pydantic_config__ = WIRE
    number: int
    state: PairProgress
    entries: list[ListedEntry]


@dataclass(frozen=True, slots=True)
class ListedDistance:
    __pydantic_config__ = WIRE
    id: str
    name: str
    metres: int
    state: DistanceProgress
    pairs: list[ListedPair]


@dataclass(frozen=True, slots=True)
class CompetitionAnswer:
    """The programme in short; before it is published there are no names and no distances."""

    __pydantic_config__ = WIRE
    name: str | None
    venue: str | None
    city: str | None
    date: str | None
    distances: list[ListedDistance]


@dataclass(frozen=True, slots=True)
class SplitAnswer:
    """`time`, `lap` and `gap` are text as it is shown; `elapsed_us` is microseconds since the start."""

    __pydantic_config__ = WIRE
    metres: float
    time: str
    lap: str | None
    rank: int
    gap: str
    elapsed_us: int
    source: How
    suspicious: bool


@dataclass(frozen=True, slots=True)
class AttemptAnswer:
    """One start of a skater over the distance; after a re-skate there are two."""

    __pydantic_config__ = WIRE
    pair: int
    status: Status
    time: str
    elapsed_us: int | None


@dataclass(frozen=True, slots=True)
class StandingsRow:
    """`rank` is null when unranked; `records` such as `["OR", "PB"]`; `code` is the ruling's infraction.

    `gap` is as the official lists print it: nothing for the leader's own official time. `points` are World Cup points,
    null where there are none. `codes` are all that is printed with the skater; `on_hold` while a protest stands.
    """

    __pydantic_config__ = WIRE
    rank: int | None
    skater: str
    name: str
    country: str
    pair: int
    lane: Lane | None
    status: Status
    time: str
    elapsed_us: int | None
    gap: str
    records: list[str]
    code: str | None
    confirmed: bool
    splits: list[SplitAnswer]
    attempts: list[AttemptAnswer]
    points: int | None
    codes: list[str]
    on_hold: bool


@dataclass(frozen=True, slots=True)
class ProtestAnswer:
    """Without `skater` it is against the whole result."""

    __pydantic_config__ = WIRE
    skater: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class DistanceAnswer:
    """The whole of one distance, its rows in the order of the standings."""

    __pydantic_config__ = WIRE
    id: str
    name: str
    metres: int
    track: int
    category: Category
    division: Division | None
    state: DistanceProgress
    confirmed_by: str | None
    protests: list[ProtestAnswer]
    standings: list[StandingsRow]


@dataclass(frozen=True, slots=True)
class SummedDistance:
    __pydantic_config__ = WIRE
    id: str
    name: str
    metres: int
    state: DistanceProgress


@dataclass(frozen=True, slots=True)
class NeededAnswer:
    """The slowest time on the current distance that is ahead of `skater`, who has that place."""

    __pydantic_config__ = WIRE
    place: int
    skater: str
    time: str


@dataclass(frozen=True, slots=True)
class OverallAnswerRow:
    """Points are text with three decimals, null where there are none; `projected` counts a projected time.

    `place` counts the projected, `rank` does not. `gap` is to the first, `gap_next` the same as time on the next
    distance; `before`, `start_gap` and `start_gap_time` are of the sum before the current distance, as time on it.
    """

    __pydantic_config__ = WIRE
    place: int | None
    rank: int | None
    skater: str
    name: str
    country: str
    out: Unclassified | None
    projected: bool
    points: list[str | None]
    total: str | None
    gap: str | None
    gap_next: str | None
    before: str | None
    start_gap: str | None
    start_gap_time: str | None
    needed: list[NeededAnswer]


@dataclass(frozen=True, slots=True)
class QualifiedAnswer:
    __pydantic_config__ = WIRE
    skater: str
    by: Literal["both", "fill"]


@dataclass(frozen=True, slots=True)
class QualificationAnswer:
    """Who skates the last distance: among the best of both lists, or to fill the field."""

    __pydantic_config__ = WIRE
    final: bool
    skaters: list[QualifiedAnswer]


@dataclass(frozen=True, slots=True)
class CombinationAnswer:
    """`current` is the distance that is on, or was last."""

    __pydantic_config__ = WIRE
    id: str
    name: str
    distances: list[SummedDistance]
    current: str
    qualification: QualificationAnswer | None
    standings: list[OverallAnswerRow]


@dataclass(frozen=True, slots=True)
class CombinationsAnswer:
    __pydantic_config__ = WIRE
    combinations: list[CombinationAnswer]


@dataclass(frozen=True, slots=True)
class SeriesAnswerRow:
    """`earned` by distance; the virtual ones count who is on the ice by the projected rank."""

    __pydantic_config__ = WIRE
    rank: int
    skater: str
    name: str
    country: str
    points: int
    carried: int
    earned: dict[str, int]
    virtual_rank: int
    virtual_points: int
    projected: bool


@dataclass(frozen=True, slots=True)
class OneSeriesAnswer:
    __pydantic_config__ = WIRE
    id: str
    name: str
    distances: list[SummedDistance]
    standings: list[SeriesAnswerRow]


@dataclass(frozen=True, slots=True)
class SeriesAnswer:
    __pydantic_config__ = WIRE
    series: list[OneSeriesAnswer]


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketTeam:
    """What is not known is left out. `status` WOT, LOT, WO: won, or lost, by overtaking; a walkover."""

    __pydantic_config__ = WIRE
    skater: str
    first_name: str | None = None
    last_name: str
    country: str | None = None
    flag: str | None = None
    bib: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketSide(BracketTeam):
    __pydantic_config__ = WIRE
    status: Status | None = None
    time: str | None = None
    won: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketHeat:
    """`due`: these teams will meet, and are not entered yet."""

    __pydantic_config__ = WIRE
    name: str
    due: bool | None = None
    distance: str | None = None
    pair: int | None = None
    state: PairProgress | None = None
    teams: list[BracketSide]


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketPlace(BracketTeam):
    """Without `rank` until it is decided, and for who is disqualified."""

    __pydantic_config__ = WIRE
    rank: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BracketAnswer:
    """A knock-out from its semi-finals on. `is_final`: every final has a winner."""

    __pydantic_config__ = WIRE
    event: str
    quarter_final: str
    semi_finals: list[BracketHeat]
    finals: list[BracketHeat]
    ranking: list[BracketPlace]
    is_final: bool


@dataclass(frozen=True, slots=True)
class Ready:
    """`recorded` is how many events the journal holds."""

    __pydantic_config__ = WIRE
    status: Literal["ready"]
    recorded: int


@dataclass(frozen=True, slots=True)
class NotReady:
    """`undrawn` names the boards that cannot be drawn, each with the reason."""

    __pydantic_config__ = WIRE
    status: Literal["desk stopped", "journal failed", "feed lost", "boards not drawn"]
    reason: str
    recorded: int
    undrawn: dict[str, str]


@dataclass(frozen=True, slots=True)
class Alive:
    __pydantic_config__ = WIRE
    status: Literal["alive"]
