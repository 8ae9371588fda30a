"""A journal that tells how long each commit took, around any other."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from iceline.journal.journal import Draft, Entry, Journal, Key


class Watch(Protocol):
    """Who wants to know."""

    def committed(self, events: int, seconds: float) -> None: ...

    def not_committed(self) -> None: ...


class TimedJournal:
    """Keeps the promise of the journal that it is around."""

    def __init__(self, journal: Journal, watch: Watch) -> None:
        self._journal = journal
        self._watch = watch

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        began = time.perf_counter()
        try:
            entries = await self._journal.append(drafts)
        except Exception:
            self._watch.not_committed()
            raise
        self._watch.committed(len(entries), time.perf_counter() - began)
        return entries

    def replay(self, after: int = 0) -> Iterator[Entry]:
        return self._journal.replay(after)

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        return self._journal.find(keys)

    async def close(self) -> None:
        await self._journal.close()
