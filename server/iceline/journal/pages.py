"""Whether all pages of a journal are there: in its file, or in its log on their way into it."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

HEADER_BYTES: Final = 100
MAGIC: Final = b"SQLite format 3\x00"
LOG_HEADER_BYTES: Final = 32
FRAME_HEADER_BYTES: Final = 24
"""sqlite.org/fileformat2.html, 1.3 and 4.1: where the page size, the page count and the salts stand."""


def file_problem(path: Path) -> str | None:
    """What is wrong with the file as a whole, in a sentence, or None."""
    try:
        header = _header(path)
    except OSError as error:
        return f"The file cannot be read: {error.strerror}."
    if not _is_database(header):
        return "The file is not an SQLite database, or its beginning is lost."
    return cut(path)


def cut(path: Path) -> str | None:
    """What is missing at the end of the file, in a sentence. None also where there is no database.

    A crash in the middle of a checkpoint, or while a journal is made, leaves a file that is shorter than it says: its
    other pages are in the log, or it will be rolled back.
    """
    try:
        header = _header(path)
    except OSError:
        return None
    if not _is_database(header) or path.with_name(f"{path.name}-journal").exists():
        return None
    page_bytes = int.from_bytes(header[16:18], "big")
    page_bytes = 65536 if page_bytes == 1 else page_bytes
    pages, size = int.from_bytes(header[28:32], "big"), path.stat().st_size
    first = size // page_bytes + 1
    in_log = {page for page in _pages_in_log(log_of(path), page_bytes) if first <= page <= pages}
    if first + len(in_log) > pages:
        return None
    return f"The file is cut: {size} bytes are left of {page_bytes * pages}."


def orphaned(path: Path) -> str | None:
    """A log whose file is empty or gone, in a sentence: SQLite deletes such a log, whoever opens the file."""
    log = log_of(path)
    if not log.exists() or log.stat().st_size == 0 or (path.exists() and path.stat().st_size > 0):
        return None
    return f"The file is empty or gone, but its log {log.name} is there."


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _header(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEADER_BYTES)


def _is_database(header: bytes) -> bool:
    return len(header) == HEADER_BYTES and header.startswith(MAGIC)


def _pages_in_log(log: Path, page_bytes: int) -> Iterator[int]:
    """The numbers of the pages that stand in the log since it began anew."""
    try:
        with log.open("rb") as file:
            yield from _frames(file, page_bytes)
    except OSError:
        return


def _frames(file: BinaryIO, page_bytes: int) -> Iterator[int]:
    salts = file.read(LOG_HEADER_BYTES)[16:24]
    while len(header := file.read(FRAME_HEADER_BYTES)) == FRAME_HEADER_BYTES and header[8:16] == salts:
        if len(file.read(page_bytes)) < page_bytes:
            return
        yield int.from_bytes(header[:4], "big")
