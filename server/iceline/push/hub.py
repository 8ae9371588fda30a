"""The newest of each board: every number is one change, and whoever has a number gets exactly what follows it."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

import orjson

from iceline.push.framing import text_message
from iceline.push.patch import Board, diff

RING_FRAMES: Final = 256
RING_BYTES: Final = 64 * 1024


Kind = Literal["snapshot", "delta"]


@dataclass(frozen=True, slots=True)
class Frame:
    """One encoded message. Whoever has it applied has the board of `seq`. `wire` is `text` as a socket carries it."""

    kind: Kind
    seq: int
    text: bytes
    wire: bytes


class Hub:
    """The boards by name, each with its number, its newest deltas and its snapshot, encoded once for everybody.

    A published board belongs to the hub: it must not be changed afterwards. `epoch` names this life of the server.
    """

    def __init__(
        self, epoch: str, names: Iterable[str], *, ring_frames: int = RING_FRAMES, ring_bytes: int = RING_BYTES
    ) -> None:
        self.epoch = epoch
        self._feeds = {name: _Feed() for name in names}
        self._offers: dict[str, Callable[[], object]] = {}
        self._ring_frames = ring_frames
        self._ring_bytes = ring_bytes

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._feeds)

    def board(self, name: str) -> Board:
        return self._looked_at(name).board

    def seq(self, name: str) -> int:
        """The newest number of this board; 0 is the empty board."""
        return self._looked_at(name).seq

    def offer(self, name: str, publish: Callable[[], object]) -> None:
        """There is a newer board, and nobody watches this one: `publish` is called before anybody looks at it."""
        self._offers[name] = publish

    def look(self) -> None:
        """Every board is looked at."""
        for name in self._feeds:
            self._looked_at(name)

    def _looked_at(self, name: str) -> "_Feed":
        if offered := self._offers.pop(name, None):
            offered()
        return self._feeds[name]

    def publish(self, name: str, board: Board) -> Frame | None:
        """Makes `board` the newest; the delta, or None when nothing changed. When it raises, nothing happened."""
        self._offers.pop(name, None)
        feed = self._feeds[name]
        patch = diff(feed.board, board)
        if not patch:
            return None
        seq = feed.seq + 1
        frame = self._frame("delta", seq, patch=patch)
        feed.turn(board, frame)
        feed.trim(self._ring_frames, self._ring_bytes)
        return frame

    def after(self, name: str, epoch: str, seq: int) -> Frame | None:
        """The next frame for whoever has the board of `epoch` and `seq`: its delta, a snapshot, or None: has all."""
        feed = self._looked_at(name)
        behind = feed.seq - seq
        if epoch != self.epoch or not 0 <= behind <= len(feed.ring):
            return self.snapshot_frame(name)
        return feed.ring[-behind] if behind else None

    def since(self, name: str, epoch: str, seq: int) -> list[Frame]:
        """Everything for whoever has the board of `epoch` and `seq`: the deltas since, or one snapshot."""
        frames = []
        while frame := self.after(name, epoch, seq):
            frames.append(frame)
            epoch, seq = self.epoch, frame.seq
        return frames

    def snapshot(self, name: str) -> bytes:
        """The whole board as a message."""
        return self.snapshot_frame(name).text

    def snapshot_frame(self, name: str) -> Frame:
        """The same as a frame; whoever else asks before the next change is given the same one."""
        feed = self._looked_at(name)
        if feed.snapshot is None:
            feed.snapshot = self._frame("snapshot", feed.seq, board=feed.board)
        return feed.snapshot

    def hello(self, name: str, *, build: str, server_time_us: int) -> bytes:
        return self._encode("hello", self.seq(name), build=build, server_time_us=server_time_us)

    def beat(self, name: str, *, server_time_us: int) -> bytes:
        return orjson.dumps({"type": "beat", "seq": self.seq(name), "server_time_us": server_time_us})

    def _frame(self, kind: Kind, seq: int, **body: Board) -> Frame:
        """Its bytes on the wire are made once for all screens."""
        text = self._encode(kind, seq, **body)
        return Frame(kind, seq, text, text_message(text))

    def _encode(self, kind: str, seq: int, **body: Board | str | int) -> bytes:
        return orjson.dumps({"type": kind, "epoch": self.epoch, "seq": seq, **body})


@dataclass(slots=True)
class _Feed:
    board: Board = field(default_factory=dict)
    seq: int = 0
    ring: deque[Frame] = field(default_factory=deque)  # ends with `seq`, no number left out
    ring_bytes: int = 0
    snapshot: Frame | None = None

    def turn(self, board: Board, frame: Frame) -> None:
        self.board, self.seq, self.snapshot = board, frame.seq, None
        self.ring.append(frame)
        self.ring_bytes += len(frame.text)

    def trim(self, most_frames: int, most_bytes: int) -> None:
        while len(self.ring) > most_frames or self.ring_bytes > most_bytes:
            self.ring_bytes -= len(self.ring.popleft().text)
