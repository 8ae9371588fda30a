"""Records what Iceline sends for the measured events, so that its rivals can send the same bytes."""

from collections.abc import Sequence
from typing import Any, Final

import orjson
from websockets.sync.client import ClientConnection, connect

from tests.bench.push.servers import Iceline, Recording

MESSAGE_S: Final = 10.0


class NotOneDelta(Exception):
    """An event did not change the board exactly once, so its rivals would be sent something else."""


def record(server: Iceline, events: int) -> Recording:
    """Skates the evening before one screen. Raises NotOneDelta."""
    with connect(f"ws://127.0.0.1:{server.port}{server.path}", proxy=None) as screen:
        while (snapshot := _next(screen)[1])["type"] != "snapshot":
            pass
        first = snapshot["seq"] + 1
        return Recording(first, tuple(_deltas(server, screen, range(first, first + events))))


def _deltas(server: Iceline, screen: ClientConnection, numbers: Sequence[int]) -> list[bytes]:
    frames = []
    for index, seq in enumerate(numbers):
        server.tell(index)
        server.answered()
        text, message = _next(screen)
        while message["type"] == "beat":
            text, message = _next(screen)
        if (message["type"], message["seq"]) != ("delta", seq):
            raise NotOneDelta(f"event {index} became {message['type']} {message['seq']}, not delta {seq}")
        frames.append(text)
    return frames


def _next(screen: ClientConnection) -> tuple[bytes, dict[str, Any]]:
    text = screen.recv(timeout=MESSAGE_S, decode=False)
    return text, orjson.loads(text)
