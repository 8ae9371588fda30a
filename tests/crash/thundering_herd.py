"""A thundering herd: every screen comes back at once after a restart, again and again, while the race goes on.

    python -m tests.crash.thundering_herd --clients 1000 --restarts 4

The server is killed (SIGKILL), the last time asked to end (SIGTERM), and started again. All screens come back by the
rule that pages have (connection.js), or with --no-jitter all in the same moment. Senders repeat until they are
acknowledged. At the end the journal is replayed: every acknowledged event is in it once, every board that a screen ever
showed follows from it, no screen went back, and every one shows the server's board. While a herd comes in, changes must
go on to the screens that are in already. Needs Linux.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.browser.cable import until
from tests.crash.crowd import CrowdPlan, CrowdProcess, Population
from tests.crash.gathering import arrived, crowd_of, unhealed
from tests.crash.herd import Herd, column, is_starved
from tests.crash.options import at_least
from tests.crash.rink import Ledger, race, unsteadiness_s
from tests.crash.server_process import ServerProcess
from tests.crash.verdict import Span, allow_sockets, deliveries, judge, now_us, table
from tests.crash.watched import Outcome, report, senders_to

BACK_S: Final = 120.0
CALM_S: Final = 2.0


@dataclass(frozen=True, slots=True)
class Plan:
    clients: int = 1000
    restarts: int = 4
    events_a_second: float = 40.0
    seconds: float = CALM_S
    """Of race before the first restart and after each."""
    seed: int = 1
    has_jitter: bool = True


@dataclass(slots=True)
class Watch:
    """`calm` before the first restart; whoever was not back in time is missing from its herd."""

    calm: Span | None = None
    herds: list[Herd] = field(default_factory=list)
    not_back: int = 0
    unclean_ends: int = 0


async def run(plan: Plan, folder: Path) -> tuple[Outcome, str]:
    """Races, restarts and judges; the outcome and a table of the herds."""
    ledger, outcome, watch = Ledger(), Outcome(), Watch()
    server = ServerProcess(folder)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.kill)
        await server.start()
        senders = senders_to(server, ledger)
        for sender in senders.values():
            stack.push_async_callback(sender.close)
        everybody = Population(plan.clients)
        crowd = await crowd_of(
            stack, CrowdPlan(server.port, plan.seed, str(folder / "herd"), everybody, plan.has_jitter)
        )
        enough = asyncio.Event()
        racing = asyncio.create_task(
            race(senders, random.Random(plan.seed), enough, unsteadiness_s(plan.events_a_second))
        )
        stack.callback(racing.cancel)
        await arrived(crowd, plan.clients)
        await _restarts(server, crowd, plan, watch)
        enough.set()
        outcome.counts["pairs skated"] = await racing
        outcome.faults["screens not healed"] = await unhealed(server, crowd, plan.clients)
        testimony = await crowd.end()
        watch.unclean_ends += await server.stop() != 0
    truth = judge(outcome, server, ledger, [testimony])
    delivered = list(deliveries([testimony], truth))
    outcome.counts |= {f"screens: {name}": number for name, number in sorted(testimony.counts.items())}
    outcome.faults |= {
        "screens not back in time": watch.not_back,
        "herds in which no change got through": sum(
            is_starved(herd, testimony, delivered, truth) for herd in watch.herds
        ),
        "unclean ends": watch.unclean_ends,
    }
    columns = {herd.name: column(herd, testimony, delivered, ledger) for herd in _with_calm(watch)}
    return outcome, table(columns)


async def _restarts(server: ServerProcess, crowd: CrowdProcess, plan: Plan, watch: Watch) -> None:
    began_us = now_us()
    await asyncio.sleep(plan.seconds)
    watch.calm = Span(began_us, now_us())
    for number in range(1, plan.restarts + 1):
        before, ended_us = await crowd.report(), now_us()
        if number == plan.restarts:
            watch.unclean_ends += await server.terminate() != 0
        else:
            await server.kill()
        await server.start()
        ready_us = now_us()
        watch.not_back += await _not_back(crowd, plan.clients, set(before.epochs))
        after = await crowd.report()
        how = "SIGTERM" if number == plan.restarts else f"SIGKILL {number}"
        epochs = frozenset(after.epochs.keys() - before.epochs.keys())
        refused = _refused(after.counts) - _refused(before.counts)
        watch.herds.append(Herd(how, epochs, ended_us, Span(ready_us, now_us()), refused))
        await asyncio.sleep(plan.seconds)


async def _not_back(crowd: CrowdProcess, screens: int, before: set[str]) -> int:
    """Waits until everybody is on a board of the new life of the server; how many are not."""
    back = 0

    async def all_are() -> bool:
        nonlocal back
        back = sum(number for epoch, number in (await crowd.report()).epochs.items() if epoch not in before)
        return back == screens

    try:
        await until(all_are, patience_s=BACK_S, every_s=0.1)
    except TimeoutError:
        return screens - back
    return 0


def _refused(counts: dict[str, int]) -> int:
    """Attempts that led to no WebSocket: nobody listened, nobody answered, or the answer was 503."""
    return sum(number for name, number in counts.items() if name.startswith("refused"))


def _with_calm(watch: Watch) -> list[Herd]:
    calm = [Herd("calm", frozenset(), watch.calm.begin_us, watch.calm)] if watch.calm else []
    return [*calm, *watch.herds]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.thundering_herd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clients", type=at_least(1), default=1000, help="screens [default: 1000]")
    parser.add_argument("--restarts", type=at_least(1), default=4, help="the last by SIGTERM [default: 4]")
    parser.add_argument(
        "--seconds", type=at_least(0), default=CALM_S, help="of race before the first and after each [default: 2]"
    )
    parser.add_argument("--rate", type=at_least(1), default=40.0, help="events a second [default: 40]")
    parser.add_argument("--seed", type=int, default=1, help="draws the jitter and the race [default: 1]")
    parser.add_argument("--no-jitter", action="store_true", help="everybody waits equally long before a retry")
    chosen = parser.parse_args()
    plan = Plan(
        int(chosen.clients), int(chosen.restarts), chosen.rate, chosen.seconds, chosen.seed, not chosen.no_jitter
    )
    try:
        allow_sockets(2 * plan.clients)
    except ValueError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory(prefix="iceline-crash-") as folder:
        outcome, felt = asyncio.run(run(plan, Path(folder)))
    how = "as pages do" if plan.has_jitter else "all in the same moment"
    print(f"{plan.clients:>8}  screens come back {how}, {plan.restarts} times, seed {plan.seed}\n\n{felt}\n")
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
