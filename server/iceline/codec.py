"""The events as JSON: strict on the way in, canonical on the way out, so that the same event has the same bytes."""

import json
import re
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Annotated, Final, get_args

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from iceline.complaint import complaint, shown
from iceline.errors import MalformedMessage
from iceline.race.events import Event

EVENTS: Final[TypeAdapter[Event]] = TypeAdapter(Annotated[Event, Field(discriminator="type")])

EARLIEST: Final = datetime(1970, 1, 1, tzinfo=UTC)
LATEST: Final = datetime(2970, 1, 1, tzinfo=UTC)
RFC_3339: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
MOMENTS: Final = sorted(
    {f.name for kind in get_args(Event) for f in fields(kind) if datetime in (f.type, *get_args(f.type))}
)
"""The fields that hold a moment: `at`, `passed_at`, `started_at`."""


class _NamedTwiceError(ValueError):
    """The name that one JSON object holds twice."""


def decode(body: bytes) -> Event:
    """The event these bytes are. Raises MalformedMessage, `malformed_json` or `malformed_event`."""
    return _event(parse(body), body)


def decode_object(told: object) -> Event:
    """The event this parsed JSON is. Raises MalformedMessage, `malformed_event`."""
    try:
        return _event(told, orjson.dumps(told))
    except orjson.JSONEncodeError as error:
        raise MalformedMessage("malformed_event", f"The event cannot be read: {error}.") from error


def checked(event: Event) -> tuple[Event, bytes]:
    """An event made here, as it will be replayed, with its bytes. Raises MalformedMessage if it could not be."""
    try:
        body = encode(event)
    except ValueError as error:
        raise MalformedMessage("malformed_event", f"{event.type}: {error}") from error
    return decode(body), body


def parse(body: bytes) -> object:
    """The JSON value of these bytes, each name of an object once. Raises MalformedMessage, `malformed_json`."""
    try:
        told: object = orjson.loads(body)
        # orjson keeps the last of two equal names, so a sender would never learn that the first was lost.
        if not _is_whole(told, body):
            json.loads(body, object_pairs_hook=_once, parse_int=str, parse_float=str)
    except orjson.JSONDecodeError as error:
        raise MalformedMessage("malformed_json", f"This is not JSON: {error}.") from error
    except _NamedTwiceError as error:
        raise MalformedMessage("malformed_json", f"The name {shown(str(error))} is there twice.") from error
    except RecursionError as error:
        raise MalformedMessage("malformed_json", "The JSON is nested too deeply.") from error
    return told


def _is_whole(told: object, body: bytes) -> bool:
    """True when nothing was lost: then it has as many quotes as when it is written again. False says nothing yet.

    A name that is lost takes two quotes with it. Only a quote written as a number could make up for them.
    """
    if b"\\u0022" in body:
        return False
    try:
        return orjson.dumps(told).count(b'"') == body.count(b'"')
    except orjson.JSONEncodeError:
        return False


def encode(event: Event) -> bytes:
    """Canonical JSON: what is None is left out, moments are RFC 3339 in UTC with microseconds."""
    return orjson.dumps(_plain(event), option=orjson.OPT_SORT_KEYS)


def _event(told: object, body: bytes) -> Event:
    moments = {name: told[name] for name in MOMENTS if name in told} if isinstance(told, dict) else {}
    for name, text in moments.items():
        _check_moment_text(name, text)
    try:
        event: Event = EVENTS.validator.validate_json(body)
    except ValidationError as error:
        raise MalformedMessage("malformed_event", complaint(error)) from error
    for name in moments:
        _check_moment(name, getattr(event, name, None))
    return event


def _check_moment_text(name: str, value: object) -> None:
    """Pydantic also takes moments without a zone, and digits as seconds since 1970."""
    if isinstance(value, str) and not RFC_3339.fullmatch(value):
        example = "2026-02-09T18:00:00.250000Z"
        message = f'{name}: {shown(value)} is no moment of RFC 3339 with a zone, such as "{example}".'
        raise MalformedMessage("malformed_event", message)


def _check_moment(name: str, moment: datetime | None) -> None:
    """At the ends of the calendar a moment cannot be told in UTC, nor a time added to it."""
    if moment is not None and not EARLIEST <= moment < LATEST:
        message = f"{name}: {shown(moment.isoformat())} is not between the years {EARLIEST.year} and {LATEST.year}."
        raise MalformedMessage("malformed_event", message)


def _once(pairs: Sequence[tuple[str, object]]) -> None:
    names: set[str] = set()
    for name, _ in pairs:
        if name in names:
            raise _NamedTwiceError(name)
        names.add(name)


def _plain(value: object) -> object:
    if value is None or isinstance(value, (str, int, float)):
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"a moment without a zone: {value}")
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    assert is_dataclass(value), value
    return {name: _plain(v) for name in value.__dataclass_fields__ if (v := getattr(value, name)) is not None}
