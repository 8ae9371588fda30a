"""`iceline export`: the results of a journal as JSON, and each distance as CSV, protocol and start list."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from iceline.protocol_pdf import result_pdf, start_list_pdf
from iceline.race.state import State
from iceline.reading import CSV_ENCODING, file_name, results_csv
from iceline.replay import results_of


def export_results(state: State, folder: Path) -> list[Path]:
    """Writes `results.json`, and for each distance a CSV, its protocol and its start list as PDF. Raises OSError.

    Returns the paths in the order written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    everything = folder / "results.json"
    everything.write_bytes(orjson.dumps({"distances": results_of(state)}, option=orjson.OPT_INDENT_2))
    written = [everything]
    for stem, distance in zip(_stems(state.distances), state.distances.values(), strict=True):
        table, protocol, start_list = (folder / f"{stem}{end}" for end in (".csv", ".pdf", "-start-list.pdf"))
        table.write_text(results_csv(state, distance), encoding=CSV_ENCODING, newline="")
        protocol.write_bytes(result_pdf(state, distance))
        start_list.write_bytes(start_list_pdf(state, distance))
        written += [table, protocol, start_list]
    return written


def _stems(distances: Iterable[str]) -> list[str]:
    """One for each id. Ids that a file's name cannot tell apart, also where case is nothing, get a number."""
    stems: list[str] = []
    for distance in distances:
        stem, taken = file_name(distance), {name.lower() for name in stems}
        tried = (stem, *(f"{stem}-{number}" for number in range(2, len(stems) + 2)))
        stems.append(next(name for name in tried if name.lower() not in taken))
    return stems
