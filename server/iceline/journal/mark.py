"""How far a journal has acknowledged, noted beside it: so a journal that was cut is known from one that is short."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Final

import apsw

from iceline.errors import JournalCorrupt, JournalFailed
from iceline.journal.pages import cut, log_of, orphaned
from iceline.journal.schema import open_reading

DIGITS: Final = 20
LAST: Final = "SELECT coalesce(max(seq), 0) FROM entry"


class Mark:
    """The number of the last acknowledged entry, in a file of its own.

    SQLite passes over the torn end of its log and says nothing, as it must: after a crash nobody can tell a commit that
    was never finished from one that was finished and cut off later. The mark can. It is written when a commit is on
    disk and before it is acknowledged, and it is not synced: a power cut may leave it behind, never ahead.
    """

    def __init__(self, journal: Path) -> None:
        self.path = mark_of(journal)
        try:
            self._file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise JournalFailed(f"The journal {journal} cannot be written: {self.path}: {error.strerror}.") from error

    def note(self, seq: int) -> None:
        """All up to `seq` is on disk. A mark that cannot be written stays behind, which is safe."""
        with suppress(OSError):
            os.pwrite(self._file, f"{seq:>{DIGITS}}\n".encode(), 0)

    def close(self) -> None:
        os.close(self._file)


def mark_of(journal: Path) -> Path:
    return journal.with_name(f"{journal.name}.acknowledged")


def acknowledged(journal: Path) -> int:
    """How far the journal has acknowledged, as far as is known; 0 where nothing is noted."""
    try:
        return int(mark_of(journal).read_bytes())
    except (OSError, ValueError):
        return 0


def check_whole(journal: Path) -> None:
    """Raises JournalCorrupt when acknowledged entries are gone, before anything in the journal's files is touched."""
    if problem := cut(journal) or orphaned(journal):
        raise _damaged(journal, problem)
    marked = acknowledged(journal)
    held = _last(journal) if marked and _has_content(journal) else 0
    if held < marked:
        raise JournalCorrupt(
            f"{loss(journal, marked, held)} Its file or its log ({log_of(journal).name}) was cut, deleted or replaced: "
            f"put the whole one back. To go on without what is lost, delete {mark_of(journal)}."
        )


def loss(journal: Path, marked: int, held: int) -> str:
    """What is missing, in a sentence."""
    return (
        f"The journal {journal} has acknowledged {marked} events and holds {held}: the last {marked - held} are lost."
    )


def _has_content(journal: Path) -> bool:
    return journal.exists() and journal.stat().st_size > 0


def _last(journal: Path) -> int:
    connection: apsw.Connection | None = None
    try:
        connection = open_reading(journal, alone=not log_of(journal).exists())
        return int(connection.execute(LAST).get)
    except (apsw.CorruptError, apsw.NotADBError) as error:
        raise _damaged(journal, f"{error}.") from error
    except apsw.Error as error:
        raise JournalFailed(f"The journal {journal} cannot be read: {error}.") from error
    finally:
        if connection is not None:
            connection.close()


def _damaged(journal: Path, problem: str) -> JournalCorrupt:
    return JournalCorrupt(f"The journal {journal} is damaged. {problem} `iceline verify {journal}` says what is left.")
