"""Measures Iceline's push beside other servers: ratios of CPU, delivery latency and memory, all from one run.

    python -m tests.bench.push --small             see it work, in a minute
    python -m tests.bench.push                     the whole comparison, about twenty minutes
    python -m tests.bench.push --clients 1000 --against c,fastapi,flask --rounds 5

Every server is a process of its own on loopback and gets the same load: so many WebSocket screens (one C process),
then one message after the other, the same bytes from each. Iceline's are caused by a `passing_measured` that is posted
as equipment would: its journal on disk, its board and its encoding are in what is measured; its rivals are only told
what to send. Linux, gcc. On a quiet machine: others that run move every figure, and the ratios a little.
Exit codes: 0 done, 1 a message was lost or Iceline was not up to it, 2 the command was wrong.
"""

import argparse
import json
import os
import platform
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from tests.bench.push import report
from tests.bench.push.comparison import Result
from tests.bench.push.contestants import ICELINE, RIVALS, TITLES
from tests.bench.push.figures import figures
from tests.bench.push.phase import NotDone
from tests.bench.push.processes import cores
from tests.bench.push.programme import evening
from tests.bench.push.screens import missing_programs
from tests.bench.push.session import Plan, Seen, run

CLIENTS: Final = (100, 1_000, 5_000, 10_000)
MOST_CLIENTS: Final = 10_000
SPARE_FILES: Final = 100
SMALL_CLIENTS, SMALL_ROUNDS, SMALL_MESSAGES = (100,), 1, 30
WIDTH: Final = 140
FAILED: Final = 1
STOPPED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    asked = _parser().parse_args(arguments)
    console, progress = Console(width=WIDTH), Console(stderr=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if why := _hindrance(max(asked.clients)):
        progress.print(f"push benchmark: {why}", markup=False)
        return FAILED
    machine = _machine(asked.dir)
    plan = _plan(asked, _installed(asked.against or tuple(RIVALS), console))
    try:
        with tempfile.TemporaryDirectory(prefix="push-bench-", dir=asked.dir) as folder:
            seen = _watched(plan, Path(folder), progress)
    except KeyboardInterrupt:
        progress.print("push benchmark: stopped; nothing of it is left.")
        return STOPPED
    results = [_result(one) for one in seen if not isinstance(one.outcome, NotDone)]
    _print(console, plan, seen, results, machine)
    if asked.json:
        asked.json.write_text(json.dumps(_as_json(seen, results, machine), indent=1) + "\n")
    whole = all(one.name != ICELINE for one in seen if isinstance(one.outcome, NotDone))
    return 0 if whole and all(result.tally.is_clean for result in results) else FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.push", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    many = ",".join(map(str, CLIENTS))
    parser.add_argument("--clients", type=_counts, default=CLIENTS, metavar="N,...", help=f"screens [default: {many}]")
    parser.add_argument(
        "--against",
        type=_rivals,
        metavar="NAME,...",
        help=f"of {','.join(RIVALS)} [default: all, the slow ones only with few screens]",
    )
    parser.add_argument("--rounds", type=_positive, default=3, metavar="N", help="times each server has its turn [3]")
    parser.add_argument("--messages", type=_messages, metavar="N", help="of a round [40 to 120, fewer to more screens]")
    parser.add_argument("--minutes", type=_positive, default=40, metavar="N", help="nothing is begun after these [40]")
    parser.add_argument("--dir", type=Path, metavar="DIR", help="where the journals are; a disk, not memory")
    parser.add_argument("--small", action="store_true", help="100 screens, one round: does it work here?")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure there")
    return parser


def _plan(asked: argparse.Namespace, against: Sequence[str]) -> Plan:
    deadline = time.monotonic() + 60 * asked.minutes
    if asked.small:
        return Plan(SMALL_CLIENTS, against, True, SMALL_ROUNDS, SMALL_MESSAGES, deadline)
    return Plan(asked.clients, against, asked.against is not None, asked.rounds, asked.messages, deadline)


def _hindrance(clients: int) -> str | None:
    """What keeps the benchmark from running here."""
    if not sys.platform.startswith("linux"):
        return "it needs Linux: epoll, and /proc for memory."
    if missing := missing_programs():
        return f"it needs {' and '.join(missing)} (on Debian: apt install gcc libc6-dev util-linux)."
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if hard != resource.RLIM_INFINITY and clients + SPARE_FILES > hard:
        return f"{clients} screens need {clients + SPARE_FILES} open files; the limit is {hard} (ulimit -Hn)."
    return None


def _installed(names: Sequence[str], console: Console) -> list[str]:
    for name in names:
        if missing := RIVALS[name].missing():
            wanted = " ".join(missing)
            console.print(f"left out: {RIVALS[name].title}; it needs pip install {wanted}", highlight=False)
    return [name for name in names if not RIVALS[name].missing()]


def _watched(plan: Plan, folder: Path, progress: Console) -> list[Seen]:
    began = time.monotonic()

    def say(what: str) -> None:
        progress.print(f"[{time.monotonic() - began:4.0f} s] {what}", highlight=False, markup=False)

    return list(run(plan, folder, say))


def _result(seen: Seen) -> Result:
    assert not isinstance(seen.outcome, NotDone)
    outcome = seen.outcome
    load = outcome.load
    return Result(seen.name, load.clients, seen.round, load.messages, figures(outcome), outcome.tally, outcome.parts_ms)


def _print(
    console: Console, plan: Plan, seen: Sequence[Seen], results: Sequence[Result], machine: dict[str, str]
) -> None:
    report.heading(console, machine)
    report.alone(console, results)
    for clients in plan.clients:
        report.block(console, results, clients)
        for one in seen:
            if isinstance(one.outcome, NotDone) and one.outcome.load.clients == clients:
                console.print(f"not done: {TITLES[one.name]}: {one.outcome.why}", highlight=False, markup=False)
    console.print(report.FOOTNOTE, highlight=False)


def _machine(folder: Path | None) -> dict[str, str]:
    ours, theirs = cores()
    return {
        "processors": f"{os.cpu_count()}, the server on {_listed(ours)}, the screens on {_listed(theirs)}",
        "Python": platform.python_version(),
        "Linux": platform.release(),
        "load before": f"{os.getloadavg()[0]:.1f}",
        "journals on": _file_system(Path(folder or tempfile.gettempdir()).resolve()),
    }


def _file_system(folder: Path) -> str:
    """The kind of the file system this folder is on."""
    mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    over = [(len(point), kind) for point, kind in mounts if folder.is_relative_to(point)]
    return max(over)[1] if over else "unknown"


def _as_json(seen: Sequence[Seen], results: Sequence[Result], machine: dict[str, str]) -> dict[str, Any]:
    not_done = [
        {"name": one.name, "clients": one.outcome.load.clients, "round": one.round, "why": one.outcome.why}
        for one in seen
        if isinstance(one.outcome, NotDone)
    ]
    return {"machine": machine, "results": [asdict(result) for result in results], "not_done": not_done}


def _listed(cores: frozenset[int]) -> str:
    return ", ".join(map(str, sorted(cores)))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is less than 1")
    return number


def _messages(text: str) -> int:
    number, most = _positive(text), len(evening().measured)
    if number > most:
        raise argparse.ArgumentTypeError(f"the evening has {most} events to measure")
    return number


def _counts(text: str) -> tuple[int, ...]:
    counts = tuple(_positive(part) for part in text.split(","))
    if max(counts) > MOST_CLIENTS:
        raise argparse.ArgumentTypeError(f"at most {MOST_CLIENTS} screens")
    return counts


def _rivals(text: str) -> tuple[str, ...]:
    names = tuple(text.split(","))
    if strange := [name for name in names if name not in RIVALS]:
        raise argparse.ArgumentTypeError(f"no such rival: {', '.join(strange)}; there are {', '.join(RIVALS)}")
    return names


if __name__ == "__main__":
    sys.exit(main())
