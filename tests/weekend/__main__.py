"""Plays a whole weekend into a real server, with a screen of every kind open in a real Chromium, and counts faults.

    python -m tests.weekend
    python -m tests.weekend --race club-evening --speed 100
    python -m tests.weekend --speed 40 --screenshots /tmp/weekend
    python -m tests.weekend --size 930x517

`iceline serve` and `iceline-simulator race` are processes of their own, on a free port of this machine and a journal
that is thrown away. Every page is watched from before the first event: its console, its requests, its text, and the
official results it shows, which must be the server's. At the end everything must be official and as the race file
expects, every page must show the server's board, and `iceline export` must write every result and start list.

Needs a Chromium (ICELINE_CHROMIUM names it) and pdftotext. Pictures want a speed of 40 or less: a picture takes time.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

from tests.crash.watched import report
from tests.weekend.plan import WALL, Plan
from tests.weekend.weekend import run

WELL: Final = "Nothing refused, everything official, shown and written."


def main() -> int:
    plan = _plan()
    began_s = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="iceline-weekend-") as folder:
        outcome = asyncio.run(run(plan, Path(folder)))
    print(f"{plan.race} at {plan.speed}x, pages of {plan.size[0]}x{plan.size[1]}, {time.monotonic() - began_s:.0f} s")
    print(report(outcome, WELL))
    return 0 if outcome.is_clean else 1


def _plan() -> Plan:
    parser = argparse.ArgumentParser(
        prog="python -m tests.weekend", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = Plan()
    parser.add_argument("--race", default=default.race, help=f"a race file or a shipped race [default: {default.race}]")
    parser.add_argument("--speed", type=_speed, default=default.speed, help="race seconds in a second [default: 200]")
    parser.add_argument("--seed", type=int, default=default.seed, help="draws what the file leaves open [default: 1]")
    parser.add_argument("--size", type=_size, default=WALL, help="of every page, in pixels [default: 1920x1080]")
    parser.add_argument("--screenshots", type=Path, metavar="DIR", help="save each page, racing and official")
    chosen = parser.parse_args()
    return Plan(chosen.race, chosen.speed, chosen.seed, chosen.size, chosen.screenshots)


def _speed(text: str) -> int:
    if not 1 <= int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"1 to 1000, not {text}")
    return int(text)


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    return int(width), int(height)


if __name__ == "__main__":
    sys.exit(main())
