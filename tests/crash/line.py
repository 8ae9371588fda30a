"""A client's end of one WebSocket on a bare asyncio transport: a handshake, frames, and how it ended."""

import asyncio
from collections.abc import Callable
from typing import Final

import orjson

from tests.crash.frames import CLOSE, END_OF_HEAD, PING, PONG, SWITCHING, TEXT, Frames, masked, opening

CONNECT_TIMEOUT_S: Final = 5.0
"""As long as a page waits (connection.js)."""

NO_CODE: Final = 1006


class Line(asyncio.Protocol):
    """`hear` is called with each text; `settle` when all that came at once was heard.

    `status` is the HTTP answer to the handshake and None before it came; `code` the code the server closed with, 1006
    when it closed without one.
    """

    def __init__(
        self, port: int, board: str, *, hear: Callable[[bytes], None], settle: Callable[[], None] = lambda: None
    ) -> None:
        self.lost: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.status: int | None = None
        self.code = NO_CODE
        self.heard_at_s = asyncio.get_running_loop().time()
        self._port = port
        self._request = opening(port, board)
        self._hear = hear
        self._settle = settle
        self._head = b""
        self._frames = Frames()
        self._transport: asyncio.Transport | None = None

    async def connect(self) -> None:
        """Connected, the handshake on its way. Raises OSError (also TimeoutError)."""
        async with asyncio.timeout(CONNECT_TIMEOUT_S):
            await asyncio.get_running_loop().create_connection(lambda: self, "127.0.0.1", self._port)

    @property
    def is_connected(self) -> bool:
        return self._transport is not None

    @property
    def end(self) -> str:
        """How it ended, in words that can be counted."""
        if self.status == SWITCHING:
            return f"closed with {self.code}"
        return f"refused: HTTP {self.status}" if self.status else "refused: no answer"

    def say(self, **message: object) -> None:
        self.write(masked(TEXT, orjson.dumps(message)))

    def write(self, data: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(data)

    def close(self, code: int = 1001) -> None:
        """As a page that is left: the close frame goes out, nobody waits for its answer."""
        self.write(masked(CLOSE, code.to_bytes(2, "big")))
        if self._transport is not None:
            self._transport.close()

    def abort(self) -> None:
        """As a machine whose power fails."""
        if self._transport is not None:
            self._transport.abort()

    def silent_s(self) -> float:
        """How long nothing has come."""
        return asyncio.get_running_loop().time() - self.heard_at_s

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # TCP has no other
        self._transport = transport
        transport.write(self._request)

    def data_received(self, data: bytes) -> None:
        self.heard_at_s = asyncio.get_running_loop().time()
        if self.status != SWITCHING:
            data = self._after_head(data)
        for opcode, payload in self._frames.feed(data) if data else ():
            self._take(opcode, payload)
        self._settle()

    def connection_lost(self, error: Exception | None) -> None:
        self._transport = None
        if not self.lost.done():
            self.lost.set_result(None)

    def _after_head(self, data: bytes) -> bytes:
        """What follows the server's answer; when it refuses, it is ended here."""
        self._head += data
        if END_OF_HEAD not in self._head:
            return b""
        head, frames = self._head.split(END_OF_HEAD, 1)
        self.status = int(head.split(b" ", 2)[1])
        if self.status == SWITCHING:
            return frames
        self.abort()
        return b""

    def _take(self, opcode: int, payload: bytes) -> None:
        if opcode == TEXT:
            self._hear(payload)
        elif opcode == PING:
            self.write(masked(PONG, payload))
        elif opcode == CLOSE:
            self.code = int.from_bytes(payload[:2], "big") or NO_CODE
            self.close(1000)
