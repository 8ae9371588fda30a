"""One measurement: so many screens on one server, a while of silence, then one message after the other."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests.bench.push.metrics import between
from tests.bench.push.processes import Ended, TooSlow, anonymous_bytes, cores, cpu_ns, softirq_ns
from tests.bench.push.screens import Screens, Tally
from tests.bench.push.servers import Server

CONNECT_S: Final = 30.0
CONNECT_EACH_SCREEN_S: Final = 0.006
MESSAGES_S: Final = 90.0
MESSAGE_S: Final = 20.0
SILENCE_S: Final = 4.0
"""At most; beats come once a second, so some of them are in it."""

PAUSE_S: Final = 0.05
PAUSE_EACH_SCREEN_S: Final = 0.00002

Opener = Callable[[int, Server], Screens]


@dataclass(frozen=True, slots=True)
class Load:
    """`clients` screens are sent `messages`, one every `pause_s` or when the one before has come to all of them."""

    clients: int
    messages: int

    @property
    def pause_s(self) -> float:
        return PAUSE_S + PAUSE_EACH_SCREEN_S * self.clients

    @property
    def connect_s(self) -> float:
        """What all of them may take to connect."""
        return CONNECT_S + CONNECT_EACH_SCREEN_S * self.clients


@dataclass(frozen=True, slots=True)
class Used:
    """What the server and the screens had of the processors while `wall_ns` went by."""

    wall_ns: int
    server_ns: int
    screens_ns: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was seen, before anything is worked out of it. Moments are CLOCK_MONOTONIC in ns."""

    load: Load
    connected_s: float
    bytes_each: float
    silence: Used
    busy: Used
    tally: Tally
    sent: Sequence[int]
    answered: Sequence[int | None]
    arrivals: Sequence[Sequence[int]]
    parts_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class NotDone:
    """A server that was not up to it, and why."""

    load: Load
    why: str


@dataclass(slots=True)
class _Told:
    sent: list[int] = field(default_factory=list)
    answered: list[int | None] = field(default_factory=list)


def measure(server: Server, load: Load, opened: Opener) -> Measured | NotDone:
    """Connects, waits, sends, counts; every step has its time."""
    _warm(server, opened)
    bytes_before, began = anonymous_bytes(server.pid), time.monotonic()
    with opened(load.clients, server) as screens:
        try:
            snapshot = screens.connected(began + load.connect_s)
        except TooSlow:
            return NotDone(load, f"not all {load.clients} were connected in {load.connect_s:g} s")
        except Ended as ended:
            return NotDone(load, f"connections broke: {ended}")
        connected_s, first = time.monotonic() - began, server.first(snapshot)
        screens.count(first, load.messages, time.monotonic() + MESSAGE_S)
        timed_before = server.timed()
        silence = _used(server, screens, lambda: time.sleep(min(SILENCE_S, load.messages * load.pause_s)))
        bytes_idle, told = anonymous_bytes(server.pid), _Told()
        try:
            busy = _used(server, screens, lambda: _tell(server, screens, load, first, told))
        except TooSlow:
            return NotDone(load, f"{len(told.sent)} of {load.messages} messages in {MESSAGES_S:g} s")
        except Ended as ended:
            return NotDone(load, f"connections broke: {ended}")
        bytes_each = (max(bytes_idle, anonymous_bytes(server.pid)) - bytes_before) / load.clients
        tally, arrivals = screens.end(load.messages)
        parts_ms = between(timed_before, server.timed())
    return Measured(load, connected_s, bytes_each, silence, busy, tally, told.sent, told.answered, arrivals, parts_ms)


def _warm(server: Server, opened: Opener) -> None:
    """One screen before the many: what a server loads at its first connection is no cost of a connection."""
    with opened(1, server) as screen:
        screen.connected(time.monotonic() + CONNECT_S)


def _used(server: Server, screens: Screens, doing: Callable[[], None]) -> Used:
    began_ns, server_ns, screens_ns = time.monotonic_ns(), _server_ns(server), cpu_ns(screens.pid)
    doing()
    return Used(time.monotonic_ns() - began_ns, _server_ns(server) - server_ns, cpu_ns(screens.pid) - screens_ns)


def _server_ns(server: Server) -> int:
    """With what the kernel does for it in a thread of its own: nothing else sends from its cores."""
    return cpu_ns(server.pid) + softirq_ns(cores()[0])


def _tell(server: Server, screens: Screens, load: Load, first: int, told: _Told) -> None:
    """One message at a time, so that one event is one delta and no latency hides behind another."""
    until, due = time.monotonic() + MESSAGES_S, time.monotonic()
    for index in range(load.messages):
        time.sleep(max(0.0, due - time.monotonic()))
        due = time.monotonic() + load.pause_s
        told.sent.append(server.tell(index))
        told.answered.append(server.answered())
        screens.delivered(first + index, min(until, time.monotonic() + MESSAGE_S))


def open_screens(program: Path, folder: Path, cores: frozenset[int]) -> Opener:
    """How screens come to be: by this program, on these cores."""

    def opened(clients: int, server: Server) -> Screens:
        return Screens(program, folder, cores, port=server.port, path=server.path, clients=clients, ready=server.ready)

    return opened
