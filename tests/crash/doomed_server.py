"""`iceline serve` that dies at a named stage of a commit, on a disk that may refuse, with a clock that may be stepped.

    python -m tests.crash.doomed_server --die-at wal-half-write:2 --after 25 -- serve --journal x.sqlite3

The server is the real one. Nothing of it is changed: the launcher lays a disk of its own under SQLite, listens to the
statements, and wraps what the desk is given. At its death it writes one line to the console, `doomed: STAGE ...`.
"""

import argparse
import mmap
import struct
import sys
import time
from pathlib import Path
from typing import Final

from iceline.cli import main as iceline
from tests.crash.doom import CODE_STAGES, DISK_STAGES, Doom, Unsynced
from tests.crash.doomed_code import listen_to_statements, surround_boards, surround_desk
from tests.crash.doomed_disk import DoomedDisk, Manners

OFFSET: Final = struct.Struct("<q")


def step_clock(offset: Path) -> None:
    """The time of day is off by what the file says, in microseconds, from one moment to the next."""
    with offset.open("r+b") as file:
        held = mmap.mmap(file.fileno(), OFFSET.size)
    nanoseconds, seconds = time.time_ns, time.time
    time.time_ns = lambda: nanoseconds() + OFFSET.unpack_from(held)[0] * 1_000
    time.time = lambda: seconds() + OFFSET.unpack_from(held)[0] / 1_000_000


def parser() -> argparse.ArgumentParser:
    stages = {name: f"{stage.says} (:K is the K-th)" for name, stage in DISK_STAGES.items()} | CODE_STAGES
    found = argparse.ArgumentParser(
        prog="python -m tests.crash.doomed_server",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="stages:\n" + "\n".join(f"  {name:<24}{says}" for name, says in stages.items()),
    )
    found.add_argument("--die-at", metavar="STAGE[:K]", type=stage, help="where the server gets its SIGKILL")
    found.add_argument("--after", type=int, default=1, help="at which commit or pass [default: 1]")
    found.add_argument("--unsynced", type=Unsynced, default=Unsynced.KEPT, help="kept (SIGKILL), lost or torn (power)")
    found.add_argument("--seed", type=int, default=1, help="draws what a power cut tears [default: 1]")
    found.add_argument("--lying-disk", action="store_true", help="a sync does nothing: the proof must notice")
    found.add_argument("--checkpoint-pages", type=int, default=0, help="checkpoint sooner than SQLite would")
    found.add_argument("--refusal", type=Path, help='a file: while it says "full" or "read-only" no write succeeds')
    found.add_argument("--clock", type=Path, help="a file of 8 bytes: what the time of day is off by, in microseconds")
    found.add_argument("command", nargs=argparse.REMAINDER, help="-- and the command line of iceline")
    return found


def stage(text: str) -> tuple[str, int]:
    name, _, nth = text.partition(":")
    if name not in CODE_STAGES | DISK_STAGES:
        raise argparse.ArgumentTypeError(f"no stage {name!r}")
    return name, int(nth or 1)


def main() -> None:
    chosen = parser().parse_args()
    doom = None
    if chosen.die_at is not None:
        doom = Doom(*chosen.die_at, chosen.after, chosen.unsynced, chosen.seed)
        listen_to_statements(doom, chosen.checkpoint_pages)
        surround_desk(doom)
        surround_boards(doom)
    if chosen.clock is not None:
        step_clock(chosen.clock)
    disk = DoomedDisk(doom, Manners(chosen.refusal, chosen.lying_disk))
    sys.argv[1:] = chosen.command[1:] if chosen.command[:1] == ["--"] else chosen.command
    try:
        iceline()
    finally:
        disk.unregister()


if __name__ == "__main__":
    main()
