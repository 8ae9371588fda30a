"""Takes the pictures in docs/screens: `python -m tests.browser.take_screens [FOLDER]`, from the root of the project.

Each picture is a moment of a race that the simulator draws from a fixed seed. The server's clock is moved to that
moment: nobody has to wait, and every number is the same at each taking, but for the running clocks.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import httpx
from playwright.async_api import Browser, Playwright, async_playwright

from iceline.app import unix_now_us
from iceline_simulator.reading import read
from iceline_simulator.steps import Step
from iceline_simulator.timeline import timeline
from tests.browser import packs
from tests.browser.cable import Cable
from tests.browser.chromium import launch
from tests.browser.glass import Glass, open_glass
from tests.browser.rink import Rink
from tests.browser.server import SOURCE, RinkServer

HERE: Final = Path(__file__).parent
SCREENS: Final = HERE.parent.parent / "docs" / "screens"
SEED: Final = 1
BEGIN: Final = datetime(2026, 2, 9, 16, 30, tzinfo=UTC)
WALL, CUBE, PHONE = (1920, 1080), (930, 517), (390, 844)
LOST_S: Final = 15.0
ADDRESS: Final = "http://192.168.1.20:8000"
"""An address as a rink's server would have; only our browser believes it."""

PATHS: Final = {"standings": "/arena/standings", "overall": "/arena/overall", "index": "/"}

Moment = Callable[[Step], bool]


@dataclass(frozen=True, slots=True)
class Picture:
    """A page at a size; `scene` says which moment, and stands in the file's name."""

    page: str
    size: tuple[int, int]
    scene: str = ""

    @property
    def path(self) -> str:
        return PATHS.get(self.page, f"/{self.page}")

    @property
    def file_name(self) -> str:
        return "_".join(part for part in (self.page, self.scene, f"{self.size[0]}x{self.size[1]}") if part) + ".png"


@dataclass(frozen=True, slots=True)
class Scene:
    """A race file, the last step of it that has happened, how long ago that is, and what is to be photographed."""

    race: str
    last: Moment
    since_s: float
    pictures: Sequence[Picture]


def at(
    kind: str, pair: int, metres: int | None = None, *, skater: str = "", how: str = "", distance: str = ""
) -> Moment:
    """The step of this kind, pair, split and source."""

    def is_it(step: Step) -> bool:
        event = step.event
        return (
            (event["type"], event.get("pair")) == (kind, pair)
            and event.get("metres") in (metres, None if metres is None else float(metres))
            and (not skater or event.get("skater") == skater)
            and (not how or event.get("how") == how)
            and (not distance or event.get("distance") == distance)
        )

    return is_it


OLYMPIC: Final = "olympic-w1000-2026"
CLUB: Final = "club-evening"
WEEKEND: Final = "world-cup-weekend"
FIVE_THOUSAND: Final = str(HERE / "five-thousand.json")

SCENES: Final = (
    Scene(
        OLYMPIC,
        at("passing_measured", 15, 600, skater="takagi", how="transponder"),
        1.5,
        [Picture(page, size) for page in ("arena", "standings", "desk") for size in (WALL, CUBE)],
    ),
    Scene(OLYMPIC, at("pair_called", 15), 10, [Picture("arena", WALL, "called")]),
    Scene(
        OLYMPIC,
        at("passing_measured", 15, 1000, skater="takagi", how="transponder"),
        6,
        [Picture("arena", WALL, "finished"), Picture("arena", CUBE, "finished")],
    ),
    Scene(
        OLYMPIC, lambda step: step.event["type"] == "distance_confirmed", 5, [Picture("standings", WALL, "official")]
    ),
    Scene(
        FIVE_THOUSAND,
        at("passing_measured", 4, 3400, skater="vriezer", how="transponder"),
        2,
        [Picture("arena", WALL, "5000m"), Picture("standings", WALL, "5000m"), Picture("desk", WALL, "5000m")],
    ),
    Scene(
        FIVE_THOUSAND,
        at("passing_measured", 4, 4600, skater="vriezer", how="transponder"),
        2,
        [Picture("arena", WALL, "last-lap")],
    ),
    Scene(
        CLUB,
        at("passing_measured", 4, 1800, how="transponder", distance="w3000"),
        4,
        [Picture("arena", WALL, "quartet"), Picture("arena", CUBE, "quartet"), Picture("desk", WALL, "quartet")],
    ),
    Scene(
        WEEKEND,
        at("passing_measured", 3, 1600, how="transponder", distance="wtp-qf"),
        1,
        [Picture("arena", WALL, "pursuit"), Picture("arena", CUBE, "pursuit"), Picture("desk", WALL, "pursuit")],
    ),
    Scene(
        WEEKEND,
        lambda step: step.event["type"] == "distance_confirmed" and step.event["distance"] == "wtp-sf",
        5,
        [Picture("standings", WALL, "bracket"), Picture("standings", CUBE, "bracket")],
    ),
    Scene(
        WEEKEND,
        at("passing_measured", 3, 600, how="transponder", distance="m1000-2"),
        1,
        [Picture("overall", WALL), Picture("overall", CUBE)],
    ),
)


MASS_START_CUBE: Final = Picture("arena", CUBE, "mass-start")


