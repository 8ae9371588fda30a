"""Makes the disk under the journal read-only in mid-race, and starts a server on a read-only one.

    python -m tests.crash.read_only_disk

Three times: the kernel finds an error in a real file system and shuts it (ext4 with errors=remount-ro; healed by
umount, fsck, mount and a new start); the disk under SQLite says SQLITE_READONLY and takes it back while the server
lives; a server is started on a disk that is mounted read-only. (Linux refuses `mount -o remount,ro` while a file is
open for writing, so a running server never meets that one.) While nothing can be written every event is answered 503
`journal_failed`, /healthz says 503 and screens keep their board; a start ends with a sentence and exit code 1, and
`iceline verify` still reads the journal.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tests.crash.disk_trouble import Trouble, refusing, run, shut_at_start
from tests.crash.server_process import PLAIN, ROOT, ServerProcess
from tests.crash.small_disk import NoDisk, SmallDisk, small_disk
from tests.crash.watched import Outcome, report

VERIFY_S: Final = 60


def failing(disk: SmallDisk) -> Trouble:
    """The kernel shuts a file system that has an error."""
    return Trouble("an ext4 file system with an error, shut by the kernel", disk.path, disk.fail, disk.mend)


async def real(disk: SmallDisk, folder: Path, *, screens: int, pages: bool) -> Outcome:
    """The race on a disk that fails; afterwards the same journal on a disk that is mounted read-only."""
    outcome = await run(failing(disk), folder, screens=screens, pages=pages)
    disk.remount("ro")
    server = ServerProcess(folder, disk.path)
    outcome.faults["started on a read-only disk"] = int(not await shut_at_start(server))
    outcome.faults["verify cannot read it there"] = int(verified(server.journal) != 0)
    disk.remount("rw")
    return outcome


def verified(journal: Path) -> int:
    """The exit code of `iceline verify`."""
    command = [sys.executable, *PLAIN, "verify", str(journal)]
    return subprocess.run(command, capture_output=True, cwd=ROOT, timeout=VERIFY_S, check=False).returncode


@contextmanager
def disk_or_none(folder: Path) -> Iterator[SmallDisk | None]:
    """None, and a line that says why, where there can be no disk of our own."""
    try:
        with small_disk(folder) as disk:
            yield disk
    except NoDisk as why:
        print(f"Skipped the real disk: {why}.")
        yield None


async def prove(*, screens: int, pages: bool) -> list[tuple[str, Outcome]]:
    """What each disk was, and what came of it."""
    proofs: list[tuple[str, Outcome]] = []
    with tempfile.TemporaryDirectory(prefix="iceline-read-only-") as name, disk_or_none(Path(name)) as disk:
        if disk is not None:
            outcome = await real(disk, Path(name), screens=screens, pages=pages)
            proofs.append((f"{failing(disk).says}, then mounted read-only", outcome))
    with tempfile.TemporaryDirectory(prefix="iceline-read-only-") as name:
        trouble = refusing(Path(name), "read-only", "and says so no more, while the server lives")
        proofs.append((trouble.says, await run(trouble, Path(name), screens=screens, pages=pages)))
    return proofs


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.read_only_disk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--screens", type=int, default=12, help="screens that watch [default: 12]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium")
    chosen = parser.parse_args()
    proofs = asyncio.run(prove(screens=chosen.screens, pages=not chosen.no_pages))
    for says, outcome in proofs:
        print(f"The disk: {says}.")
        print(report(outcome), end="\n\n")
    return 0 if all(outcome.is_clean for _, outcome in proofs) else 1


if __name__ == "__main__":
    sys.exit(main())
