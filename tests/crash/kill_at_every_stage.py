"""Kills the server at every stage of a commit, not by luck: the death is at a named statement, write or sync.

    python -m tests.crash.kill_at_every_stage
    python -m tests.crash.kill_at_every_stage --only wal --unsynced lost

For each stage: a race begins, the server dies there (doomed_server), it is started again, senders repeat what was not
acknowledged, screens come back, the race goes on; then the journal is replayed and everything that was acknowledged or
shown is held against it. "kept" is a SIGKILL: what was written stays. "lost" and "torn" are a power cut made by the
disk under SQLite: writes since the last sync are taken back, all of them or sectors at chance.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import re
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.crash.doom import CODE_STAGES, DISK_STAGES, Unsynced
from tests.crash.rink import race
from tests.crash.server_process import ServerProcess
from tests.crash.watched import Outcome, Watched, judge, pages_of, report, unhealed

AFTER: Final = 25
"""The commit, or the pass of a stage, at which the server dies: the race is in full swing."""

CHECKPOINT_PAGES: Final = 40
CALLS_LIMIT: Final = 40
"""No commit or checkpoint of these races has as many writes."""

CERTIFICATE: Final = re.compile(r"doomed: (\S+) commit=(\d+) checkpoint=(\d+) (.*)")
COLUMNS: Final = {
    "events acknowledged": "acknowledged",
    "events in the journal": "in journal",
    "acknowledged and missing": "missing",
    "in the journal twice": "doubled",
    "impossible boards": "impossible",
    "screens not healed": "not converged",
}
BEYOND_A_SYNC: Final = [
    "wal-write",
    "wal-half-write",
    "wal-sync",
    "wal-synced",
    "wal-header-half-write",
    "committed",
    "told",
    "checkpoint-half-write",
    "checkpoint-sync",
    "checkpoint-synced",
    "closing-half-write",
    "closing-sync",
    "closing-delete",
]
"""Where it makes a difference whether the disk keeps what was not synced."""


@dataclass(frozen=True, slots=True)
class Death:
    """Where, and what the disk keeps."""

    stage: str
    nth: int = 1
    unsynced: Unsynced = Unsynced.KEPT
    lying_disk: bool = False

    @property
    def launcher(self) -> list[str]:
        options = ["--die-at", f"{self.stage}:{self.nth}", "--after", str(AFTER), "--unsynced", self.unsynced]
        options += ["--checkpoint-pages", str(CHECKPOINT_PAGES), "--seed", str(self.nth)]
        return ["-m", "tests.crash.doomed_server", *options, *["--lying-disk"] * self.lying_disk, "--"]


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the server wrote when it died."""

    stage: str
    commit: int
    checkpoint: int
    detail: str


async def die(death: Death, folder: Path, *, screens: int = 6, pages: bool = False) -> tuple[Certificate, Outcome]:
    """A race, one death, everything after it. Raises AssertionError when the server did not come to that stage."""
    outcome, server, enough = Outcome(), ServerProcess(folder), asyncio.Event()
    async with AsyncExitStack() as stack:
        watched = await Watched.opened(stack, server, screens=screens)
        newborn = death.stage.startswith("birth")
        await (server.launch if newborn else server.start)(*death.launcher)
        glass = await pages_of(stack, server, wanted=pages and not newborn)
        racing = asyncio.create_task(race(watched.senders, random.Random(death.nth), enough))
        stack.callback(racing.cancel)
        if death.stage.startswith("closing"):
            await _acknowledged(watched, AFTER)
            server.interrupt()
        certificate = _certificate(death, await server.ended(), server.said)
        await server.start()
        await _acknowledged(watched, AFTER)
        enough.set()
        await racing
        outcome.faults |= await unhealed(watched, glass)
        outcome.sentences += glass.problems if glass else []
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    judge(outcome, watched)
    return certificate, outcome


async def _acknowledged(watched: Watched, events: int) -> None:
    while len(watched.ledger.seqs) < events:
        await asyncio.sleep(0.01)