class MovableClock:
    """The server's clock, which can be put forward."""

    def __init__(self) -> None:
        self._ahead_us = 0

    def __call__(self) -> int:
        return unix_now_us() + self._ahead_us

    def put(self, to: datetime) -> None:
        self._ahead_us = round(to.timestamp() * 1_000_000) - unix_now_us()


async def take_all(folder: Path) -> list[Path]:
    """Every picture; the files in the order they were written."""
    taken = []
    async with async_playwright() as playwright:
        browser = await launch(playwright)
        for scene in SCENES:
            async with _evening(scene) as server:
                taken += [await _take(browser, server.url, picture, folder) for picture in scene.pictures]
        taken += await _take_mass_start(browser, folder)
        taken.append(await _take_lost(browser, folder))
        await browser.close()
        taken += await _take_index(playwright, folder)
    return taken


@asynccontextmanager
async def _evening(scene: Scene) -> AsyncIterator[RinkServer]:
    """A server to which all has been told that happened up to the scene."""
    clock = MovableClock()
    clock.put(BEGIN)
    with tempfile.TemporaryDirectory(prefix="iceline-screens-") as folder:
        server = RinkServer(Path(folder), clock)
        await server.start()
        try:
            await _tell(server, scene, clock)
            yield server
        finally:
            await server.stop()


async def _tell(server: RinkServer, scene: Scene, clock: MovableClock) -> None:
    steps = timeline(read(scene.race), seed=SEED, source=SOURCE)
    end_us = next(step.at_us for step in reversed(steps) if scene.last(step)) + round(scene.since_s * 1_000_000)
    headers = {"authorization": f"Bearer {server.token}"}
    async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
        rink = Rink(client)
        for starting, some in groupby((s for s in steps if s.at_us <= end_us), key=lambda step: step.is_start):
            if starting:
                await _start(rink, list(some), clock)
            else:
                await rink.post([step.event for step in some])
    clock.put(BEGIN + timedelta(microseconds=end_us))


async def _start(rink: Rink, guns: Sequence[Step], clock: MovableClock) -> None:
    """The server hears a gun at the moment it is fired, or it would not believe the sender's clock."""
    for step in guns:
        moment = BEGIN + timedelta(microseconds=step.at_us)
        clock.put(moment)
        await rink.post([step.event | {"started_at": moment.isoformat()}])


async def _take(browser: Browser, url: str, picture: Picture, folder: Path) -> Path:
    async with _screen(browser, url, picture) as glass:
        return await _shoot(glass, picture, folder)


async def _take_lost(browser: Browser, folder: Path) -> Path:
    """The cable is pulled while a pair skates."""
    picture = Picture("arena", WALL, "lost")
    async with _evening(SCENES[0]) as server:
        cable = Cable(server.port)
        await cable.plug_in()
        async with _screen(browser, cable.url, picture) as glass:
            await cable.pull()
            await glass.link("lost", patience_s=LOST_S)
            return await _shoot(glass, picture, folder)


async def _take_mass_start(browser: Browser, folder: Path) -> list[Path]:
    """A field of invented skaters: the lap that ends in the third sprint, and the result."""
    clock, gun = MovableClock(), BEGIN
    clock.put(gun)
    moment_us = packs.crossing_us(packs.AWAY[0], 11) + 6_000_000
    with tempfile.TemporaryDirectory(prefix="iceline-screens-") as here:
        server = RinkServer(Path(here), clock)
        await server.start()
        headers = {"authorization": f"Bearer {server.token}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, trust_env=False) as client:
            rink = Rink(client)
            await packs.begin(rink, qualify=8, gun=gun)
            await packs.ride(rink, moment_us)
            clock.put(gun + timedelta(microseconds=moment_us))
            pictures = [Picture(p, WALL, "mass-start") for p in ("arena", "standings", "desk")]
            taken = [await _take(browser, server.url, p, folder) for p in (*pictures, MASS_START_CUBE)]
            await packs.come_home(rink)
            taken.append(await _take(browser, server.url, Picture("arena", WALL, "mass-start-result"), folder))
        await server.stop()
    return taken


async def _take_index(playwright: Playwright, folder: Path) -> list[Path]:
    """With an address as on a real network, so that the code for phones is there."""
    async with _evening(SCENES[0]) as server:
        browser = await launch(playwright, also=f"MAP {urlsplit(ADDRESS).netloc} 127.0.0.1:{server.port}")
        pictures = [Picture("index", size) for size in (WALL, CUBE, PHONE)]
        taken = [await _take(browser, ADDRESS, picture, folder) for picture in pictures]
        await browser.close()
        return taken


@asynccontextmanager
async def _screen(browser: Browser, url: str, picture: Picture) -> AsyncIterator[Glass]:
    width, height = picture.size
    context = await browser.new_context(viewport={"width": width, "height": height})
    await context.add_init_script(path=HERE / "reading.js")
    yield await open_glass(context, url, picture.path, with_outage=True)
    await context.close()


async def _shoot(glass: Glass, picture: Picture, folder: Path) -> Path:
    """Once flags are there and nothing moves any more."""
    await glass.page.evaluate("Promise.all([...document.images].map((image) => image.decode().catch(() => {})))")
    await glass.page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    path = folder / picture.file_name
    await glass.page.screenshot(path=path)
    return path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.browser.take_screens", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=SCREENS, help="where to write [default: docs/screens]")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for path in asyncio.run(take_all(folder)):
        print(f"{path.stat().st_size // 1024:>5} kB  {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
