"""Unruly screens among a thousand good ones: they must hurt nobody, and no board anywhere may be impossible.

    python -m tests.crash.unruly_screens --clients 1000

Of the clients one in twenty never reads, one in twenty reads a byte a second, one in ten comes and goes all the time
(also in the middle of its handshake); a few talk nonsense, flood, or send frames no client may send. The others behave
as pages do. A race goes on in three parts: the good screens alone, all of them, the good ones alone again.
At the end the journal is replayed: every acknowledged event is in it once, every board that a screen ever showed
follows from it, and every good screen shows the server's board and was never dropped. Needs Linux.
Exit codes: 0 all is well, 1 something is wrong (it is printed), 2 the command was wrong.
"""

import argparse
import asyncio
import math
import random
import sys
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.browser.cable import until
from tests.crash.crowd import CrowdPlan, Population
from tests.crash.gathering import arrived, crowd_of, unhealed
from tests.crash.options import at_least
from tests.crash.rink import DISTANCES, EVENTS_A_PAIR, PAIRS, Ledger, race, unsteadiness_s
from tests.crash.server_process import ServerProcess
from tests.crash.testimony import Testimony
from tests.crash.unruly import RANTS
from tests.crash.verdict import (
    Delivery,
    Span,
    allow_sockets,
    deliveries,
    judge,
    now_us,
    open_files,
    percentile,
    resident_mib,
    table,
)
from tests.crash.watched import Outcome, report, senders_to

PARTS: Final = ("good alone", "with unruly", "alone again")
SAMPLE_EVERY_S: Final = 0.25
LEFT_S: Final = 60.0
SENDERS_SOCKETS: Final = 8
MIB_A_SCREEN: Final = 0.25
MIB_OF_THE_RACE: Final = 32
"""What an unruly screen may cost the server, and what a minute or two of race does (states, boards, ids)."""


