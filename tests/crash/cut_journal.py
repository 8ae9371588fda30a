"""Cuts a journal that a killed server left, in every place that matters, and starts a server on what is left.

    python -m tests.crash.cut_journal

A race is killed three times over: with everything in the log (-wal), with everything in the file, and with the last
events in the log only. Of each the end is cut: a byte, half a page, a frame, all. Every byte of it had been synced, so
no crash can cut it; a server that started on it would show a shorter truth and not know. It must not: `iceline serve`
and `iceline verify` end with a sentence and exit code 1, and change nothing. What had not been synced is another thing:
half a frame behind the last commit is no loss, and the server starts with everything. Where only the log was cut, the
operator may go on: without the mark (JOURNAL.acknowledged) the server starts with the complete prefix, senders repeat
what they sent, and every screen comes to the same board.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from iceline.journal.mark import mark_of
from iceline.journal.pages import log_of
from iceline.journal.sqlite import SqliteJournal
from tests.crash.disk_trouble import shut_at_start
from tests.crash.rink import race
from tests.crash.server_process import PLAIN, ROOT, ServerProcess
from tests.crash.truth import journal_faults
from tests.crash.watched import Watched, unhealed

PAGE: Final = 4096
FRAME: Final = 24 + PAGE
EVENTS: Final = 100
VERIFY_S: Final = 60
FAILED: Final = 1


@dataclass(frozen=True, slots=True)
class Cut:
    """What is done to which file. `harmless`: nothing that was synced is gone."""

    says: str
    of: Callable[[Path], Path]
    do: Callable[[Path], object]
    harmless: bool = False
    acceptable: bool = False


def shorter(by: int) -> Callable[[Path], object]:
    """The file without its last bytes."""

    def do(path: Path) -> None:
        with path.open("r+b") as file:
            file.truncate(max(path.stat().st_size - by, 0))

    return do


def halved(path: Path) -> None:
    shorter(path.stat().st_size // 2)(path)


def longer(content: bytes) -> Callable[[Path], object]:
    """The file with the beginning of something behind its end."""

    def do(path: Path) -> None:
        with path.open("ab") as file:
            file.write(content)

    return do


def flipped(path: Path) -> None:
    """One bit in the middle is another one."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def file_of(journal: Path) -> Path:
    return journal


