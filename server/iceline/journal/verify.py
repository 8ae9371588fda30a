"""Whether a journal's file is whole, and what it holds; it is only read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import apsw

from iceline.codec import decode
from iceline.errors import IcelineError, MalformedMessage
from iceline.journal.mark import acknowledged, loss
from iceline.journal.pages import file_problem
from iceline.journal.reader import is_alone
from iceline.journal.schema import check_ours, open_reading

PROBLEMS_LIMIT: Final = 20
UNIX_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

ALL: Final = "SELECT seq, CAST(source AS BLOB), CAST(id AS BLOB), received_at_us, body FROM entry ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Report:
    """What a journal holds: `first` and `last` in the order of the journal; `problems` are sentences, none is well."""

    entries: int
    sources: Mapping[str, int]
    first: datetime | None
    last: datetime | None
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Audit:
    """What was seen while reading."""

    seen: int = 0
    seq: int = 0
    first: datetime | None = None
    last: datetime | None = None
    sources: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    more: int = 0

    def complain(self, problem: str) -> None:
        if len(self.problems) < PROBLEMS_LIMIT:
            self.problems.append(problem)
        else:
            self.more += 1

    def report(self) -> Report:
        more = (f"{self.more} more problems.",) if self.more else ()
        return Report(self.seen, dict(self.sources), self.first, self.last, (*self.problems, *more))


def verify(path: Path) -> Report:
    """Reads everything that can be read of a journal, also beside a running server; never raises for what is wrong."""
    audit = _Audit()
    # Before the journal: a running server writes the mark after it.
    marked = acknowledged(path)
    if problem := file_problem(path):
        audit.complain(problem)
    try:
        connection = open_reading(path, alone=is_alone(path))
    except (IcelineError, apsw.Error) as error:
        audit.complain(f"The journal cannot be opened: {error}.")
        return audit.report()
    try:
        _look(connection, path, audit)
    except IcelineError as error:
        audit.complain(str(error))
    except apsw.Error as error:
        audit.complain(f"Nothing can be read after entry {audit.seq}: {error}.")
    finally:
        connection.close()
    if audit.seq < marked:
        audit.complain(loss(path, marked, audit.seq))
    return audit.report()


def _look(connection: apsw.Connection, path: Path, audit: _Audit) -> None:
    # A file that is shorter than its header says is refused whole; so SQLite reads what is still there.
    connection.pragma("writable_schema", True)
    check_ours(connection, path)
    for problem in _damage(connection):
        audit.complain(problem)
    for row in connection.execute(ALL):
        _see(row, audit)


def _damage(connection: apsw.Connection) -> Iterator[str]:
    try:
        for row in connection.execute(f"PRAGMA integrity_check({PROBLEMS_LIMIT // 2})"):
            if row[0] != "ok":
                yield f"SQLite finds damage: {' '.join(str(row[0]).split())}."
    except apsw.Error as error:
        yield f"SQLite finds damage: {error}."


def _see(row: tuple[object, ...], audit: _Audit) -> None:
    seq, source, name, received_at_us, body = row
    if not isinstance(seq, int) or not isinstance(received_at_us, int):
        audit.complain(f"The entry after {audit.seq} is not one.")
        return
    if seq != audit.seq + 1:
        audit.complain(f"Entries {audit.seq + 1} to {seq - 1} are missing.")
    audit.seen, audit.seq = audit.seen + 1, seq
    audit.sources[_text(source)] += 1
    audit.last = _moment(received_at_us)
    audit.first = audit.first or audit.last
    for problem in _body_problems(body, _text(name)):
        audit.complain(f"Entry {seq}: {problem}")


def _body_problems(body: object, name: str) -> Iterator[str]:
    if not isinstance(body, bytes):
        yield "it has no body."
        return
    try:
        event = decode(body)
    except MalformedMessage as error:
        yield error.message
        return
    if event.id != name:
        yield f'its event is "{event.id}", but it stands under "{name}".'


def _text(value: object) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else ""


def _moment(received_at_us: int) -> datetime | None:
    try:
        return UNIX_EPOCH + timedelta(microseconds=received_at_us)
    except OverflowError:
        return None
