"""Runs every fault proof, one after the other, and prints one table.

    python -m tests.crash
    python -m tests.crash --only disk

Each proof is a script of its own (python -m tests.crash.NAME --help); what one prints goes to the console when it has
ended. A disk is mounted where root may (full_disk, read_only_disk); pages need a Chromium.
Exit codes: 0 all is well, 1 a proof went wrong, 2 the command was wrong.
"""

import argparse
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
PROOF_S: Final = 3_600

PROOFS: Final = {
    "kill_the_server": "SIGKILL at moments of chance",
    "kill_at_every_stage": "SIGKILL and power cut at every stage of a commit",
    "full_disk": "the disk is full",
    "read_only_disk": "the disk is read-only",
    "cut_journal": "the journal is cut",
    "stepped_clock": "the clock is set",
    "unruly_screens": "screens that misbehave",
    "thundering_herd": "all screens come at once",
}

ENDS: Final = {0: "well", 1: "WRONG"}


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--only", default="", help="only proofs whose name contains this [default: all]")
    parser.add_argument("--no-pages", action="store_true", help="without pages in a real Chromium")
    chosen = parser.parse_args()
    names = [name for name in PROOFS if chosen.only in name and find_spec(f"tests.crash.{name}")]
    if not names:
        parser.error(f"no proof is named like {chosen.only!r}: {', '.join(PROOFS)}")
    rows = [prove(name, no_pages=chosen.no_pages) for name in names]
    print("\n".join(["", *(row for row, _ in rows)]))
    return int(any(code != 0 for _, code in rows))


def prove(name: str, *, no_pages: bool) -> tuple[str, int]:
    """Runs one proof and prints what it prints. Returns its row of the table, and its exit code."""
    command = [sys.executable, "-m", f"tests.crash.{name}"]
    command += ["--no-pages"] * (no_pages and _takes(command, "--no-pages"))
    print(f"\n== {name}: {PROOFS[name]}", flush=True)
    began_s = time.monotonic()
    try:
        code = subprocess.run(command, cwd=ROOT, timeout=PROOF_S, check=False).returncode
    except subprocess.TimeoutExpired:
        code = 1
    taken_s = time.monotonic() - began_s
    return f"{ENDS.get(code, f'ended with {code}'):<16}{taken_s:>7.0f} s  {name:<22}{PROOFS[name]}", code


def _takes(command: list[str], option: str) -> bool:
    told = subprocess.run([*command, "--help"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return option in told.stdout


if __name__ == "__main__":
    sys.exit(main())
