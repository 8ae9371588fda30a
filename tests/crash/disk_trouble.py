"""A disk that stops taking writes in mid-race and comes back: what every proof with such a disk does and demands."""

import asyncio
import random
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.browser.cable import until
from tests.crash.rink import race
from tests.crash.server_process import ServerProcess
from tests.crash.watched import Outcome, Watched, judge, pages_of, unhealed

BEFORE: Final = 60
"""Events that are acknowledged before the trouble begins."""

REFUSED: Final = 30
"""Answers 503 in a row, with no event acknowledged between them, after which the disk counts as shut for good."""

PATIENCE_S: Final = 60.0
FAILED: Final = 1
SENTENCE: Final = "iceline: The journal"


@dataclass(frozen=True, slots=True)
class Trouble:
    """How a disk stops taking writes and takes them again. `place` is where the journal is, if it must be somewhere."""

    says: str
    place: Path | None
    begin: Callable[[], object]
    end: Callable[[], object]
    launcher: tuple[str, ...] = ()


def refusing(folder: Path, word: str, why: str) -> Trouble:
    """The next best thing: SQLite is told what a full or read-only disk would tell it."""
    refusal = folder / "refusal"
    launcher = ("-m", "tests.crash.doomed_server", "--refusal", str(refusal), "--")
    says = f"SQLite's disk says it is {word} ({why})"

    def begin() -> None:
        """In one stroke: the server may look at any moment."""
        written = refusal.with_suffix(".new")
        written.write_text(word)
        written.replace(refusal)

    return Trouble(says, None, begin, lambda: refusal.unlink(missing_ok=True), launcher)


async def run(trouble: Trouble, folder: Path, *, screens: int = 6, pages: bool = False) -> Outcome:
    """The race, the trouble, the repair."""
    outcome, server, enough = Outcome(), ServerProcess(folder, trouble.place), asyncio.Event()
    async with AsyncExitStack() as stack:
        watched = await Watched.opened(stack, server, screens=screens)
        await server.start(*trouble.launcher)
        glass = await pages_of(stack, server, wanted=pages)
        racing = asyncio.create_task(race(watched.senders, random.Random(1), enough))
        stack.callback(racing.cancel)
        await until(lambda: _acknowledged(watched, BEFORE), patience_s=PATIENCE_S)
        await _nothing_gets_through(trouble, watched)
        outcome.faults |= await _while_it_lasts(server, watched)
        outcome.counts["started in the trouble"], outcome.faults["ended without a sentence"] = await _restart(
            server, trouble
        )
        await asyncio.to_thread(trouble.end)
        if server.exit_code is not None:
            await server.start(*trouble.launcher)
        enough.set()
        await racing
        outcome.faults["still 503 when all is well"] = int(await server.health() != 200)
        outcome.faults |= await unhealed(watched, glass)
        outcome.sentences += glass.problems if glass else []
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    judge(outcome, watched)
    outcome.faults["no answer 503"] = int(watched.ledger.unstored < REFUSED)
    return outcome


async def _acknowledged(watched: Watched, events: int) -> bool:
    return len(watched.ledger.seqs) >= events


async def _nothing_gets_through(trouble: Trouble, watched: Watched) -> None:
    """A server that empties its log makes room for itself, so a disk is filled until no event is taken any more."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            await asyncio.to_thread(trouble.begin)
            if not await _taken_in(watched):
                return


async def _taken_in(watched: Watched) -> int:
    """How many events are acknowledged while so many others are refused."""
    before, refused = len(watched.ledger.seqs), watched.ledger.unstored + REFUSED

    async def enough() -> bool:
        return watched.ledger.unstored >= refused or len(watched.ledger.seqs) > before

    await until(enough, patience_s=PATIENCE_S)
    return len(watched.ledger.seqs) - before


async def _while_it_lasts(server: ServerProcess, watched: Watched) -> dict[str, int]:
    shown = sum(len(screen.history) for screen in watched.screens)
    health = await server.health()
    taken = await _taken_in(watched)
    return {
        "well by /healthz in the trouble": int(health != 503),
        "acknowledged in the trouble": taken,
        "boards shown in the trouble": sum(len(screen.history) for screen in watched.screens) - shown,
    }


async def _restart(server: ServerProcess, trouble: Trouble) -> tuple[int, int]:
    """Kills and starts in the middle of it. Returns whether it runs, and whether it ended without saying why."""
    await server.kill()
    if await shut_at_start(server, *trouble.launcher):
        return 0, 0
    return (1, 0) if server.exit_code is None else (0, 1)


async def shut_at_start(server: ServerProcess, *launcher: str) -> bool:
    """Whether a start on such a disk ends with a sentence and exit code 1."""
    said = len(server.said)
    await server.launch(*launcher)

    async def settled() -> bool:
        return server.exit_code is not None or await server.health() is not None

    await until(settled, patience_s=PATIENCE_S)
    return server.exit_code == FAILED and SENTENCE in server.said[said:]
