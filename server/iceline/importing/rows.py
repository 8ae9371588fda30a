"""The rows of a start list, of whatever file: cells by column, each read and checked by itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from annotated_types import Ge, Le, Len
from pydantic import TypeAdapter, ValidationError

from iceline.importing.faults import Fault, ImportRefused
from iceline.race.programme import Category, Division, Format, Key, Lane, Metres, Name, PairNumber, TimeUs
from iceline.race.times import parse_time

LANES: Final[Mapping[str, Lane]] = {"1": "inner", "2": "outer"}


@dataclass(frozen=True, slots=True)
class Row:
    """One entry. `cells` are the text by column; a column that is empty may be missing."""

    file: str
    line: int
    cells: Mapping[str, str]

    def fault(self, column: str, message: str) -> Fault:
        return Fault(self.file, self.line, column, self.cells.get(column, ""), message)


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row whose cells are values: whole numbers, microseconds, words of the programme."""

    row: Row
    texts: Mapping[str, str]
    numbers: Mapping[str, int]


def text_of(file: str, content: bytes) -> str:
    """UTF-8 or UTF-16 with or without its mark, else Windows-1252. Raises ImportRefused."""
    is_utf_16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_utf_16 else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ImportRefused([Fault(file, None, "encoding", "", "is neither UTF-8, UTF-16 nor Windows-1252")])


def read_row(row: Row, faults: list[Fault]) -> ReadRow:
    """The values of a row; each cell that cannot be read is one more fault, and is left out."""
    texts: dict[str, str] = {}
    numbers: dict[str, int] = {}
    for column, cell in row.cells.items():
        if not cell:
            continue
        parse, kind, wanted = COLUMNS[column]
        try:
            value = kind.validate_python(parse(cell), strict=True)
        except ValidationError as error:
            faults.append(row.fault(column, wanted or error.errors(include_url=False)[0]["msg"]))
        except ValueError:
            faults.append(row.fault(column, wanted))
        else:
            if isinstance(value, int):
                numbers[column] = value
            else:
                texts[column] = str(value)
    return ReadRow(row, texts, numbers)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ValueError(text)
    return int(text)


def _lane(text: str) -> str:
    return LANES.get(text, text.lower())


def _text(limit: int) -> TypeAdapter[object]:
    return TypeAdapter(Annotated[str, Len(0, limit)])


Column = tuple[Callable[[str], object], TypeAdapter[object], str]
"""How its cell is read, what it must be then, and what is said when it is not."""

COLUMNS: Final[Mapping[str, Column]] = {
    "distance": (str, TypeAdapter(Key), "is longer than 64 characters"),
    "name": (str, TypeAdapter(Name), "is longer than 120 characters"),
    "metres": (_number, TypeAdapter(Metres), "is no length of 100 to 20000 whole metres"),
    "category": (str.upper, TypeAdapter(Category), "is not W, M or X"),
    "format": (str.lower, TypeAdapter(Format), "is not pairs, mass_start, team_pursuit, team_sprint or mixed_relay"),
    "division": (str.upper, TypeAdapter(Division), "is not A or B"),
    "track": (_number, TypeAdapter(Literal[400, 333]), "is not 400 or 333"),
    "pair": (_number, TypeAdapter(PairNumber), "is no whole number from 1 to 999"),
    "lane": (_lane, TypeAdapter(Lane), "is not inner (1) or outer (2)"),
    "quartet": (_number, TypeAdapter(PairNumber), "is no whole number from 1 to 999"),
    "team": (str, TypeAdapter(Name), "is longer than 120 characters"),
    "skater": (str, TypeAdapter(Key), "is longer than 64 characters"),
    "last_name": (str, TypeAdapter(Name), "is longer than 120 characters"),
    "first_name": (str, _text(120), "is longer than 120 characters"),
    "country": (str.upper, _text(3), "is longer than the three letters of a country"),
    "bib": (_number, TypeAdapter(Annotated[int, Ge(0), Le(99999)]), "is no whole number up to 99999"),
    "club": (str, _text(120), "is longer than 120 characters"),
    "pb": (parse_time, TypeAdapter(TimeUs), "is not a time such as 1:12.31"),
    "sb": (parse_time, TypeAdapter(TimeUs), "is not a time such as 1:12.31"),
    "note": (str, _text(16), "is longer than 16 characters"),
}
