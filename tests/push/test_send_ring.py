"""One system call, many sockets: each takes the whole message or says how much of it, and none is waited for."""

import contextlib
import errno
import os
import resource
import socket
from collections.abc import Iterator
from functools import partial

import pytest

from iceline.push.mailing import NO_SOCKET, Mailing, Way
from iceline.push.send_ring import ENTRIES, MAX_BYTES, SendRing, open_send_ring

from .ways import opened_ring

Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def ring() -> Iterator[SendRing]:
    with contextlib.closing(opened_ring()) as opened:
        yield opened


@pytest.fixture
def pairs() -> Iterator[list[Pair]]:
    """More than one call takes, and not a multiple of it."""
    with contextlib.ExitStack() as stack:
        found = [socket.socketpair() for _ in range(ENTRIES + ENTRIES // 3)]
        for here, there in found:
            stack.enter_context(here)
            stack.enter_context(there)
            here.setblocking(False)
            there.setblocking(False)
        yield found


@pytest.fixture
def pair() -> Iterator[Pair]:
    here, there = socket.socketpair()
    with here, there:
        here.setblocking(False)
        there.setblocking(False)
        yield here, there


def numbers(pairs: list[Pair]) -> list[int]:
    return [here.fileno() for here, _ in pairs]


def test_every_socket_gets_every_message_once_and_in_order(ring: SendRing, pairs: list[Pair]) -> None:
    messages = [f"message {number:03}; ".encode() for number in range(7)]
    for message in messages:
        assert ring.send(numbers(pairs), message) == [len(message)] * len(pairs)
    assert {there.recv(4096) for _, there in pairs} == {b"".join(messages)}


def test_nobody_is_nothing_to_do(ring: SendRing) -> None:
    assert ring.send([], b"message") == []


def test_the_longest_message_arrives_whole(ring: SendRing, pair: Pair) -> None:
    here, there = pair
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * MAX_BYTES)
    message = bytes(range(256)) * (MAX_BYTES // 256)
    assert ring.send([here.fileno()], message) == [MAX_BYTES]
    assert there.recv(MAX_BYTES, socket.MSG_WAITALL) == message


def test_a_full_socket_says_how_much_it_took_and_delays_nobody(ring: SendRing, pair: Pair) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as slow:
        full, _ = server.accept()
        full.setblocking(False)
        full.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 50_000)
        here, there = pair
        taken = []
        for _ in range(1_000):
            count, other = ring.send([full.fileno(), here.fileno()], b"x" * 20_000)
            assert (other, len(there.recv(20_000))) == (20_000, 20_000)
            if count < 0:
                break
            taken.append(count)
        assert count < 0, "no buffer holds so much"
        full.close()
        assert sum(len(bite) for bite in iter(lambda: slow.recv(65_536), b"")) == sum(taken)


def test_a_socket_whose_peer_has_gone_is_a_number_not_a_signal(ring: SendRing, pairs: list[Pair]) -> None:
    pairs[1][1].close()
    taken = ring.send(numbers(pairs), b"message")
    assert taken[1] < 0
    assert taken[:1] + taken[2:] == [7] * (len(pairs) - 1)


def test_a_number_that_is_no_socket_hinders_nobody(ring: SendRing, pair: Pair) -> None:
    here, there = pair
    first, second = ring.send([NO_SOCKET, here.fileno()], b"message")
    assert first < 0
    assert (second, there.recv(100)) == (7, b"message")


def test_there_is_no_ring_where_the_system_gives_none() -> None:
    most, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, hard))
    try:
        assert open_send_ring() is None
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def test_what_a_socket_does_not_take_is_left_to_its_transport(ring: SendRing, pair: Pair) -> None:
    here, there = pair
    message = b"m" * MAX_BYTES
    slow, encrypted = Paper(), Paper()
    mailing = Mailing(ring)
    ways = [slow.way(here.fileno()), encrypted.way(NO_SOCKET)]
    mailing.send(ways, b"short")
    assert (there.recv(100), slow.written, encrypted.written) == (b"short", [], [b"short"])
    here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    mailing.send(ways, message)
    got = bytearray()
    with contextlib.suppress(BlockingIOError):
        while True:
            got += there.recv(65_536)
    assert len(got) < MAX_BYTES
    assert bytes(got) + b"".join(slow.written) == message


def test_a_message_too_long_for_the_ring_goes_by_the_transports(ring: SendRing, pair: Pair) -> None:
    paper = Paper()
    Mailing(ring).send([paper.way(pair[0].fileno())], b"m" * (MAX_BYTES + 1))
    assert paper.written == [b"m" * (MAX_BYTES + 1)]


def test_without_a_ring_the_transports_are_written_to() -> None:
    paper = Paper()
    Mailing(None).send([paper.way(NO_SOCKET)] * 3, b"message")
    assert paper.written == [b"message"] * 3


@pytest.mark.parametrize("reason", [errno.EAGAIN, errno.EBUSY, errno.EINTR, errno.ENOMEM])
def test_what_the_kernel_has_no_memory_for_goes_by_the_transports_this_time(
    ring: SendRing, pair: Pair, monkeypatch: pytest.MonkeyPatch, reason: int
) -> None:
    here, there = pair
    paper, mailing = Paper(), Mailing(ring)
    with monkeypatch.context() as trouble:
        trouble.setattr(ring._kernel, "enter", partial(refuse, reason))
        mailing.send([paper.way(here.fileno())], b"first")
    assert paper.written == [b"first"]
    mailing.send([paper.way(here.fileno())], b"second")
    assert (there.recv(100), paper.written, paper.aborted) == (b"second", [b"first"], 0)


def test_screens_of_a_broken_ring_are_sent_away_to_come_back_and_those_after_it_go_by_the_transports(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    ring = opened_ring()
    paper, mailing = Paper(), Mailing(ring)
    monkeypatch.setattr(ring._kernel, "enter", partial(refuse, errno.EBADF))
    mailing.send([paper.way(pair[0].fileno())], b"first")
    assert (paper.written, paper.aborted, mailing.has_ring) == ([], 1, False)
    mailing.send([paper.way(pair[0].fileno())], b"second")
    assert paper.written == [b"second"]


def test_a_mailing_that_is_closed_has_given_its_ring_back() -> None:
    numbers_before = os.listdir("/proc/self/fd") if os.path.exists("/proc/self/fd") else pytest.skip("no /proc here")
    mailing = Mailing.open()
    mailing.close()
    assert not mailing.has_ring
    assert os.listdir("/proc/self/fd") == numbers_before


class Paper:
    """A transport that only notes what it is asked."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.aborted = 0

    def way(self, number: int) -> Way:
        return Way(number, self.written.append, self.abort)

    def abort(self) -> None:
        self.aborted += 1


def refuse(reason: int, *_: int) -> int:
    raise OSError(reason, os.strerror(reason))