def _certificate(death: Death, code: int, said: str) -> Certificate:
    found = CERTIFICATE.search(said)
    if code != -signal.SIGKILL or found is None:
        raise AssertionError(f"The server never came to {death.stage}:{death.nth}; it ended with {code}: {said[-600:]}")
    return Certificate(found[1], int(found[2]), int(found[3]), found[4])


@dataclass(slots=True)
class Walk:
    """Through the stages in their order; the number of calls that a commit makes is found by walking."""

    unsynced: Sequence[Unsynced]
    only: str
    pages: bool
    deaths: int = 0
    wrong: int = 0

    async def all(self) -> None:
        print(f"{'stage':<28}{'unsynced':<10}" + "".join(f"{name:>14}" for name in COLUMNS.values()) + "  where")
        for unsynced in self.unsynced:
            for stage in stages(unsynced):
                if self.only in stage:
                    await self._stage(stage, unsynced)

    async def _stage(self, stage: str, unsynced: Unsynced) -> None:
        """Every call of one commit, one checkpoint or one birth."""
        first: Certificate | None = None
        for nth in range(1, CALLS_LIMIT if stage in DISK_STAGES and DISK_STAGES[stage].op == "write" else 2):
            death = Death(stage, nth, unsynced)
            with tempfile.TemporaryDirectory(prefix="iceline-stage-") as folder:
                try:
                    certificate, outcome = await die(death, Path(folder), pages=self._with_pages(stage))
                except AssertionError as never:
                    if nth == 1 or stage in ("wal-write", "wal-half-write"):
                        self._fail(death, str(never))
                    return
            first = first or certificate
            if _beyond(stage, first, certificate):
                return
            self._row(death, certificate, outcome)

    def _with_pages(self, stage: str) -> bool:
        return self.pages and stage == "told"

    def _row(self, death: Death, certificate: Certificate, outcome: Outcome) -> None:
        figures = outcome.counts | outcome.faults
        cells = "".join(f"{figures[name]:>14}" for name in COLUMNS)
        mark = "" if outcome.is_clean else "  WRONG"
        print(f"{death.stage + ':' + str(death.nth):<28}{death.unsynced:<10}{cells}  {certificate.detail}{mark}")
        self.deaths += 1
        if not outcome.is_clean:
            self.wrong += 1
            print(report(outcome))
        sys.stdout.flush()

    def _fail(self, death: Death, why: str) -> None:
        self.wrong += 1
        print(f"{death.stage}:{death.nth}: {why}", flush=True)


def _beyond(stage: str, first: Certificate, now: Certificate) -> bool:
    """The first commit or checkpoint had no such call any more. (Ctrl-C comes after another commit each time.)"""
    disk = DISK_STAGES.get(stage)
    same = (now.commit, now.checkpoint) == (first.commit, first.checkpoint)
    return disk is not None and disk.armed == "commit" and not same


def stages(unsynced: Unsynced) -> Iterator[str]:
    """All of them, or those at which a power cut is not the same as a SIGKILL."""
    yield from [*CODE_STAGES, *DISK_STAGES] if unsynced is Unsynced.KEPT else BEYOND_A_SYNC


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.kill_at_every_stage",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="stages: " + " ".join([*CODE_STAGES, *DISK_STAGES]),
    )
    fates = ",".join(Unsynced)
    parser.add_argument("--only", default="", help="only stages whose name contains this [default: all]")
    parser.add_argument("--unsynced", default=fates, help=f"what the disk does with unsynced writes [default: {fates}]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium")
    chosen = parser.parse_args()
    try:
        walk = Walk([Unsynced(word) for word in chosen.unsynced.split(",")], chosen.only, not chosen.no_pages)
    except ValueError as error:
        parser.error(str(error))
    asyncio.run(walk.all())
    print(f"\n{walk.deaths} deaths, {walk.wrong} of them wrong.")
    if walk.deaths == 0:
        print(f"No stage is named like {chosen.only!r}.")
    return int(walk.wrong > 0 or walk.deaths == 0)


if __name__ == "__main__":
    sys.exit(main())
