"""Listens to a live KNSB or ISU event feed and tells the desk what it says; it comes back when it is lost."""

import asyncio
import time
from collections.abc import Iterable, Iterator
from typing import Final, Protocol

import structlog
import websockets

from iceline.codec import checked
from iceline.errors import JournalFailed, MalformedMessage
from iceline.fates import RefusedFate
from iceline.ingest.sending import Recorder, Watch, recorded
from iceline.protocols.vantage import VantageFeed
from iceline.race.events import Event

SOURCE: Final = "vantage"
FIRST_WAIT_S: Final = 0.5
LONGEST_WAIT_S: Final = 10.0
OPEN_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 0.5
"""A feed that does not say goodbye must not hold up the end of the server."""

MAX_MESSAGE_BYTES: Final = 16 * 1024 * 1024

log = structlog.get_logger()


class FeedWatch(Watch, Protocol):
    """Whoever wants to know whether the feed is heard (docs/watching.md)."""

    def feed(self, *, connected: bool) -> None: ...


async def listen(url: str, recorder: Recorder, watch: FeedWatch) -> None:
    """Until it is cancelled. On every connection the feed tells its state again; what is known stays one fact.

    So a journal that fails is answered by connecting again: what it could not store is told once more.
    """
    wait_s, feed = FIRST_WAIT_S, VantageFeed(SOURCE)
    watch.feed(connected=False)
    while True:
        try:
            async with _connect(url) as connection:
                watch.feed(connected=True)
                log.info("feed connected", url=url)
                async for message in connection:
                    wait_s = FIRST_WAIT_S
                    await _take(feed, message, recorder, watch)
        except (OSError, TimeoutError, websockets.WebSocketException, JournalFailed) as error:
            log.warning("feed lost", url=url, reason=str(error), again_in_s=wait_s)
        except Exception:  # whatever it is, the feed must not be deaf until somebody reads the log
            log.exception("feed failed", url=url, again_in_s=wait_s)
        watch.feed(connected=False)
        await asyncio.sleep(wait_s)
        wait_s = min(2 * wait_s, LONGEST_WAIT_S)


def _connect(url: str) -> websockets.connect:
    return websockets.connect(
        url, open_timeout=OPEN_TIMEOUT_S, close_timeout=CLOSE_TIMEOUT_S, max_size=MAX_MESSAGE_BYTES
    )


async def _take(feed: VantageFeed, message: str | bytes, recorder: Recorder, watch: Watch) -> None:
    """A message that cannot be read is logged, and the feed goes on."""
    try:
        events = feed.receive(message.encode() if isinstance(message, str) else message)
    except MalformedMessage as error:
        watch.turned_away(error.code)
        log.warning("feed message not understood", reason=error.message)
        return
    except Exception:
        log.exception("feed message could not be read")
        return
    good, began = list(_good(events)), time.perf_counter()
    if not good:
        return
    fates = await recorded(recorder, watch, SOURCE, good)
    watch.acknowledged(fates, time.perf_counter() - began)
    for fate in fates:
        if isinstance(fate, RefusedFate):
            log.warning("feed event refused", id=fate.id, code=fate.code, reason=fate.message)


def _good(events: Iterable[Event]) -> Iterator[tuple[Event, bytes]]:
    """Those that a journal can hold: the feed knows other bounds than we do."""
    for event in events:
        try:
            yield checked(event)
        except MalformedMessage as error:
            log.warning("feed event out of bounds", id=event.id, type=event.type, reason=error.message)
