"""What goes wrong on the ice or in the timing hut, as data of a pair (docs/race-files.md)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len
from pydantic import Discriminator

from iceline_simulator.values import STRICT, ClockUs, Goal, How, Lane, Seconds, SplitGoal

Reason = Annotated[str, Len(0, 500)]
Code = Annotated[str, Len(1, 16)]
Point = Annotated[int, Ge(100), Le(10000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseStart:
    """The pair is called back; what was measured until then is void, and it starts again."""

    __pydantic_config__ = STRICT
    kind: Literal["false_start"]
    cancelled_after_s: Seconds = 3
    reason: Reason = "False start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Falls after this split point and does not finish."""

    __pydantic_config__ = STRICT
    kind: Literal["fall"]
    lane: Lane
    after_metres: Annotated[int, Ge(0), Le(9600)]
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualified:
    """Disqualified after the finish; with `reversed_after_s` the referee takes it back."""

    __pydantic_config__ = STRICT
    kind: Literal["disqualified"]
    lane: Lane
    code: Code | None = None
    after_finish_s: Seconds = 45
    reversed_after_s: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DidNotStart:
    __pydantic_config__ = STRICT
    kind: Literal["did_not_start"]
    lane: Lane
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    __pydantic_config__ = STRICT
    kind: Literal["withdrawn"]
    lane: Lane
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reskate:
    """Granted after the finish; skated alone as pair `pair` when all others have skated. The better time counts."""

    __pydantic_config__ = STRICT
    kind: Literal["reskate"]
    lane: Lane
    pair: Annotated[int, Ge(1), Le(999)]
    start_lane: Lane = "inner"
    after_finish_s: Seconds = 60
    time: Goal
    splits: tuple[SplitGoal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phantom:
    """A passing that never happened, told at `time` and voided later."""

    __pydantic_config__ = STRICT
    kind: Literal["phantom"]
    lane: Lane
    time: ClockUs
    how: How = "optical"
    metres: Point | None = None
    voided_after_s: Seconds = 30
    reason: Reason = "Phantom"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCredit:
    """This skater's passing is booked on the other lane, and given back later."""

    __pydantic_config__ = STRICT
    kind: Literal["wrong_credit"]
    lane: Lane
    metres: Point
    how: How = "optical"
    assigned_after_s: Seconds = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """One source does not see the passing."""

    __pydantic_config__ = STRICT
    kind: Literal["missed"]
    lane: Lane
    metres: Point
    how: How = "transponder"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTimed:
    """A timekeeper's watch as well: off by the reaction of a thumb."""

    __pydantic_config__ = STRICT
    kind: Literal["hand_timed"]
    lane: Lane
    metres: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePhotoFinish:
    """The photo finish takes this long; the next pair may have been called meanwhile."""

    __pydantic_config__ = STRICT
    kind: Literal["late_photo_finish"]
    after_s: Seconds
    lane: Lane | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectSource:
    """The operator switches the pair, or one skater of it, to one source after the finish."""

    __pydantic_config__ = STRICT
    kind: Literal["select_source"]
    how: How
    lane: Lane | None = None
    metres: Point | None = None
    after_finish_s: Seconds = 15


Trouble = Annotated[
    FalseStart
    | Fall
    | Disqualified
    | DidNotStart
    | Withdrawn
    | Reskate
    | Phantom
    | WrongCredit
    | Missed
    | HandTimed
    | LatePhotoFinish
    | SelectSource,
    Discriminator("kind"),
]
