"""Fills the disk under the journal in mid-race, to the last byte, and frees it again.

    python -m tests.crash.full_disk

While the disk is full every event is answered 503 `journal_failed`, /healthz says 503, and screens keep the last board
that is on disk. The server is also killed and started on the full disk: it runs, or ends with a sentence. When there is
room again the senders' repetition of the same ids is accepted, and everything is held against the journal.
The disk is an ext4 file system of 8 MB in a file, mounted where root may; elsewhere the disk under SQLite refuses every
write with SQLITE_FULL. The first line says which.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests.crash.disk_trouble import Trouble, refusing, run
from tests.crash.small_disk import NoDisk, SmallDisk, small_disk
from tests.crash.watched import Outcome, report


def filled(disk: SmallDisk) -> Trouble:
    """Real bytes on a real disk."""
    return Trouble("an ext4 file system of 8 MB, filled", disk.path, disk.fill, disk.free)


async def prove(*, screens: int, pages: bool) -> tuple[str, Outcome]:
    """On a real disk where there can be one. Returns what the disk was, and what came of it."""
    with tempfile.TemporaryDirectory(prefix="iceline-full-") as name:
        folder = Path(name)
        try:
            with small_disk(folder) as disk:
                return filled(disk).says, await run(filled(disk), folder, screens=screens, pages=pages)
        except NoDisk as why:
            trouble = refusing(folder, "full", str(why))
            return trouble.says, await run(trouble, folder, screens=screens, pages=pages)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.full_disk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--screens", type=int, default=12, help="screens that watch [default: 12]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium")
    chosen = parser.parse_args()
    says, outcome = asyncio.run(prove(screens=chosen.screens, pages=not chosen.no_pages))
    print(f"The disk: {says}.")
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
