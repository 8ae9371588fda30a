"""The timing desk, the only writer: check, journal, apply, publish, acknowledge, in that order."""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import structlog

from iceline.codec import decode
from iceline.errors import JournalCorrupt, JournalFailed, Refused
from iceline.fates import Duplicate, Fate, RefusedFate
from iceline.fates import Recorded as RecordedFate
from iceline.journal.journal import Draft, Entry, Journal
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import Event
from iceline.race.state import Recorded, State

QUEUE_LIMIT = 1_000
"""Batches waiting for the desk; a sender beyond them waits to be let in."""

GROUP_EVENTS = 1_000
"""Events that are enough for one commit: those behind them are not waited for."""

STOPPED = "The server is stopping."

Publish = Callable[[State], None]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Known:
    """What the desk remembers of a recorded event, to know it again."""

    seq: int
    digest: bytes


@dataclass(slots=True)
class _Judged:
    """A batch while it is judged: the state it leads to and what is to be journaled."""

    state: State
    drafts: list[Draft] = field(default_factory=list)
    known: dict[tuple[str, str], Known] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Batch:
    source: str
    events: Sequence[tuple[Event, bytes]]
    fates: asyncio.Future[list[Fate]]


class Desk:
    """Owns the state. `publish` is called with each new state that is durable; `now_us` is the server's clock."""

    def __init__(self, journal: Journal, *, publish: Publish, now_us: Callable[[], int]) -> None:
        self.state = State()
        self.failed: str | None = None
        self._journal = journal
        self._publish = publish
        self._now_us = now_us
        self._known: dict[tuple[str, str], Known] = {}
        self._queue: asyncio.Queue[_Batch] = asyncio.Queue(QUEUE_LIMIT)
        self._stopped = False

    @property
    def waiting(self) -> int:
        """Batches that have not been taken yet."""
        return self._queue.qsize()

    @property
    def stopped(self) -> bool:
        """The one task has ended: nothing is taken any more."""
        return self._stopped

    def replay(self) -> int:
        """Start-up: applies the whole journal and publishes once. Returns how many events. Raises JournalCorrupt."""
        for entry in self._journal.replay():
            self._remember(entry)
            self.state = apply_entry(self.state, entry)
        self._show()
        return self.state.seq

    async def record(self, source: str, events: Sequence[tuple[Event, bytes]]) -> list[Fate]:
        """The fate of each event, in order, once those that are recorded are durable. Raises JournalFailed."""
        fates: asyncio.Future[list[Fate]] = asyncio.get_running_loop().create_future()
        await self._queue.put(_Batch(source, events, fates))
        if self._stopped:
            raise JournalFailed(STOPPED)
        return await fates

    async def run(self) -> None:
        """The desk's one task: whatever waits is judged, journaled and published together."""
        try:
            while True:
                await self._take(await self._group())
        finally:
            self._stopped = True
            while not self._queue.empty():
                _tell_failed([self._queue.get_nowait()], STOPPED)

    async def _group(self) -> list[_Batch]:
        batches = [await self._queue.get()]
        while not self._queue.empty() and sum(len(batch.events) for batch in batches) < GROUP_EVENTS:
            batches.append(self._queue.get_nowait())
        return batches

    async def _take(self, batches: Sequence[_Batch]) -> None:
        judged = _Judged(self.state)
        fates = [[self._judge(judged, b.source, event, body) for event, body in b.events] for b in batches]
        try:
            await self._write(judged)
        except asyncio.CancelledError:
            _tell_failed(batches, STOPPED)
            raise
        except Exception as error:  # whatever it is, every sender must hear of it and the desk must live
            self.failed = str(error) or type(error).__name__
            log.error("journal failed", reason=self.failed, exc_info=not isinstance(error, JournalFailed))
            _tell_failed(batches, self.failed)
        for batch, told in zip(batches, fates, strict=True):
            if not batch.fates.done():
                batch.fates.set_result(told)

    async def _write(self, judged: _Judged) -> None:
        if not judged.drafts:
            return
        await self._journal.append(judged.drafts)
        self.failed = None
        self.state = judged.state
        self._known |= judged.known
        self._show()

    def _show(self) -> None:
        """What is recorded is recorded, whatever becomes of the screens."""
        try:
            self._publish(self.state)
        except Exception:
            log.exception("could not publish", seq=self.state.seq)

    def _judge(self, judged: _Judged, source: str, event: Event, body: bytes) -> Fate:
        key = source, event.id
        before = self._known.get(key) or judged.known.get(key)
        if before is not None:
            return _again(event.id, before, body)
        now_us = self._now_us()
        recorded = Recorded(judged.state.seq + 1, source, now_us, event)
        try:
            admit(judged.state, event)
            judged.state = apply(judged.state, recorded)
        except Refused as refusal:
            log.info("refused", source=source, id=event.id, type=event.type, code=refusal.code, reason=refusal.message)
            return RefusedFate(event.id, refusal.code, refusal.message)
        except Exception:
            log.exception("could not judge", source=source, id=event.id, type=event.type)
            return RefusedFate(event.id, "internal_error", "Ours: this event could not be judged. It is not recorded.")
        judged.drafts.append(Draft(source, event.id, now_us, body))
        judged.known[key] = Known(recorded.seq, _digest(body))
        return RecordedFate(event.id, recorded.seq)

    def _remember(self, entry: Entry) -> None:
        self._known[entry.source, entry.id] = Known(entry.seq, _digest(entry.body))


def apply_entry(state: State, entry: Entry) -> State:
    """The state after one entry of a journal. Raises JournalCorrupt when it cannot have been recorded after `state`."""
    try:
        event = decode(entry.body)
        return apply(state, Recorded(entry.seq, entry.source, entry.received_at_us, event))
    except Exception as error:  # an entry that no desk admitted may break anything
        raise JournalCorrupt(f"Entry {entry.seq} of the journal does not fit what is before it: {error}") from error


def _tell_failed(batches: Iterable[_Batch], reason: str) -> None:
    """Nothing of these batches is recorded; the next may be."""
    for batch in batches:
        if not batch.fates.done():
            batch.fates.set_exception(JournalFailed(reason))


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=16).digest()


def _again(event_id: str, before: Known, body: bytes) -> Fate:
    if before.digest == _digest(body):
        return Duplicate(event_id, before.seq)
    return RefusedFate(event_id, "id_reused", f'The id "{event_id}" was used for another event, number {before.seq}.')
