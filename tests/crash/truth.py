"""What the journal proves afterwards: which events are in it, and every board that could ever have been shown."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from iceline.journal.journal import Entry
from iceline.journal.sqlite import SqliteJournal
from iceline.past import apply_entry
from iceline.publisher import BOARDS
from iceline.race.state import State
from tests.crash.screens import digest


class Shown(Protocol):
    """A screen that remembers the digest of every board it showed, in order."""

    @property
    def kind(self) -> str: ...

    @property
    def history(self) -> Sequence[bytes]: ...


@dataclass(slots=True)
class Truth:
    """`boards[kind][digest]` are the journal's lengths at which that board was the right one."""

    entries: list[Entry]
    state: State = field(default_factory=State)
    boards: dict[str, dict[bytes, list[int]]] = field(default_factory=lambda: {kind: {} for kind in BOARDS})


def truth_of(journal: Path) -> Truth:
    """Replays the journal event by event and draws every board after each."""
    written = SqliteJournal.reading(journal)
    truth = Truth(list(written.replay()))
    _draw(truth, 0)
    for length, entry in enumerate(truth.entries, 1):
        truth.state = apply_entry(truth.state, entry, written.find)
        _draw(truth, length)
    return truth


def _draw(truth: Truth, length: int) -> None:
    for kind, draw in BOARDS.items():
        truth.boards[kind].setdefault(digest(draw(truth.state)), []).append(length)


def journal_faults(entries: Sequence[Entry], acknowledged: Mapping[tuple[str, str], int]) -> dict[str, int]:
    """Acknowledged events that are missing, doubled or under another number; holes in the numbers."""
    places: dict[tuple[str, str], list[int]] = {}
    for entry in entries:
        places.setdefault((entry.source, entry.id), []).append(entry.seq)
    seqs = [entry.seq for entry in entries]
    return {
        "acknowledged and missing": sum(key not in places for key in acknowledged),
        "in the journal twice": sum(len(found) > 1 for found in places.values()),
        "under another number": sum(places.get(key, [seq])[0] != seq for key, seq in acknowledged.items()),
        "holes in the numbers": len(set(range(1, len(seqs) + 1)) ^ set(seqs)),
    }


def screen_faults(screens: Iterable[Shown], truth: Truth) -> dict[str, int]:
    """Boards that no journal could have led to, and screens that went back to an older one."""
    impossible = backwards = 0
    for screen in screens:
        known, at = truth.boards[screen.kind], 0
        for shown in screen.history:
            lengths = known.get(shown)
            if lengths is None:
                impossible += 1
                continue
            place = bisect_left(lengths, at)
            backwards += place == len(lengths)
            at = at if place == len(lengths) else lengths[place]
    return {"impossible boards": impossible, "screens going back": backwards}
