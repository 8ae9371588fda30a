"""The events as JSON: strict on the way in, canonical on the way out, so that the same event has the same bytes."""

from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Annotated

import orjson
from pydantic import Field, TypeAdapter, ValidationError

from iceline.errors import MalformedMessage
from iceline.race.events import Event

EVENTS: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="type")])


def decode(body: bytes) -> Event:
    """The event these bytes are. Raises MalformedMessage with a sentence that names the place."""
    try:
        return EVENTS.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"][1:]) or "event"
        raise MalformedMessage("malformed_event", f"{place}: {first['msg']}.") from error


def encode(event: Event) -> bytes:
    """Canonical JSON: what is None is left out, moments are RFC 3339 in UTC with microseconds."""
    return orjson.dumps(_plain(event), option=orjson.OPT_SORT_KEYS)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    if is_dataclass(value):
        told = ((f.name, getattr(value, f.name)) for f in fields(value))
        return {name: _plain(v) for name, v in told if v is not None}
    return value
