"""`iceline export`: a journal's results as JSON, each distance as CSV, protocol and start list, and what adds up."""

from collections.abc import Iterable
from pathlib import Path

import orjson

from iceline.boards.sums import combinations_board, series_board
from iceline.protocol_pdf import result_pdf, start_list_pdf
from iceline.race.state import State
from iceline.reading import CSV_ENCODING, file_name, results_csv, table_csv
from iceline.replay import results_of
from iceline.sums_lists import SumsList, combination_list, series_list
from iceline.sums_pdf import combination_pdf, series_pdf


def export_results(state: State, folder: Path) -> list[Path]:
    """Writes `results.json`, for each distance a CSV, its protocol and its start list as PDF, and for each combination
    and series a CSV and a PDF. Raises OSError.

    Returns the paths in the order written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    everything = folder / "results.json"
    told = {"distances": results_of(state)} | combinations_board(state) | series_board(state)
    everything.write_bytes(orjson.dumps(told, option=orjson.OPT_INDENT_2))
    written = [everything]
    for stem, distance in zip(_stems(state.distances), state.distances.values(), strict=True):
        table, protocol, start_list = (folder / f"{stem}{end}" for end in (".csv", ".pdf", "-start-list.pdf"))
        table.write_text(results_csv(state, distance), encoding=CSV_ENCODING, newline="")
        protocol.write_bytes(result_pdf(state, distance))
        start_list.write_bytes(start_list_pdf(state, distance))
        written += [table, protocol, start_list]
    return written + _write_sums(state, folder)


def _write_sums(state: State, folder: Path) -> list[Path]:
    """Named after their kind too, for a combination may have the id of a distance."""
    programme = state.programme
    if programme is None:
        return []
    written: list[Path] = []
    for stem, combination in zip(_stems(c.id for c in programme.combinations), programme.combinations, strict=True):
        found, pdf = combination_list(state, combination), combination_pdf(state, combination)
        written += _write_sum(folder / f"combination-{stem}", found, pdf)
    for stem, series in zip(_stems(s.id for s in programme.series), programme.series, strict=True):
        written += _write_sum(folder / f"series-{stem}", series_list(state, series), series_pdf(state, series))
    return written


def _write_sum(start: Path, found: SumsList, pdf: bytes) -> list[Path]:
    table, paper = start.with_name(f"{start.name}.csv"), start.with_name(f"{start.name}.pdf")
    table.write_text(table_csv(found), encoding=CSV_ENCODING, newline="")
    paper.write_bytes(pdf)
    return [table, paper]


def _stems(distances: Iterable[str]) -> list[str]:
    """One for each id. Ids that a file's name cannot tell apart, also where case is nothing, get a number."""
    stems: list[str] = []
    for distance in distances:
        stem, taken = file_name(distance), {name.lower() for name in stems}
        tried = (stem, *(f"{stem}-{number}" for number in range(2, len(stems) + 2)))
        stems.append(next(name for name in tried if name.lower() not in taken))
    return stems
