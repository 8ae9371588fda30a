"""A crowd of screens in a process of its own: neither they nor the server wait for the script that watches both.

It is started by `CrowdProcess`: its plan is the first line of its input; every empty line is answered with a `Report`;
the end of the input ends it, and what it has to say is in the plan's file.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Coroutine, Iterable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any, Final

import orjson
import uvloop

from tests.crash.album import Album
from tests.crash.lean_screen import LeanScreen, jitter, no_jitter
from tests.crash.testimony import Testimony, read_testimony, testify, write_testimony
from tests.crash.unruly import RANTS, Fickle, never_read, rant, sip

COME_EVERY_S: Final = 0.002
CHECK_EVERY_S: Final = 0.25
ROOT: Final = Path(__file__).parents[2]
ANSWER_WITHIN_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Population:
    """Who is in a crowd. `rants` is how many of each rant there are."""

    screens: int = 0
    never_read: int = 0
    sip: int = 0
    fickle: int = 0
    rants: int = 0


@dataclass(frozen=True, slots=True)
class CrowdPlan:
    port: int
    seed: int
    file: str
    population: Population
    has_jitter: bool = True


@dataclass(frozen=True, slots=True)
class Report:
    """How many screens are on a board of each epoch, show each board (`kind digest`), and what was counted so far."""

    epochs: dict[str, int]
    showing: dict[str, int]
    counts: dict[str, int]


class Crowd:
    """Owns the screens and the unruly."""

    def __init__(self, plan: CrowdPlan) -> None:
        self._plan = plan
        self._album = Album()
        self._counts: Counter[str] = Counter()
        self._faults: list[str] = []
        self._chance = random.Random(plan.seed)
        self._screens = [self._screen(kind) for kind in _kinds(plan.population.screens)]
        self._fickle = [
            Fickle(kind, plan.port, self._album, self._counts, self._own_chance())
            for kind in _kinds(plan.population.fickle)
        ]

    async def run(self, orders: asyncio.StreamReader) -> None:
        asyncio.get_running_loop().set_exception_handler(self._complain)
        async with AsyncExitStack() as stack:
            coming = asyncio.create_task(self._come(stack))
            checking = asyncio.create_task(self._check())
            while await orders.readline():
                sys.stdout.buffer.write(orjson.dumps(self.report(), option=orjson.OPT_APPEND_NEWLINE))
                sys.stdout.buffer.flush()
            coming.cancel()
            checking.cancel()

    def report(self) -> Report:
        return Report(
            Counter(screen.page.epoch for screen in self._screens),
            Counter(f"{screen.kind} {screen.page.digest.hex()}" for screen in self._screens),
            self._counts,
        )

    def testimony(self) -> Testimony:
        return testify(self._album, [*self._screens, *self._fickle], self._counts, self._faults)

    async def _come(self, stack: AsyncExitStack) -> None:
        """One after the other: nobody's opening is a herd."""
        for life in chain((screen.run() for screen in [*self._screens, *self._fickle]), self._unruly()):
            stack.callback(asyncio.create_task(self._lived(life)).cancel)
            await asyncio.sleep(COME_EVERY_S)

    def _unruly(self) -> Iterable[Coroutine[Any, Any, None]]:
        plan, who = self._plan, self._plan.population
        for _ in range(who.never_read):
            yield never_read(plan.port, self._own_chance(), self._counts)
        for _ in range(who.sip):
            yield sip(plan.port, self._own_chance(), self._counts)
        for what in RANTS * who.rants:
            yield rant(plan.port, self._own_chance(), self._counts, what)

    async def _lived(self, life: Coroutine[Any, Any, None]) -> None:
        """Nobody's life ends by itself."""
        try:
            await life
        except Exception as error:
            self._faults.append(f"a client ended: {error!r}")

    async def _check(self) -> None:
        while True:
            await asyncio.sleep(CHECK_EVERY_S)
            for screen in self._screens:
                screen.leave_if_silent()

    def _complain(self, _: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        self._faults.append(f"a client failed: {context.get('exception') or context['message']!r}")

    def _screen(self, kind: str) -> LeanScreen:
        spread = jitter(self._own_chance()) if self._plan.has_jitter else no_jitter()
        return LeanScreen(kind, self._plan.port, self._album, self._counts, spread)

    def _own_chance(self) -> random.Random:
        return random.Random(self._chance.random())


def _kinds(screens: int) -> list[str]:
    """Two arena screens for every desk."""
    return ["desk" if number % 3 == 2 else "arena" for number in range(screens)]


class CrowdProcess:
    """The script's end of a crowd."""

    def __init__(self, plan: CrowdPlan) -> None:
        self.plan = plan
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        self._process = process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.crash.crowd",
            cwd=ROOT,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            limit=2**24,
        )
        assert process.stdin is not None
        process.stdin.write(orjson.dumps(self.plan, option=orjson.OPT_APPEND_NEWLINE))

    async def report(self) -> Report:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n")
        async with asyncio.timeout(ANSWER_WITHIN_S):
            line = await process.stdout.readline()
        if not line:
            raise AssertionError(f"A crowd ended by itself with {await process.wait()}.")
        return Report(**orjson.loads(line))

    async def end(self) -> Testimony:
        """Everybody leaves; what they have to say."""
        process = self._process
        assert process is not None
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(ANSWER_WITHIN_S):
            await process.wait()
        return read_testimony(self.plan.file)

    async def kill(self) -> None:
        """In any case: nothing is left behind."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


async def _main() -> None:
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    given = orjson.loads(await orders.readline())
    plan = CrowdPlan(**(given | {"population": Population(**given["population"])}))
    crowd = Crowd(plan)
    await crowd.run(orders)
    write_testimony(crowd.testimony(), plan.file)


if __name__ == "__main__":
    uvloop.run(_main())
