"""WebSocket frames by hand (RFC 6455), as cheap as a thousand clients in one process need them. No I/O."""

import struct
from typing import Final

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
SWITCHING: Final = 101
END_OF_HEAD: Final = b"\r\n\r\n"
NONCE: Final = "dGhlIHNhbXBsZSBub25jZQ=="
"""The RFC's own example: nobody caches on loopback."""

MASKED: Final = 0x80
FINAL: Final = 0x80
TWO_BYTES, EIGHT_BYTES = 126, 127


def opening(port: int, board: str) -> bytes:
    """The request of a screen that wants `board`."""
    lines = (
        f"GET /live?board={board} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {NONCE}",
        "Sec-WebSocket-Version: 13",
    )
    return "\r\n".join(lines).encode() + END_OF_HEAD


def masked(opcode: int, payload: bytes) -> bytes:
    """A client's frame. The mask is zero, which costs nothing: it protects proxies, and there are none here."""
    return bytes((FINAL | opcode,)) + _length(len(payload), MASKED) + b"\0\0\0\0" + payload


def unmasked(opcode: int, payload: bytes) -> bytes:
    """A frame as only a server may send it."""
    return bytes((FINAL | opcode,)) + _length(len(payload), 0) + payload


def _length(length: int, mask: int) -> bytes:
    if length < TWO_BYTES:
        return bytes((mask | length,))
    if length < 2**16:
        return struct.pack("!BH", mask | TWO_BYTES, length)
    return struct.pack("!BQ", mask | EIGHT_BYTES, length)


class Frames:
    """Bytes of a server in, whole frames out. Raises ValueError at what no server may send or ours never does."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        """The frames that are complete now: opcode and payload."""
        data = self._rest + data if self._rest else data
        found, at = [], 0
        while (body := _body(data, at)) is not None and body[1] <= len(data):
            found.append((data[at] & 0x0F, data[body[0] : body[1]]))
            at = body[1]
        self._rest = data[at:]
        return found


def _body(data: bytes, at: int) -> tuple[int, int] | None:
    """Where the payload of the frame at `at` begins and ends; None while that cannot be said."""
    if len(data) < at + 2:
        return None
    length, begin = data[at + 1], at + 2
    if not data[at] & FINAL or length & MASKED:
        raise ValueError(f"A frame that begins with {data[at : at + 2].hex()}.")
    if length >= TWO_BYTES:
        code, size = ("!H", 2) if length == TWO_BYTES else ("!Q", 8)
        if len(data) < begin + size:
            return None
        (length,), begin = struct.unpack_from(code, data, begin), begin + size
    return begin, begin + length
