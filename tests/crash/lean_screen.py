"""A screen that behaves as a page does (connection.js) and is cheap enough to have a thousand of it in one process."""

import asyncio
import random
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

from tests.crash.album import Album, Page, parsed
from tests.crash.line import Line

FIRST_RETRY_S: Final = 0.25
LAST_RETRY_S: Final = 5.0
SILENCE_S: Final = 5.0
BURST_PINGS: Final = 8
BURST_PING_EVERY_S: Final = 0.12
PING_EVERY_S: Final = 2.0
PAGE_NUMBERS: Final = "I"


def retry_delay_s(attempt: int, random: float) -> float:
    """The wait before retry `attempt` (from 0): link.js, `retryDelay`, in seconds."""
    longest = min(LAST_RETRY_S, FIRST_RETRY_S * 2.0**attempt)
    return longest * (0.5 + random / 2)


class LeanScreen:
    """Connects, resumes where it was, pings, tells what it painted, comes back. `history` are the pages it showed.

    `arrivals` are the moments (Unix time, microseconds) at which it first had a board of an epoch.
    """

    def __init__(self, kind: str, port: int, album: Album, counts: Counter[str], spread: Iterator[float]) -> None:
        self.kind = kind
        self.page: Page = album.blank(kind)
        self.history = array(PAGE_NUMBERS)
        self.arrivals: list[tuple[str, int]] = []
        self.faults: list[str] = []
        self.builds: set[str] = set()
        self.line: Line | None = None
        self._port = port
        self._album = album
        self._counts = counts
        self._spread = spread
        self._attempt = 0
        self._painted: Page = self.page
        self._has_board = False

    async def run(self) -> None:
        """Until it is cancelled; a server that is away is tried again."""
        while True:
            await self.visit()
            await asyncio.sleep(retry_delay_s(self._attempt, next(self._spread)))
            self._attempt += 1
            self._counts["retries"] += 1

    async def visit(self, life_s: float | None = None, leave: Callable[[Line], None] = Line.abort) -> None:
        """One connection until the server ends it or, after `life_s`, the screen leaves."""
        self._has_board = False
        self.line = line = Line(self._port, self.kind, hear=self.hear, settle=self._paint)
        try:
            await line.connect()
            await asyncio.wait([line.lost], timeout=life_s)
        except OSError as error:
            self._counts[f"refused: {type(error).__name__}"] += 1
        finally:
            self.line = None
            leave(line)
        if line.lost.done():
            self._counts[line.end] += 1

    def leave_if_silent(self) -> None:
        """A cable that was pulled closes nothing: a silent line is given up."""
        if self.line is not None and self.line.is_connected and self.line.silent_s() > SILENCE_S:
            self._counts["given up as silent"] += 1
            self.line.abort()

    def hear(self, text: bytes) -> None:
        """One message of the server. What others got on the same page needs no second look."""
        if (following := self.page.follows.get(text)) is not None:
            self._counts["deltas"] += 1
            self._show(following)
            return
        message = parsed(text)
        match message["type"]:
            case "hello":
                self.builds.add(message["build"])
                self._counts["connections"] += 1
                self._attempt = 0
                self.greet_back()
            case "beat":
                self._counts["beats"] += 1
            case "snapshot":
                self._counts["snapshots"] += 1
                self._adopt(self._album.snapshot(self.kind, text, message))
            case "delta":
                self._counts["deltas"] += 1
                self._advance(self._album.after(self.page, text, message), f"{message['epoch']}/{message['seq']}")

    def greet_back(self) -> None:
        """Says where it is: also a page that was never here does, with no epoch."""
        if self.line is not None:
            self.line.say(type="resume", epoch=self.page.epoch, seq=max(self.page.seq, 0))
            self._ping(self.line, 1)

    def _ping(self, line: Line, sent: int) -> None:
        """A burst to learn the server's clock, then now and then, for as long as this line is ours."""
        if line is not self.line:
            return
        loop = asyncio.get_running_loop()
        line.say(type="ping", t0=int(loop.time() * 1e6))
        loop.call_later(BURST_PING_EVERY_S if sent < BURST_PINGS else PING_EVERY_S, self._ping, line, sent + 1)

    def _adopt(self, page: Page) -> None:
        if page.epoch == self.page.epoch and page.seq < self.page.seq:
            self.faults.append(f"{self.kind}: a snapshot {page.epoch}/{page.seq} after {self.page.seq}")
        if page is not self.page or not self._has_board:
            self._show(page)

    def _advance(self, page: Page | None, number: str) -> None:
        if page is None:
            self.faults.append(f"{self.kind}: delta {number} at {self.page.epoch}/{self.page.seq}")
            return
        self._show(page)

    def _show(self, page: Page) -> None:
        now_us = time.time_ns() // 1000
        if page.epoch != self.page.epoch:
            self.arrivals.append((page.epoch, now_us))
        if self._has_board:
            page.delivered_us.append(now_us)
        self._has_board = True
        self.page = page
        self.history.append(page.number)

    def _paint(self) -> None:
        """Changes that came together are painted together."""
        if self.page is not self._painted and self.line is not None:
            self._painted = self.page
            self.line.say(type="painted", seq=self.page.seq)


def jitter(chance: random.Random) -> Iterator[float]:
    """As every page has it."""
    while True:
        yield chance.random()


def no_jitter() -> Iterator[float]:
    """Everybody waits the longest, which is the same for all."""
    while True:
        yield 1.0
