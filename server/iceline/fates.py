"""What became of an event that was sent."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Recorded:
    """On disk, as number `seq` of the journal."""

    id: str
    seq: int
    fate: Literal["recorded"] = "recorded"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """The same event was recorded before, as number `seq`."""

    id: str
    seq: int
    fate: Literal["duplicate"] = "duplicate"


@dataclass(frozen=True, slots=True)
class RefusedFate:
    """Not recorded. `code` is stable; `id` is absent where the event did not have a readable one."""

    id: str | None
    code: str
    message: str
    fate: Literal["refused"] = "refused"


Fate = Recorded | Duplicate | RefusedFate


def to_json(fate: Fate) -> dict[str, str | int]:
    """A fate as it is answered (docs/protocol.md 1)."""
    if isinstance(fate, RefusedFate):
        named = {} if fate.id is None else {"id": fate.id}
        return {**named, "fate": fate.fate, "code": fate.code, "message": fate.message}
    return {"id": fate.id, "fate": fate.fate, "seq": fate.seq}
