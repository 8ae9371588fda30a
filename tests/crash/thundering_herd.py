"""A thundering herd: every screen comes back at once after a restart, again and again, while the race goes on.

    python -m tests.crash.thundering_herd --clients 1000 --restarts 4

The server is killed (SIGKILL), the last time asked to end (SIGTERM), and started again. All screens come back by the
rule that pages have (connection.js), or with --no-jitter all in the same moment. Senders repeat until they are
acknowledged. At the end the journal is replayed: every acknowledged event is in it once, every board that a screen ever
showed follows from it, no screen went back, and every one shows the server's board. Needs Linux.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.browser.cable import until
from tests.crash.crowd import CrowdPlan, CrowdProcess, Population
from tests.crash.rink import Ledger, race, unsteadiness_s
from tests.crash.server_process import ServerProcess
from tests.crash.testimony import Testimony
from tests.crash.unruly_screens import arrived, at_least, crowd_of, now_us, unhealed
from tests.crash.verdict import Span, allow_sockets, judge, percentile
from tests.crash.watched import Outcome, report, senders_to

BACK_S: Final = 120.0
CALM_S: Final = 2.0
EVENTS_A_SECOND: Final = 40.0


@dataclass(frozen=True, slots=True)
class Plan:
    clients: int = 1000
    restarts: int = 4
    seed: int = 1
    has_jitter: bool = True


@dataclass(slots=True)
class Watch:
    """`calm` before the first restart; `herds` from each start of the server until everybody is back."""

    calm: Span | None = None
    herds: list[Span] = field(default_factory=list)
    epochs: list[str] = field(default_factory=list)


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
        racing = asyncio.create_task(race(senders, random.Random(plan.seed), enough, unsteadiness_s(EVENTS_A_SECOND)))
        stack.callback(racing.cancel)
        await arrived(crowd, plan.clients)
        await _restarts(server, crowd, plan, watch, outcome)
        enough.set()
        outcome.counts["pairs skated"] = await racing
        outcome.faults["screens not healed"] = await unhealed(server, crowd, plan.clients)
        testimony = await crowd.end()
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    judge(outcome, server, ledger, [testimony])
    outcome.counts |= {f"screens: {name}": number for name, number in sorted(testimony.counts.items())}
    return outcome, _table(watch, ledger, testimony)


async def _restarts(server: ServerProcess, crowd: CrowdProcess, plan: Plan, watch: Watch, outcome: Outcome) -> None:
    began_us = now_us()
    await asyncio.sleep(CALM_S)
    watch.calm = Span(began_us, now_us())
    for number in range(1, plan.restarts + 1):
        before = (await crowd.report()).epochs
        if number == plan.restarts:
            outcome.faults["unclean end at SIGTERM"] = int(await server.terminate() != 0)
        else:
            await server.kill()
        await server.start()
        began_us = now_us()
        watch.epochs.append(await _all_back(crowd, plan.clients, set(before)))
        watch.herds.append(Span(began_us, now_us()))
        await asyncio.sleep(CALM_S)


async def _all_back(crowd: CrowdProcess, screens: int, before: set[str]) -> str:
    """Waits until everybody is on a board of the new life of the server; its epoch."""
    found: set[str] = set()

    async def back() -> bool:
        epochs = (await crowd.report()).epochs
        found.update(epochs.keys() - before)
        return sum(number for epoch, number in epochs.items() if epoch not in before) == screens

    await until(back, patience_s=BACK_S, every_s=0.1)
    return found.pop()


def _table(watch: Watch, ledger: Ledger, testimony: Testimony) -> str:
    """How long it took them, and what senders felt meanwhile; times from the moment the server was ready again."""
    lines = [f"{'':>12}{'half back':>12}{'99 % back':>12}{'last back':>12}{'ack p50':>12}{'ack p99':>12}  (ms)"]
    if watch.calm is not None:
        lines.append(_line("calm", [float("nan")] * 3, _answers_ms(ledger, watch.calm)))
    for number, (epoch, herd) in enumerate(zip(watch.epochs, watch.herds, strict=True), 1):
        back_ms = [
            (at_us - herd.begin_us) / 1000 for told in testimony.screens for met, at_us in told.arrivals if met == epoch
        ]
        back = [percentile(back_ms, percent) for percent in (50, 99, 100)]
        lines.append(_line(f"herd {number}", back, _answers_ms(ledger, herd)))
    return "\n".join(lines)


def _answers_ms(ledger: Ledger, span: Span) -> list[float]:
    return [took_s * 1000 for at_us, took_s in ledger.answers if span.holds(at_us)]


def _line(name: str, back: Sequence[float], answered: Sequence[float]) -> str:
    values = [*back, percentile(answered, 50), percentile(answered, 99)]
    return f"{name:>12}" + "".join(f"{'-' if value != value else format(value, '.0f'):>12}" for value in values)


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.thundering_herd",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clients", type=at_least(1), default=1000, help="screens [default: 1000]")
    parser.add_argument("--restarts", type=at_least(1), default=4, help="the last by SIGTERM [default: 4]")
    parser.add_argument("--seed", type=int, default=1, help="draws the jitter and the race [default: 1]")
    parser.add_argument("--no-jitter", action="store_true", help="everybody waits equally long before a retry")
    chosen = parser.parse_args()
    plan = Plan(int(chosen.clients), int(chosen.restarts), chosen.seed, not chosen.no_jitter)
    try:
        allow_sockets(2 * plan.clients)
    except ValueError as error:
        parser.error(str(error))
    with tempfile.TemporaryDirectory(prefix="iceline-crash-") as folder:
        outcome, table = asyncio.run(run(plan, Path(folder)))
    how = "as pages do" if plan.has_jitter else "all in the same moment"
    print(f"{plan.clients:>8}  screens come back {how}, {plan.restarts} times, seed {plan.seed}\n\n{table}\n")
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
