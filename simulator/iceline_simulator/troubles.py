"""What goes wrong on the ice or in the timing hut, as data of a pair (docs/race-files.md)."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Le, Len
from pydantic import Discriminator

from iceline_simulator.values import STRICT, ClockUs, Goal, How, Key, Lane, Point, Seconds, SplitGoal

Reason = Annotated[str, Len(0, 500)]
Code = Annotated[str, Len(1, 16)]
LastPoint = Annotated[float, Ge(0), Le(20_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEntry:
    """Whom it happens to: who starts in `lane`, or `skater`: where there are no lanes, and of a team a member."""

    __pydantic_config__ = STRICT
    lane: Lane | None = None
    skater: Key | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseStart:
    """The pair is called back; what was measured until then is void, and it starts again."""

    __pydantic_config__ = STRICT
    kind: Literal["false_start"]
    cancelled_after_s: Seconds = 3
    reason: Reason = "False start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall(OfEntry):
    """Falls after this split point and does not finish."""

    kind: Literal["fall"]
    after_metres: LastPoint
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Disqualified(OfEntry):
    """Disqualified after the finish; with `reversed_after_s` the referee takes it back."""

    kind: Literal["disqualified"]
    code: Code | None = None
    after_finish_s: Seconds = 45
    reversed_after_s: Seconds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DidNotStart(OfEntry):
    kind: Literal["did_not_start"]
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(OfEntry):
    kind: Literal["withdrawn"]
    code: Code | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reskate(OfEntry):
    """Granted after the finish; skated alone as pair `pair` when all others have skated. The better time counts."""

    kind: Literal["reskate"]
    pair: Annotated[int, Ge(1), Le(999)]
    start_lane: Lane = "inner"
    after_finish_s: Seconds = 60
    time: Goal
    splits: tuple[SplitGoal, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phantom(OfEntry):
    """A passing that never happened, told at `time` and voided later."""

    kind: Literal["phantom"]
    time: ClockUs
    how: How = "optical"
    metres: Point | None = None
    voided_after_s: Seconds = 30
    reason: Reason = "Phantom"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongCredit(OfEntry):
    """This skater's passing is booked on the other lane, and given back later."""

    kind: Literal["wrong_credit"]
    metres: Point
    how: How = "optical"
    assigned_after_s: Seconds = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed(OfEntry):
    """One source does not see the passing."""

    kind: Literal["missed"]
    metres: Point
    how: How = "transponder"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandTimed(OfEntry):
    """A timekeeper's watch as well: off by the reaction of a thumb."""

    kind: Literal["hand_timed"]
    metres: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePhotoFinish(OfEntry):
    """The photo finish takes this long; the next pair may have been called meanwhile."""

    kind: Literal["late_photo_finish"]
    after_s: Seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class SelectSource(OfEntry):
    """The operator switches the pair, or one skater of it, to one source after the finish."""

    kind: Literal["select_source"]
    how: How
    metres: Point | None = None
    after_finish_s: Seconds = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapped(OfEntry):
    """In a mass start: the referee says so when the skater has crossed this line, and she skates on."""

    kind: Literal["lapped"]
    after_metres: LastPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(OfEntry):
    """A code that is printed with the skater and changes nothing."""

    kind: Literal["noted"]
    code: Code
    after_finish_s: Seconds = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken(OfEntry):
    """In a knock-out: this team is caught after the line; the heat ends, and the other has won."""

    kind: Literal["overtaken"]
    after_metres: LastPoint


@dataclass(frozen=True, slots=True, kw_only=True)
class Walkover(OfEntry):
    """In a knock-out: this team does not come, and the other has won without skating."""

    kind: Literal["walkover"]


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
    | SelectSource
    | Lapped
    | Noted
    | Overtaken
    | Walkover,
    Discriminator("kind"),
]
