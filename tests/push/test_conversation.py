"""The conversation with one screen, fed and read without a socket."""

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.push.conversation import (
    MAX_BAD_MESSAGES,
    MAX_MESSAGE_CHARS,
    MAX_MESSAGES_A_BEAT,
    MAX_PONGS,
    Conversation,
)
from iceline.push.hub import Hub
from iceline.push.patch import Board

from .boards import BOARDS, Counted, Glass, text_of, unframed

JUNK = st.text(max_size=20) | st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["resume", "ping", "painted"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "seq", "epoch", "t0"]), inner, max_size=4)
    ),
    max_leaves=6,
).map(lambda junk: str(junk).replace("'", '"'))


def hub_with(*numbers: int, **bounds: int) -> Hub:
    hub = Hub("e1", ["arena"], **bounds)
    for number in numbers:
        hub.publish("arena", {"n": number})
    return hub


def with_screen(hub: Hub) -> Conversation:
    return Conversation(hub, "arena", build="b1", watch=Counted())


def all_owed(screen: Conversation, now_us: int = 0) -> list[dict[str, object]]:
    return [orjson.loads(unframed(message)) for message in iter(lambda: screen.owed(now_us), None)]


def kinds(screen: Conversation) -> list[object]:
    return [message["type"] for message in all_owed(screen)]


def said(**message: object) -> str:
    return orjson.dumps(message).decode()


def test_hello_comes_first_and_nothing_more_until_the_screen_had_its_time() -> None:
    screen = with_screen(hub_with(1, 2))
    assert all_owed(screen, now_us=7) == [
        {"type": "hello", "epoch": "e1", "seq": 2, "build": "b1", "server_time_us": 7}
    ]
    assert kinds(screen) == []
    screen.start()
    assert kinds(screen) == ["snapshot"]


def test_resume_first_gets_the_deltas_since() -> None:
    screen = with_screen(hub_with(1, 2, 3))
    screen.hear(said(type="resume", epoch="e1", seq=1), 0)
    assert kinds(screen) == ["hello", "delta", "delta"]


def test_resume_of_another_epoch_gets_a_snapshot() -> None:
    screen = with_screen(hub_with(1, 2, 3))
    screen.hear(said(type="resume", epoch="e0", seq=3), 0)
    assert kinds(screen) == ["hello", "snapshot"]


def test_resume_of_all_there_is_gets_nothing_but_what_comes() -> None:
    hub = hub_with(1)
    screen = with_screen(hub)
    screen.hear(said(type="resume", epoch="e1", seq=1), 0)
    assert kinds(screen) == ["hello"]
    hub.publish("arena", {"n": 2})
    assert kinds(screen) == ["delta"]


def test_anything_but_resume_first_gets_a_snapshot_at_once() -> None:
    screen = with_screen(hub_with(1))
    screen.hear(said(type="ping", t0=1), 0)
    assert kinds(screen) == ["hello", "pong", "snapshot"]


def test_a_resume_that_comes_late_gets_a_snapshot_for_it_crossed_what_was_on_its_way() -> None:
    screen = with_screen(hub_with(1, 2, 3))
    screen.start()
    assert kinds(screen) == ["hello", "snapshot"]
    screen.hear(said(type="resume", epoch="e1", seq=2), 0)
    assert kinds(screen) == ["snapshot"]
    screen.hear(said(type="resume", epoch="e1", seq=3), 0)
    assert kinds(screen) == []


def test_who_falls_out_of_the_ring_between_two_sends_is_given_a_snapshot() -> None:
    hub = hub_with(1, ring_frames=2)
    screen = with_screen(hub)
    screen.start()
    assert kinds(screen) == ["hello", "snapshot"]
    hub.publish("arena", {"n": 2})
    hub.publish("arena", {"n": 3})
    assert orjson.loads(unframed(screen.owed(0) or b""))["seq"] == 2
    for number in (4, 5, 6):
        hub.publish("arena", {"n": number})
    assert screen.behind == 4
    assert [(message["type"], message["seq"]) for message in all_owed(screen)] == [("snapshot", 6)]
    assert screen.behind == 0


@pytest.mark.parametrize("t0", [0, 12345.678, -1, 2**53])
def test_pong_returns_t0_as_it_came_with_both_times(t0: float) -> None:
    screen = with_screen(hub_with())
    screen.hear(said(type="ping", t0=t0), 100)
    screen.owed(0)
    assert orjson.loads(unframed(screen.owed(105) or b"")) == {"type": "pong", "t0": t0, "t1_us": 100, "t2_us": 105}


