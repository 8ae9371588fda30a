"""`iceline export`: the results of a journal as JSON, and as one CSV a distance."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from iceline.race.state import State
from iceline.reading import CSV_ENCODING, file_name, results_csv
from iceline.replay import results_of


def export_results(state: State, folder: Path) -> list[Path]:
    """Writes `results.json` and a `<distance>.csv` each; the paths in the order written. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = folder / "results.json"
    everything.write_bytes(orjson.dumps({"distances": results_of(state)}, option=orjson.OPT_INDENT_2))
    tables = [folder / name for name in _file_names(state.distances)]
    for path, distance in zip(tables, state.distances.values(), strict=True):
        path.write_text(results_csv(state, distance), encoding=CSV_ENCODING, newline="")
    return [everything, *tables]


def _file_names(distances: Iterable[str]) -> list[str]:
    """One for each id. Ids that a file's name cannot tell apart, also where case is nothing, get a number."""
    names: list[str] = []
    for distance in distances:
        stem, taken = file_name(distance), {name.lower() for name in names}
        tried = (f"{stem}.csv", *(f"{stem}-{number}.csv" for number in range(2, len(names) + 2)))
        names.append(next(name for name in tried if name.lower() not in taken))
    return names
