"""From what a sender wrote to the fate of each event: parsed, permitted, and handed to the desk."""

from collections.abc import Sequence
from typing import Protocol

from iceline.access import Grant, may_send
from iceline.codec import decode_object, encode
from iceline.errors import Refused, SenderError
from iceline.fates import Fate, RefusedFate
from iceline.race.events import Event


class Recorder(Protocol):
    """The desk, as ingest sees it."""

    async def record(self, source: str, events: Sequence[tuple[Event, bytes]]) -> list[Fate]:
        """The fates in order, once what is recorded is durable. Raises JournalFailed."""
        ...


async def send(recorder: Recorder, grant: Grant, items: Sequence[object]) -> list[Fate]:
    """The fate of each item, in their order; what is no event or not permitted never reaches the desk."""
    fates: dict[int, Fate] = {}
    events: list[tuple[Event, bytes]] = []
    for place, item in enumerate(items):
        try:
            events.append(_permitted(grant, item))
        except SenderError as error:
            fates[place] = RefusedFate(_id_of(item), error.code, error.message)
    told = iter(await recorder.record(grant.name, events) if events else [])
    return [fates.get(place) or next(told) for place in range(len(items))]


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


def _id_of(item: object) -> str | None:
    said = item.get("id") if isinstance(item, dict) else None
    return said if isinstance(said, str) and len(said) <= 64 else None
