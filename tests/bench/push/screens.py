"""The screens: `load.c`, one process that holds all connections and notes when each message came to each."""

import json
import shutil
import subprocess
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from tests.bench.push.processes import Ended, Speaking

HERE: Final = Path(__file__).parent
NEEDED: Final = ("gcc", "setpriv")
COMPILE_S: Final = 60
END_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Tally:
    """What came: every client should have had every number once, in order."""

    delivered: int
    lost: int
    duplicates: int
    strays: int
    closed: int
    snapshots: int
    payload_bytes: int

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.duplicates or self.strays or self.closed or self.snapshots)


def compiled(name: str, folder: Path) -> Path:
    """The program of `name`.c, built by gcc."""
    program = folder / name
    command = ["gcc", "-O2", "-Wall", "-Wextra", "-o", str(program), str(HERE / f"{name}.c")]
    subprocess.run(command, check=True, timeout=COMPILE_S)
    return program


def missing_programs() -> list[str]:
    """What the benchmark needs of the system and does not find."""
    return [program for program in NEEDED if shutil.which(program) is None]


class Screens:
    """So many screens on one server. A context manager; the connections close at its end."""

    def __init__(
        self, program: Path, folder: Path, cores: frozenset[int], *, port: int, path: str, clients: int, ready: str
    ) -> None:
        self.clients = clients
        self._stamps = folder / "stamps"
        command = [program, str(port), path, str(clients), ready, self._stamps]
        self._process = Speaking(command, folder / "load.log", cores)

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        self._process.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.__exit__()

    def connected(self, until: float) -> int:
        """Waits until every screen is; the number of the newest snapshot. Raises TooSlow, Ended."""
        return int(self._expect("ready", until)[1])

    def count(self, first: int, messages: int, until: float) -> None:
        """From now on, so many numbers from `first` on."""
        self._process.say(f"first {first} {messages}")
        self._expect("counting", until)

    def delivered(self, seq: int, until: float) -> None:
        """Waits until every screen has this message. Raises TooSlow, Ended."""
        while int(self._expect("delivered", until)[0]) != seq:
            pass

    def end(self, sent: int) -> tuple[Tally, list[Sequence[int]]]:
        """The tally, and for each message its arrivals in ns, in order."""
        self._process.say(f"end {sent}")
        until = time.monotonic() + END_S
        while not (line := self._process.line(until)).startswith("{"):
            pass
        arrivals = array("Q")
        arrivals.frombytes(self._stamps.read_bytes())
        rows = [arrivals[at : at + self.clients] for at in range(0, sent * self.clients, self.clients)]
        return Tally(**json.loads(line)), [[stamp for stamp in row if stamp] for row in rows]

    def _expect(self, word: str, until: float) -> list[str]:
        found, *numbers = self._process.line(until).split()
        if found != word:
            raise Ended(f"{found} {' '.join(numbers)}")
        return numbers
