"""One message to all the screens of a board: all at once where the system has a ring, else one by one."""

from collections.abc import Callable, Sequence
from typing import NamedTuple, Self

import structlog

from iceline.push.send_ring import MAX_BYTES, SendRing, open_send_ring

NO_SOCKET = -1

log = structlog.get_logger()


class Way(NamedTuple):
    """The way to one screen whose transport holds nothing back: `write` of the transport, and the socket below it.

    `socket` is NO_SOCKET where bytes must not go past the transport. Good until its loss was told.
    """

    socket: int
    write: Callable[[bytes], None]
    abort: Callable[[], None]


class Mailing:
    """Writes past the transports, which are asked only for what a socket did not take: they wait for it, or close."""

    def __init__(self, ring: SendRing | None) -> None:
        self._ring = ring

    @classmethod
    def open(cls) -> Self:
        """With a ring, if one is to be had."""
        return cls(open_send_ring())

    @property
    def has_ring(self) -> bool:
        return self._ring is not None

    def close(self) -> None:
        if self._ring is not None:
            self._ring.close()
            self._ring = None

    def send(self, ways: Sequence[Way], message: bytes) -> None:
        """The message is sent or handed to the transport of each."""
        if self._ring is None or len(message) > MAX_BYTES:
            for way in ways:
                way.write(message)
            return
        self._send(self._ring, ways, message)

    def _send(self, ring: SendRing, ways: Sequence[Way], message: bytes) -> None:
        try:
            taken = ring.send([way.socket for way in ways], message)
        except OSError:
            log.exception("the ring is broken; from now on screens are written to one by one")
            self.close()
            for way in ways:  # Nobody knows what it got. It comes back at once and says what it has.
                way.abort()
            return
        if taken.count(len(message)) == len(ways):
            return
        for way, count in zip(ways, taken, strict=True):
            if count < len(message):
                way.write(message[max(count, 0) :])
