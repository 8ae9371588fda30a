"""A photocell on one kept-open HTTP connection: it notes when it sends an event and when it is answered."""

import json
import socket
import time
from collections.abc import Mapping
from typing import Final, Self

ANSWER_S: Final = 30.0
CHUNK: Final = 65536
RETRY_S: Final = 0.02
FRESH_S: Final = 2.0
"""Servers hang up on a connection that has been silent for a few seconds; after this a new one is taken."""


class Refused(Exception):
    """The server did not record the event."""


class Equipment:
    """One event at a time: `send` it, then take its `answer`."""

    def __init__(self, port: int, token: str, patience_s: float) -> None:
        self._port = port
        self._socket = _connected(port, patience_s)
        self._used = time.monotonic()
        self._head = (
            f"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {token}\r\n"
            "Content-Type: application/json\r\nContent-Length: "
        ).encode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def send(self, event: Mapping[str, object]) -> int:
        """The moment just before, CLOCK_MONOTONIC in ns."""
        body = json.dumps(event).encode()
        request = self._head + b"%d\r\n\r\n%b" % (len(body), body)
        self._refresh()
        at_ns = time.monotonic_ns()
        self._socket.sendall(request)
        return at_ns

    def answer(self) -> int:
        """The moment the answer was here. Raises Refused when the event is not recorded."""
        received = b""
        while not _is_whole(received):
            read = self._socket.recv(CHUNK)
            if not read:
                raise Refused("the server hung up")
            received += read
        at_ns, self._used = time.monotonic_ns(), time.monotonic()
        if b'"recorded"' not in received:
            raise Refused(received.decode(errors="replace"))
        return at_ns

    def record(self, event: Mapping[str, object]) -> None:
        self.send(event)
        self.answer()

    def _refresh(self) -> None:
        if time.monotonic() - self._used > FRESH_S:
            self._socket.close()
            self._socket = _connected(self._port, ANSWER_S)


def _is_whole(received: bytes) -> bool:
    head, ended, body = received.partition(b"\r\n\r\n")
    length = next((line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-le")), b"0")
    return bool(ended) and len(body) >= int(length)


def _connected(port: int, patience_s: float) -> socket.socket:
    """The server says its address before it takes connections."""
    until = time.monotonic() + patience_s
    while True:
        try:
            connection = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        except ConnectionRefusedError:
            if time.monotonic() > until:
                raise
            time.sleep(RETRY_S)
            continue
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
