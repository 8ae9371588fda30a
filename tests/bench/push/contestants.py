"""Who is measured: Iceline and its rivals, how each is started, and what it needs."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

ICELINE: Final = "iceline"
LIMIT: Final = "c"
"""What the others are compared with."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """A rival: `most` screens are asked of it unless it is named; `packages`: what to import and what to install."""

    title: str
    module: str | None
    most: int
    packages: Mapping[str, str]
    socketio: bool = False

    def missing(self) -> Sequence[str]:
        """What pip would have to install."""
        return [package for module, package in self.packages.items() if find_spec(module) is None]

    def command(self, limit: Path) -> list[str | Path]:
        """`limit` is the built C server."""
        if self.module is None:
            return [limit]
        return [sys.executable, "-m", f"tests.bench.push.rivals.{self.module}"]


RIVALS: Final[Mapping[str, Contestant]] = {
    LIMIT: Contestant("C, epoll", None, 10_000, {}),
    "broadcast": Contestant("websockets.broadcast", "broadcast", 10_000, {}),
    "fastapi": Contestant("FastAPI, queue and task", "fastapi_queue", 5_000, {}),
    "socketio": Contestant("python-socketio, ASGI", "socketio_asgi", 1_000, {"socketio": "python-socketio"}, True),
    "flask": Contestant(
        "Flask-SocketIO, gevent",
        "flask_gevent",
        1_000,
        {"flask_socketio": "flask-socketio", "gevent": "gevent", "geventwebsocket": "gevent-websocket"},
        True,
    ),
}
TITLES: Final = {ICELINE: "Iceline"} | {name: rival.title for name, rival in RIVALS.items()}
