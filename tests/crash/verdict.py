"""The verdict on crowds of screens: what the journal says of every board they showed, and how late they showed it."""

import math
import resource
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from operator import attrgetter
from pathlib import Path
from typing import Final

from tests.crash.rink import Ledger
from tests.crash.server_process import ServerProcess
from tests.crash.testimony import SeenPage, Testimony, contradictions, witnesses
from tests.crash.truth import Truth, journal_faults, screen_faults, truth_of
from tests.crash.watched import Outcome

SPARE_FILES: Final = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """One board on one screen: when the event that made it came to the server, and when the screen showed it."""

    received_us: int
    shown_us: int

    @property
    def late_ms(self) -> float:
        return (self.shown_us - self.received_us) / 1000


@dataclass(frozen=True, slots=True)
class Span:
    """A time of the run: Unix time, microseconds."""

    begin_us: int
    end_us: int

    def holds(self, moment_us: int) -> bool:
        return self.begin_us <= moment_us < self.end_us


def judge(outcome: Outcome, server: ServerProcess, ledger: Ledger, testimonies: Sequence[Testimony]) -> Truth:
    """Nothing acknowledged lost or doubled, no board impossible, nobody going back; the proofs of tests.crash."""
    truth = truth_of(server.journal)
    told = [fault for testimony in testimonies for fault in testimony.faults] + contradictions(testimonies)
    screens = list(chain.from_iterable(witnesses(testimony) for testimony in testimonies))
    outcome.counts |= {
        "events in the journal": len(truth.entries),
        "events acknowledged": len(ledger.seqs),
        "acknowledged at a repetition": ledger.again,
        "boards shown and judged": sum(len(screen.history) for screen in screens),
        "boards that were different": len({page.digest for testimony in testimonies for page in testimony.pages}),
    }
    outcome.faults |= journal_faults(truth.entries, ledger.seqs) | screen_faults(screens, truth)
    outcome.faults |= {
        "not acknowledged in the end": len({(e.source, e.id) for e in truth.entries} ^ ledger.seqs.keys()),
        "contradictions": len(ledger.contradictions),
        "faults of deltas, numbers and clients": len(told),
        "builds beyond the first": len(set().union(*(testimony.builds for testimony in testimonies))) - 1,
    }
    outcome.sentences += [*ledger.contradictions, *told]
    return truth


def deliveries(testimonies: Iterable[Testimony], truth: Truth) -> Iterator[Delivery]:
    """Every board that a screen got while it was connected; not the first of a connection."""
    by_feed = attrgetter("kind", "epoch")
    for testimony in testimonies:
        for _, feed in groupby(sorted(testimony.pages, key=attrgetter("kind", "epoch", "seq")), by_feed):
            yield from _deliveries_of_feed(feed, truth)


def _deliveries_of_feed(feed: Iterable[SeenPage], truth: Truth) -> Iterator[Delivery]:
    """A board that came up twice is the later one if its page is."""
    at = 0
    for page in feed:
        lengths = truth.boards[page.kind].get(page.digest, ())
        at = next((length for length in lengths if length >= at), at)
        received_us = truth.entries[at - 1].received_at_us
        yield from (Delivery(received_us, shown_us) for shown_us in page.delivered_us)


def table(columns: Mapping[str, Mapping[str, float]]) -> str:
    """Columns by their heads, all with the same rows; a figure that there is not is a dash."""
    heads = "".join([f"{'':>40}", *(f"{head:>14}" for head in columns)])
    return "\n".join([heads, *(_row(name, columns.values()) for name in next(iter(columns.values())))])


def _row(name: str, columns: Iterable[Mapping[str, float]]) -> str:
    return "".join([f"{name:>40}", *(f"{_figure(column[name]):>14}" for column in columns)])


def _figure(value: float) -> str:
    if math.isnan(value):
        return "-"
    return f"{value:.0f}" if float(value).is_integer() else f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def percentile(values: Iterable[float], percent: float) -> float:
    """The nearest rank; NaN of nothing."""
    ordered = sorted(values)
    return ordered[math.ceil(len(ordered) * percent / 100) - 1] if ordered else math.nan


def now_us() -> int:
    """Unix time in microseconds."""
    return time.time_ns() // 1000


def resident_mib(pid: int) -> float:
    """The memory a process has on the machine (Linux)."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def open_files(pid: int) -> int:
    """Sockets counted (Linux)."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def allow_sockets(most: int) -> None:
    """Lets this process and those it starts have so many files; ValueError with a sentence where it may not."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = most + SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise ValueError(f"{needed} open files are needed and {hard} are allowed: ulimit -n {needed}.")
    if soft != resource.RLIM_INFINITY and soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))
