"""One run of the benchmark: every server in turn, round after round, so that a drift of the machine hits all alike."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.bench.push.contestants import ICELINE, RIVALS
from tests.bench.push.phase import Load, Measured, NotDone, measure, open_screens
from tests.bench.push.processes import Ended, TooSlow, cores, environment
from tests.bench.push.programme import evening
from tests.bench.push.recording import record
from tests.bench.push.screens import compiled
from tests.bench.push.servers import Iceline, Recording, Rival, Server

TOKEN_S: Final = 30
MOST_DELIVERIES: Final = 400_000
"""Of one measurement, but for the fewest messages that make a figure."""

FEWEST, MOST = 40, 120
ALONE: Final = 1
"""Iceline with one screen: what an event costs with hardly anybody to push it to."""


@dataclass(frozen=True, slots=True)
class Plan:
    """`deadline`: no measurement is begun after this moment of `time.monotonic`."""

    clients: Sequence[int]
    against: Sequence[str]
    named: bool
    rounds: int
    messages: int | None
    deadline: float

    def load(self, clients: int) -> Load:
        return Load(clients, self.messages or max(FEWEST, min(MOST, MOST_DELIVERIES // clients)))

    @property
    def most_messages(self) -> int:
        return max(self.load(clients).messages for clients in (ALONE, *self.clients))

    def of(self, clients: int) -> list[str]:
        """Iceline and its rivals, but those who would only be waited for."""
        able = [name for name in self.against if self.named or clients <= RIVALS[name].most]
        return [ICELINE, *able]


@dataclass(frozen=True, slots=True)
class Seen:
    """One measurement of the run."""

    name: str
    round: int
    outcome: Measured | NotDone


class Workshop:
    """What a run needs: built programs, a token, a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._evening = evening()
        self._server_cores, screen_cores = cores()
        self._open = open_screens(compiled("load", folder), folder, screen_cores)
        self._limit = compiled("epoll_server", folder)
        self._tokens = folder / "tokens.json"
        self._token = _token(self._tokens)
        self._lives = 0

    def recorded(self, messages: int) -> Recording:
        with self._iceline() as server:
            return record(server, messages)

    def measured(self, name: str, load: Load, recording: Recording) -> Measured | NotDone:
        try:
            with self._server(name, recording) as server:
                return measure(server, load, self._open)
        except (TooSlow, Ended) as ended:
            return NotDone(load, f"it did not start: {ended or 'too slow'}")

    def _server(self, name: str, recording: Recording) -> AbstractContextManager[Server]:
        if name == ICELINE:
            return self._iceline()
        rival = RIVALS[name]
        return Rival(rival.command(self._limit), recording, self._life(), self._server_cores, rival.socketio)

    def _iceline(self) -> Iceline:
        return Iceline(self._life(), self._tokens, self._token, self._evening, self._server_cores)

    def _life(self) -> Path:
        """A folder for each life of a server: a new journal, a log of its own."""
        self._lives += 1
        life = self._folder / f"life-{self._lives}"
        life.mkdir()
        return life


def run(plan: Plan, folder: Path, say: Callable[[str], None]) -> Iterator[Seen]:
    """Each measurement as it is done. Who was not up to it once is not waited for again."""
    workshop = Workshop(folder)
    say("recording what Iceline sends")
    recording = workshop.recorded(plan.most_messages)
    failed: set[tuple[int, str]] = set()
    for clients, name, turn in _turns(plan):
        load = plan.load(clients)
        if (clients, name) in failed:
            continue
        if time.monotonic() > plan.deadline:
            seen = Seen(name, turn, NotDone(load, "the time of the run was up (--minutes)"))
        else:
            say(f"round {turn + 1} of {plan.rounds}: {clients} screens, {load.messages} messages, {name}")
            seen = Seen(name, turn, workshop.measured(name, load, recording))
        if isinstance(seen.outcome, NotDone):
            failed.add((clients, name))
        yield seen


def _turns(plan: Plan) -> Iterator[tuple[int, str, int]]:
    for clients in (ALONE, *plan.clients):
        names = [ICELINE] if clients == ALONE else plan.of(clients)
        for turn in range(plan.rounds):
            for name in names:
                yield clients, name, turn


def _token(tokens: Path) -> str:
    command = [sys.executable, "-m", "iceline", "token", "add", "bench", "--role", "operator", "--tokens", str(tokens)]
    made = subprocess.run(command, check=True, capture_output=True, text=True, timeout=TOKEN_S, env=environment())
    return made.stdout.split()[-1]
