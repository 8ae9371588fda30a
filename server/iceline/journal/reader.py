"""Reading a journal's file beside whoever writes it."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import apsw

from iceline.errors import JournalCorrupt, JournalFailed
from iceline.journal.journal import Entry, Key
from iceline.journal.schema import check_ours, open_reading

READ_ENTRIES: Final = 1_000
ONE: Final = "SELECT seq, source, id, received_at_us, body FROM entry WHERE source = ? AND id = ?"
AFTER: Final = "SELECT seq, source, id, received_at_us, body FROM entry WHERE seq > ? ORDER BY seq LIMIT ?"


class SqliteReader:
    """A journal that is only read: for exports and backups of one that a server may have open."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._finding: apsw.Connection | None = None

    def replay(self, after: int = 0) -> Iterator[Entry]:
        """All entries after `after`, in order. Raises JournalFailed, JournalCorrupt."""
        return entries(self._path, after, alone=is_alone(self._path))

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """The entries of these sources and ids, those there are. Raises JournalFailed."""
        if self._finding is None:
            try:
                self._finding = open_reading(self._path, alone=is_alone(self._path))
            except apsw.Error as error:
                raise JournalFailed(f"The journal {self._path} cannot be read: {error}.") from error
        return found(self._finding, self._path, keys)

    def backup(self, to: Path) -> None:
        """Copies everything committed to a new file. Raises JournalFailed, JournalCorrupt; then there is no file."""
        if to.exists():
            raise JournalFailed(f"{to} exists already. Name a new file.")
        partial = to.with_name(f"{to.name}.partial")
        try:
            _copy(self._path, partial)
            partial.rename(to)
        except (apsw.Error, OSError) as error:
            raise JournalFailed(f"The journal {self._path} cannot be copied to {to}: {error}.") from error
        finally:
            partial.unlink(missing_ok=True)


def found(connection: apsw.Connection, path: Path, keys: Iterable[Key]) -> dict[Key, Entry]:
    """The entries of these sources and ids, those there are. Raises JournalFailed."""
    entries: list[Entry] = []
    try:
        with connection:  # one transaction: to begin one costs more than to find something in it
            for key in keys:
                entries += _found(connection, key)
    except (apsw.Error, UnicodeDecodeError) as error:
        raise JournalFailed(f"The journal {path} cannot be read: {error}.") from error
    return {(entry.source, entry.id): entry for entry in entries}


def _found(connection: apsw.Connection, key: Key) -> list[Entry]:
    try:
        return [Entry(*row) for row in connection.execute(ONE, key)]
    except UnicodeEncodeError:
        return []  # half a character, which no journal can hold


def entries(path: Path, after: int, *, alone: bool) -> Iterator[Entry]:
    """Reads in batches, so that no long read keeps the write-ahead log from being emptied."""
    connection: apsw.Connection | None = None
    try:
        connection = open_reading(path, alone=alone)
        check_ours(connection, path)
        while batch := [Entry(*row) for row in connection.execute(AFTER, (after, READ_ENTRIES))]:
            for entry in batch:
                if entry.seq != after + 1:
                    raise JournalCorrupt(f"Entry {after + 1} of the journal {path} is missing.")
                after = entry.seq
                yield entry
    except apsw.CantOpenError as error:
        raise JournalFailed(f"The journal {path} cannot be read: {error}.") from error
    except (apsw.Error, UnicodeDecodeError) as error:
        raise JournalCorrupt(f"The journal {path} cannot be read after entry {after}: {error}.") from error
    finally:
        if connection is not None:
            connection.close()


def is_alone(path: Path) -> bool:
    """Nobody has the journal open, and none left a log of changes that are not in it yet."""
    return not path.with_name(f"{path.name}-wal").exists()


def _copy(path: Path, to: Path) -> None:
    source = open_reading(path, alone=is_alone(path))
    copy = apsw.Connection(str(to))
    try:
        check_ours(source, path)
        # All pages in one step: it holds nobody up, and a change by the server cannot make it start again.
        with copy.backup("main", source, "main") as backup:
            backup.step(-1)
        # One file, complete in itself, however it is carried away.
        copy.pragma("journal_mode", "delete")
    finally:
        copy.close()
        source.close()
