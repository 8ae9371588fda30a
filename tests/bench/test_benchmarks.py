"""Each benchmark still runs to its end and prints its ratios; how fast anything was is no matter here."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

PATIENCE_S = 300


@pytest.mark.parametrize(
    ("name", "ratio"), [("ingest", "of bare"), ("growth", "wait, ratio")], ids=["ingest", "growth"]
)
def test_a_small_benchmark_ends_and_prints_its_ratios(tmp_path: Path, name: str, ratio: str) -> None:
    kept = tmp_path / "figures.json"
    asked = [sys.executable, "-m", f"tests.bench.{name}", "--small", "--json", str(kept), "--folder", str(tmp_path)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 0, done.stderr
    assert ratio in done.stdout
    figures = json.loads(kept.read_bytes())
    rows = [row for table in figures.values() if isinstance(table, list) for row in table]
    assert all(row[ratio] > 0 for row in rows if ratio in row)
    assert any(ratio in row for row in rows)


@pytest.mark.parametrize("name", ["ingest", "growth"])
def test_the_help_of_a_benchmark_says_what_its_figures_mean(name: str) -> None:
    asked = [sys.executable, "-m", f"tests.bench.{name}", "--help"]
    told = subprocess.run(asked, capture_output=True, text=True, timeout=PATIENCE_S, check=True).stdout
    assert "ratio" in told or "of bare" in told
