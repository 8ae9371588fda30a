"""What an update costs a screen, and whether a screen grows: `python -m tests.bench.browser`."""

import argparse
import asyncio
import logging
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from typing import Final

import httpx
import structlog
from playwright.async_api import async_playwright

from tests.bench.browser_figures import Figures, broken, held, times
from tests.bench.browser_heats import HEATS_A_ROUND, UPDATES_A_ROUND, before_the_last_pair, cancelled, gun, heats
from tests.bench.browser_screen import Part, Screen, Work, a_core_for_the_page, open_screen
from tests.bench.measuring import keep, show
from tests.browser.chromium import NO_CHROMIUM, find_chromium, launch
from tests.browser.rink import Event, Rink
from tests.browser.server import RinkServer

DESCRIPTION: Final = """\
A real server, thirty skaters, and the last pair skating again and again. Every event goes in by HTTP; every change
comes out by WebSocket to a real page of 1920x1080 in a real Chromium; the next event waits until it is on the glass,
and the rows are brought to rest. Where there are two cores and more, the thread that runs the page's script has one to
itself; Chromium's other threads, the server and the driver share the others.
12,000 updates take about six minutes a page.

p50 to max: the script of an update in milliseconds, from its message to the end of drawing, forced layouts in it. The
  frames of the running clock are not in it; they are "clock", milliseconds of script a frame.
message, drawing, fitting: the means of its parts: the handler, the frame that draws, the fitting of texts to places.
style, layout: Chromium's own count of the whole run, the share of an update. What the clock, the gliding rows and the
  browser itself ask for is in it, too.
glass: the mean of what follows when the update is on the glass: the message that says so to the server. It is not in
  p50 to max, for nobody waits for it to see the update.
waiting: how long the page's main thread was ready and had no core, the share of an update. On a quiet machine it is
  small; what is interrupted in the midst of its script counts as script.
shift: the layout shift of the whole run.
heap, nodes, listeners: at the first and the last sample. A sample is taken at the same moment of the race, when all
  rows have come to rest, after a forced collection of garbage; the first after a twelfth of the updates. Growth is the
  median of the last third of the samples less that of the first third.

Ends with 1 when the layout shifts, when listeners, nodes (by more than 16) or the heap (by more than 256 kB) grow, or
when a page said an error. Times are printed and never judged: they are the machine's.
"""

PAGES: Final = {"/arena": "", "/arena/standings": "", "/desk": "", "/desk, all rows": "s"}
"""What is pressed on each. The wall draws 10 of the 30 rows at a time, the desk 13 and with S all of them."""

UPDATES: Final = 12_000
SAMPLES: Final = 12
FEWEST_ROUNDS: Final = 3
CLOCK_FRAMES: Final = 180


async def measure(page: str, updates: int) -> Figures:
    """One page, on a server and in a browser of its own; whole rounds of the race after one to warm up."""
    rounds = max(FEWEST_ROUNDS, updates // UPDATES_A_ROUND)
    rounds_a_sample = max(1, rounds // SAMPLES)
    race = heats()
    async with _open(page) as screen:
        await _skate(screen, race, 1)
        clock = await _clock_alone(screen)
        before = await screen.work()
        samples, spent = [], []
        for _ in range(rounds // rounds_a_sample):
            spent += await _skate(screen, race, rounds_a_sample)
            samples.append(await screen.memory())
        work = (await screen.work()).since(before)
        return Figures(
            page=page,
            updates=spent,
            work=work,
            clock=clock,
            memory=samples,
            updates_a_sample=rounds_a_sample * UPDATES_A_ROUND,
            shift=await screen.shift(),
            problems=screen.glass.problems,
        )


async def _skate(screen: Screen, race: Iterator[Iterator[Event]], rounds: int) -> list[dict[Part, float]]:
    for heat in islice(race, rounds * HEATS_A_ROUND):
        for event in heat:
            await screen.show(event)
    return await screen.take()


async def _clock_alone(screen: Screen) -> Work:
    """The work of a frame in which the clock runs and nothing else happens."""
    await screen.show(gun("alone"))
    before = await screen.work()
    await screen.frames(CLOCK_FRAMES)
    spent = (await screen.work()).since(before).part(CLOCK_FRAMES)
    await screen.show(cancelled("alone"))
    await screen.take()
    return spent


@asynccontextmanager
async def _open(page: str) -> AsyncIterator[Screen]:
    with a_core_for_the_page() as core, tempfile.TemporaryDirectory(prefix="iceline-bench-") as folder:
        server = RinkServer(Path(folder))
        await server.start()
        try:
            async with _rink(server) as rink, async_playwright() as playwright:
                await rink.post(before_the_last_pair())
                browser = await launch(playwright)
                async with open_screen(browser, server.url, page.partition(",")[0], rink, core) as screen:
                    for key in PAGES[page]:
                        await screen.glass.page.keyboard.press(key)
                    yield screen
                await browser.close()
        finally:
            await server.stop()


@asynccontextmanager
async def _rink(server: RinkServer) -> AsyncIterator[Rink]:
    headers = {"authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        yield Rink(client)


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    if find_chromium() is None:
        print(NO_CHROMIUM, file=sys.stderr)
        return 1
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    updates = FEWEST_ROUNDS * UPDATES_A_ROUND if asked.small else asked.updates
    measured = []
    for page in asked.page or PAGES:
        print(f"{page}: {updates} updates ...", file=sys.stderr, flush=True)
        measured.append(asyncio.run(measure(page, updates)))
    return _tell(measured, asked.json)


def _tell(measured: Sequence[Figures], file: Path | None) -> int:
    tables = {"times": [times(figures) for figures in measured], "held": [held(figures) for figures in measured]}
    show("An update: script (p50 to max and its parts), style, layout; milliseconds", tables["times"])
    show("What a page holds", tables["held"])
    keep(file, tables)
    wrong = [what for figures in measured for what in broken(figures)]
    print(*(wrong or ["No layout shift, no growth, no errors."]), sep="\n")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.browser",
        description=DESCRIPTION,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--updates", type=int, default=UPDATES, help=f"of each page, whole hundreds [{UPDATES}]")
    parser.add_argument("--small", action="store_true", help="a quick try, 300 updates: the times mean nothing")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    parser.add_argument("--page", action="append", choices=PAGES, help="only this page; may be given again")
    return parser


if __name__ == "__main__":
    sys.exit(main())
