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
import sys
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.crash.rink import Sender, race
from tests.crash.server_process import ServerProcess
from tests.crash.watched import Outcome, Watched, judge, pages_of, report, unhealed

LIFE_S: Final = (0.3, 1.8)
"""How long a server lives once it is ready."""

AWAY_S: Final = (0.0, 0.4)


@dataclass(frozen=True, slots=True)
class Plan:
    kills: int = 20
    seed: int = 1
    screens: int = 12
    pages: bool = True


async def run(plan: Plan, folder: Path) -> Outcome:
    """Races, kills, heals and judges."""
    chance = random.Random(plan.seed)
    outcome, server = Outcome(), ServerProcess(folder)
    async with AsyncExitStack() as stack:
        watched = await Watched.opened(stack, server, screens=plan.screens)
        await server.start()
        pages = await pages_of(stack, server, wanted=plan.pages)
        began = time.monotonic()
        skated = await _under_fire(server, watched.senders, chance, plan.kills)
        outcome.counts |= {"seconds": round(time.monotonic() - began, 1), "pairs skated": skated}
        outcome.faults |= await unhealed(watched, pages)
        outcome.sentences += pages.problems if pages else []
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    judge(outcome, watched)
    outcome.faults["disk said to be at fault"] = watched.ledger.unstored
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
