"""A journal that only has to be read: entries written down by a test."""

from collections.abc import Iterable, Iterator

from iceline.codec import encode
from iceline.journal.journal import Entry, Key
from iceline.race.state import Recorded


class PaperJournal:
    """Holds whatever entries it is given, also those that no desk would have recorded."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = list(entries)

    def replay(self, after: int = 0) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.seq > after)

    def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        wanted = set(keys)
        return {(e.source, e.id): e for e in self.entries if (e.source, e.id) in wanted}


def written(told: Iterable[Recorded]) -> PaperJournal:
    """The events as a journal would hold them."""
    return PaperJournal(Entry(r.seq, r.source, r.event.id, r.received_at_us, encode(r.event)) for r in told)
