"""Real screens on real sockets: each gets every change once and in order, whatever the others do."""

import asyncio
import contextlib
import itertools
import random

import orjson
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from iceline.push.conversation import MAX_BAD_MESSAGES, MAX_MESSAGES_A_BEAT
from iceline.push.fanout import CLOSE_TIMEOUT_S
from iceline.push.patch import Board

from .boards import Glass
from .serving import PATIENCE_S, Serving, heard, say, serving, show_until, until
from .ways import BOTH_WAYS, Open, big, not_reading


async def closed(client: ClientConnection) -> tuple[int | None, str | None]:
    with contextlib.suppress(ConnectionClosed):
        async with asyncio.timeout(PATIENCE_S):
            while True:
                await client.recv()
    return client.close_code, client.close_reason


async def test_a_silent_screen_gets_hello_and_then_a_snapshot() -> None:
    async with serving() as served:
        served.publish({"n": 1})
        async with served.dial() as client:
            hello = await heard(client)
            assert (hello["type"], hello["epoch"], hello["seq"], hello["build"]) == ("hello", "e1", 1, "b1")
            assert await heard(client) == {"type": "snapshot", "epoch": "e1", "seq": 1, "board": {"n": 1}}


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
