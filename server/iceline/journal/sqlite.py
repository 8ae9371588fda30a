"""The journal in one SQLite file: acknowledged is on disk, and one thread writes."""

import asyncio
import queue
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from iceline.errors import IcelineError, JournalFailed
from iceline.journal.journal import Draft, Entry, Key
from iceline.journal.mark import Mark, check_whole
from iceline.journal.reader import SqliteReader, entries, found
from iceline.journal.schema import lock, open_reading, open_writing

WAITING_LIMIT: Final = 1_000
"""Appends that wait for the writer; the next ones are refused."""
GROUP_LIMIT: Final = 100
"""Appends that go into one transaction."""
CLOSE_TIMEOUT_S: Final = 10.0

INSERT: Final = "INSERT INTO entry (seq, source, id, received_at_us, body) VALUES (?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class _Append:
    """What waits for the writer, and who waits for it."""

    drafts: Sequence[Draft]
    stored: "asyncio.Future[list[Entry]]"
    loop: asyncio.AbstractEventLoop

    def tell(self, outcome: list[Entry] | JournalFailed) -> None:
        try:
            self.loop.call_soon_threadsafe(self._settle, outcome)
        except RuntimeError:
            # The loop has been closed: nobody waits any more.
            return

    def _settle(self, outcome: list[Entry] | JournalFailed) -> None:
        if self.stored.done():
            return
        if isinstance(outcome, JournalFailed):
            self.stored.set_exception(outcome)
        else:
            self.stored.set_result(outcome)


class SqliteJournal:
    """Opens the journal at `path` for this process alone. Raises JournalFailed, JournalCorrupt.

    Appends that arrive while a commit runs go together into the next one, so the disk is waited for once. Each of them
    is stored whole or not at all.
    """

    def __init__(self, path: Path) -> None:
        self._path = path.resolve()
        self._waiting: queue.SimpleQueue[_Append | None] = queue.SimpleQueue()
        self._closed = False
        self._lock = lock(self._path)
        try:
            check_whole(self._path)
            self._connection = open_writing(self._path)
            self._mark = Mark(self._path)
        except IcelineError:
            self._lock.close()
            raise
        # Beside the writer: it sees the last commit, and waits for nobody.
        self._reading = open_reading(self._path, alone=False)
        self._thread = threading.Thread(target=self._write, name="journal", daemon=True)
        self._thread.start()

    @staticmethod
    def reading(path: Path) -> SqliteReader:
        """The same journal only for reading; a server may have it open."""
        return SqliteReader(path)

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        if self._closed:
            raise JournalFailed("The journal is closed.")
        if not drafts:
            return []
        loop = asyncio.get_running_loop()
        append = _Append(tuple(drafts), loop.create_future(), loop)
        if self._waiting.qsize() >= WAITING_LIMIT:
            raise JournalFailed("The journal is too slow: too much waits for the disk.")
        self._waiting.put(append)
        return await append.stored

    def replay(self, after: int = 0) -> Iterator[Entry]:
        return entries(self._path, after, alone=False)

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        if self._closed:
            raise JournalFailed("The journal is closed.")
        return found(self._reading, self._path, keys)

    def backup(self, to: Path) -> None:
        """Copies everything committed so far to a new file. Raises JournalFailed."""
        SqliteReader(self._path).backup(to)

    async def close(self) -> None:
        """Stores what waits, then gives the file free. Raises JournalFailed when the disk does not answer in time."""
        # Said before the thread is asked to end: nothing may be put behind its end, where nobody would hear of it.
        first, self._closed = not self._closed, True
        # Before the writer's: whoever closes last puts the log into the file.
        self._reading.close()
        await asyncio.to_thread(self._end, first)
        if self._thread.is_alive():
            raise JournalFailed(f"The journal did not close: the disk has not answered for {CLOSE_TIMEOUT_S:g} s.")

    def _end(self, first: bool) -> None:
        if first:
            self._waiting.put(None)
        self._thread.join(CLOSE_TIMEOUT_S)

    def _write(self) -> None:
        """The writer thread, from the first append to the end of the journal."""
        open_ = True
        while open_:
            group = self._group()
            open_ = None not in group
            self._store([append for append in group if append is not None])
        self._connection.close()
        self._mark.close()
        self._lock.close()

    def _group(self) -> list[_Append | None]:
        group = [self._waiting.get()]
        while len(group) < GROUP_LIMIT and group[-1] is not None:
            try:
                group.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return group

    def _store(self, group: Sequence[_Append]) -> None:
        try:
            outcomes = self._commit(group)
        except Exception as error:  # whatever it is, every sender must hear of it and the thread must live
            self._roll_back()
            failure = str(error) or type(error).__name__
            outcomes = [JournalFailed(f"The journal cannot store events: {failure}.") for _ in group]
        for append, outcome in zip(group, outcomes, strict=True):
            append.tell(outcome)

    def _commit(self, group: Sequence[_Append]) -> list[list[Entry] | JournalFailed]:
        if not group:
            return []
        self._connection.execute("BEGIN IMMEDIATE")
        last = self._connection.execute("SELECT coalesce(max(seq), 0) FROM entry").get
        outcomes: list[list[Entry] | JournalFailed] = []
        for append in group:
            outcome = self._insert(append.drafts, last)
            last += 0 if isinstance(outcome, JournalFailed) else len(outcome)
            outcomes.append(outcome)
        self._connection.execute("COMMIT")
        self._mark.note(last)
        return outcomes

    def _insert(self, drafts: Sequence[Draft], last: int) -> list[Entry] | JournalFailed:
        """One append, or why the journal can never hold it; the others of the group go on."""
        rows = [Entry(seq, d.source, d.id, d.received_at_us, d.body) for seq, d in enumerate(drafts, last + 1)]
        self._connection.execute("SAVEPOINT append")
        try:
            values = ((e.seq, e.source, e.id, e.received_at_us, e.body) for e in rows)
            self._connection.executemany(INSERT, values)
        except (apsw.ConstraintError, OverflowError, ValueError, TypeError) as error:
            self._connection.execute("ROLLBACK TO append; RELEASE append")
            return JournalFailed(f"The journal cannot hold this: {error}.")
        self._connection.execute("RELEASE append")
        return rows

    def _roll_back(self) -> None:
        """After this the file holds what it held before: neither SQLite nor a later recovery finds the group in it.

        A commit that failed may have left whole pages in the log, which a crash now would bring back; emptying the log
        removes them. Where that fails too, the next commit is written over them.
        """
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        except Exception:  # whatever it is: without this thread no sender would ever be answered again
            return
