"""What the samples of one page mean: how long an update takes, and whether the page grows."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from tests.bench.browser_screen import Memory, Part, Work
from tests.bench.measuring import Row, median, percentile

DRAWING: Final[tuple[Part, ...]] = ("message", "drawing", "fitting")
"""The parts of an update that must be done before it can be seen."""

HEAP_GROWTH_BYTES: Final = 256 * 1024
"""More than this between the first and the last third of a run is growth: over 12,000 updates, 32 bytes an update."""

NODE_GROWTH: Final = 16
"""Lit keeps a template for good when it first draws it, such as that of a second page of standings; a leak is more."""


@dataclass(frozen=True, slots=True)
class Figures:
    """All that was measured of one page. `clock` is the work of a frame in which only the clock runs."""

    page: str
    updates: Sequence[dict[Part, float]]
    work: Work
    clock: Work
    memory: Sequence[Memory]
    updates_a_sample: int
    shift: float
    problems: Sequence[str]


def times(figures: Figures) -> Row:
    """What an update costs, milliseconds."""
    script = [sum(update[part] for part in DRAWING) for update in figures.updates]
    return {
        "page": figures.page,
        "updates": len(script),
        "p50": median(script),
        "p95": percentile(script, 0.95),
        "p99": percentile(script, 0.99),
        "max": max(script),
        **{part: statistics.fmean(update[part] for update in figures.updates) for part in DRAWING},
        "style": figures.work.style_ms / len(script),
        "layout": figures.work.layout_ms / len(script),
        "glass": statistics.fmean(update["glass"] for update in figures.updates),
        "waiting": figures.work.kept_waiting_ms / len(script),
        "clock": figures.clock.script_ms,
    }


def held(figures: Figures) -> Row:
    """What the page holds at the first and the last sample, and how its layout shifted."""
    first, last = figures.memory[0], figures.memory[-1]
    return {
        "page": figures.page,
        "shift": figures.shift,
        "heap kB": first.heap_bytes / 1024,
        "at the end": last.heap_bytes / 1024,
        "bytes an update": _heap_slope_bytes(figures),
        "nodes": first.nodes,
        "nodes at the end": last.nodes,
        "listeners": first.listeners,
        "listeners at the end": last.listeners,
    }


def broken(figures: Figures) -> list[str]:
    """What is wrong, and does not depend on how fast the machine is."""
    heap = _growth([sample.heap_bytes for sample in figures.memory])
    nodes = _growth([sample.nodes for sample in figures.memory])
    listeners = _growth([sample.listeners for sample in figures.memory])
    found = [f"it said an error: {problem}" for problem in figures.problems]
    found += [f"the heap grows by {heap / 1024:.0f} kB"] if heap > HEAP_GROWTH_BYTES else []
    found += [f"it grows by {nodes:g} nodes"] if nodes > NODE_GROWTH else []
    found += [f"it grows by {listeners:g} listeners"] if listeners > 0 else []
    found += [f"the layout shifts by {figures.shift:g}"] if figures.shift else []
    return [f"{figures.page}: {what}" for what in found]


def _growth(samples: Sequence[int]) -> float:
    """The median of the last third less the median of the first."""
    third = max(1, len(samples) // 3)
    return statistics.median(samples[-third:]) - statistics.median(samples[:third])


def _heap_slope_bytes(figures: Figures) -> float:
    """By least squares."""
    heap = [sample.heap_bytes for sample in figures.memory]
    return statistics.linear_regression(range(len(heap)), heap).slope / figures.updates_a_sample
