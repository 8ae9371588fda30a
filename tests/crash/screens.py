"""Screens that speak the push protocol and remember every board they ever showed (docs/protocol.md 3)."""

import asyncio
import hashlib
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, WebSocketException

from iceline.push.patch import Board, merge

RETRY_S: Final = 0.1
NOWHERE: Final = ("", -1)


def digest(board: Board) -> bytes:
    return hashlib.blake2b(orjson.dumps(board, option=orjson.OPT_SORT_KEYS), digest_size=16).digest()


@dataclass(slots=True)
class Shown:
    """What all screens showed, by kind of board and (epoch, seq): the same number must be the same board everywhere."""

    boards: dict[tuple[str, str, int], bytes] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)

    def note(self, kind: str, epoch: str, seq: int, board: Board) -> bytes:
        shown = digest(board)
        if self.boards.setdefault((kind, epoch, seq), shown) != shown:
            self.contradictions.append(f"two different {kind} boards {epoch}/{seq}")
        return shown


class Screen:
    """One screen: connects, resumes where it was, applies what comes. `history` is every board in the order shown."""

    def __init__(self, kind: str, port: int, shown: Shown) -> None:
        self.kind = kind
        self.board: Board = {}
        self.history: list[bytes] = []
        self.connections = self.snapshots = self.deltas = 0
        self.faults: list[str] = []
        self.builds: set[str] = set()
        self.offsets_s: list[float] = []
        """How far the server's clock was ahead of our own that nobody sets, each time it told."""
        self._socket: ClientConnection | None = None
        self._at = NOWHERE
        self._url = f"ws://127.0.0.1:{port}/live?board={kind}"
        self._shown = shown

    async def run(self) -> None:
        """Until it is cancelled; a server that is away is tried again."""
        while True:
            with suppress(OSError, TimeoutError, WebSocketException, InvalidHandshake):
                async with connect(self._url, compression=None, proxy=None, max_size=None) as socket:
                    self.connections += 1
                    self._socket = socket
                    await self._listen(socket)
            await asyncio.sleep(RETRY_S)

    async def ask_time(self) -> None:
        """Pings the server, as pages do: while changes come there are no beats that would tell its time."""
        if self._socket is not None:
            with suppress(WebSocketException):
                await self._socket.send('{"type": "ping", "t0": 0}')

    async def _listen(self, socket: ClientConnection) -> None:
        async for text in socket:
            message = orjson.loads(text)
            if told_us := message.get("server_time_us") or message.get("t2_us"):
                self.offsets_s.append(told_us / 1e6 - time.monotonic())
            match message["type"]:
                case "hello":
                    self.builds.add(message["build"])
                    await socket.send(
                        orjson.dumps({"type": "resume", "epoch": self._at[0], "seq": max(self._at[1], 0)}).decode()
                    )
                case "snapshot":
                    self.snapshots += 1
                    self._show(message, message["board"])
                case "delta":
                    self.deltas += 1
                    self._advance(message)

    def _advance(self, delta: dict[str, Any]) -> None:
        if (delta["epoch"], delta["seq"]) != (self._at[0], self._at[1] + 1):
            self.faults.append(f"{self.kind}: delta {delta['epoch']}/{delta['seq']} at {self._at[0]}/{self._at[1]}")
            return
        self._show(delta, merge(self.board, delta["patch"]))

    def _show(self, message: dict[str, Any], board: Board) -> None:
        self._at = message["epoch"], message["seq"]
        self.board = board
        self.history.append(self._shown.note(self.kind, *self._at, board))
