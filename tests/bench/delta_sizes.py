"""How large the messages to screens are, and what drawing costs: `python -m tests.bench.delta_sizes`.

An invented distance of 30 skaters, and the women's 1000 m of the 2026 Games as the simulator tells it, are told event
by event; after each both boards are drawn and encoded as the server does. A split is a passing that changes what
counts; sizes are bytes of the whole message, before any compression, and are the same in every run. `us` is the CPU
time of drawing all boards once, the median over all events. `--largest` prints the largest deltas.
"""

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Final

from iceline.boards.scene import scene
from iceline.codec import decode_object
from iceline.publisher import BOARDS
from iceline.push.hub import Hub
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import Event, PassingMeasured
from iceline.race.passings import Split
from iceline.race.state import Recorded, State
from iceline_simulator.reading import read
from iceline_simulator.timeline import timeline
from tests.bench.invented import GUN, SEED, Story, told
from tests.bench.measuring import Row, keep, median, percentile, show

METRES: Final = (500, 1000, 1500, 3000, 5000, 10000)
EPOCH: Final = "0123456789abcdef"
OLYMPIC: Final = "olympic-w1000-2026"
LARGEST: Final = 3
CROWD: Final = Story(1000, skaters=300)

Accepted = dict[str, tuple[Split, ...]]
"""The splits that count, of everybody on the ice."""


@dataclass(slots=True)
class Sizes:
    """Of one board, in bytes: deltas of splits and of other events, and the largest snapshot there was."""

    splits: list[bytes] = field(default_factory=list)
    others: list[bytes] = field(default_factory=list)
    snapshot: int = 0

    def of_splits(self, share: float) -> int:
        return int(percentile([len(text) for text in self.splits], share))


@dataclass(slots=True)
class Played:
    sizes: dict[str, Sizes] = field(default_factory=lambda: {board: Sizes() for board in BOARDS})
    draws_us: list[float] = field(default_factory=list)


def play(events: Iterable[Event]) -> Played:
    """Tells a whole distance; every event is admitted first, as the desk does."""
    played, hub = Played(), Hub(EPOCH, BOARDS)
    accepted: Accepted = {}
    for event, state in _states(events):
        began_ns = time.thread_time_ns()
        boards = {name: draw(state) for name, draw in BOARDS.items()}
        played.draws_us.append((time.thread_time_ns() - began_ns) / 1000)
        before, accepted = accepted, _accepted(state)
        is_split = isinstance(event, PassingMeasured) and accepted != before
        for name, board in boards.items():
            frame, sizes = hub.publish(name, board), played.sizes[name]
            sizes.snapshot = max(sizes.snapshot, len(hub.snapshot(name)))
            if frame is not None:
                (sizes.splits if is_split else sizes.others).append(frame.text)
    return played


def _states(events: Iterable[Event]) -> Iterator[tuple[Event, State]]:
    state = State()
    for seq, event in enumerate(events, 1):
        admit(state, event)
        state = apply(state, Recorded(seq, "rink", round(GUN.timestamp() * 1_000_000), event))
        yield event, state


def _accepted(state: State) -> Accepted:
    seen = scene(state)
    return {lane.attempt.skater: lane.splits for lane in seen.lanes} if seen else {}


def stories(metres: Sequence[int]) -> list[Story]:
    """Every distance with both kinds of ids, the 5000 m in quartets too."""
    pairs = [Story(m, with_uuids=uuids) for m, uuids in product(metres, (False, True))]
    return pairs + [Story(m, with_uuids=True, quartets=True) for m in metres if m == 5000]


def olympic() -> Iterator[Event]:
    """A real race with its records, told as fast as it goes."""
    for step in timeline(read(OLYMPIC), seed=SEED, source="rink"):
        moment = GUN + timedelta(microseconds=step.at_us)
        yield decode_object(step.event | ({"started_at": moment.isoformat()} if step.is_start else {}))


def _name(story: Story) -> str:
    return f"{story.metres} m{' quartets' if story.quartets else ''}"


def _rows(name: str, ids: str, played: Played) -> Iterator[Row]:
    for board, sizes in played.sizes.items():
        yield {
            "distance": name,
            "ids": ids,
            "board": board,
            "splits": len(sizes.splits),
            "median": sizes.of_splits(0.5),
            "p90": sizes.of_splits(0.9),
            "p99": sizes.of_splits(0.99),
            "largest": sizes.of_splits(1),
            "others": len(sizes.others),
            "median of others": int(median([len(text) for text in sizes.others])),
            "snapshot": sizes.snapshot,
            "us": round(median(played.draws_us)),
        }


def _print_largest(name: str, played: Played) -> None:
    for board, sizes in played.sizes.items():
        for text in sorted(sizes.splits, key=len)[-LARGEST:]:
            print(f"\n{name}, {board}, {len(text)} bytes: {text.decode()}")


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench.delta_sizes", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--metres", nargs="+", type=int, choices=METRES, default=METRES, help="[default: all]")
    parser.add_argument("--largest", action="store_true", help="print the largest deltas")
    parser.add_argument("--json", type=Path, help="keep the figures in this file")
    asked = parser.parse_args()
    told_of = [(_name(s), "uuid" if s.with_uuids else "name", told(s)) for s in stories(asked.metres)]
    rows: list[Row] = []
    for name, ids, events in [*told_of, ("1000 m, Olympic", "name", olympic())]:
        played = play(events)
        rows += _rows(name, ids, played)
        if asked.largest:
            _print_largest(name, played)
    show("Deltas of a split, other deltas and snapshots, in bytes; drawing all boards, in us", rows)
    crowd = list(_rows(_name(CROWD), "name", play(told(CROWD))))
    show(f"The same with {CROWD.skaters} skaters", crowd)
    keep(asked.json, {"thirty": rows, "crowd": crowd})
    return 0


if __name__ == "__main__":
    sys.exit(main())
