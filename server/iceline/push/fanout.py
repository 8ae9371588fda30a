"""Every screen that is connected, woken when a board changes; a failing screen never delays another."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Never, Self

import orjson
from fastapi import APIRouter, Response, WebSocket

from iceline.origin import same_origin
from iceline.push.connection import CLOSE_TIMEOUT_S, SEND_TIMEOUT_S, Connection
from iceline.push.conversation import Conversation
from iceline.push.hub import Hub

MAX_CONNECTIONS: Final = 10_000
BEAT_S: Final = 1.0
GOING_AWAY: Final = 1001
UNKNOWN_BOARD: Final = 4404


@dataclass(frozen=True, slots=True)
class Screen:
    """What we know of one connected screen: `painted` is the number on its glass, `behind` what it was not sent yet."""

    board: str
    painted: int | None
    behind: int
    since_us: int


def live_router(fanout: "Fanout", *, allowed_origins: Collection[str]) -> APIRouter:
    """`WS /live?board=...`"""
    router = APIRouter()

    @router.websocket("/live")
    async def live(websocket: WebSocket, board: str = "") -> None:
        if not same_origin(websocket.headers, allowed_origins):
            origin = websocket.headers.get("origin")
            await _refuse(websocket, 403, "foreign_origin", f"A page of {origin} may not read this.")
        elif fanout.full:
            await _refuse(websocket, 503, "too_many_screens", "No room for another screen; try again later.")
        else:
            await fanout.serve(websocket, board)

    return router


class Fanout:
    """Owns the connections and the beat. Open as a context manager for as long as screens are served."""

    def __init__(
        self,
        *,
        hub: Hub,
        build: str,
        now_us: Callable[[], int],
        max_connections: int = MAX_CONNECTIONS,
        send_timeout_s: float = SEND_TIMEOUT_S,
        beat_s: float = BEAT_S,
    ) -> None:
        self._hub = hub
        self._build = build
        self._now_us = now_us
        self._room = max_connections
        self._send_timeout_s = send_timeout_s
        self._beat_s = beat_s
        self._connections: set[Connection] = set()
        self._beating: asyncio.Task[Never] | None = None
        self._empty = asyncio.Event()
        self._empty.set()

    async def __aenter__(self) -> Self:
        self._beating = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def full(self) -> bool:
        """No further connection is taken: there are enough, or we are not open."""
        return self._beating is None or len(self._connections) >= self._room

    def published(self, board: str) -> None:
        """A board has changed: its screens are sent what follows what they have."""
        for connection in self._connections:
            if connection.conversation.board == board:
                connection.wake()

    def screens(self) -> list[Screen]:
        return [
            Screen(one.conversation.board, one.conversation.painted, one.conversation.behind, one.since_us)
            for one in self._connections
        ]

    async def serve(self, websocket: WebSocket, board: str) -> None:
        """One connection from its acceptance to its end."""
        if board not in self._hub.names:
            await websocket.accept()
            await websocket.close(UNKNOWN_BOARD, f"No board {board[:32]!r}.")
            return
        conversation = Conversation(self._hub, board, build=self._build)
        connection = Connection(websocket, conversation, now_us=self._now_us, send_timeout_s=self._send_timeout_s)
        self._connections.add(connection)
        self._empty.clear()
        try:
            await connection.run()
        finally:
            self._connections.discard(connection)
            if not self._connections:
                self._empty.set()

    async def close(self) -> None:
        """Takes nobody in any more and closes all with 1001, the slow ones without their consent."""
        if self._beating is None:
            return
        self._beating.cancel()
        self._beating = None
        for connection in self._connections:
            connection.close(GOING_AWAY, "The server is closing.")
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * CLOSE_TIMEOUT_S):
                await self._empty.wait()

    async def _beat(self) -> Never:
        while True:
            await asyncio.sleep(self._beat_s)
            for connection in self._connections:
                connection.conversation.beat()
                connection.wake()


async def _refuse(websocket: WebSocket, status: int, code: str, message: str) -> None:
    problem = {"type": "about:blank", "status": status, "code": code, "detail": message}
    response = Response(orjson.dumps(problem), status, media_type="application/problem+json")
    await websocket.send_denial_response(response)
