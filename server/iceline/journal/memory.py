"""A journal in memory: for tests and for replays that leave nothing behind."""

from collections.abc import Iterator, Sequence

from iceline.journal.journal import Draft, Entry


class MemoryJournal:
    """Keeps its promise until the process ends."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        first = len(self._entries) + 1
        entries = [Entry(seq, d.source, d.id, d.received_at_us, d.body) for seq, d in enumerate(drafts, first)]
        self._entries += entries
        return entries

    def replay(self, after: int = 0) -> Iterator[Entry]:
        return iter(self._entries[after:])

    async def close(self) -> None:
        return None
