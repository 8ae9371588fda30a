"""What the person at the keyboard sees: a moving line on a terminal, plain lines elsewhere."""

from contextlib import AbstractContextManager, nullcontext
from typing import Final, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from iceline_simulator.ingest import Fate
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US

REF_HINT: Final = " (it names an earlier event by its sender: is --source the name of the token?)"


class Report(Protocol):
    """Is told only what the server has answered."""

    def told(self, step: Step) -> None:
        """This step is recorded."""

    def refused(self, step: Step, fate: Fate, *, expected: bool) -> None:
        """The server refused this step."""

    def progress(self, answered: int, at_us: int) -> None:
        """So many events are answered, the last due at this moment of race time."""

    def note(self, sentence: str) -> None:
        """Anything else worth a line."""


class PlainReport:
    """Lines of text, for a log or a pipe."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._at_us = 0

    def showing(self) -> AbstractContextManager[object]:
        """While this is entered, whatever moves is on the screen."""
        return nullcontext()

    def told(self, step: Step) -> None:
        if step.tell:
            self.note(f"{_race_clock(step.at_us)}  {step.tell}")

    def refused(self, step: Step, fate: Fate, *, expected: bool) -> None:
        hint = REF_HINT if fate.code in ("unknown_passing", "unknown_ruling") else ""
        mark = "refused, as the file expects" if expected else "REFUSED"
        self.note(f"{_race_clock(step.at_us)}  {mark}: {step.event['type']}: {fate.code}: {fate.message}{hint}")

    def away(self, why: str, waited_s: float) -> None:
        since = f"still away after {waited_s:.0f} s" if waited_s else "away"
        self.note(f"The server is {since}: {why} Nothing is lost: what happens meanwhile is sent when it is back.")

    def back(self, waited_s: float) -> None:
        self.note(f"The server is back after {waited_s:.1f} s.")

    def progress(self, answered: int, at_us: int) -> None:
        """A log is no place for a moving line."""

    def note(self, sentence: str) -> None:
        self.console.print(sentence, markup=False, highlight=False, soft_wrap=True)


class LiveReport(PlainReport):
    """The same lines, and below them how far it is."""

    def __init__(self, console: Console, total: int) -> None:
        super().__init__(console)
        self.bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("events"), console=console
        )
        self._task = self.bar.add_task("0:00", total=total)

    def showing(self) -> AbstractContextManager[object]:
        return self.bar

    def progress(self, answered: int, at_us: int) -> None:
        self.bar.update(self._task, completed=answered, description=_race_clock(at_us))


def _race_clock(at_us: int) -> str:
    minutes, seconds = divmod(at_us // SECOND_US, 60)
    return f"{minutes:3}:{seconds:02}"