BEHIND: Final = [
    Cut("half a frame behind the last commit", log_of, longer(b"\1" * (FRAME // 2)), harmless=True),
    Cut("a frame's header behind the last commit", log_of, longer(bytes(24)), harmless=True),
]
LOG: Final = [
    Cut("log: the last byte", log_of, shorter(1), acceptable=True),
    Cut("log: half of the last page", log_of, shorter(PAGE // 2), acceptable=True),
    Cut("log: the last page, its header stays", log_of, shorter(PAGE), acceptable=True),
    Cut("log: the last page and half its header", log_of, shorter(PAGE + 12), acceptable=True),
    Cut("log: the last frame", log_of, shorter(FRAME), acceptable=True),
    Cut("log: half of everything", log_of, halved, acceptable=True),
    Cut("log: one bit in the middle", log_of, flipped, acceptable=True),
    Cut("log: empty", log_of, shorter(1 << 40), acceptable=True),
    Cut("log: deleted", log_of, Path.unlink, acceptable=True),
]
FILE: Final = [
    Cut("file: the last byte", file_of, shorter(1)),
    Cut("file: half of the last page", file_of, shorter(PAGE // 2)),
    Cut("file: the last page", file_of, shorter(PAGE)),
    Cut("file: half of everything", file_of, halved),
    Cut("file: its first page alone", file_of, lambda path: shorter(path.stat().st_size - PAGE)(path)),
    Cut("file: empty", file_of, shorter(1 << 40)),
    Cut("file: deleted", file_of, Path.unlink),
]
CUTS: Final[dict[str, list[Cut]]] = {
    "all in the log": [*BEHIND, *LOG],
    "all in the file": FILE,
    "in both": [*BEHIND, *LOG, *FILE],
}


@dataclass(slots=True)
class Verdict:
    """What became of one cut: `refused`, or started. `lost` is what was missing when it was started all the same."""

    refused: bool = False
    lost: int = 0
    faults: list[str] = field(default_factory=list)


async def run(where: str, cuts: Sequence[Cut], folder: Path, *, screens: int = 3) -> list[tuple[Cut, Verdict]]:
    """One race, one kill, and each cut of what it left."""
    server = ServerProcess(folder)
    async with AsyncExitStack() as stack:
        watched = await Watched.opened(stack, server, screens=screens)
        left = await _left_by_a_kill(watched, where)
        verdicts = []
        for cut in cuts:
            _put_back(server.journal, left)
            cut.do(cut.of(server.journal))
            verdicts.append((cut, await _judged(watched, cut)))
    return verdicts


async def _left_by_a_kill(watched: Watched, where: str) -> dict[Path, bytes]:
    """The files of a SIGKILL, with the events where they are wanted."""
    server, enough = watched.server, asyncio.Event()
    await server.start()
    racing = asyncio.create_task(race(watched.senders, random.Random(1), enough))
    await _acknowledged(watched, EVENTS)
    if where == "in both":
        await server.stop()
        await server.start()
        await _acknowledged(watched, 2 * EVENTS)
    enough.set()
    await racing
    if where == "all in the file":
        await server.stop()
    await server.kill()
    return _files_of(server.journal)


async def _acknowledged(watched: Watched, events: int) -> None:
    while len(watched.ledger.seqs) < events:
        await asyncio.sleep(0.01)


def _files_of(journal: Path) -> dict[Path, bytes]:
    """The journal, its log and its mark. SQLite's shared memory is left out: it does not outlive a machine."""
    return {path: path.read_bytes() for path in (journal, log_of(journal), mark_of(journal)) if path.exists()}


def _put_back(journal: Path, left: dict[Path, bytes]) -> None:
    for path in journal.parent.glob(f"{journal.name}*"):
        path.unlink()
    for path, content in left.items():
        path.write_bytes(content)


async def _judged(watched: Watched, cut: Cut) -> Verdict:
    """It is refused and left alone, or it is whole; and where the operator may go on, it heals."""
    verdict, server = Verdict(), watched.server
    before, verified = _files_of(server.journal), _verified(server.journal)
    verdict.refused = await shut_at_start(server)
    if not verdict.refused:
        verdict.faults += await _not_whole(watched)
        verdict.faults += [f"verify ends with {verified}"] * (verified != 0)
    else:
        verdict.faults += ["a cut that loses nothing is refused"] * cut.harmless
        verdict.faults += ["its files were changed"] * (_files_of(server.journal) != before)
        verdict.faults += [f"verify ends with {verified}"] * (verified != FAILED)
    if verdict.refused and cut.acceptable:
        mark_of(server.journal).unlink()
        verdict.lost = await _gone_on_without(watched)
        verdict.faults += await _not_whole(watched)
    return verdict


def _verified(journal: Path) -> int:
    command = [sys.executable, *PLAIN, "verify", str(journal)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=VERIFY_S, check=False).returncode


async def _gone_on_without(watched: Watched) -> int:
    """Starts on the rest, and every sender says again what it said, in the order of the acknowledgements."""
    await watched.server.start()
    held = len(list(SqliteJournal.reading(watched.server.journal).replay()))
    for source, name in sorted(watched.ledger.seqs, key=watched.ledger.seqs.__getitem__):
        sender = watched.senders[source]
        await sender.send([sender.sent[name]])
    return len(watched.ledger.seqs) - held


async def _not_whole(watched: Watched) -> list[str]:
    """What is missing, doubled or shown wrongly by a server that runs; afterwards it does not."""
    faults = await unhealed(watched)
    await watched.server.kill()
    faults |= journal_faults(list(SqliteJournal.reading(watched.server.journal).replay()), watched.ledger.seqs)
    faults["contradictions"] = len(watched.ledger.contradictions)
    return [f"{count} {name}" for name, count in faults.items() if count]


async def prove(*, screens: int) -> bool:
    """Prints a line a cut. Returns whether all is well."""
    print(f"{'cut':<46}{'server':<12}{'lost, if accepted':>18}{'lost in the end':>17}")
    well = True
    for where, cuts in CUTS.items():
        print(where)
        with tempfile.TemporaryDirectory(prefix="iceline-cut-") as folder:
            for cut, verdict in await run(where, cuts, Path(folder), screens=screens):
                lost = str(verdict.lost) if verdict.refused and cut.acceptable else ""
                print(f"  {cut.says:<44}{'refuses' if verdict.refused else 'starts':<12}{lost:>18}", end="")
                print(f"{'; '.join(verdict.faults) or 0:>17}", flush=True)
                well = well and not verdict.faults
    return well


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.cut_journal",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--screens", type=int, default=3, help="screens that watch [default: 3]")
    well = asyncio.run(prove(screens=parser.parse_args().screens))
    print("\nNothing is lost in silence." if well else "\nWRONG.")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
