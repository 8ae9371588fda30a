"""What adds up over distances, as a race file says it: combinations and series."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len

from iceline_simulator.values import STRICT, Count, Key, Name, Points

Place = Annotated[int, Ge(1), Le(999)]
Samalog = Annotated[str, Len(5, 8)]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedOverall:
    """One line of a combination that must come out: `total` in samalog points, as text; `out` where there is none."""

    __pydantic_config__ = STRICT
    skater: Key
    rank: Place | None = None
    total: Samalog | None = None
    out: Literal["DNF", "DQ", "DNS", "WDR"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Distances that are added up by samalog points; only the best `qualify` skate the last of them."""

    __pydantic_config__ = STRICT
    id: Key
    name: Name
    distances: Annotated[tuple[Key, ...], Len(2, 10)]
    qualify: Count | None = None
    fill: Literal["overall", "either"] | None = None
    expected: tuple[ExpectedOverall, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The points of the competitions before."""

    __pydantic_config__ = STRICT
    skater: Key
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpectedPoints:
    """One line of a series that must come out."""

    __pydantic_config__ = STRICT
    skater: Key
    rank: Place
    points: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A cup: the distances that name it as their `cup` count for it."""

    __pydantic_config__ = STRICT
    id: Key
    name: Name
    carried: tuple[Carried, ...] = ()
    expected: tuple[ExpectedPoints, ...] = ()
