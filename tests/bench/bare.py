"""The limit: SQLite that stores the same bytes in commits of the same size, and does nothing else."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import apsw

SCHEMA: Final = """
CREATE TABLE entry (
    seq INTEGER PRIMARY KEY, source TEXT NOT NULL, id TEXT NOT NULL, received_at_us INTEGER NOT NULL,
    body BLOB NOT NULL, UNIQUE (source, id)
) STRICT
"""
INSERT: Final = "INSERT INTO entry (source, id, received_at_us, body) VALUES (?, ?, ?, ?)"

Line = tuple[str, str, int, bytes]


class BareStore:
    """A table like the journal's, as durable, without its triggers."""

    def __init__(self, path: Path) -> None:
        self._connection = apsw.Connection(str(path))
        self._connection.pragma("journal_mode", "wal")
        self._connection.pragma("synchronous", "full")
        self._connection.execute(SCHEMA)

    def commit(self, lines: Sequence[Line]) -> float:
        """One group; how many seconds it took."""
        begun = time.perf_counter()
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.executemany(INSERT, lines)
        self._connection.execute("COMMIT")
        return time.perf_counter() - begun

    def close(self) -> None:
        self._connection.close()
