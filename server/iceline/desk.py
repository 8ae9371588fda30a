"""The timing desk, the only writer: check, journal, apply, publish, acknowledge, in that order."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import structlog

from iceline.codec import decode
from iceline.errors import JournalFailed, Refused
from iceline.fates import Duplicate, Fate, RefusedFate
from iceline.fates import Recorded as RecordedFate
from iceline.journal.journal import Draft, Entry, Journal, Key
from iceline.past import state_of
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import Event, corrected
from iceline.race.state import Recorded, State

QUEUE_LIMIT = 1_000
"""Batches waiting for the desk; a sender beyond them waits to be let in."""

GROUP_EVENTS = 1_000
"""Events that are enough for one commit: those behind them are not waited for."""

STOPPED = "The server is stopping."

Publish = Callable[[State], None]

log = structlog.get_logger()


@dataclass(slots=True)
class _Judged:
    """A group while it is judged: the state it leads to, what it names that is recorded, and what is to be."""

    state: State
    entries: dict[Key, Entry]
    drafts: list[Draft] = field(default_factory=list)


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
        self.state = state_of(self._journal)
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
        fates: list[list[Fate]] = []
        try:
            judged = _Judged(self.state, self._journal.find(_named(batches)))
            fates += [[self._judge(judged, b.source, event, body) for event, body in b.events] for b in batches]
            await self._write(judged)
        except asyncio.CancelledError:
            _tell_failed(batches, STOPPED)
            raise
        except Exception as error:  # whatever it is, every sender must hear of it and the desk must live
            self.failed = str(error) or type(error).__name__
            log.error("journal failed", reason=self.failed, exc_info=not isinstance(error, JournalFailed))
            _tell_failed(batches, self.failed)
            return
        for batch, told in zip(batches, fates, strict=True):
            if not batch.fates.done():
                batch.fates.set_result(told)

    async def _write(self, judged: _Judged) -> None:
        if not judged.drafts:
            return
        await self._journal.append(judged.drafts)
        self.failed = None
        self.state = judged.state
        self._show()

    def _show(self) -> None:
        """What is recorded is recorded, whatever becomes of the screens."""
        try:
            self._publish(self.state)
        except Exception:
            log.exception("could not publish", seq=self.state.seq)

    def _judge(self, judged: _Judged, source: str, event: Event, body: bytes) -> Fate:
        before = judged.entries.get((source, event.id))
        if before is not None:
            return _again(before, body)
        about = _about(judged, event)
        entry = Entry(judged.state.seq + 1, source, event.id, self._now_us(), body)
        try:
            admit(judged.state, event, about)
            judged.state = apply(judged.state, Recorded(entry.seq, source, entry.received_at_us, event, about))
        except Refused as refusal:
            log.info("refused", source=source, id=event.id, type=event.type, code=refusal.code, reason=refusal.message)
            return RefusedFate(event.id, refusal.code, refusal.message)
        except Exception:
            log.exception("could not judge", source=source, id=event.id, type=event.type)
            return RefusedFate(event.id, "internal_error", "Ours: this event could not be judged. It is not recorded.")
        judged.drafts.append(Draft(source, event.id, entry.received_at_us, body))
        judged.entries[source, event.id] = entry
        return RecordedFate(event.id, entry.seq)


def _named(batches: Iterable[_Batch]) -> Iterator[Key]:
    """All that may be recorded already: the events themselves, and those they correct."""
    for batch in batches:
        for event, _ in batch.events:
            yield batch.source, event.id
            if ref := corrected(event):
                yield ref.source, ref.id


def _about(judged: _Judged, event: Event) -> Event | None:
    ref = corrected(event)
    entry = judged.entries.get((ref.source, ref.id)) if ref else None
    return decode(entry.body) if entry else None


def _tell_failed(batches: Iterable[_Batch], reason: str) -> None:
    """Nothing of these batches is recorded; the next may be."""
    for batch in batches:
        if not batch.fates.done():
            batch.fates.set_exception(JournalFailed(reason))


def _again(before: Entry, body: bytes) -> Fate:
    if before.body == body:
        return Duplicate(before.id, before.seq)
    return RefusedFate(before.id, "id_reused", f'The id "{before.id}" was used for another event, number {before.seq}.')
