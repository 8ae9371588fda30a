"""`iceline export`: the results of a journal as JSON, and as one CSV a distance."""

import re
from collections.abc import Iterable
from pathlib import Path

import orjson

from iceline.desk import apply_entry
from iceline.journal.journal import Entry
from iceline.race.state import State
from iceline.reading import results_csv
from iceline.replay import results_of


def state_of(entries: Iterable[Entry]) -> State:
    """The state that the entries of a journal lead to. Raises JournalCorrupt."""
    state = State()
    for entry in entries:
        state = apply_entry(state, entry)
    return state


def export_results(state: State, folder: Path) -> list[Path]:
    """Writes `results.json` and a `<distance>.csv` each; the paths in the order written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = folder / "results.json"
    everything.write_bytes(orjson.dumps({"distances": results_of(state)}, option=orjson.OPT_INDENT_2))
    written = [everything]
    for distance in state.distances.values():
        path = folder / f"{_file_name(distance.distance.id)}.csv"
        path.write_text(results_csv(state, distance), encoding="utf-8-sig", newline="")
        written.append(path)
    return written


def _file_name(distance: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]", "_", distance)
