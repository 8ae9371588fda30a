"""A journal in memory: for tests and for replays that leave nothing behind."""

from collections.abc import Iterable, Iterator, Sequence

from iceline.errors import JournalFailed
from iceline.journal.journal import Draft, Entry, Key


class MemoryJournal:
    """Keeps its promise until the process ends."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._by_key: dict[Key, Entry] = {}
        self._closed = False

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        if self._closed:
            raise JournalFailed("The journal is closed.")
        keys = {(draft.source, draft.id) for draft in drafts}
        if len(keys) < len(drafts) or keys & self._by_key.keys():
            raise JournalFailed("The journal already holds an event with this source and id.")
        first = len(self._entries) + 1
        entries = [Entry(seq, d.source, d.id, d.received_at_us, d.body) for seq, d in enumerate(drafts, first)]
        self._entries += entries
        self._by_key |= {(entry.source, entry.id): entry for entry in entries}
        return entries

    def replay(self, after: int = 0) -> Iterator[Entry]:
        return iter(self._entries[after:])

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        return {key: self._by_key[key] for key in keys if key in self._by_key}

    async def close(self) -> None:
        self._closed = True
