"""Ingest with a durable commit over HTTP, against a bare SQLite loop that commits the same bytes in the same groups."""

import argparse
import asyncio
import itertools
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
import uvloop

from iceline.codec import decode_object, encode, parse
from iceline.publisher import BOARDS
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import PassingMeasured
from iceline.race.state import Recorded, State
from tests.bench.bare import BareStore, Line
from tests.bench.measuring import Row, keep, median, percentile, show
from tests.bench.season import DESK, Season, passings, started_season, write
from tests.bench.served import Sender, Served, served

DESCRIPTION: Final = """\
Posts passings to `iceline serve` (a process of its own, SQLite on disk, full sync) and waits for each answer, which
comes when they are durable. Beside it, in turns, a bare SQLite loop commits the same bytes: one commit for what all
senders have under way. "of bare" is Iceline's events a second as a share of that loop's: 1 would mean that JSON, HTTP,
judging and drawing cost nothing. The second table says where the processor's time of one event goes."""

LOADS: Final = ((1, 1), (1, 32), (10, 1), (100, 1), (100, 8), (1_000, 1))
"""Events in a request, senders at once."""


@dataclass(frozen=True, slots=True)
class Effort:
    rounds: int
    events: int
    """A round has at least this many, or this many requests of each sender, whatever is less."""
    requests: int


FULL: Final = Effort(rounds=5, events=20_000, requests=400)
SMALL: Final = Effort(rounds=2, events=200, requests=5)


@dataclass(slots=True)
class Load:
    """What was measured of one load. Times in seconds."""

    batch: int
    senders: int
    events: int = 0
    iceline_s: list[float] = field(default_factory=list)
    bare_s: list[float] = field(default_factory=list)
    answers_s: list[float] = field(default_factory=list)
    cpu_s: float = 0.0

    def row(self) -> Row:
        per_round = self.events / len(self.iceline_s)
        ours, bare = per_round / median(self.iceline_s), per_round / median(self.bare_s)
        ratios = [b / i for b, i in zip(self.bare_s, self.iceline_s, strict=True)]
        return {
            "events a request": self.batch,
            "senders": self.senders,
            "events/s": ours,
            "bare events/s": bare,
            "of bare": median(ratios),
            "p50 ms": percentile(self.answers_s, 0.5) * 1_000,
            "p99 ms": percentile(self.answers_s, 0.99) * 1_000,
            "server us/event": self.cpu_s / self.events * 1e6,
        }


async def measured(folder: Path, effort: Effort) -> dict[str, Sequence[Row]]:
    """Every load in turns with the bare loop, all on one server."""
    journal = folder / "ingest.sqlite3"
    season = Season(events=0)
    await write(journal, started_season(season))
    bare, supply = BareStore(folder / "bare.sqlite3"), passings()
    rows = []
    async with served(folder, journal, DESK) as server:
        for batch, senders in LOADS:
            rows.append((await _load(server, bare, supply, Load(batch, senders), effort)).row())
    bare.close()
    return {"ingest": rows, "shares": [_shares(season, effort, batch) for batch in (1, 100)]}


async def _load(server: Served, bare: BareStore, supply: Iterator[PassingMeasured], load: Load, effort: Effort) -> Load:
    requests = max(1, min(effort.requests, effort.events // (load.batch * load.senders)))
    for _ in range(effort.rounds):
        lots = [[_taken(supply, load.batch) for _ in range(requests)] for _ in range(load.senders)]
        bodies = [[_body(events) for events in lot] for lot in lots]
        before, begun = server.cpu_s(), time.perf_counter()
        load.answers_s += await _posted(server, bodies)
        load.iceline_s.append(time.perf_counter() - begun)
        load.cpu_s += server.cpu_s() - before
        load.bare_s.append(sum(bare.commit(_lines(group)) for group in zip(*lots, strict=True)))
        load.events += load.batch * load.senders * requests
    return load


async def _posted(server: Served, lots: Sequence[Sequence[bytes]]) -> list[float]:
    """The waits for an answer of all senders at once."""
    async with AsyncExitStack() as stack:
        senders = [await stack.enter_async_context(Sender(server)) for _ in lots]
        waits = await asyncio.gather(*(_sent(s, lot) for s, lot in zip(senders, lots, strict=True)))
    return list(itertools.chain.from_iterable(waits))


async def _sent(sender: Sender, bodies: Sequence[bytes]) -> list[float]:
    waits = []
    for body in bodies:
        begun = time.perf_counter()
        fates = await sender.post(body)
        waits.append(time.perf_counter() - begun)
        assert all(fate["fate"] == "recorded" for fate in fates), fates
    return waits


def _shares(season: Season, effort: Effort, batch: int) -> Row:
    """The same work in this process, step by step: microseconds an event."""
    state, seq = _state(season), itertools.count(1)
    supply, spent = passings(), dict.fromkeys(("JSON", "judging", "drawing both boards"), 0.0)
    groups = max(1, min(effort.requests, effort.events // batch))
    for _ in range(groups):
        body = _body(_taken(supply, batch))
        begun = time.perf_counter()
        told = parse(body)
        events = [decode_object(one) for one in (told if isinstance(told, list) else [told])]
        written = [encode(event) for event in events]
        assert len(written) == batch
        read = time.perf_counter()
        for event in events:
            admit(state, event)
            state = apply(state, Recorded(next(seq), DESK, 0, event))
        judged = time.perf_counter()
        for draw in BOARDS.values():
            orjson.dumps(draw(state))
        drawn = time.perf_counter()
        for name, seconds in zip(spent, (read - begun, judged - read, drawn - judged), strict=True):
            spent[name] += seconds
    return {"events a request": batch} | {f"{n}, us": s / (groups * batch) * 1e6 for n, s in spent.items()}


def _state(season: Season) -> State:
    state = State()
    for seq, event in enumerate(started_season(season), 1):
        state = apply(state, Recorded(seq, DESK, 0, event))
    return state


def _taken(supply: Iterator[PassingMeasured], count: int) -> list[PassingMeasured]:
    return list(itertools.islice(supply, count))


def _body(events: Sequence[PassingMeasured]) -> bytes:
    written = [encode(event) for event in events]
    return written[0] if len(written) == 1 else b"[" + b",".join(written) + b"]"


def _lines(group: Sequence[Sequence[PassingMeasured]]) -> list[Line]:
    return [(DESK, event.id, 0, encode(event)) for events in group for event in events]


def main() -> None:
    reading = argparse.ArgumentParser(prog="python -m tests.bench.ingest", description=DESCRIPTION)
    reading.add_argument("--small", action="store_true", help="a quick try: the figures mean nothing")
    reading.add_argument("--json", type=Path, metavar="FILE", help="also write the figures there")
    reading.add_argument("--folder", type=Path, help="where the journals lie: the disk to be measured")
    asked = reading.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.folder, prefix="iceline-bench-") as folder:
        figures = uvloop.run(measured(Path(folder), SMALL if asked.small else FULL))
    show("Ingest over HTTP, durable, against a bare SQLite group commit", figures["ingest"])
    show("Where the processor's time goes (the rest is HTTP and the commit)", figures["shares"])
    keep(asked.json, figures)


if __name__ == "__main__":
    main()
