"""Kills the server (SIGKILL) in mid-race again and again, and proves that nothing acknowledged is lost or doubled.

    python -m tests.crash.kill_the_server --kills 20

Several sources send events and repeat them until they are acknowledged; many screens, and two pages in a real Chromium
where there is one, watch. At the end the journal is replayed: every acknowledged event is in it once, every board any
screen ever showed follows from it, and every screen shows the server's board without having been reloaded.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import signal
import socket
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx

from iceline.access import Access
from tests.browser.cable import until
from tests.browser.chromium import find_chromium
from tests.crash.pages import Pages
from tests.crash.rink import EQUIPMENT, Ledger, Sender, race
from tests.crash.screens import Screen, Shown, digest
from tests.crash.truth import journal_faults, screen_faults, truth_of

READY_S: Final = 30.0
HEALED_S: Final = 30.0
LIFE_S: Final = (0.3, 1.8)
"""How long a server lives once it is ready."""

AWAY_S: Final = (0.0, 0.4)
SERVE: Final = "from iceline.cli import main; main()"


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int = 20
    seed: int = 1
    screens: int = 12
    pages: bool = True


@dataclass(slots=True)
class Outcome:
    """`counts` are for people; every one of `faults` must be 0."""

    counts: dict[str, int | float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(self.faults.values()) and not self.sentences


class ServerProcess:
    """`iceline serve` as a process of its own, on one port and one journal for its whole career."""

    def __init__(self, folder: Path) -> None:
        self.journal = folder / "crash.sqlite3"
        self.tokens = folder / "tokens.json"
        self.port = _free_port()
        self._log = folder / "server.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        options = ["--port", str(self.port), "--journal", str(self.journal), "--tokens", str(self.tokens)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", SERVE, "serve", *options, stdout=log, stderr=log
            )
        await until(self._is_ready, patience_s=READY_S)

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """As Ctrl-C does; returns the exit code."""
        return await self._end(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> int:
        if self._process is None or self._process.returncode is not None:
            return -1
        self._process.send_signal(how)
        return await self._process.wait()

    async def _is_ready(self) -> bool:
        if self._process is None or self._process.returncode is not None:
            raise AssertionError(f"The server ended by itself: {self._log.read_text()[-2000:]}")
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=2) as client:
                return (await client.get(f"{self.url}/healthz")).status_code == 200
        except httpx.TransportError:
            return False


async def run(plan: Plan, folder: Path) -> Outcome:
    """Races, kills, heals and judges."""
    chance = random.Random(plan.seed)
    ledger, shown, outcome = Ledger(), Shown(), Outcome()
    server = ServerProcess(folder)
    senders = _senders(server, ledger)
    screens = [Screen("desk" if number % 3 == 2 else "arena", server.port, shown) for number in range(plan.screens)]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.kill)
        await server.start()
        for sender in senders.values():
            stack.push_async_callback(sender.close)
        watching = [asyncio.create_task(screen.run()) for screen in screens]
        stack.callback(lambda: [task.cancel() for task in watching])
        pages = await Pages.opened(stack, server.url) if plan.pages and find_chromium() else None
        began = time.monotonic()
        skated = await _under_fire(server, senders, chance, plan.kills)
        outcome.counts |= {"seconds": round(time.monotonic() - began, 1), "pairs skated": skated}
        outcome.faults |= await _unhealed(server, screens, pages)
        outcome.sentences += pages.problems if pages else []
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    _judge(outcome, server, screens, ledger, shown)
    return outcome


async def _under_fire(server: ServerProcess, senders: dict[str, Sender], chance: random.Random, kills: int) -> int:
    """The race goes on while the server dies; when it has died often enough, the pair on the ice finishes."""
    enough = asyncio.Event()
    racing = asyncio.create_task(race(senders, random.Random(chance.random()), enough))
    for _ in range(kills):
        await asyncio.wait([racing], timeout=chance.uniform(*LIFE_S))
        if racing.done():
            break
        await server.kill()
        await asyncio.sleep(chance.uniform(*AWAY_S))
        await server.start()
    enough.set()
    return await racing


async def _unhealed(server: ServerProcess, screens: list[Screen], pages: Pages | None) -> dict[str, int]:
    """Screens and pages that do not come to show the server's board, and pages that were reloaded or complained."""
    newest = {kind: await _board(server, kind) for kind in ("arena", "desk")}

    async def healed() -> bool:
        return all(digest(screen.board) == newest[screen.kind] for screen in screens)

    try:
        await until(healed, patience_s=HEALED_S)
    except TimeoutError:
        return {"screens not healed": sum(digest(screen.board) != newest[screen.kind] for screen in screens)}
    return {"screens not healed": 0} | (await pages.faults(server.url) if pages else {})


