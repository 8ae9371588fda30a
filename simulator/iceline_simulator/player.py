"""Plays steps against the clock: each is sent when it is due, in order, and counted when the server has answered."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from iceline_simulator.errors import ProgrammeRefused
from iceline_simulator.ingest import MAX_BATCH, Clock, Fate, Ingest
from iceline_simulator.report import Report
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.wire import Event

STARTED_BEFORE: Final = "id_reused"


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of the events so far. `refused` are those nobody expected to be."""

    recorded: int = 0
    already_there: int = 0
    refused: int = 0
    refused_as_expected: int = 0

    @property
    def answered(self) -> int:
        return self.recorded + self.already_there + self.refused + self.refused_as_expected


@dataclass(slots=True)
class Player:
    """One playing of a race. `tally` may be read at any time, also after an interruption."""

    steps: Sequence[Step]
    ingest: Ingest
    speed: int
    clock: Clock
    now: Callable[[], datetime]
    report: Report
    expected_refusals: frozenset[str] = frozenset()
    tally: Tally = field(default_factory=Tally)

    def play(self) -> Tally:
        """Sends every step. The race clock begins when the server has the programme, and does not wait for anybody."""
        self._send(self.steps[:1], self.now())
        begin_s, begin = self.clock.seconds(), self.now()
        sent = 1
        while sent < len(self.steps):
            self._await(begin_s + self.steps[sent].at_us / SECOND_US / self.speed)
            due_us = (self.clock.seconds() - begin_s) * self.speed * SECOND_US
            batch = [step for step in self.steps[sent : sent + MAX_BATCH] if step.at_us <= due_us]
            self._send(batch or self.steps[sent : sent + 1], begin)
            sent += max(1, len(batch))
        return self.tally

    def _await(self, due_s: float) -> None:
        wait_s = due_s - self.clock.seconds()
        if wait_s > 0:
            self.clock.pause(wait_s)

    def _send(self, batch: Sequence[Step], begin: datetime) -> None:
        events = [self._stamped(step, begin) for step in batch]
        for step, fate in zip(batch, self.ingest.send(events), strict=True):
            self._count(step, fate)
        self.report.progress(self.tally.answered, batch[-1].at_us)

    def _stamped(self, step: Step, begin: datetime) -> Event:
        """A start says when it was by the wall clock, and how fast the race clock runs against it."""
        if not step.is_start:
            return step.event
        started_at = begin + timedelta(microseconds=step.at_us // self.speed)
        stamp: Event = {"started_at": started_at.isoformat(timespec="microseconds")}
        return step.event | stamp | ({"clock_rate": self.speed} if self.speed > 1 else {})

    def _count(self, step: Step, fate: Fate) -> None:
        tally = self.tally
        if fate.fate == "recorded":
            self.tally = replace(tally, recorded=tally.recorded + 1)
            self.report.told(step)
        elif fate.fate == "duplicate" or (step.is_start and fate.code == STARTED_BEFORE):
            self.tally = replace(tally, already_there=tally.already_there + 1)
            if step is self.steps[0]:
                self.report.note("The server has this race already: what it has is not recorded twice.")
        elif step is self.steps[0]:
            raise ProgrammeRefused(f"The server refused the programme: {fate.code}: {fate.message}")
        else:
            self._refused(step, fate)

    def _refused(self, step: Step, fate: Fate) -> None:
        expected = fate.code in self.expected_refusals
        self.report.refused(step, fate, expected=expected)
        if expected:
            self.tally = replace(self.tally, refused_as_expected=self.tally.refused_as_expected + 1)
            return
        self.tally = replace(self.tally, refused=self.tally.refused + 1)