@pytest.mark.parametrize(
    ("resume", "reason"), [(("e1", -1), "joined"), (("e0", 3), "restarted"), (("e1", 1), "behind")]
)
def test_why_a_screen_is_given_the_whole_board_is_counted(resume: tuple[str, int], reason: str) -> None:
    counted = Counted()
    screen = Conversation(hub_with(1, 2, 3, ring_frames=1), "arena", build="b1", watch=counted)
    if resume[1] >= 0:
        screen.hear(said(type="resume", epoch=resume[0], seq=resume[1]), 0)
    screen.start()
    assert kinds(screen) == ["hello", "snapshot"]
    screen.hear(said(type="resume", epoch="e1", seq=2), 0)
    assert kinds(screen) == ["snapshot"]
    assert counted.snapshots == [reason, "asked"]


def test_who_was_written_all_by_others_is_owed_only_what_comes() -> None:
    hub = hub_with(1, 2)
    screen = with_screen(hub)
    screen.start()
    kinds(screen)
    hub.publish("arena", {"n": 3})
    assert screen.behind == 1
    screen.given_all()
    assert (screen.behind, kinds(screen)) == (0, [])
    hub.publish("arena", {"n": 4})
    assert [message["seq"] for message in all_owed(screen)] == [4]


def test_painted_is_what_the_screen_last_said() -> None:
    screen = with_screen(hub_with(1, 2))
    assert screen.painted is None
    screen.hear(said(type="painted", seq=1), 0)
    screen.hear(said(type="painted", seq=3), 0)
    assert screen.painted == 1


@pytest.mark.parametrize(("epoch", "seq", "behind"), [("e1", 1, 2), ("e1", 3, 0), ("e0", 900, 3), ("e1", 900, 0)])
def test_behind_counts_what_was_not_given_out(epoch: str, seq: int, behind: int) -> None:
    screen = with_screen(hub_with(1, 2, 3))
    assert screen.behind == 3
    screen.hear(said(type="resume", epoch=epoch, seq=seq), 0)
    assert screen.behind == behind
    kinds(screen)
    assert screen.behind == 0


def test_pongs_that_wait_are_bounded() -> None:
    screen = with_screen(hub_with())
    for t0 in range(MAX_PONGS + 3):
        screen.hear(said(type="ping", t0=t0), 0)
    assert [message["t0"] for message in all_owed(screen) if message["type"] == "pong"] == list(range(3, MAX_PONGS + 3))


@pytest.mark.parametrize("bad", ["", "{", "[]", "null", '{"type":"x"}', "9" * 400, " " * MAX_MESSAGE_CHARS + "{}"])
def test_one_bad_message_too_many_ends_it(bad: str) -> None:
    screen = with_screen(hub_with())
    for _ in range(MAX_BAD_MESSAGES):
        screen.hear(bad, 0)
    with pytest.raises(Refused, match="bad messages"):
        screen.hear(bad, 0)


def test_a_good_message_too_long_is_bad() -> None:
    screen = with_screen(hub_with())
    for _ in range(MAX_BAD_MESSAGES):
        screen.hear(said(type="ping", t0=1) + " " * MAX_MESSAGE_CHARS, 0)
    assert kinds(screen) == ["hello", "snapshot"]


def test_good_messages_are_bounded_between_two_beats() -> None:
    screen = with_screen(hub_with())
    for _ in range(3):
        for _ in range(MAX_MESSAGES_A_BEAT):
            screen.hear(said(type="painted", seq=0), 0)
        screen.beat()
    for _ in range(MAX_MESSAGES_A_BEAT):
        screen.hear(said(type="painted", seq=0), 0)
    with pytest.raises(Refused, match="between two beats"):
        screen.hear(said(type="painted", seq=0), 0)


@given(st.lists(JUNK, max_size=MAX_BAD_MESSAGES))
def test_whatever_is_said_is_answered_by_what_can_be_sent(heard: list[str]) -> None:
    screen = with_screen(hub_with(1, 2))
    for text in heard:
        screen.hear(text, 0)
    screen.start()
    assert set(kinds(screen)) <= {"hello", "pong", "snapshot", "delta"}


@given(
    st.lists(BOARDS | st.integers(0, 6) | st.just("read") | st.just("beat"), max_size=20), st.sampled_from([1, 3, 256])
)
def test_every_screen_ends_with_the_newest_board_and_never_shows_another(
    steps: list[Board | int | str], ring_frames: int
) -> None:
    hub = Hub("e1", ["arena"], ring_frames=ring_frames)
    screen, glass, published = with_screen(hub), Glass(), {0: text_of({})}
    screen.start()
    for step in [*steps, "read"]:
        match step:
            case dict():
                hub.publish("arena", step)
                published[hub.seq("arena")] = text_of(step)
            case "beat":
                screen.beat()
            case int():
                screen.hear(said(type="resume", epoch="e1", seq=step), 0)
        for message in iter(lambda: screen.owed(0), None) if step == "read" else []:
            glass.show(unframed(message))
            assert text_of(glass.board) == published.get(glass.seq, text_of({}))
    assert text_of(glass.board) == text_of(hub.board("arena"))
