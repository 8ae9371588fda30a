"""What `GET /api/distances/{id}` answers of a mass start, field by field (docs/protocol.md 2)."""

from dataclasses import dataclass
from typing import Literal

from iceline.answers import ProtestAnswer, SplitAnswer
from iceline.race.programme import Category, Division, Lane, Phase
from iceline.race.progress import DistanceProgress
from iceline.race.races import Status
from iceline.race.wire import WIRE


@dataclass(frozen=True, slots=True)
class MassStartRow:
    """`number` is what the list prints before the row: the rank, or a disqualified skater's row number.

    `laps` are those completed, `time` is of the last passage; a split's `rank` and `gap` are of the order at that line.
    `sprint_points` are those of each line, the finish last; `total` is 0 for who forfeits them. `virtual_rank` is the
    rank if the order at the last line were the finish; `qualified` goes on, also who is
    `advanced` by the referee. `points` are World Cup points.
    """

    __pydantic_config__ = WIRE
    rank: int | None
    number: int | None
    skater: str
    name: str
    country: str
    bib: int | None
    pair: int
    lane: Lane | None
    note: str
    status: Status
    time: str
    elapsed_us: int | None
    gap: str
    laps: int
    sprint_points: list[int]
    total: int
    lapped: bool
    virtual_rank: int | None
    virtual_total: int
    qualified: bool
    advanced: bool
    records: list[str]
    code: str | None
    confirmed: bool
    splits: list[SplitAnswer]
    points: int | None
    codes: list[str]
    on_hold: bool


@dataclass(frozen=True, slots=True)
class MassStartAnswer:
    """The whole of one mass start, its rows in the order of the list; `sprints` are the laps that end in points."""

    __pydantic_config__ = WIRE
    id: str
    name: str
    metres: int
    track: int
    category: Category
    division: Division | None
    format: Literal["mass_start"]
    laps: int
    sprints: list[int]
    event: str | None
    phase: Phase | None
    heat: str | None
    qualify: int | None
    state: DistanceProgress
    confirmed_by: str | None
    protests: list[ProtestAnswer]
    standings: list[MassStartRow]
