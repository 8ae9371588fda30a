"""One screen's WebSocket: it hears and speaks at once, and ends by itself when the peer is gone, unruly or too slow."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Never

import structlog
from fastapi import WebSocket, WebSocketDisconnect

from iceline.errors import SenderError
from iceline.push.conversation import Conversation

RESUME_WITHIN_S: Final = 0.25
SEND_TIMEOUT_S: Final = 10.0
CLOSE_TIMEOUT_S: Final = 1.0
POLICY_VIOLATION: Final = 1008


class Connection:
    """The socket around a conversation. Nothing waits in it: a slow peer holds up one send, its own."""

    def __init__(
        self, websocket: WebSocket, conversation: Conversation, *, now_us: Callable[[], int], send_timeout_s: float
    ) -> None:
        self.conversation = conversation
        self.since_us = now_us()
        self._websocket = websocket
        self._now_us = now_us
        self._send_timeout_s = send_timeout_s
        self._news = asyncio.Event()
        self._ended = asyncio.Event()
        self._farewell: tuple[int, str] | None = None

    def wake(self) -> None:
        """There may be something to send."""
        self._news.set()

    def close(self, code: int, reason: str) -> None:
        """Ends the connection, also in the middle of a send that does not get through."""
        self._farewell = self._farewell or (code, reason)
        self._ended.set()

    async def run(self) -> None:
        """Until either side ends it."""
        try:
            await self._websocket.accept()
            await self._converse()
        except* WebSocketDisconnect:
            pass
        except* TimeoutError:
            structlog.get_logger().warning(
                "screen_too_slow", board=self.conversation.board, behind=self.conversation.behind
            )
        if self._farewell:
            await self._hang_up(*self._farewell)

    async def _converse(self) -> None:
        silence = asyncio.get_running_loop().call_later(RESUME_WITHIN_S, self._start)
        try:
            async with asyncio.TaskGroup() as sides:
                sides.create_task(self._listen())
                sides.create_task(self._speak())
                await self._ended.wait()
                raise WebSocketDisconnect
        finally:
            silence.cancel()

    def _start(self) -> None:
        self.conversation.start()
        self.wake()

    async def _speak(self) -> Never:
        while True:
            # Before the look at the hub: what is published after it wakes us again.
            self._news.clear()
            while (message := self.conversation.owed(self._now_us())) is not None:
                await self._write(message.decode())
            await self._news.wait()

    async def _write(self, text: str) -> None:
        try:
            async with asyncio.timeout(self._send_timeout_s):
                await self._websocket.send_text(text)
        except RuntimeError as gone:
            # uvicorn, between its keepalive giving the peer up and telling us so.
            raise WebSocketDisconnect(1006) from gone

    async def _listen(self) -> None:
        while (message := await self._websocket.receive())["type"] == "websocket.receive":
            try:
                self.conversation.hear(message.get("text") or "", self._now_us())
            except SenderError as unruly:
                structlog.get_logger().warning("screen_unruly", board=self.conversation.board, why=unruly.message)
                self.close(POLICY_VIOLATION, unruly.message)
                return
            self.wake()
        raise WebSocketDisconnect(message["code"])

    async def _hang_up(self, code: int, reason: str) -> None:
        with suppress(TimeoutError, RuntimeError, WebSocketDisconnect):
            async with asyncio.timeout(CLOSE_TIMEOUT_S):
                await self._websocket.close(code, reason)
