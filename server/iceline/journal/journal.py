"""What every journal promises: what it has accepted is durable, in order, and comes back unchanged."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct


@dataclass(frozen=True, slots=True)
class Draft:
    """An event that was judged good and is about to be recorded. `body` is its JSON, exactly as it will be replayed."""

    source: str
    id: str
    received_at_us: int
    body: bytes


class Entry(Struct, frozen=True, gc=False):
    """One line of the journal. `seq` counts from 1 without holes; `received_at_us` is Unix time in microseconds.

    Reading a journal makes one for each: a struct is made in a fifth of a dataclass's time.
    """

    seq: int
    source: str
    id: str
    received_at_us: int
    body: bytes


class Readable(Protocol):
    """What export, audit and start-up need of a journal."""

    def replay(self, after: int = 0) -> Iterator[Entry]:
        """All entries with a `seq` above `after`, in order. Raises JournalCorrupt."""
        ...

    def find(self, source: str, name: str) -> Entry | None:
        """The entry of this source and id, once it is durable; as fast in a long journal. Raises JournalFailed."""
        ...


class Journal(Readable, Protocol):
    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        """Stores all drafts or none, returns when they are durable. Raises JournalFailed and stores nothing."""
        ...

    async def close(self) -> None: ...
