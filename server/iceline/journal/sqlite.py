"""The journal on disk: SQLite in WAL with full synchronisation; one thread writes, what waits is committed together."""

import asyncio
import fcntl
import queue
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

import apsw

from iceline.errors import JournalCorrupt, JournalFailed
from iceline.journal.journal import Draft, Entry

APPLICATION_ID: Final = 0x49434C4E
"""`ICLN`: marks the file as ours."""

SCHEMA_VERSION: Final = 1
OLDEST_SQLITE: Final = 3_051_003
"""Older ones may lose what was committed when the WAL is reset."""

BUSY_MS: Final = 5_000
CLOSE_S: Final = 10.0
WAITING_APPENDS: Final = 10_000
READ_ROWS: Final = 1_000

SCHEMA: Final = f"""
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at_us INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (source, id)
) STRICT;
CREATE TRIGGER events_are_not_changed BEFORE UPDATE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
CREATE TRIGGER events_are_not_removed BEFORE DELETE ON events BEGIN SELECT raise(ABORT, 'append only'); END;
PRAGMA application_id = {APPLICATION_ID};
PRAGMA user_version = {SCHEMA_VERSION};
"""


@dataclass(frozen=True, slots=True)
class _Append:
    drafts: Sequence[Draft]
    entries: Future[list[Entry]]


