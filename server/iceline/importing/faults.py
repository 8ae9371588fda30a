"""What is wrong with a start list: each fault names its file, its line and its cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from iceline.errors import IcelineError

SHOWN_FAULTS: Final = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` counts from 1, and is None where the fault is in no one line; `value` is the cell as it stands there."""

    file: str
    line: int | None
    column: str
    value: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f'{where}: {self.column} "{self.value}": {self.message}'


class ImportRefused(IcelineError):
    """The user's: these start lists are no programme. `faults` are the first ones by line, `total` counts them all."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = sorted(faults, key=lambda fault: (fault.file, fault.line or 0))
        self.faults = tuple(found[:SHOWN_FAULTS])
        self.total = len(found)
        super().__init__("\n".join(map(str, self.faults)))
