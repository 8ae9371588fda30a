"""The browser's benchmark still runs to its end, and says that a page grows or shifts when it does."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.bench.browser_figures import HEAP_GROWTH_BYTES, Figures, broken
from tests.bench.browser_screen import Memory, Work

PATIENCE_S = 900
NOTHING = Work(0, 0, 0, 0)


@pytest.mark.browser
def test_a_small_run_prints_its_figures_and_finds_no_shift_and_no_growth(tmp_path: Path) -> None:
    kept = tmp_path / "figures.json"
    pages = ["/desk, all rows"]
    asked = [sys.executable, "-m", "tests.bench.browser", "--small", "--json", str(kept)]
    asked += [part for page in pages for part in ("--page", page)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No layout shift, no growth, no errors." in done.stdout
    figures = json.loads(kept.read_bytes())
    assert [row["page"] for row in figures["times"]] == pages
    assert all(0 < row["p50"] <= row["p95"] <= row["p99"] <= row["max"] for row in figures["times"])
    assert all(row["updates"] > 250 for row in figures["times"])
    assert [row["shift"] for row in figures["held"]] == [0]


def measured(memory: Sequence[Memory], *, shift: float = 0, problems: Sequence[str] = ()) -> Figures:
    return Figures("/arena", [], NOTHING, NOTHING, memory, updates_a_sample=1000, shift=shift, problems=problems)


def grown(*, heap: int = 0, nodes: int = 0, listeners: int = 0) -> list[Memory]:
    """Twelve samples, each larger than the one before by so much."""
    return [Memory(3_000_000 + n * heap, 1_000 + n * nodes, 40 + n * listeners) for n in range(12)]


def test_a_page_that_stays_as_it_is_is_fine() -> None:
    assert broken(measured(grown())) == []


@pytest.mark.parametrize(
    ("figures", "word"),
    [
        (measured(grown(heap=HEAP_GROWTH_BYTES // 7)), "heap"),
        (measured(grown(nodes=3)), "nodes"),
        (measured(grown(listeners=1)), "listeners"),
        (measured(grown(), shift=0.0004), "shifts"),
        (measured(grown(), problems=["console: out of range"]), "out of range"),
    ],
)
def test_whatever_grows_shifts_or_fails_is_named(figures: Figures, word: str) -> None:
    (told,) = broken(figures)
    assert told.startswith("/arena: ")
    assert word in told


def test_a_single_larger_sample_is_no_growth() -> None:
    memory = [*grown()[:1] * 11, Memory(9_000_000, 9_000, 90)]
    assert broken(measured(memory)) == []
