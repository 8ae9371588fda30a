"""What our WebSocket protocol class uses of uvicorn's: an upgrade that changes it must fail here, not at a rink."""

import asyncio
import inspect
from collections.abc import Callable

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.server import ServerProtocol

from iceline.push.conversation import MAX_MESSAGES_A_BEAT
from iceline.push.protocol import MAX_MESSAGE_BYTES

from .boards import Glass
from .serving import say, serving, until

OVERRIDDEN = {
    "handle_connect": ["self", "event"],
    "data_received": ["self", "data"],
    "send_receive_event_to_app": ["self"],
    "handle_ping": ["self"],
    "handle_close": ["self", "event"],
    "handle_parser_exception": ["self"],
    "pause_writing": ["self"],
    "resume_writing": ["self"],
    "shutdown": ["self"],
    "connection_lost": ["self", "exc"],
}
ATTRIBUTES = {
    "transport", "conn", "loop", "frames", "curr_msg_data_type", "close_sent", "disconnected", "handshake_initiated",
    "handshake_complete",
}  # fmt: skip


@pytest.mark.parametrize(("method", "parameters"), OVERRIDDEN.items())
def test_what_we_override_is_there_to_be_overridden(method: str, parameters: list[str]) -> None:
    assert list(inspect.signature(getattr(WebSocketsSansIOProtocol, method)).parameters) == parameters


async def test_a_screen_holds_what_we_read_of_uvicorns_class_and_no_task() -> None:
    async with serving() as served, served.dial():
        await until(lambda: len(served.fanout) == 1)
        (protocol,) = served.server.server_state.connections
        assert isinstance(protocol, WebSocketsSansIOProtocol)
        assert vars(protocol).keys() >= ATTRIBUTES
        assert isinstance(protocol.conn, ServerProtocol)
        assert protocol.conn.max_message_size == MAX_MESSAGE_BYTES
        assert served.server.server_state.tasks == set()


async def test_every_method_we_override_is_called_by_a_life_of_a_screen() -> None:
    async with serving() as served:
        called: set[str] = set()
        kind = served.server.config.ws_protocol_class
        assert kind is not None
        for name in OVERRIDDEN.keys() - {"handle_parser_exception", "shutdown"}:
            setattr(kind, name, _noting(getattr(kind, name), name, called))
        async with served.dial() as client:
            await client.ping()
            await say(client, type="ping", t0=1)
            await client.recv()
        await until(lambda: called >= {"handle_connect", "handle_ping", "handle_close", "connection_lost"})
        assert "send_receive_event_to_app" in called


async def test_of_a_flood_nothing_is_parsed_once_its_sender_was_told_to_go() -> None:
    async with serving(beat_s=60) as served, served.dial() as client:
        pinged: list[None] = []
        kind = served.server.config.ws_protocol_class
        assert kind is not None
        handle_ping = kind.handle_ping
        kind.handle_ping = lambda protocol: (pinged.append(None), handle_ping(protocol))[1]
        masked_ping = bytes([0x89, 0x80, 0, 0, 0, 0])
        client.transport.write(masked_ping * 20_000)
        await client.wait_closed()
        assert client.close_code == 1008
        bite = MAX_MESSAGE_BYTES // len(masked_ping) + 1
        assert len(pinged) <= MAX_MESSAGES_A_BEAT + bite


async def test_a_message_too_long_ends_the_connection() -> None:
    async with serving() as served, served.dial() as client:
        await client.send(" " * (MAX_MESSAGE_BYTES + 1))
        await until(lambda: len(served.fanout) == 0)
        served.publish({"n": 1})
        await client.wait_closed()
        assert client.close_code == 1009


async def test_a_handshake_that_is_none_is_answered_and_leaves_nothing() -> None:
    async with serving() as served:
        no_key = b"Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
        reader, writer = await _raw(served.port, b"GET /live?board=arena HTTP/1.1\r\n" + no_key)
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()
        await until(lambda: served.sockets() == 0)
        assert len(served.fanout) == 0


async def test_who_goes_in_the_middle_of_the_handshake_leaves_nothing() -> None:
    async with serving() as served, served.dial() as other:
        _, writer = await _raw(served.port, b"GET /live?board=arena HTTP/1.1\r\nHost: x\r\nConnection: Upgr")
        writer.close()
        served.publish({"n": 1})
        glass = Glass()
        while glass.board != {"n": 1}:
            glass.show(await other.recv(decode=False))
        await until(lambda: served.sockets() == 1)


async def _raw(port: int, request: bytes) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    await writer.drain()
    return reader, writer


def _noting(method: Callable[..., None], name: str, called: set[str]) -> Callable[..., None]:
    def noted(self: object, *args: object) -> None:
        called.add(name)
        method(self, *args)

    return noted
