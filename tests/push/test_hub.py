"""Whatever a client missed, what the hub gives it ends in the server's board and passes only boards that were."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iceline.push.hub import Frame, Hub
from iceline.push.patch import Board

from .boards import BOARDS, Glass, text_of

RINGS = st.sampled_from([1, 2, 3, 256])
BYTES = st.sampled_from([1, 150, 64 * 1024])


def numbered(count: int) -> list[Board]:
    return [{"n": number} for number in range(1, count + 1)]


def hub_of(boards: list[Board], **bounds: int) -> Hub:
    hub = Hub("e1", ["arena"], **bounds)
    for board in boards:
        hub.publish("arena", board)
    return hub


def kinds(frames: list[Frame]) -> list[str]:
    return [orjson.loads(frame.text)["type"] for frame in frames]


@given(st.lists(BOARDS, max_size=12), st.lists(st.booleans(), min_size=12, max_size=12), RINGS, BYTES)
def test_a_client_that_asks_now_and_then_sees_only_boards_that_were(
    boards: list[Board], asks: list[bool], frames: int, size: int
) -> None:
    hub = Hub("e1", ["arena"], ring_frames=frames, ring_bytes=size)
    published = {0: text_of({})}
    glass = Glass()
    for board, ask in zip([*boards, {}], [*asks[: len(boards)], True], strict=True):
        hub.publish("arena", board)
        published[hub.seq("arena")] = text_of(board)
        for frame in hub.since("arena", glass.epoch, glass.seq) if ask else []:
            glass.show(frame.text)
            assert glass.seq == frame.seq
            assert text_of(glass.board) == published[frame.seq]
    assert text_of(glass.board) == text_of(hub.board("arena")) == text_of({})


@given(st.lists(BOARDS, max_size=8), st.sampled_from(["e1", "e0", ""]), st.integers(-3, 12), RINGS, BYTES)
def test_from_any_point_it_is_one_snapshot_or_deltas_without_a_gap(
    boards: list[Board], epoch: str, seq: int, frames: int, size: int
) -> None:
    hub = hub_of(boards, ring_frames=frames, ring_bytes=size)
    given_frames = hub.since("arena", epoch, seq)
    if kinds(given_frames) == ["snapshot"]:
        assert given_frames[0].seq == hub.seq("arena")
        return
    assert epoch == "e1"
    assert set(kinds(given_frames)) <= {"delta"}
    assert [frame.seq for frame in given_frames] == list(range(seq + 1, hub.seq("arena") + 1))


def test_nothing_changed_is_no_frame_nor_number() -> None:
    hub = hub_of(numbered(1))
    assert hub.publish("arena", {"n": 1}) is None
    assert hub.seq("arena") == 1


def test_messages_read_as_documented() -> None:
    hub = hub_of(numbered(2))
    assert [orjson.loads(frame.text) for frame in hub.since("arena", "e1", 1)] == [
        {"type": "delta", "epoch": "e1", "seq": 2, "patch": {"n": 2}}
    ]
    assert orjson.loads(hub.snapshot("arena")) == {"type": "snapshot", "epoch": "e1", "seq": 2, "board": {"n": 2}}
    assert orjson.loads(hub.beat("arena", server_time_us=7)) == {"type": "beat", "seq": 2, "server_time_us": 7}
    assert orjson.loads(hub.hello("arena", build="b", server_time_us=7)) == {
        "type": "hello", "epoch": "e1", "seq": 2, "build": "b", "server_time_us": 7,
    }  # fmt: skip


def test_everybody_gets_the_same_bytes() -> None:
    hub = Hub("e1", ["arena"])
    frame = hub.publish("arena", {"n": 1})
    assert hub.since("arena", "e1", 0) == [frame]
    assert hub.after("arena", "e1", 0) is frame
    assert hub.snapshot("arena") is hub.snapshot("arena")


def test_a_ring_of_one_frame_gives_one_delta_and_then_snapshots() -> None:
    hub = hub_of(numbered(5), ring_frames=1)
    assert kinds(hub.since("arena", "e1", 5)) == []
    assert kinds(hub.since("arena", "e1", 4)) == ["delta"]
    assert kinds(hub.since("arena", "e1", 3)) == ["snapshot"]


def test_a_ring_of_one_byte_gives_only_snapshots() -> None:
    hub = hub_of(numbered(5), ring_bytes=1)
    assert kinds(hub.since("arena", "e1", 5)) == []
    assert kinds(hub.since("arena", "e1", 4)) == ["snapshot"]


def test_a_ring_holds_as_many_bytes_as_its_bound() -> None:
    size = len(hub_of(numbered(1)).since("arena", "e1", 0)[0].text)
    hub = hub_of(numbered(9), ring_bytes=3 * size)
    assert kinds(hub.since("arena", "e1", 6)) == ["delta"] * 3
    assert kinds(hub.since("arena", "e1", 5)) == ["snapshot"]


@pytest.mark.parametrize(("epoch", "seq"), [("e0", 5), ("", 5), ("e1", 6), ("e1", -1), ("e1", 10**30)])
def test_another_epoch_or_a_number_that_never_was_gets_a_snapshot(epoch: str, seq: int) -> None:
    assert kinds(hub_of(numbered(5)).since("arena", epoch, seq)) == ["snapshot"]


def test_a_snapshot_is_made_anew_after_a_change() -> None:
    hub = hub_of(numbered(1))
    hub.snapshot("arena")
    hub.publish("arena", {"n": 2})
    assert orjson.loads(hub.snapshot("arena"))["board"] == {"n": 2}


def test_boards_do_not_share_numbers() -> None:
    hub = Hub("e1", ["arena", "desk"])
    hub.publish("arena", {"n": 1})
    assert (hub.seq("arena"), hub.seq("desk")) == (1, 0)
    assert hub.names == {"arena", "desk"}


@pytest.mark.parametrize("wrong", [{"n": None}, {"n": 2**70}, {"n": object()}, {"n": float("nan")}])
def test_a_board_that_cannot_be_sent_changes_nothing(wrong: Board) -> None:
    hub = hub_of(numbered(3))
    before = hub.snapshot("arena")
    with pytest.raises((ValueError, TypeError)):
        hub.publish("arena", wrong)
    assert (hub.seq("arena"), hub.snapshot("arena")) == (3, before)
    frame = hub.publish("arena", {"n": 4})
    assert frame is not None
    assert frame.seq == 4


def test_a_board_that_is_offered_is_drawn_when_it_is_looked_at_and_once() -> None:
    hub, drawn = Hub("e", ["desk"]), []

    def draw() -> None:
        drawn.append(hub.publish("desk", {"n": 1}))

    hub.offer("desk", draw)
    assert drawn == []
    assert (hub.seq("desk"), hub.board("desk"), len(drawn)) == (1, {"n": 1}, 1)


def test_what_is_published_replaces_what_was_offered() -> None:
    hub = Hub("e", ["desk"])
    hub.offer("desk", lambda: hub.publish("desk", {"n": 1}))
    hub.publish("desk", {"n": 2})
    assert (hub.seq("desk"), hub.board("desk")) == (1, {"n": 2})
