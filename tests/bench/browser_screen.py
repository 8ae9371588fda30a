"""One real page in a real Chromium that is told events one at a time, and what Chromium says it cost."""

import asyncio
import json
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, Route, WebSocket

from tests.browser.glass import Glass, open_glass
from tests.browser.rink import Event, Rink

PROBE: Final = Path(__file__).with_name("browser_probe.js")
FULL_HD: Final = (1920, 1080)
PATIENCE_S: Final = 10.0
GLIDING_FRAMES: Final = 60
ISOLATED: Final = {"cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp"}
"""With these a page's clock counts in 5 microseconds, without them in 100."""

LOCAL: Final = "local-network-access"
"""Chromium does not know where a page with changed headers comes from: it may talk to this machine all the same."""


Part = Literal["message", "drawing", "fitting", "glass"]
PARTS: Final[tuple[Part, ...]] = ("message", "drawing", "fitting", "glass")
"""Of an update, as browser_probe.js tells them."""


@dataclass(frozen=True, slots=True)
class Work:
    """What Chromium says that the main thread has done, milliseconds; whatever it was done for.

    `kept_waiting_ms`: it had something to do and no core to do it on, says Linux. Script that is interrupted takes as
    much longer.
    """

    script_ms: float
    style_ms: float
    layout_ms: float
    kept_waiting_ms: float

    def part(self, of: int) -> "Work":
        return Work(self.script_ms / of, self.style_ms / of, self.layout_ms / of, self.kept_waiting_ms / of)

    def since(self, before: "Work") -> "Work":
        return Work(
            self.script_ms - before.script_ms,
            self.style_ms - before.style_ms,
            self.layout_ms - before.layout_ms,
            self.kept_waiting_ms - before.kept_waiting_ms,
        )


@dataclass(frozen=True, slots=True)
class Memory:
    """What the page holds after a forced collection of garbage."""

    heap_bytes: int
    nodes: int
    listeners: int


class Wire:
    """What went over the page's WebSocket: the newest number it heard of and the number on its glass."""

    def __init__(self) -> None:
        self.newest = 0
        self.painted = 0
        self.beats = 0
        self.moved = asyncio.Event()

    def tap(self, page: Page) -> None:
        page.on("websocket", self._open)

    def _open(self, socket: WebSocket) -> None:
        socket.on("framereceived", self._received)
        socket.on("framesent", self._sent)

    def _received(self, payload: str | bytes) -> None:
        message = json.loads(payload)
        self.newest = max(self.newest, message.get("seq", 0))
        self.beats += message["type"] == "beat"
        self.moved.set()

    def _sent(self, payload: str | bytes) -> None:
        message = json.loads(payload)
        if message["type"] == "painted":
            self.painted = message["seq"]
            self.moved.set()


class Screen:
    """An open page, and the rink that tells its server what happens."""

    def __init__(self, glass: Glass, wire: Wire, chromium: CDPSession, rink: Rink, pids: Sequence[int]) -> None:
        self.glass = glass
        self._pids = pids
        self._wire = wire
        self._chromium = chromium
        self._rink = rink

    async def show(self, event: Event) -> None:
        """Tells one event and waits until what it changed is on the glass, or a beat says that it changed nothing.

        Then the rows are brought to rest: in a race they are before the next passing.
        """
        before = self._wire.painted
        await self._rink.post([event])
        beats = self._wire.beats + 1  # the next may have been on its way before the change
        async with asyncio.timeout(PATIENCE_S):
            while not self._shown(before, beats):
                self._wire.moved.clear()
                await self._wire.moved.wait()
        await self.glass.page.evaluate("probe.rest()")

    def _shown(self, before: int, beats: int) -> bool:
        wire = self._wire
        return wire.painted >= wire.newest and (wire.painted > before or wire.beats > beats)

    async def take(self) -> list[dict[Part, float]]:
        """The script of each update since the last taking, milliseconds."""
        return [dict(zip(PARTS, update, strict=True)) for update in await self.glass.page.evaluate("probe.take()")]

    async def shift(self) -> float:
        return float(await self.glass.page.evaluate("probe.shift()"))

    async def work(self) -> Work:
        metrics = await self._metrics()
        worked_ms = (1000 * metrics[name] for name in ("ScriptDuration", "RecalcStyleDuration", "LayoutDuration"))
        return Work(*worked_ms, kept_waiting_ms=sum(map(_kept_waiting_ms, self._pids)))

    async def memory(self) -> Memory:
        """Rows that glided when they were taken out are held until their glide would have ended."""
        await self.frames(GLIDING_FRAMES)
        for _ in range(2):  # what the first finds dead may have held something
            await self._chromium.send("HeapProfiler.collectGarbage")
        metrics = await self._metrics()
        return Memory(int(metrics["JSHeapUsedSize"]), int(metrics["Nodes"]), int(metrics["JSEventListeners"]))

    async def frames(self, count: int) -> None:
        """Lets the page alone for so many frames."""
        await self.glass.page.evaluate("(count) => probe.frames(count)", count)

    async def _metrics(self) -> dict[str, float]:
        answer = await self._chromium.send("Performance.getMetrics")
        return {metric["name"]: metric["value"] for metric in answer["metrics"]}


@contextmanager
def a_core_for_the_page() -> Iterator[set[int]]:
    """The last core, on which nothing runs that is started inside: for `open_screen`.

    Empty where there is but one core, or the system lets nobody say: then all share what there is.
    """
    ours = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    if len(ours) < 2:
        yield set()
        return
    core = {max(ours)}
    os.sched_setaffinity(0, ours - core)
    try:
        yield core
    finally:
        os.sched_setaffinity(0, ours)


@asynccontextmanager
async def open_screen(browser: Browser, url: str, path: str, rink: Rink, core: set[int]) -> AsyncIterator[Screen]:
    """A full HD page with the probe in it; its script runs on `core`."""
    width, height = FULL_HD
    context = await browser.new_context(viewport={"width": width, "height": height}, permissions=[LOCAL])
    await context.add_init_script(path=PROBE)
    await context.route(url + path, _isolated)
    wire = Wire()
    context.on("page", wire.tap)
    try:
        yield await _screen(browser, context, url, path, wire, rink, core)
    finally:
        await context.close()


async def _screen(
    browser: Browser, context: BrowserContext, url: str, path: str, wire: Wire, rink: Rink, core: set[int]
) -> Screen:
    glass = await open_glass(context, url, path)
    if not await glass.page.evaluate("probe.isFine()"):
        raise RuntimeError("The page's clock is coarse: it is not isolated from other origins.")
    chromium = await context.new_cdp_session(glass.page)
    await chromium.send("Performance.enable")
    pids = await _renderers(browser)
    for pid in pids if core else ():  # of the first thread alone: it is the one that runs the script
        os.sched_setaffinity(pid, core)
    return Screen(glass, wire, chromium, rink, pids)


async def _renderers(browser: Browser) -> list[int]:
    """The processes whose first threads run script: the page's, and those that Chromium keeps idle in reserve."""
    chromium = await browser.new_browser_cdp_session()
    answer = await chromium.send("SystemInfo.getProcessInfo")
    return [process["id"] for process in answer["processInfo"] if process["type"] == "renderer"]


def _kept_waiting_ms(pid: int) -> float:
    """Of the first thread alone; 0 where the system does not count it, or the process is gone."""
    counted = Path(f"/proc/{pid}/schedstat")
    return int(counted.read_text().split()[1]) / 1e6 if counted.exists() else 0.0


async def _isolated(route: Route) -> None:
    answer = await route.fetch()
    await route.fulfill(response=answer, headers=answer.headers | ISOLATED)
