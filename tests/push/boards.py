"""Boards for the tests of push, and a screen that applies what it is sent as docs/protocol.md 3 says."""

import orjson
from hypothesis import strategies as st

from iceline.push.patch import Board, merge

NAMES = st.text("abé", min_size=1, max_size=2)
NUMBERS = st.integers(-2, 2) | st.sampled_from([0.0, 1.0, 0.5])
VALUES: st.SearchStrategy[object] = st.recursive(
    st.booleans() | NUMBERS | st.text("xyé", max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
BOARDS: st.SearchStrategy[Board] = st.dictionaries(NAMES, VALUES, max_size=5)


def text_of(board: object) -> bytes:
    """The JSON, for Python takes True, 1 and 1.0 for the same."""
    return orjson.dumps(board, option=orjson.OPT_SORT_KEYS)


def unframed(message: bytes) -> bytes:
    """The text of one WebSocket message of a server: final, text, unmasked (RFC 6455 5.2)."""
    assert message[0] == 0x81
    assert message[1] < 0x80, "a server masks nothing"
    head = {126: 4, 127: 10}.get(message[1], 2)
    length = int.from_bytes(message[2:head], "big") if head > 2 else message[1]
    assert len(message) == head + length
    return message[head:]


class Counted:
    """What the push told whoever counts."""

    def __init__(self) -> None:
        self.deltas: list[tuple[int, int]] = []
        self.snapshots: list[str] = []
        self.dropped: list[str] = []
        self.beats = 0

    def fanned_out(self, screens: int, size: int, seconds: float) -> None:
        assert seconds >= 0
        self.deltas.append((screens, size))

    def sent(self, kind: str, messages: int, size: int) -> None:
        assert kind == "beat"
        assert (messages == 0) == (size == 0)
        self.beats += messages

    def snapshot_sent(self, reason: str, size: int) -> None:
        assert size > 0
        self.snapshots.append(reason)

    def screen_dropped(self, reason: str) -> None:
        self.dropped.append(reason)


class Glass:
    """What one screen holds. It fails on a delta that is not for exactly the board it has."""

    def __init__(self) -> None:
        self.epoch = ""
        self.seq = -1
        self.board: Board = {}
        self.kinds: list[str] = []

    def show(self, text: bytes | str) -> None:
        message = orjson.loads(text)
        self.kinds.append(message["type"])
        if message["type"] == "snapshot":
            self.epoch, self.seq, self.board = message["epoch"], message["seq"], message["board"]
        elif message["type"] == "delta":
            assert (message["epoch"], message["seq"]) == (self.epoch, self.seq + 1)
            self.seq, self.board = message["seq"], merge(self.board, message["patch"])
        elif message["type"] == "beat":
            assert message["seq"] <= self.seq, "a beat must not run ahead of the deltas"
