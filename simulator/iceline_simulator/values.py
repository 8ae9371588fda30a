"""The values a race file is made of: bases, lanes, seconds and the times a skater is to reach."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, Len
from pydantic import BeforeValidator, ConfigDict, WithJsonSchema

from iceline_simulator.times import TEXT, parse

STRICT: Final = ConfigDict(extra="forbid", strict=True)

Basis = Literal["published", "deduced", "generated"]
Lane = Literal["inner", "outer"]
How = Literal["photo_finish", "optical", "transponder", "hand"]
Key = Annotated[str, Len(1, 24)]
Name = Annotated[str, Len(1, 120)]
Points = Annotated[int, Ge(0), Le(10_000)]
Count = Annotated[int, Ge(1), Le(60)]
Seconds = Annotated[int, Ge(0), Le(7200)]
Point = Annotated[float, Ge(100), Le(20_000)]
ClockUs = Annotated[int, BeforeValidator(parse, str), WithJsonSchema({"type": "string", "pattern": TEXT})]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """An official time: either exactly `time`, or drawn `between` two (both included).

    `basis` says where it comes from. With `between`, the basis is that of the bounds: the digits are always generated.
    `thousandth` fixes the digit that decides a tie; without it, it is drawn.
    """

    __pydantic_config__ = STRICT
    time: ClockUs | None = None
    between: tuple[ClockUs, ClockUs] | None = None
    thousandth: Annotated[int, Ge(0), Le(9)] | None = None
    basis: Basis = "generated"
    note: Annotated[str, Len(0, 1000)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitGoal(Goal):
    """The same at a split point before the finish, as cumulative time."""

    metres: Point
