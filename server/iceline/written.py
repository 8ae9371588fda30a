"""Passings as our own journal has them: read back in a fifth of the strict reader's time, and read the same.

A journal of a million events is a million passings and little else. Whatever is not exactly as `encode` writes it is
left to the strict reader, which says what it thinks of it.
"""

import re
import types
from dataclasses import MISSING, Field, fields
from datetime import datetime
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

import msgspec
from annotated_types import Ge, Le, Len

from iceline.race.events import Crossing, PassingMeasured

LAST_FIELD: Final = b'"type":"passing_measured"}'
"""Names are sorted, and this is the last of them."""

ALWAYS_QUOTES: Final = 4 * len(("distance", "how", "id", "type")) + 2 * len(("pair",))
"""Those of the names that every passing has, and of their texts."""

MOMENT: Final = re.compile(
    rb'(?:"at"|"passed_at"):"(?:19[7-9][0-9]|2[0-8][0-9]{2}|29[0-6][0-9])-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z"'
)


def written_passing(body: bytes) -> Crossing | None:
    """What these bytes say, where they are a passing in our own writing; None where they may be something else."""
    if not body.endswith(LAST_FIELD):
        return None
    try:
        told: Any = _DECODER.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None
    return told if _is_ours(told, body) else None


def _is_ours(told: Any, body: bytes) -> bool:  # noqa: ANN401 (the class is made below)
    """A name takes two quotes and a text two more: where there are more, a name is there twice, or is one of none."""
    texts = (told.lane is not None) + (told.skater is not None) + (told.source is not None)
    numbers = (told.elapsed_us is not None) + (told.metres is not None)
    moments = (told.at is not None) + (told.passed_at is not None)
    if body.count(b'"') != ALWAYS_QUOTES + 4 * (texts + moments) + 2 * numbers:
        return False
    return not moments or len(MOMENT.findall(body)) == moments


def _bounded(hint: Any) -> Any:  # noqa: ANN401 (a field's annotation can be anything)
    """The same type with its bounds as msgspec knows them."""
    if get_origin(hint) in (Union, types.UnionType):
        return Union[tuple(_bounded(of) for of in get_args(hint))]  # noqa: UP007 (made of a list)
    if hint is datetime:
        return Annotated[datetime, msgspec.Meta(tz=True)]
    if get_origin(hint) is not Annotated:
        return hint
    of, *bounds = get_args(hint)
    for bound in bounds:
        of = Annotated[of, _meta(bound)]
    return of


def _meta(bound: object) -> msgspec.Meta:
    match bound:
        case Len(min_length=least, max_length=most):
            return msgspec.Meta(min_length=least, max_length=most)
        case Ge(ge=int() as least):
            return msgspec.Meta(ge=least)
        case Le(le=int() as most):
            return msgspec.Meta(le=most)
    raise AssertionError(bound)


def _field(of: Field[Any], hint: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return (of.name, _bounded(hint)) if of.default is MISSING else (of.name, _bounded(hint), of.default)


def _decoder() -> msgspec.json.Decoder[Any]:
    """Made of the event's own fields and bounds, so that they are told once."""
    hints = get_type_hints(PassingMeasured, include_extras=True)
    members = [_field(of, hints[of.name]) for of in fields(PassingMeasured)]
    written = msgspec.defstruct(
        "WrittenPassing", members, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True
    )
    return msgspec.json.Decoder(written)


_DECODER: Final = _decoder()
