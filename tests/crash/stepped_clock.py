"""Sets the server's clock an hour forward and an hour back in mid-race: no root, no other process notices.

    python -m tests.crash.stepped_clock

The launcher (doomed_server --clock) moves the time of day inside the server from one moment to the next. Numbers, order
and repetition must not care, the time that screens are told must not jump, and the clock of a pair on the ice must go
on, on real pages: after each step they are read until no measurement from before it counts any more. Then the server is
killed and started with a clock that is an hour off: the clock of the next pair must be right, on pages that were never
reloaded.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import struct
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from iceline.journal.sqlite import SqliteJournal
from tests.browser.cable import until
from tests.crash.pages import Pages
from tests.crash.rink import race
from tests.crash.server_process import ServerProcess
from tests.crash.watched import Outcome, Watched, judge, pages_of, report, unhealed

HOUR_US: Final = 3_600_000_000
STEPS_US: Final = (HOUR_US, -HOUR_US, 0)
EVENTS: Final = 40
"""Acknowledged events between two steps."""

MEASURED_S: Final = 34.0
"""A page measures the server's clock every 2 s and keeps 16 measurements."""

READ_EVERY_S: Final = 0.25
JUMP_S: Final = 60.0
"""What nobody could mistake for the way of a message on a busy machine."""

WRONG_S: Final = 3.0
"""What the clock of a page may be behind: the gun is told, recorded, sent and painted."""

LAST_DISTANCE: Final = "d11"
"""No pair of it has been called when the race ends."""


class SteppedClock:
    """The file by which the launcher moves the server's time of day."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock"
        self.set(0)
        self.launcher = ("-m", "tests.crash.doomed_server", "--clock", str(self._file), "--")

    def set(self, off_by_us: int) -> None:
        if not self._file.exists():
            self._file.write_bytes(bytes(8))
        with self._file.open("r+b") as file:
            file.write(struct.pack("<q", off_by_us))


async def run(folder: Path, *, screens: int = 6, pages: bool = False) -> Outcome:
    """The race with its steps; then, where there are pages, their clocks."""
    outcome, server, clock = Outcome(), ServerProcess(folder), SteppedClock(folder)
    async with AsyncExitStack() as stack:
        watched = await Watched.opened(stack, server, screens=screens)
        await server.start(*clock.launcher)
        glass = await pages_of(stack, server, wanted=pages)
        await _race_through_steps(watched, clock)
        outcome.faults["times told that jump"] = _jumps(watched)
        if glass is not None:
            outcome.faults |= await _clocks_of_pages(watched, glass, clock, outcome)
        outcome.faults |= await unhealed(watched, glass)
        outcome.sentences += glass.problems if glass else []
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    judge(outcome, watched)
    outcome.counts["steps of an hour"] = len(STEPS_US) * (2 if glass else 1) + 2 * bool(glass)
    if glass is None:
        outcome.faults["entries received before the one before"] = _backwards(server.journal)
    return outcome


async def _race_through_steps(watched: Watched, clock: SteppedClock) -> None:
    enough = asyncio.Event()
    racing = asyncio.create_task(race(watched.senders, random.Random(1), enough))
    for number, off_by_us in enumerate(STEPS_US, 1):
        while len(watched.ledger.seqs) < EVENTS * number:
            await asyncio.sleep(0.01)
        clock.set(off_by_us)
        await _told(watched)
    enough.set()
    await racing


async def _told(watched: Watched) -> None:
    """Waits until every screen has been told the time once more."""
    before = [len(screen.offsets_s) for screen in watched.screens]
    for screen in watched.screens:
        await screen.ask_time()

    async def again() -> bool:
        return all(len(screen.offsets_s) > count for screen, count in zip(watched.screens, before, strict=True))

    await until(again)


def _jumps(watched: Watched) -> int:
    """Times told that do not fit the first one."""
    return sum(abs(off - screen.offsets_s[0]) > JUMP_S for screen in watched.screens for off in screen.offsets_s)


def _backwards(journal: Path) -> int:
    received = [entry.received_at_us for entry in SqliteJournal.reading(journal).replay()]
    return sum(later < earlier for earlier, later in pairwise(received))


async def _clocks_of_pages(watched: Watched, glass: Pages, clock: SteppedClock, outcome: Outcome) -> dict[str, int]:
    """A pair that is on the ice through three steps; then a pair after each of two restarts."""
    wrong = going_back = readings = 0
    began_s = await _gun(watched, 1)
    for off_by_us in STEPS_US:
        clock.set(off_by_us)
        read = await _read(glass, began_s, MEASURED_S)
        readings, wrong, going_back = readings + len(read), wrong + _wrong(read), going_back + _going_back(read)
    outcome.counts["readings of running clocks"] = readings
    after = 0
    for pair, off_by_us in enumerate((HOUR_US, -HOUR_US), 2):
        await watched.server.kill()
        clock.set(off_by_us)
        await watched.server.start(*clock.launcher)
        await unhealed(watched, glass)
        after += _wrong(await _read(glass, await _gun(watched, pair), WRONG_S))
    return {
        "running clocks wrong after a step": wrong,
        "running clocks going back": going_back,
        "running clocks wrong after a restart": after,
    }


async def _gun(watched: Watched, pair: int) -> float:
    """Calls a pair and starts it. Returns the moment by our clock that nobody sets."""
    officials, about = watched.senders["officials"], {"distance": LAST_DISTANCE, "pair": pair}
    await officials.send([{"type": "pair_called", "id": f"call-last-{pair}", **about}])
    began_s, at = time.monotonic(), datetime.now(UTC).isoformat()
    await officials.send([{"type": "pair_started", "id": f"gun-last-{pair}", "started_at": at, **about}])
    return began_s


Reading = tuple[str, float, float]
"""The page, the seconds that its clock shows, and those that have passed."""


async def _read(glass: Pages, began_s: float, for_s: float) -> list[Reading]:
    """What the clocks show until so many seconds have gone by; the first seconds belong to the way of the gun."""
    readings: list[Reading] = []
    first_s = max(time.monotonic(), began_s + WRONG_S)
    while time.monotonic() < first_s + for_s:
        await asyncio.sleep(READ_EVERY_S)
        clocks, passed_s = await glass.clocks(), time.monotonic() - began_s
        if time.monotonic() >= first_s:
            readings += [(path, seconds(text), passed_s) for path, text in clocks.items()]
    return readings


def seconds(text: str) -> float:
    """`"1:02.50"` is 62.5; a clock that shows nothing is at 0."""
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + float(part or 0)
    return total


def _wrong(readings: Sequence[Reading]) -> int:
    return sum(abs(shown - passed_s) > WRONG_S for _, shown, passed_s in readings)


def _going_back(readings: Sequence[Reading]) -> int:
    shown: dict[str, list[float]] = {}
    for path, at, _ in readings:
        shown.setdefault(path, []).append(at)
    return sum(later < earlier for times in shown.values() for earlier, later in pairwise(times))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.stepped_clock",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--screens", type=int, default=12, help="screens that watch [default: 12]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium, 2 minutes shorter")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iceline-clock-") as folder:
        outcome = asyncio.run(run(Path(folder), screens=chosen.screens, pages=not chosen.no_pages))
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
