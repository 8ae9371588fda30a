"""A start list as CSV: one entry a row, columns in any order, commas or semicolons (docs/start-lists.md)."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence

from iceline.importing.building import build
from iceline.importing.faults import Fault, ImportRefused
from iceline.importing.rows import COLUMNS, Row
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition


def read_csv(file: str, text: str, competition: Competition, event_id: str) -> ProgrammePublished:
    """The programme of this text. Raises ImportRefused with every fault."""
    return build(file, list(_rows(file, text.removeprefix("\ufeff"))), competition, event_id)


def _rows(file: str, text: str) -> Iterator[Row]:
    head = text.lstrip().partition("\n")[0]
    lines = csv.reader(
        text.splitlines(keepends=True), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True
    )
    columns: list[str] = []
    began = 1
    try:
        for cells in lines:
            line, began = began, lines.line_num + 1
            told = [cell.strip() for cell in cells]
            if not any(told):
                continue
            if not columns:
                columns = [name.lower() for name in told]
                _check_header(file, line, columns)
                continue
            _check_width(file, line, columns, told)
            yield Row(file, line, dict(zip(columns, told, strict=False)))
    except csv.Error as error:
        raise ImportRefused([Fault(file, began, "row", "", f"cannot be read: {error}")]) from error
    if not columns:
        raise ImportRefused([Fault(file, 1, "header", "", "the file is empty")])


def _check_header(file: str, line: int, columns: Sequence[str]) -> None:
    known = ", ".join(COLUMNS)
    faults = [
        Fault(file, line, "header", name, f"is no column; there are {known}") for name in columns if name not in COLUMNS
    ]
    faults += [Fault(file, line, "header", name, "stands twice") for name, n in Counter(columns).items() if n > 1]
    if faults:
        raise ImportRefused(faults)


def _check_width(file: str, line: int, columns: Sequence[str], cells: Sequence[str]) -> None:
    over = next((cell for cell in cells[len(columns) :] if cell), None)
    if over is not None:
        raise ImportRefused([Fault(file, line, "row", over, f"is beyond the {len(columns)} columns of the header")])
