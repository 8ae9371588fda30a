"""What stops the simulator, each with the exit code it ends with (docs/race-files.md)."""

from dataclasses import dataclass
from typing import ClassVar


class SimulatorError(Exception):
    """Everything that stops the simulator on purpose. The text is a sentence for the person at the keyboard."""

    exit_code: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong in a race file: where, in which line (0 when nowhere in particular), and what."""

    path: str
    message: str
    line: int = 0

    def __str__(self) -> str:
        place = f"line {self.line}: " if self.line else ""
        return f"{place}{self.path}: {self.message}" if self.path else f"{place}{self.message}"


class RaceFileError(SimulatorError):
    """The race file cannot be read or contradicts itself."""

    exit_code = 2

    def __init__(self, name: str, flaws: tuple[Flaw, ...]) -> None:
        super().__init__("\n".join([f"{name} cannot be played:", *(f"  {flaw}" for flaw in flaws)]))
        self.flaws = flaws


class WrongAddress(SimulatorError):
    """What answers, or cannot even be looked up, is not an Iceline server."""

    exit_code = 3


class TokenRefused(SimulatorError):
    """The server knows no such token, or the token may not send events."""

    exit_code = 4


class ServerAway(SimulatorError):
    """The server did not come back within the patience given."""

    exit_code = 5


class ProgrammeRefused(SimulatorError):
    """Without its start lists nothing else of a race could be recorded."""

    exit_code = 1
