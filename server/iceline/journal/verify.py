"""`iceline verify`: whether a journal is whole, and what it holds; it is only read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import apsw

from iceline.errors import IcelineError
from iceline.journal.sqlite import opened_to_read, read


@dataclass(frozen=True, slots=True)
class Report:
    """`first` and `last` are when the first and the last event were received, UTC; `problems` are sentences."""

    entries: int
    sources: Mapping[str, int]
    first: str | None
    last: str | None
    problems: tuple[str, ...]


def verify(path: Path) -> Report:
    """Reads everything that can be read of a journal, and never raises for what is wrong with it."""
    sources: Counter[str] = Counter()
    moments: list[int] = []
    problems = _structure(path)
    try:
        for entry in read(path):
            sources[entry.source] += 1
            moments = [moments[0] if moments else entry.received_at_us, entry.received_at_us]
    except IcelineError as error:
        problems = [*problems, str(error)]
    first, last = (_utc(moments[0]), _utc(moments[-1])) if moments else (None, None)
    return Report(sources.total(), dict(sources), first, last, tuple(dict.fromkeys(problems)))


def _structure(path: Path) -> list[str]:
    try:
        connection = opened_to_read(path)
    except IcelineError as error:
        return [str(error)]
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        return [f"{path} is damaged: {line}" for line in found if line != "ok"]
    except apsw.Error as error:
        return [f"{path} is damaged: {error}"]
    finally:
        connection.close()


def _utc(moment_us: int) -> str:
    return datetime.fromtimestamp(moment_us / 1_000_000, UTC).isoformat(timespec="seconds")
