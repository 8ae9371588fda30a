"""Real screens on real sockets: each gets every change once and in order, whatever the others do."""

import asyncio
import contextlib
import itertools
import random
import socket
from collections.abc import AsyncIterator, Callable
from functools import partial

import orjson
import pytest
from fastapi import Response
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from iceline.push.conversation import MAX_BAD_MESSAGES, MAX_MESSAGES_A_BEAT
from iceline.push.fanout import CLOSE_TIMEOUT_S
from iceline.push.mailing import Mailing
from iceline.push.patch import Board
from iceline.push.send_ring import open_send_ring

from .boards import Glass
from .serving import PATIENCE_S, Serving, heard, say, serving, show_until, until

SMALL_BUFFER = 8 * 1024

Open = Callable[[], Mailing]
BOTH_WAYS = pytest.mark.parametrize("mailing", [Mailing.open, partial(Mailing, None)], ids=["at once", "one by one"])
"""As the machine can, and as it must where it has no ring."""


HANDSHAKE = (
    b"GET /live?board=arena HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: MDAwMDAwMDAwMDAwMDAwMA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def closed(client: ClientConnection) -> tuple[int | None, str | None]:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await client.recv()
    return client.close_code, client.close_reason


def big(number: int) -> Board:
    """No two of its deltas fit in a small socket buffer."""
    return {"n": number, "fill": str(number % 10) * 20_000}


@contextlib.asynccontextmanager
async def not_reading(served: Serving) -> AsyncIterator[ClientConnection]:
    """A screen that stops reading as soon as its small buffers are full."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", served.port))
    async with served.dial(sock=raw, max_queue=1, close_timeout=0.1) as client:
        await say(client, type="ping", t0=0)
        yield client
        client.transport.abort()


async def test_a_silent_screen_gets_hello_and_then_a_snapshot() -> None:
    async with serving() as served:
        served.publish({"n": 1})
        async with served.dial() as client:
            hello = await heard(client)
            assert (hello["type"], hello["epoch"], hello["seq"], hello["build"]) == ("hello", "e1", 1, "b1")
            assert await heard(client) == {"type": "snapshot", "epoch": "e1", "seq": 1, "board": {"n": 1}}


async def test_every_screen_is_written_to_at_once_where_the_system_can() -> None:
    ring = open_send_ring()
    if ring is None:
        pytest.skip("io_uring is not to be had here")
    ring.close()
    async with serving() as served:
        assert served.fanout.has_ring
    assert not served.fanout.has_ring


async def test_whoever_is_level_has_nothing_waiting_in_its_transport() -> None:
    """What goes past the transport must not overtake what is in it."""
    async with serving() as served, not_reading(served) as slow, served.dial() as reading:
        glass = Glass()
        for number in range(1, 40):
            served.publish(big(number))
            waiting = [
                protocol.transport.get_write_buffer_size()
                for protocol in served.protocols()
                if protocol.connection.is_level
            ]
            assert not any(waiting)
            await show_until(reading, glass, big(number))
        assert len(waiting) == 1, "the slow one is not level any more"
        await show_until(slow, Glass(), big(39))


@BOTH_WAYS
async def test_what_a_screen_said_before_it_was_one_is_answered_before_its_board(mailing: Open) -> None:
    """On one connection: the answer to its request still waits in the transport when the screen has joined."""
    answer = b"a" * 2_000_000
    async with serving(mailing=mailing) as served, asyncio.timeout(PATIENCE_S):
        served.app.get("/large")(lambda: Response(answer))
        loop, got = asyncio.get_running_loop(), bytearray()
        with socket.socket() as client:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            client.setblocking(False)
            await loop.sock_connect(client, ("127.0.0.1", served.port))
            await loop.sock_sendall(client, b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            while len(got) < SMALL_BUFFER:
                got += await loop.sock_recv(client, SMALL_BUFFER)
            await loop.sock_sendall(client, HANDSHAKE)
            await until(lambda: any(protocol.connection.conversation.is_started for protocol in served.protocols()))
            for number in range(1, 50):
                with contextlib.suppress(BlockingIOError):
                    got += client.recv(SMALL_BUFFER)
                # The socket takes something again, and its transport does not know yet.
                served.publish({"n": number})
                await asyncio.sleep(0)
            while b'"n":49}' not in got[-1_000:]:
                got += await loop.sock_recv(client, 65_536)
        _, _, said = bytes(got).partition(b"\r\n\r\n")
        assert said[: len(answer)] == answer
        assert said[len(answer) :].startswith(b"HTTP/1.1 101")


async def test_a_screen_that_holds_the_newest_and_asks_again_is_given_a_whole_board() -> None:
    async with serving() as served, served.dial() as client:
        glass = Glass()
        served.publish({"n": 1})
        await show_until(client, glass, {"n": 1})
        await say(client, type="resume", epoch="e1", seq=0)
        assert (await heard(client))["type"] == "snapshot"
        served.publish({"n": 2})
        assert (await heard(client))["patch"] == {"n": 2}


@BOTH_WAYS
async def test_deltas_make_the_board_of_the_server(mailing: Open) -> None:
    async with serving(mailing=mailing) as served, served.dial() as client:
        glass = Glass()
        for number in range(1, 20):
            served.publish({"n": number, "lanes": {str(number % 5): {"rank": number}}})
            await show_until(client, glass, served.hub.board("arena"))
        assert glass.kinds.count("snapshot") == 1


@BOTH_WAYS
async def test_each_screen_gets_the_board_it_asked_for(mailing: Open) -> None:
    async with serving(mailing=mailing) as served, served.dial("desk") as desk, served.dial("arena") as arena:
        served.publish({"desk": 1}, "desk")
        served.publish({"arena": 1}, "arena")
        await show_until(desk, Glass(), {"desk": 1})
        await show_until(arena, Glass(), {"arena": 1})


async def test_resume_after_a_drop_gets_only_what_was_missed() -> None:
    async with serving() as served:
        async with served.dial() as client:
            served.publish({"n": 1})
            await show_until(client, Glass(), {"n": 1})
            client.transport.abort()
        for number in (2, 3):
            served.publish({"n": number})
        async with served.dial() as client:
            await say(client, type="resume", epoch="e1", seq=1)
            assert [(await heard(client)).get("seq") for _ in range(3)] == [3, 2, 3]
            served.publish({"n": 4})
            assert (await heard(client))["patch"] == {"n": 4}


@pytest.mark.parametrize(("epoch", "seq"), [("e0", 3), ("e1", 4)])
async def test_resume_from_another_life_of_the_server_gets_a_snapshot(epoch: str, seq: int) -> None:
    async with serving() as served:
        for number in (1, 2, 3):
            served.publish({"n": number})
        async with served.dial() as client:
            await say(client, type="resume", epoch=epoch, seq=seq)
            assert [(await heard(client))["type"] for _ in range(2)] == ["hello", "snapshot"]


@BOTH_WAYS
async def test_a_screen_that_does_not_read_skips_to_a_snapshot_and_delays_nobody(mailing: Open) -> None:
    async with serving(mailing=mailing) as served, not_reading(served) as slow, served.dial() as reading:
        behind = Glass()
        prompt = Glass()
        for number in range(1, 40):
            served.publish(big(number))
            await show_until(reading, prompt, big(number))
        assert max(screen.behind for screen in served.fanout.screens()) > 3, "the ring holds three of these"
        await show_until(slow, behind, big(39))
        assert prompt.kinds.count("snapshot") == 1
        assert behind.kinds.count("snapshot") == 2
        assert behind.kinds.count("delta") < 39
        served.publish(big(40))
        await show_until(slow, behind, big(40))
        assert behind.kinds[-1] == "delta"


@BOTH_WAYS
async def test_a_screen_that_never_reads_is_dropped_and_comes_back(mailing: Open) -> None:
    async with serving(mailing=mailing, send_timeout_s=0.05, peer_timeout_s=1.0) as served, served.dial() as reading:
        glass, stopped = Glass(), Glass()
        async with not_reading(served) as slow:
            await until(lambda: len(served.fanout.screens()) == 2)
            for number in range(1, 40):
                served.publish(big(number))
                await show_until(reading, glass, big(number))
            await until(lambda: len(served.fanout.screens()) == 1)
            await until(lambda: served.sockets() == 1)
            with contextlib.suppress(ConnectionClosed):
                await show_until(slow, stopped, big(40))
        assert stopped.seq < 39
        async with served.dial() as again:
            await say(again, type="resume", epoch=stopped.epoch, seq=stopped.seq)
            await show_until(again, stopped, big(39))


async def test_pong_tells_when_the_ping_was_heard_and_answered() -> None:
    async with serving(beat_s=60) as served, served.dial() as client:
        hello, snapshot = await heard(client), await heard(client)
        await say(client, type="ping", t0=12.5)
        pong = await heard(client)
        assert (snapshot["type"], pong["type"], pong["t0"]) == ("snapshot", "pong", 12.5)
        assert hello["server_time_us"] < pong["t1_us"] < pong["t2_us"]


async def test_beats_tell_the_newest_number() -> None:
    async with serving(beat_s=0.01) as served, served.dial() as client:
        served.publish({"n": 1})
        glass = Glass()
        async with asyncio.timeout(PATIENCE_S):
            while glass.kinds.count("beat") < 3:
                glass.show(await client.recv(decode=False))
        assert glass.kinds.index("snapshot") < glass.kinds.index("beat")
        assert glass.seq == 1


async def test_a_screen_that_hears_of_changes_is_spared_the_beats() -> None:
    async with serving(beat_s=2) as served, served.dial() as busy, served.dial("desk") as quiet:
        glass, beaten = Glass(), asyncio.create_task(beats(quiet, 2))
        async with asyncio.timeout(PATIENCE_S):
            for number in itertools.count(1):
                served.publish({"n": number})
                await show_until(busy, glass, {"n": number})
                if beaten.done():
                    break
        assert "beat" not in glass.kinds
        while "beat" not in glass.kinds:
            glass.show(await busy.recv(decode=False))
        assert glass.seq == number


async def beats(client: ClientConnection, many: int) -> None:
    """Returns when so many have come."""
    while many:
        many -= orjson.loads(await client.recv())["type"] == "beat"


async def test_a_beat_that_fails_is_not_the_last() -> None:
    failed: list[str] = []

    def fail() -> None:
        failed.append("arena")
        raise RuntimeError("no board")

    async with serving(beat_s=0.01) as served, served.dial() as client, asyncio.timeout(PATIENCE_S):
        await beats(client, 1)
        served.hub.offer("arena", fail)
        await until(lambda: failed)
        await beats(client, 3)
    assert failed == ["arena"]


async def test_screens_tells_what_is_on_the_glass() -> None:
    async with serving() as served, served.dial("desk") as client:
        served.publish({"n": 1}, "desk")
        await show_until(client, Glass(), {"n": 1})
        await say(client, type="painted", seq=1)
        await until(lambda: [screen.painted for screen in served.fanout.screens()] == [1])
        (screen,) = served.fanout.screens()
        assert (screen.board, screen.behind) == ("desk", 0)
        assert screen.since_us > 0


@pytest.mark.parametrize("origin", ["https://evil.example", "http://rink.example"])
async def test_a_page_of_another_site_is_refused_before_it_is_accepted(origin: str) -> None:
    async with serving() as served:
        with pytest.raises(InvalidStatus) as refused:
            await served.dial(origin=origin)
        assert refused.value.response.status_code == 403
        assert orjson.loads(refused.value.response.body)["code"] == "foreign_origin"
        assert served.fanout.screens() == []


async def test_our_own_pages_and_those_we_allow_are_let_in() -> None:
    async with serving() as served:
        for origin in ("https://rink.example", f"http://127.0.0.1:{served.port}"):
            async with served.dial(origin=origin) as client:
                assert (await heard(client))["type"] == "hello"


async def test_an_unknown_board_is_closed_with_its_own_code() -> None:
    async with serving() as served:
        for board in ("ribbon", ""):
            async with served.dial(board) as client:
                assert await closed(client) == (4404, f"No board {board!r}.")


@pytest.mark.parametrize(
    ("message", "times"),
    [("nonsense", MAX_BAD_MESSAGES), (b"\xff", MAX_BAD_MESSAGES), ('{"type":"ping","t0":1}', MAX_MESSAGES_A_BEAT)],
)
async def test_a_flood_is_closed_and_touches_nobody_else(message: str | bytes, times: int) -> None:
    async with serving(beat_s=60) as served, served.dial() as good, served.dial() as bad:
        with contextlib.suppress(ConnectionClosed):
            for _ in range(times + 1):
                await bad.send(message)
        assert (await closed(bad))[0] == 1008
        served.publish({"n": 1})
        await show_until(good, Glass(), {"n": 1})


async def test_no_more_screens_than_there_is_room_for() -> None:
    async with serving(max_connections=1) as served:
        async with served.dial():
            with pytest.raises(InvalidStatus) as refused:
                await served.dial()
            assert refused.value.response.status_code == 503
        await until(lambda: len(served.fanout) == 0)
        assert served.counted.dropped == ["full"]
        async with served.dial() as client:
            assert (await heard(client))["type"] == "hello"


async def test_closing_says_goodbye_to_all_and_does_not_wait_for_who_does_not_read() -> None:
    async with serving() as served, not_reading(served), served.dial() as client:
        glass = Glass()
        for number in range(1, 40):
            served.publish(big(number))
            await show_until(client, glass, big(number))
        assert max(screen.behind for screen in served.fanout.screens()) > 0
        async with asyncio.timeout(3 * CLOSE_TIMEOUT_S):
            await served.fanout.close()
        assert served.fanout.screens() == []
        assert (await closed(client))[0] == 1001
        with pytest.raises(InvalidStatus):
            await served.dial()


async def test_who_leaves_is_forgotten() -> None:
    async with serving() as served:
        async with served.dial() as polite, served.dial() as rude:
            await until(lambda: len(served.fanout.screens()) == 2)
            rude.transport.abort()
            await polite.close()
        await until(lambda: not served.fanout.screens())


async def watch(
    served: Serving, glass: Glass, published: dict[int, Board], chance: random.Random, last: asyncio.Event
) -> None:
    """A screen that drops its connection now and then, and checks every board it shows."""
    while not (last.is_set() and glass.seq == served.hub.seq("arena")):
        async with served.dial(close_timeout=1) as client:
            if glass.epoch:
                await say(client, type="resume", epoch=glass.epoch, seq=glass.seq)
            while not (last.is_set() and glass.seq == served.hub.seq("arena")):
                glass.show(await client.recv(decode=False))
                assert glass.board == published.get(glass.seq, {})
                if not last.is_set() and chance.random() < 0.01:
                    client.transport.abort()
                    break


async def test_two_hundred_screens_that_come_and_go_all_end_with_the_same_board() -> None:
    chance, published, last = random.Random(17), {0: {}}, asyncio.Event()
    glasses = [Glass() for _ in range(200)]
    async with serving() as served, asyncio.timeout(120):
        watching = [
            asyncio.create_task(watch(served, glass, published, random.Random(number), last))
            for number, glass in enumerate(glasses)
        ]
        await until(lambda: len(served.fanout.screens()) == 200)
        board: Board = {"order": [], "rows": {}}
        for number in range(1, 501):
            skater = f"s{chance.randrange(30)}"
            rows = {
                **board["rows"],
                skater: {"place": chance.randrange(30), "time": f"1:{chance.randrange(10, 60)}.{number}"},
            }
            if chance.random() < 0.2:
                rows.pop(chance.choice(sorted(rows)))
            board = {"order": sorted(rows), "rows": rows}
            served.publish(board)
            published[served.hub.seq("arena")] = board
            if number % 5 == 0:
                await until(lambda: sum(glass.seq == served.hub.seq("arena") for glass in glasses) > 100)
        last.set()
        await asyncio.gather(*watching)
    assert all(glass.board == board for glass in glasses)
    assert sum(glass.kinds.count("hello") for glass in glasses) > 400, "they did come and go"
    assert sum(glass.kinds.count("delta") for glass in glasses) > 50_000
