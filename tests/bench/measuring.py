"""Figures of a benchmark: percentiles, a table to read, a file to keep."""

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

WIDTH: Final = 140

Row = Mapping[str, object]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median(values: Sequence[float]) -> float:
    return percentile(values, 0.5)


def show(title: str, rows: Sequence[Row]) -> None:
    """One line a row, a column a name, in the order of the first row."""
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for name in rows[0]:
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(*(_text(value) for value in row.values()))
    Console(width=WIDTH).print(table)


def keep(file: Path | None, figures: Mapping[str, Sequence[Row]]) -> None:
    """Writes the figures with the machine they were taken on, where a file is asked for."""
    if file is None:
        return
    machine = {"python": platform.python_version(), "system": platform.platform(), "processor": platform.machine()}
    file.write_text(json.dumps({"machine": machine, **figures}, indent=2), encoding="utf-8")


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.0f}" if value >= 1_000 else f"{value:.3g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
