"""A change goes past the transports: to whom, and that it never overtakes what one of them still holds."""

import asyncio
import contextlib
import socket

from fastapi import Response

from .boards import Glass
from .serving import PATIENCE_S, serving, show_until, until
from .ways import BOTH_WAYS, SMALL_BUFFER, Open, big, not_reading, opened_ring

HANDSHAKE = (
    b"GET /live?board=arena HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: MDAwMDAwMDAwMDAwMDAwMA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


async def test_every_screen_is_written_to_at_once_where_the_system_can() -> None:
    opened_ring().close()
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