async def _board(server: ServerProcess, kind: str) -> bytes:
    """The digest of the board a newcomer gets."""
    newcomer = Screen(kind, server.port, Shown())
    task = asyncio.create_task(newcomer.run())

    async def has_come() -> bool:
        return newcomer.snapshots > 0

    await until(has_come)
    task.cancel()
    return digest(newcomer.board)


def _judge(outcome: Outcome, server: ServerProcess, screens: list[Screen], ledger: Ledger, shown: Shown) -> None:
    truth = truth_of(server.journal)
    outcome.counts |= {
        "events in the journal": len(truth.entries),
        "events acknowledged": len(ledger.seqs),
        "acknowledged at a repetition": ledger.again,
        "requests that broke": ledger.retries,
        "screens": len(screens),
        "connections of screens": sum(screen.connections for screen in screens),
        "snapshots and deltas shown": sum(screen.snapshots + screen.deltas for screen in screens),
        "boards compared by number": len(shown.boards),
    }
    outcome.faults |= journal_faults(truth.entries, ledger.seqs) | screen_faults(screens, truth)
    outcome.faults |= {
        "not acknowledged in the end": len({(e.source, e.id) for e in truth.entries} ^ ledger.seqs.keys()),
        "contradictions": len(ledger.contradictions) + len(shown.contradictions),
        "deltas out of order": sum(len(screen.faults) for screen in screens),
    }
    # Whoever edits the server's files meanwhile makes every page reload, as it should, and proves nothing.
    outcome.faults["builds beyond the first"] = len(set().union(*(screen.builds for screen in screens))) - 1
    outcome.sentences += [*ledger.contradictions, *shown.contradictions, *(f for s in screens for f in s.faults)]


def _senders(server: ServerProcess, ledger: Ledger) -> dict[str, Sender]:
    access = Access(server.tokens)
    roles = {"officials": "operator"} | dict.fromkeys(EQUIPMENT, "ingest")
    return {name: Sender(name, server.url, access.add(name, role), ledger) for name, role in roles.items()}


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def report(outcome: Outcome) -> str:
    lines = [f"{count:>8}  {name}" for name, count in outcome.counts.items()]
    lines += ["-" * 44, *(f"{count:>8}  {name}" for name, count in outcome.faults.items())]
    lines += outcome.sentences[:20]
    return "\n".join(
        [*lines, "", "Nothing lost, nothing doubled, every screen healed." if outcome.is_clean else "WRONG."]
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.kill_the_server",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--kills", type=int, default=20, help="how often the server is killed [default: 20]")
    parser.add_argument("--seed", type=int, default=1, help="draws the moments of the kills [default: 1]")
    parser.add_argument("--screens", type=int, default=12, help="screens that watch [default: 12]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="iceline-crash-") as folder:
        plan = Plan(chosen.kills, chosen.seed, chosen.screens, not chosen.no_pages)
        outcome = asyncio.run(run(plan, Path(folder)))
    print(f"{plan.kills:>8}  kills, seed {plan.seed}")
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
