"""From what a sender wrote to the fate of each event: parsed, permitted, and handed to the desk."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import structlog
from starlette.requests import HTTPConnection

from iceline.access import Grant, may_send
from iceline.codec import decode_object, encode
from iceline.errors import JournalFailed, Refused, SenderError
from iceline.fates import Fate, RefusedFate
from iceline.race.events import Event

log = structlog.get_logger()


class Recorder(Protocol):
    """The desk, as ingest sees it."""

    async def record(self, source: str, events: Sequence[tuple[Event, bytes]]) -> list[Fate]:
        """The fates in order, once what is recorded is durable. Raises JournalFailed."""
        ...


class Watch(Protocol):
    """Whoever counts what comes in (docs/watching.md)."""

    def acknowledged(self, fates: Sequence[Fate], seconds: float) -> None: ...

    def unrecorded(self, events: int) -> None: ...

    def turned_away(self, code: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends, and from which address."""

    grant: Grant
    address: str


def address_of(connection: HTTPConnection) -> str:
    """Where a request or a WebSocket comes from, for the log."""
    return connection.client.host if connection.client else "unknown"


def turn_away(watch: Watch, address: str, code: str, reason: str) -> None:
    """Counts and logs a sender who is refused as a whole."""
    watch.turned_away(code)
    log.warning("sender turned away", address=address, code=code, reason=reason)


async def send(recorder: Recorder, watch: Watch, sender: Sender, items: Sequence[object]) -> list[Fate]:
    """The fate of each item, in their order; what is no event or not permitted never reaches the desk."""
    began = time.perf_counter()
    refused: dict[int, Fate] = {}
    events: list[tuple[Event, bytes]] = []
    for place, item in enumerate(items):
        try:
            events.append(_permitted(sender.grant, item))
        except SenderError as error:
            refused[place] = _refused(sender, item, error)
    fates = await recorded(recorder, watch, sender.grant.name, events)
    told = iter(fates)
    fates = [refused.get(place) or next(told) for place in range(len(items))]
    watch.acknowledged(fates, time.perf_counter() - began)
    return fates


async def recorded(recorder: Recorder, watch: Watch, source: str, events: Sequence[tuple[Event, bytes]]) -> list[Fate]:
    """What the desk says; that a journal failed is counted. Raises JournalFailed."""
    try:
        return await recorder.record(source, events) if events else []
    except JournalFailed:
        watch.unrecorded(len(events))
        raise


def _permitted(grant: Grant, item: object) -> tuple[Event, bytes]:
    """The event and its canonical bytes, in which it always names its source."""
    event = decode_object(_named(grant, item))
    if event.source != grant.name:
        raise Refused("foreign_source", f'This token is for source "{grant.name}", not "{event.source}".')
    if not may_send(grant.role, event.type):
        raise Refused("wrong_role", f"A token of the role {grant.role} may not send {event.type}.")
    return event, encode(event)


def _named(grant: Grant, item: object) -> object:
    if isinstance(item, dict) and item.get("source") is None:
        return {**item, "source": grant.name}
    return item


def _refused(sender: Sender, item: object, error: SenderError) -> RefusedFate:
    name, source = _id_of(item), sender.grant.name
    log.warning(
        "event turned away", address=sender.address, source=source, id=name, code=error.code, reason=error.message
    )
    return RefusedFate(name, error.code, error.message)


def _id_of(item: object) -> str | None:
    said = item.get("id") if isinstance(item, dict) else None
    return said if isinstance(said, str) and len(said) <= 64 else None
