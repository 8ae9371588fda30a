"""Where the recordings are: beside the project, or where ICELINE_DATA says. They are never part of the project."""

import csv
import os
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2]


def data(name: str) -> Path:
    """A file of the shared data; the test skips where it is absent."""
    folder = Path(os.environ.get("ICELINE_DATA", HERE.parent / "shared" / "data"))
    path = folder / name
    if not path.exists():
        pytest.skip(f"no recording at {path}: set ICELINE_DATA to the folder of the shared data")
    return path


def rows(name: str) -> list[dict[str, str]]:
    with data(name).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))
