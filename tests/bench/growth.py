"""How the cost of a split grows with what is in the journal and with the skaters of the distance; and start-up."""

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import uvloop

from iceline.codec import encode
from iceline.race.course import course
from iceline.race.events import Event, PairCalled, StartCancelled
from tests.bench.measuring import Row, keep, median, percentile, show
from tests.bench.season import DESK, LANES, LIVE, LIVE_METRES, SOURCES, Season, passing, started, told, write
from tests.bench.served import Sender, Served, served

DESCRIPTION: Final = """\
Runs a server for each size, all alive at once, and sends each in turn the splits of one pair: one split every 40 ms, so
that every one is judged, committed, drawn and answered by itself. A ratio is the median over the turns of this server's
figure by the smallest one's in the same turn, so a noisy machine is noisy for both. Journals are a season of 10,000 m
distances with three sources and corrections, written through the journal and the codec. Start-up is the server's own
figure for reading its journal; the processor's time beside it is what a busy machine stretches less. A journal of a
million events takes a minute to write and 300 MB of disk. How the cost grows with screens is measured with the push."""

PACE_S: Final = 0.04
"""More than a frame: no two splits are drawn as one."""


@dataclass(frozen=True, slots=True)
class Effort:
    events: Sequence[int]
    skaters: Sequence[int]
    turns: int


FULL: Final = Effort(events=(1_000, 100_000, 1_000_000), skaters=(30, 300), turns=20)
SMALL: Final = Effort(events=(100, 2_000), skaters=(4, 30), turns=2)


@dataclass(slots=True)
class Subject:
    """One server under measurement. Turn by turn: the median wait, and the processor's time a split."""

    season: Season
    server: Served
    names: Iterator[int] = field(default_factory=itertools.count)
    wait_s: list[float] = field(default_factory=list)
    cpu_s: list[float] = field(default_factory=list)
    worst_s: list[float] = field(default_factory=list)

    async def call(self) -> None:
        """The last pair of the live distance comes to the start."""
        async with Sender(self.server) as sender:
            await _told(sender, PairCalled(id="called", distance=LIVE, pair=self.season.live_pairs))

    async def turn(self) -> None:
        """A pair from the gun to the last line before the finish; then the start is taken back, for the next turn.

        On a connection of its own: the server closes one that is idle while others have their turns.
        """
        pair, gun = self.season.live_pairs, next(self.names)
        async with Sender(self.server) as sender:
            await _told(sender, started(f"gun-{gun}", LIVE, pair))
            before = self.server.cpu_s()
            waits = [await _told(sender, split) async for split in _paced(_splits(pair, gun))]
            self.cpu_s.append((self.server.cpu_s() - before) / len(waits))
            await _told(sender, StartCancelled(id=f"back-{gun}", distance=LIVE, pair=pair))
        self.wait_s.append(median(waits))
        self.worst_s.append(percentile(waits, 0.99))


def _splits(pair: int, gun: int) -> Iterator[Event]:
    for point, lane in itertools.product(course(LIVE_METRES).points[:-1], LANES):
        measured = passing(LIVE, pair, lane, point, SOURCES[0], 0)
        yield replace(measured, id=f"{measured.id}-{gun}", source=DESK)


async def _paced(events: Iterable[Event]) -> AsyncIterator[Event]:
    for event in events:
        yield event
        await asyncio.sleep(PACE_S)


async def _told(sender: Sender, event: Event) -> float:
    """The wait for the answer, in seconds."""
    begun = time.perf_counter()
    fates = await sender.post(encode(event))
    assert fates[0]["fate"] == "recorded", fates
    return time.perf_counter() - begun


async def measured(folder: Path, effort: Effort) -> dict[str, Sequence[Row]]:
    """Both comparisons, one after the other."""
    by_events = [Season(events=events, skaters=effort.skaters[0]) for events in effort.events]
    by_skaters = [Season(events=effort.events[0], skaters=skaters) for skaters in effort.skaters]
    longer, starts = await _compared(folder, "events", by_events, effort.turns)
    wider, _ = await _compared(folder, "skaters", by_skaters, effort.turns)
    return {"events": longer, "skaters": wider, "start-up": starts}


async def _compared(
    folder: Path, what: str, seasons: Sequence[Season], turns: int
) -> tuple[Sequence[Row], Sequence[Row]]:
    journals = [folder / f"{what}-{number}.sqlite3" for number in range(len(seasons))]
    sizes = [await write(journal, told(season)) for journal, season in zip(journals, seasons, strict=True)]
    async with AsyncExitStack() as stack:
        subjects = [
            await _subject(stack, folder, journal, season) for journal, season in zip(journals, seasons, strict=True)
        ]
        empty_s = subjects[0].server.ready_cpu_s
        starts = [_start(size, subject.server, empty_s) for size, subject in zip(sizes, subjects, strict=True)]
        for turn in range(turns):
            for subject in subjects if turn % 2 else reversed(subjects):
                await subject.turn()
        rows = [_row(size, subject, subjects[0]) for size, subject in zip(sizes, subjects, strict=True)]
    return rows, starts


async def _subject(stack: AsyncExitStack, folder: Path, journal: Path, season: Season) -> Subject:
    subject = Subject(season, await stack.enter_async_context(served(folder, journal, DESK)))
    await subject.call()
    return subject


def _row(events: int, subject: Subject, first: Subject) -> Row:
    return {
        "events in the journal": events,
        "skaters": subject.season.skaters,
        "p50 ms": median(subject.wait_s) * 1_000,
        "p99 ms": median(subject.worst_s) * 1_000,
        "server ms/split": sum(subject.cpu_s) / len(subject.cpu_s) * 1_000,
        "wait, ratio": median([b / a for a, b in zip(first.wait_s, subject.wait_s, strict=True)]),
        "processor, ratio": sum(subject.cpu_s) / max(sum(first.cpu_s), 1e-9),
    }


def _start(events: int, server: Served, empty_s: float) -> Row:
    """`empty_s`: what a start costs the processor anyhow; beside others on the machine, only this work is our own."""
    replayed, seconds = server.replayed()
    assert replayed == events
    return {
        "events": events,
        "read in s": seconds,
        "events/s": events / max(seconds, 1e-3),
        "processor s": server.ready_cpu_s,
        "more than the first": server.ready_cpu_s - empty_s,
        "first answer after s": server.ready_s,
        "memory MB": server.memory_mb(),
    }


def main() -> None:
    reading = argparse.ArgumentParser(prog="python -m tests.bench.growth", description=DESCRIPTION)
    reading.add_argument("--small", action="store_true", help="a quick try: the figures mean nothing")
    reading.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    reading.add_argument("--folder", type=Path, help="where the journals lie: the disk to be measured")
    asked = reading.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder, prefix="iceline-bench-") as folder:
        figures = uvloop.run(measured(Path(folder), SMALL if asked.small else FULL))
    show("A split, by the events in the journal (ratios to the shortest)", figures["events"])
    show("A split, by the skaters of the distance (ratios to the smallest)", figures["skaters"])
    show("Start-up: the journal read", figures["start-up"])
    keep(asked.json, figures)


if __name__ == "__main__":
    main()