class SqliteJournal:
    """One process writes a journal; others may read it meanwhile (`read`, `backup`)."""

    def __init__(self, path: Path) -> None:
        """Opens or creates it. Raises JournalFailed: not ours, in use, not writable, or an SQLite that is too old."""
        _check_library()
        self._path = path
        self._lock = _locked(path)
        try:
            self._last_seq = _prepared(path)
        except BaseException:
            self._lock.close()
            raise
        self._waiting: queue.Queue[_Append | None] = queue.Queue(WAITING_APPENDS)
        self._writer = threading.Thread(target=self._write, name="journal", daemon=True)
        self._writer.start()

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Stores all drafts or none; returns when they are on disk. Raises JournalFailed."""
        if not self._writer.is_alive():
            raise JournalFailed(f"The journal {self._path} is closed.")
        append = _Append(drafts, Future())
        try:
            self._waiting.put_nowait(append)
        except queue.Full as error:
            raise JournalFailed(f"The journal {self._path} cannot keep up.") from error
        return await asyncio.wrap_future(append.entries)

    def replay(self, after: int = 0) -> Iterator[Entry]:
        """All entries above `after`. Raises JournalCorrupt."""
        return read(self._path, after)

    async def close(self) -> None:
        """Writes what waits, closes the file, lets others have it."""
        self._waiting.put(None)
        await asyncio.to_thread(self._writer.join, CLOSE_S)
        self._lock.close()

    def _write(self) -> None:
        connection = _connected(self._path)
        try:
            while (first := self._waiting.get()) is not None:
                group, last = _drained(first, self._waiting)
                self._commit(connection, group)
                if last:
                    return
        finally:
            connection.close()

    def _commit(self, connection: apsw.Connection, group: Sequence[_Append]) -> None:
        """All appends of the group in one transaction; when it fails none of them is stored."""
        seq, stored = self._last_seq, []
        try:
            with connection:
                for append in group:
                    entries = _numbered(append.drafts, seq)
                    connection.executemany("INSERT INTO events VALUES (?, ?, ?, ?, ?)", map(_row, entries))
                    stored.append(entries)
                    seq += len(entries)
        except (apsw.Error, OSError) as error:
            failure = JournalFailed(f"The journal {self._path} cannot store events: {error}")
            for append in group:
                append.entries.set_exception(failure)
            return
        self._last_seq = seq
        for append, entries in zip(group, stored, strict=True):
            append.entries.set_result(entries)


def read(path: Path, after: int = 0) -> Iterator[Entry]:
    """The entries of a journal, also of one that a server is writing. Raises JournalFailed, JournalCorrupt."""
    connection = opened_to_read(path)
    try:
        rows = connection.execute("SELECT * FROM events WHERE seq > ? ORDER BY seq", (after,))
        expected = after + 1
        for seq, source, name, received_at_us, body in rows:
            if seq != expected:
                raise JournalCorrupt(f"{path}: event {expected} is missing.")
            yield Entry(int(seq), str(source), str(name), int(received_at_us), bytes(body))
            expected += 1
    except apsw.Error as error:
        raise JournalCorrupt(f"{path} is damaged: {error}") from error
    finally:
        connection.close()


def backup(path: Path, to: Path) -> None:
    """A copy with everything that was acknowledged. Raises JournalFailed; a half-made copy is removed."""
    source = opened_to_read(path)
    try:
        target = apsw.Connection(str(to))
        with target.backup("main", source, "main") as copying:
            while not copying.done:
                copying.step(READ_ROWS)
        target.pragma("journal_mode", "delete")
        target.close()
    except apsw.Error as error:
        to.unlink(missing_ok=True)
        raise JournalFailed(f"Cannot copy {path} to {to}: {error}") from error
    finally:
        source.close()


def opened_to_read(path: Path) -> apsw.Connection:
    """A read-only connection. Raises JournalFailed when there is no journal of ours."""
    try:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        connection.set_busy_timeout(BUSY_MS)
        _check_ours(path, connection)
    except apsw.Error as error:
        raise JournalFailed(f"{path} cannot be read as a journal: {error}") from error
    return connection


def _check_library() -> None:
    if apsw.SQLITE_VERSION_NUMBER < OLDEST_SQLITE:
        raise JournalFailed(f"SQLite {apsw.sqlite_lib_version()} is too old for a journal: install a newer apsw.")


def _locked(path: Path) -> TextIO:
    """Held by the one process that writes; a file beside the journal, so that readers are not in the way."""
    try:
        lock = path.with_name(path.name + ".lock").open("w")
    except OSError as error:
        raise JournalFailed(f"Cannot write beside the journal {path}: {error.strerror}.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise JournalFailed(f"Another server is writing the journal {path}.") from error
    return lock


def _connected(path: Path) -> apsw.Connection:
    connection = apsw.Connection(str(path))
    connection.set_busy_timeout(BUSY_MS)
    connection.pragma("journal_mode", "wal")
    connection.pragma("synchronous", "full")
    return connection


def _prepared(path: Path) -> int:
    """Creates the table in a new file; the number of the last event."""
    try:
        connection = _connected(path)
        if connection.pragma("application_id") == 0 and not connection.execute("SELECT 1 FROM sqlite_schema").get:
            with connection:
                connection.execute(SCHEMA)
        _check_ours(path, connection)
        last = connection.execute("SELECT coalesce(max(seq), 0) FROM events").get
        connection.close()
    except apsw.Error as error:
        raise JournalFailed(f"{path} cannot be opened as a journal: {error}") from error
    return int(last)


def _check_ours(path: Path, connection: apsw.Connection) -> None:
    if connection.pragma("application_id") != APPLICATION_ID:
        raise JournalFailed(f"{path} is not a journal of Iceline.")
    version = connection.pragma("user_version")
    if version != SCHEMA_VERSION:
        raise JournalFailed(f"{path} was written by another version of Iceline (layout {version}).")


def _drained(first: _Append, waiting: "queue.Queue[_Append | None]") -> tuple[list[_Append], bool]:
    """Everything that waits now; True when it ends with the wish to close."""
    group = [first]
    while not waiting.empty():
        following = waiting.get_nowait()
        if following is None:
            return group, True
        group.append(following)
    return group, False


def _numbered(drafts: Sequence[Draft], last: int) -> list[Entry]:
    return [Entry(seq, d.source, d.id, d.received_at_us, d.body) for seq, d in enumerate(drafts, last + 1)]


def _row(entry: Entry) -> tuple[int, str, str, int, bytes]:
    return entry.seq, entry.source, entry.id, entry.received_at_us, entry.body