@dataclass(frozen=True, slots=True)
class Plan:
    clients: int = 1000
    seconds: float = 40.0
    """Of each of the three parts."""
    events_a_second: float = 40.0
    seed: int = 1

    @property
    def unruly(self) -> Population:
        few = max(self.clients // 200, 1)
        return Population(never_read=self.clients // 20, sip=self.clients // 20, fickle=self.clients // 10, rants=few)

    @property
    def good(self) -> int:
        """The rants come on top."""
        return self.clients - self.unruly.never_read - self.unruly.sip - self.unruly.fickle


@dataclass(slots=True)
class Watch:
    """What was seen of the server from outside."""

    spans: list[Span] = field(default_factory=list)
    mib: list[float] = field(default_factory=list)
    """The most memory in each part."""


async def run(plan: Plan, folder: Path) -> tuple[Outcome, str]:
    """Races with and without the unruly, and judges; the outcome and a table of the parts."""
    ledger, outcome, watch = Ledger(), Outcome(), Watch()
    server = ServerProcess(folder)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.kill)
        await server.start()
        senders = senders_to(server, ledger)
        for sender in senders.values():
            stack.push_async_callback(sender.close)
        files = open_files(server.pid)
        good = await crowd_of(stack, CrowdPlan(server.port, plan.seed, str(folder / "good"), Population(plan.good)))
        enough = asyncio.Event()
        racing = asyncio.create_task(
            race(senders, random.Random(plan.seed), enough, unsteadiness_s(plan.events_a_second))
        )
        stack.callback(racing.cancel)
        await arrived(good, plan.good)
        unruly = await _three_parts(stack, server, plan, watch)
        enough.set()
        outcome.counts["pairs skated"] = await racing
        outcome.faults["good screens not healed"] = await unhealed(server, good, plan.good)
        testimony = await good.end()
        outcome.faults["sockets left open"] = await _left_open(server, files)
        outcome.faults["unclean end at Ctrl-C"] = int(await server.stop() != 0)
    return outcome, _judge(outcome, plan, server, ledger, watch, testimony, unruly)


async def _three_parts(stack: AsyncExitStack, server: ServerProcess, plan: Plan, watch: Watch) -> Testimony:
    """What the unruly have to say, who were there in the second part."""
    await _part(server, plan.seconds, watch)
    file = str(Path(server.journal).with_name("unruly"))
    unruly = await crowd_of(stack, CrowdPlan(server.port, plan.seed + 1, file, plan.unruly))
    await unruly.report()
    await _part(server, plan.seconds, watch)
    testimony = await unruly.end()
    await _part(server, plan.seconds, watch)
    return testimony


async def _part(server: ServerProcess, seconds: float, watch: Watch) -> None:
    begin_us, most_mib = now_us(), 0.0
    while now_us() < begin_us + seconds * 1e6:
        await asyncio.sleep(SAMPLE_EVERY_S)
        most_mib = max(most_mib, resident_mib(server.pid))
    watch.spans.append(Span(begin_us, now_us()))
    watch.mib.append(most_mib)


async def _left_open(server: ServerProcess, before: int) -> int:
    """Sockets that the server still has when every client is gone, but for those of the senders."""
    allowed = before + SENDERS_SOCKETS

    async def closed() -> bool:
        return open_files(server.pid) <= allowed

    try:
        await until(closed, patience_s=LEFT_S, every_s=0.2)
    except TimeoutError:
        return open_files(server.pid) - allowed
    return 0


def _judge(
    outcome: Outcome,
    plan: Plan,
    server: ServerProcess,
    ledger: Ledger,
    watch: Watch,
    good: Testimony,
    unruly: Testimony,
) -> str:
    truth = judge(outcome, server, ledger, [good, unruly])
    outcome.counts |= {f"good: {name}": number for name, number in sorted(good.counts.items())}
    outcome.counts |= {f"unruly: {name}": number for name, number in sorted(unruly.counts.items())}
    outcome.faults |= {
        "good screens dropped": good.counts["connections"] - plan.good,
        "rants not closed as they must be": _wrong_ends(unruly),
        "MiB of memory over the bound": _over_the_bound(plan, watch),
    }
    return _table(watch, ledger, list(deliveries([good], truth)))


def _wrong_ends(unruly: Testimony) -> int:
    right = {f"{what.name}: closed with {what.code}" for what in RANTS}
    ends = [name for name in unruly.counts if name.split(":")[0] in {what.name for what in RANTS}]
    return sum(unruly.counts[name] for name in ends if name not in right)


def _over_the_bound(plan: Plan, watch: Watch) -> int:
    who = plan.unruly
    allowed = MIB_OF_THE_RACE + MIB_A_SCREEN * (who.never_read + who.sip + who.fickle + who.rants * len(RANTS))
    return max(round(max(watch.mib) - watch.mib[0] - allowed), 0)


def _table(watch: Watch, ledger: Ledger, delivered: Sequence[Delivery]) -> str:
    """What good screens and senders felt in each part, and with the unruly against the mean without them."""
    columns = [_column(span, mib, ledger, delivered) for span, mib in zip(watch.spans, watch.mib, strict=True)]
    alone, unruly, again = columns
    ratio = {name: unruly[name] / ((alone[name] + again[name]) / 2 or math.nan) for name in unruly}
    return table(dict(zip((*PARTS, "ratio"), (*columns, ratio), strict=True)))


def _column(span: Span, mib: float, ledger: Ledger, delivered: Sequence[Delivery]) -> dict[str, float]:
    late_ms = [one.late_ms for one in delivered if span.holds(one.received_us)]
    answered_ms = [took_s * 1000 for at_us, took_s in ledger.answers if span.holds(at_us)]
    seconds = (span.end_us - span.begin_us) / 1e6
    return {
        "events a second": len(answered_ms) / seconds,
        "boards on good screens a second": len(late_ms) / seconds,
        "late on a good screen, p50 ms": percentile(late_ms, 50),
        "late on a good screen, p99 ms": percentile(late_ms, 99),
        "late on a good screen, most ms": percentile(late_ms, 100),
        "acknowledged after, p50 ms": percentile(answered_ms, 50),
        "acknowledged after, p99 ms": percentile(answered_ms, 99),
        "memory of the server, most MiB": mib,
    }


def most_seconds(events_a_second: float) -> float:
    """How long the programme lasts."""
    return DISTANCES * PAIRS * EVENTS_A_PAIR / events_a_second


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.crash.unruly_screens",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--clients", type=at_least(20), default=1000, help="good and unruly together [default: 1000]")
    parser.add_argument("--seconds", type=at_least(1), default=40.0, help="of each of the three parts [default: 40]")
    parser.add_argument("--rate", type=at_least(1), default=40.0, help="events a second [default: 40]")
    parser.add_argument("--seed", type=int, default=1, help="draws what the unruly do and when [default: 1]")
    chosen = parser.parse_args()
    plan = Plan(int(chosen.clients), chosen.seconds, chosen.rate, chosen.seed)
    try:
        allow_sockets(2 * plan.clients)
    except ValueError as error:
        parser.error(str(error))
    if 3 * plan.seconds > 0.8 * most_seconds(plan.events_a_second):
        parser.error(f"at {chosen.rate:g} events a second the race is over in {most_seconds(chosen.rate):.0f} s")
    with tempfile.TemporaryDirectory(prefix="iceline-crash-") as folder:
        outcome, felt = asyncio.run(run(plan, Path(folder)))
    print(f"{plan.clients:>8}  clients, {plan.good} of them good, seed {plan.seed}\n\n{felt}\n")
    print(report(outcome))
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
