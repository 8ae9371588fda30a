"""What a journal's file looks like, and how one is opened: never a file that is not ours."""

from pathlib import Path
from typing import Final

import apsw

from iceline.errors import IcelineError, JournalCorrupt, JournalFailed
from iceline.journal.pages import orphaned

APPLICATION_ID: Final = 0x49434531
"""`ICE1`: SQLite keeps it in the header, and `file` can show it."""
VERSION: Final = 1
OLDEST_SQLITE: Final = (3, 51, 3)
BUSY_TIMEOUT_MS: Final = 5_000
LOCK_TIMEOUT_MS: Final = 200

# The triggers hold whoever opens the file: nothing is edited or deleted, also not by INSERT OR REPLACE, and `seq` has
# no holes.
SCHEMA: Final = """
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    received_at_us INTEGER NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (source, id)
) STRICT;
CREATE TRIGGER entry_is_never_edited BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;
CREATE TRIGGER entry_is_never_deleted BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'a journal is append-only'); END;
CREATE TRIGGER entry_is_never_replaced BEFORE INSERT ON entry
WHEN EXISTS (SELECT 1 FROM entry WHERE source = NEW.source AND id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the journal already holds an event with this source and id'); END;
CREATE TRIGGER entry_follows_the_last BEFORE INSERT ON entry
WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM entry)
BEGIN SELECT RAISE(ABORT, 'a journal has no holes'); END;
"""


def open_writing(path: Path) -> apsw.Connection:
    """The journal at `path`, made when it does not exist. Raises JournalFailed, JournalCorrupt."""
    check_library()
    try:
        connection = apsw.Connection(str(path))
    except apsw.Error as error:
        raise JournalFailed(f"The journal {path} cannot be opened: {error}.") from error
    try:
        _prepare(connection, path)
    except apsw.NotADBError as error:
        connection.close()
        raise JournalCorrupt(f"{path} is not a journal of Iceline.") from error
    except apsw.Error as error:
        connection.close()
        raise JournalFailed(f"The journal {path} cannot be written: {error}.") from error
    except IcelineError:
        connection.close()
        raise
    return connection


def open_reading(path: Path, *, alone: bool) -> apsw.Connection:
    """The same for reading. `alone`: nobody else has it open, so not even SQLite's side files are made."""
    check_library()
    if problem := orphaned(path):
        raise JournalCorrupt(f"The journal {path} is damaged. {problem}")
    uri = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if alone else ''}"
    connection = apsw.Connection(uri, flags=apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI)
    connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    connection.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    return connection


def lock(path: Path) -> apsw.Connection:
    """Holds the journal at `path` for this process. Raises JournalFailed when another has it.

    The lock is SQLite's own on an empty file beside the journal: unlike a lock in the journal it leaves readers alone,
    and the system takes it back when the process dies.
    """
    check_library()
    try:
        holder = apsw.Connection(f"{path}.lock")
    except apsw.Error as error:
        raise JournalFailed(f"The journal {path} cannot be opened: its folder cannot be written ({error}).") from error
    holder.set_busy_timeout(LOCK_TIMEOUT_MS)
    try:
        holder.execute("BEGIN EXCLUSIVE")
    except apsw.BusyError as error:
        holder.close()
        raise JournalFailed(
            f"The journal {path} is open in another Iceline: stop that one, or take another --journal."
        ) from error
    except apsw.Error as error:
        holder.close()
        raise JournalFailed(f"The journal {path} cannot be locked: {error}.") from error
    return holder


def check_ours(connection: apsw.Connection, path: Path) -> None:
    """Raises JournalCorrupt unless this is a journal that this version understands."""
    application, version = connection.pragma("application_id"), connection.pragma("user_version")
    if application != APPLICATION_ID:
        raise JournalCorrupt(f"{path} is not a journal of Iceline.")
    if version != VERSION:
        raise JournalCorrupt(f"{path} is of another version of Iceline: its format is {version}, not {VERSION}.")


def check_library() -> None:
    """Raises JournalFailed where SQLite is so old that it may lose what a checkpoint copies."""
    version = apsw.sqlite_lib_version()
    if tuple(int(part) for part in version.split(".")) < OLDEST_SQLITE:
        oldest = ".".join(str(part) for part in OLDEST_SQLITE)
        raise JournalFailed(f"SQLite {version} can lose entries; Iceline needs {oldest} or newer: update apsw.")


def _prepare(connection: apsw.Connection, path: Path) -> None:
    """Looks before it touches: a foreign database is left as it was."""
    connection.set_busy_timeout(BUSY_TIMEOUT_MS)
    if connection.readonly("main"):
        raise JournalFailed(f"The journal {path} cannot be written: the file is read-only.")
    if _is_new(connection):
        connection.pragma("synchronous", "full")
        with connection:
            connection.execute(SCHEMA)
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", VERSION)
    check_ours(connection, path)
    if connection.pragma("journal_mode", "wal") != "wal":
        raise JournalFailed(f"The journal {path} cannot be kept here: this disk cannot share memory between processes.")
    connection.pragma("synchronous", "full")
    connection.pragma("fullfsync", True)
    # Makes the side files, by which readers see that the journal is open.
    connection.execute("BEGIN IMMEDIATE; COMMIT")


def _is_new(connection: apsw.Connection) -> bool:
    tables: int = connection.execute("SELECT count(*) FROM sqlite_schema").get
    return tables == 0 and connection.pragma("application_id") == 0
