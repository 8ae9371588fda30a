"""Sends every screen of a board what it is owed when the board changes; a failing screen never delays another."""

import asyncio
import math
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import perf_counter
from typing import Final, Never, Self

import structlog

from iceline.push.connection import Connection, Level, Wire
from iceline.push.conversation import Conversation
from iceline.push.door import Door
from iceline.push.framing import text_message
from iceline.push.hub import Frame, Hub
from iceline.push.mailing import Mailing
from iceline.push.watch import Watch

MAX_CONNECTIONS: Final = 12_000
BEAT_S: Final = 1.0
PHASES: Final = 10
"""Beats go out in this many parts, so that no change ever waits for ten thousand of them."""

SPARED: Final = 0.5
"""Who was sent a change within this share of the time between two beats is not sent the next one."""

RESUME_WITHIN_S: Final = 0.25
SEND_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 1.0
GOING_AWAY: Final = 1001

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Screen:
    """What we know of one connected screen: `painted` is the number on its glass, `behind` what it was not sent yet."""

    board: str
    painted: int | None
    behind: int
    since_us: int


class Fanout:
    """Owns the connections and the beat. Open as a context manager for as long as screens are served."""

    def __init__(
        self,
        *,
        hub: Hub,
        build: str,
        now_us: Callable[[], int],
        watch: Watch,
        max_connections: int = MAX_CONNECTIONS,
        send_timeout_s: float = SEND_TIMEOUT_S,
        beat_s: float = BEAT_S,
        mailing: Callable[[], Mailing] = Mailing.open,
    ) -> None:
        self._hub = hub
        self._build = build
        self._now_us = now_us
        self._watch = watch
        self._room = max_connections
        self._send_timeout_s = send_timeout_s
        self._beat_s = beat_s
        self.door = Door()
        self._boards: dict[str, dict[Connection, None]] = {name: {} for name in hub.names}
        self._level: dict[str, Level] = {name: {} for name in hub.names}
        self._changed_s = dict.fromkeys(hub.names, -math.inf)
        self._phases: tuple[dict[Connection, None], ...] = tuple({} for _ in range(PHASES))
        self._newcomers: deque[tuple[float, Connection]] = deque()
        self._joined = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self._open_mailing = mailing
        self._mailing = Mailing(None)
        self._beating: asyncio.Task[Never] | None = None

    async def __aenter__(self) -> Self:
        self._mailing = self._open_mailing()
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def takes_in(self) -> bool:
        """Whether another screen is taken: not when there are enough, nor when we are not open."""
        has_room = self._beating is not None and len(self) + len(self.door) < self._room
        if not has_room:
            self._watch.screen_dropped("full")
        return has_room

    @property
    def has_ring(self) -> bool:
        """Whether a change goes to all at once, past their transports."""
        return self._mailing.has_ring

    def __len__(self) -> int:
        return sum(map(len, self._boards.values()))

    def is_watched(self, board: str) -> bool:
        """Whether any screen shows this board."""
        return bool(self._boards[board])

    def published(self, board: str, frame: Frame) -> None:
        """A board has changed by `frame`: it is written to all who have what was before.

        Who has not is blocked, and will be caught up when he has drained, or has not said yet what he has.
        """
        began_s, message = perf_counter(), frame.wire
        ways = list(self._level[board].values())
        self._mailing.send(ways, message)
        self._changed_s[board] = _now_s()
        self._watch.fanned_out(len(ways), len(message), perf_counter() - began_s)

    @property
    def connected(self) -> dict[str, int]:
        """Screens by board."""
        return {name: len(connections) for name, connections in self._boards.items()}

    @property
    def blocked(self) -> int:
        """Screens that take nothing at the moment and will be caught up."""
        return sum(one.blocked_since is not None for connections in self._boards.values() for one in connections)

    def screens(self) -> list[Screen]:
        return [
            Screen(one.conversation.board, one.conversation.painted, one.behind, one.since_us)
            for connections in self._boards.values()
            for one in connections
        ]

    def has(self, board: str) -> bool:
        return board in self._boards

    def join(self, wire: Wire, board: str) -> Connection:
        """Takes in a screen of a board that there is, and greets it."""
        conversation = Conversation(self._hub, board, build=self._build, watch=self._watch)
        self._joined += 1
        phase = self._joined % PHASES
        level = self._level[board]
        connection = Connection(wire, conversation, level, phase=phase, now_us=self._now_us, watch=self._watch)
        self._boards[board][connection] = None
        self._phases[connection.phase][connection] = None
        self._empty.clear()
        self._newcomers.append((_now_s() + RESUME_WITHIN_S, connection))
        connection.send()
        return connection

    def leave(self, connection: Connection) -> None:
        """Its socket is gone."""
        connection.gone(_now_s())
        self._boards[connection.conversation.board].pop(connection, None)
        self._phases[connection.phase].pop(connection, None)
        if not len(self):
            self._empty.set()

    async def close(self) -> None:
        """Takes nobody in any more and closes all with 1001, the slow ones without their consent."""
        if self._beating is None:
            return
        self._beating.cancel()
        self._beating = None
        self.door.close()
        self.say_goodbye()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._empty.wait()
        for connection in self._everybody():
            connection.abort()
        await asyncio.sleep(0)
        self._mailing.close()

    def say_goodbye(self) -> None:
        """Tells every screen that the server goes."""
        for connection in self._everybody():
            self.see_off(connection)

    def see_off(self, connection: Connection) -> None:
        """Tells one screen that the server goes."""
        connection.end(GOING_AWAY, "The server is closing.", _now_s())

    def _everybody(self) -> list[Connection]:
        return [connection for connections in self._boards.values() for connection in connections]

    async def _beat(self) -> Never:
        while True:
            for phase in self._phases:
                await asyncio.sleep(self._beat_s / PHASES)
                try:
                    self._start_newcomers()
                    self._beat_for(list(phase))
                except Exception:  # whatever it is, the others must go on to hear that we are here
                    log.exception("could not beat")

    def _start_newcomers(self) -> None:
        while self._newcomers and self._newcomers[0][0] <= _now_s():
            self._newcomers.popleft()[1].start()

    def _beat_for(self, connections: list[Connection]) -> None:
        if not connections:
            return
        now_s = _now_s()
        beats = {name: self._beat_of(name, now_s) for name in {one.conversation.board for one in connections}}
        staying = [connection for connection in connections if not self._is_given_up(connection, now_s)]
        sent = [beat for one in staying if (beat := one.beat(beats[one.conversation.board]))]
        self._watch.sent("beat", len(sent), sum(map(len, sent)))

    def _beat_of(self, board: str, now_s: float) -> bytes | None:
        """None where a change has just been a sign of life: then a beat would only be in the way of the next one."""
        if now_s - self._changed_s[board] < self._beat_s * SPARED:
            return None
        return text_message(self._hub.beat(board, server_time_us=self._now_us()))

    def _is_given_up(self, connection: Connection, now_s: float) -> bool:
        """A screen that takes nothing for long comes back better than it waits; one that was told to go must go."""
        blocked, ended = connection.blocked_since, connection.ended_since
        if blocked is not None and now_s - blocked > self._send_timeout_s:
            log.warning("screen too slow", board=connection.conversation.board, behind=connection.behind)
            self._watch.screen_dropped("too_slow")
        elif ended is None or now_s - ended <= CLOSE_TIMEOUT_S:
            return False
        connection.abort()
        return True


def _now_s() -> float:
    return asyncio.get_running_loop().time()
