"""`WS /live?board=...` on the port that also serves HTTP: a screen has a socket and no task of its own.

uvicorn makes one protocol object for each WebSocket and, for most paths, a task that runs the application beside it.
A screen needs neither task nor queue: this class takes `/live` for itself and writes the frames of the fan-out straight
to the transport. What it uses of uvicorn's class is held by tests/push/test_protocol.py.
"""

from collections.abc import Collection
from contextlib import suppress
from typing import Final
from urllib.parse import parse_qs

import orjson
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.datastructures import Headers
from websockets.frames import Frame
from websockets.http11 import Request, Response

from iceline.origin import same_origin
from iceline.push.connection import Connection
from iceline.push.fanout import Fanout
from iceline.push.mailing import NO_SOCKET, Way

PATH: Final = "/live"
UNKNOWN_BOARD: Final = 4404
MAX_MESSAGE_BYTES: Final = 4096
"""What a screen says is some 60 bytes."""

PHRASES: Final = {403: "Forbidden", 503: "Service Unavailable"}


def live_protocol(fanout: Fanout, *, allowed_origins: Collection[str]) -> type[WebSocketsSansIOProtocol]:
    """The class to give to uvicorn as `ws`."""
    return type("LiveProtocol", (_LiveProtocol,), {"fanout": fanout, "allowed_origins": allowed_origins})


class _LiveProtocol(WebSocketsSansIOProtocol):
    """A WebSocket; `connection` once it is a screen, None while it is not and for every other path."""

    fanout: Fanout
    allowed_origins: Collection[str]
    connection: Connection | None = None

    # What uvicorn calls.

    def handle_connect(self, event: Request) -> None:
        if event.path.partition("?")[0] != PATH:
            super().handle_connect(event)
            return
        response = self._refusal(event)
        if response is not None:
            self._answer(response)
            return
        self.fanout.door.enter(lambda: self._let_in(event))

    def data_received(self, data: bytes) -> None:
        """In small bites, so that a flood is not parsed to its end when its sender has been told to go."""
        for at in range(0, len(data), MAX_MESSAGE_BYTES):
            if self.connection is not None and self.connection.is_expelled:
                return
            super().data_received(data[at : at + MAX_MESSAGE_BYTES])

    def send_receive_event_to_app(self) -> None:
        if self.connection is None:
            super().send_receive_event_to_app()
            return
        text = b"".join(self.frames).decode(errors="replace") if self.curr_msg_data_type == "text" else ""
        self.frames = []
        self.connection.hear(text, self.loop.time())

    def handle_ping(self) -> None:
        if self.connection is None:
            super().handle_ping()
            return
        answer = b"".join(self.conn.data_to_send())
        if self.connection.pinged(self.loop.time()):
            self.transport.write(answer)

    def handle_close(self, event: Frame) -> None:
        if self.connection is None:
            super().handle_close(event)
            return
        if not self.close_sent:
            self._flush()
        self.connection.gone(self.loop.time())
        self.transport.close()

    def handle_parser_exception(self) -> None:
        super().handle_parser_exception()
        if self.connection is not None:
            self.connection.gone(self.loop.time())

    def pause_writing(self) -> None:
        super().pause_writing()
        if self.connection is not None:
            self.connection.blocked(self.loop.time())

    def resume_writing(self) -> None:
        super().resume_writing()
        if self.connection is not None:
            self.connection.drained()

    def shutdown(self) -> None:
        if self.connection is None:
            super().shutdown()
            return
        self.fanout.see_off(self.connection)

    def connection_lost(self, exc: Exception | None) -> None:
        if self.connection is not None:  # First: when this has ended its socket may be anybody's.
            self.fanout.leave(self.connection)
        super().connection_lost(exc)

    # What the connection of a screen calls (push.connection.Wire).

    @property
    def way(self) -> Way:
        is_bare = self.transport.get_extra_info("sslcontext") is None
        number = self.transport.get_extra_info("socket").fileno() if is_bare else NO_SOCKET
        return Way(number, self.transport.write, self.transport.abort)

    def is_closing(self) -> bool:
        return self.transport.is_closing()

    def say_goodbye(self, code: int, reason: str) -> None:
        self.close_sent = True
        self.conn.send_close(code, reason)
        self._flush()
        # The other direction stays open: a reset for what the peer still sends would overtake the goodbye.
        if self.transport.can_write_eof() and not self.transport.is_closing():
            with suppress(OSError):  # the peer has gone and we have not been told yet
                self.transport.write_eof()

    def abort(self) -> None:
        self.transport.abort()

    def _refusal(self, event: Request) -> Response | None:
        headers = {name.lower(): value for name, value in event.headers.raw_items()}
        if not same_origin(headers, self.allowed_origins):
            return _problem(403, "foreign_origin", f"A page of {headers.get('origin')} may not read this.")
        if not self.fanout.takes_in():
            return _problem(503, "too_many_screens", "No room for another screen; try again later.")
        return None

    def _let_in(self, event: Request) -> None:
        if self.disconnected:
            return
        self._answer(self.conn.accept(event))
        if self.close_sent:
            return
        board = parse_qs(event.path.partition("?")[2]).get("board", [""])[0]
        if not self.fanout.has(board):
            self.say_goodbye(UNKNOWN_BOARD, f"No board {board[:32]!r}.")
            return
        self.transport.set_write_buffer_limits(high=0)
        self.conn.max_message_size = MAX_MESSAGE_BYTES
        self.connection = self.fanout.join(self, board)
        # Whoever spoke HTTP here before was told that the transport is full, not we; nor were we while we joined.
        if self.transport.get_write_buffer_size():
            self.connection.blocked(self.loop.time())

    def _answer(self, response: Response) -> None:
        """The end of the handshake; anything but 101 is the end of the connection too."""
        self.handshake_initiated = self.handshake_complete = True
        self.conn.send_response(response)
        self._flush()
        if response.status_code != 101:
            self.close_sent = True
            self.transport.close()

    def _flush(self) -> None:
        """What the WebSocket itself has to say."""
        if not self.transport.is_closing():
            self.transport.write(b"".join(self.conn.data_to_send()))


def _problem(status: int, code: str, detail: str) -> Response:
    """Refused before it is a WebSocket, as problem details (RFC 9457)."""
    problem = {"type": "about:blank", "title": PHRASES[status], "status": status, "code": code, "detail": detail}
    body = orjson.dumps(problem)
    fields = {"Content-Type": "application/problem+json", "Content-Length": str(len(body)), "Connection": "close"}
    return Response(status, PHRASES[status], Headers({**fields, "Retry-After": "1"} if status == 503 else fields), body)
