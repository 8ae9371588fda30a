"""The servers that are measured, each a process of its own that can be told to push one message to everybody."""

import json
import socket
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from tests.bench.push.equipment import Equipment
from tests.bench.push.metrics import Timed, scrape
from tests.bench.push.processes import Speaking
from tests.bench.push.programme import Evening

START_S: Final = 30.0
SOCKET_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Recording:
    """The deltas that Iceline sent for the measured events: rivals send the same bytes under the same numbers."""

    first: int
    frames: tuple[bytes, ...]


class Server(Protocol):
    """`path` is where screens connect; `ready` says when one is (load.c)."""

    port: int
    path: str
    ready: str

    @property
    def pid(self) -> int: ...

    def first(self, snapshot: int) -> int:
        """The number of the first measured message, when the newest snapshot has this one."""

    def tell(self, index: int) -> int:
        """Sets off one message; the moment just before, CLOCK_MONOTONIC in ns."""

    def answered(self) -> int | None:
        """Waits for the answer, where there is one; the moment it came."""

    def timed(self) -> Mapping[str, Timed]:
        """What it says of its own parts."""


class Iceline:
    """`iceline serve` on a new journal, told by HTTP what is skated."""

    path = "/live?board=arena"
    ready = "snapshot"

    def __init__(self, folder: Path, tokens: Path, token: str, evening: Evening, cores: frozenset[int]) -> None:
        self.port = free_port()
        self._evening = evening
        options = ["--port", str(self.port), "--journal", folder / "bench.sqlite3", "--tokens", tokens]
        command = [sys.executable, "-m", "iceline", "serve", *options]
        self._stack = ExitStack()
        self._process = self._stack.enter_context(Speaking(command, folder / "iceline.log", cores))
        self._token = token

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        """Ready: everything that came before has been told."""
        self._process.line(time.monotonic() + START_S)
        self._equipment = self._stack.enter_context(Equipment(self.port, self._token, START_S))
        for event in self._evening.before:
            self._equipment.record(event)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stack.close()

    def first(self, snapshot: int) -> int:
        return snapshot + 1

    def tell(self, index: int) -> int:
        return self._equipment.send(self._evening.measured[index])

    def answered(self) -> int:
        return self._equipment.answer()

    def timed(self) -> Mapping[str, Timed]:
        return scrape(self.port)


class Rival:
    """A server that pushes what it is told on a control connection, and does nothing else."""

    def __init__(
        self, command: Sequence[str | Path], recording: Recording, folder: Path, cores: frozenset[int], socketio: bool
    ) -> None:
        self.path = "/socket.io/?EIO=4&transport=websocket" if socketio else "/live"
        self.ready = "socketio" if socketio else "upgrade"
        self._recording = recording
        self._stack = ExitStack()
        self._process = self._stack.enter_context(Speaking(command, folder / "rival.log", cores))

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> Self:
        told = json.loads(self._process.line(time.monotonic() + START_S))
        self.port = told["port"]
        address = ("127.0.0.1", told["control"])
        self._control = self._stack.enter_context(socket.create_connection(address, SOCKET_S))
        self._control.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._stack.close()

    def first(self, snapshot: int) -> int:
        return self._recording.first

    def tell(self, index: int) -> int:
        frame = self._recording.frames[index]
        command = b"%d\n%b" % (len(frame), frame)
        at_ns = time.monotonic_ns()
        self._control.sendall(command)
        return at_ns

    def answered(self) -> None:
        return None

    def timed(self) -> Mapping[str, Timed]:
        return {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
