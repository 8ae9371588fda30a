"""What the fan-out relies on when it writes past the transports: of asyncio's own loop, and of the one we serve on."""

import asyncio
import os
import socket
import struct
from collections.abc import Callable
from typing import cast

import pytest
import uvloop

from .serving import until

RESET = struct.pack("ii", 1, 0)
LOOPS = pytest.mark.parametrize("loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
Loop = Callable[[], asyncio.AbstractEventLoop]


class Ending(asyncio.Protocol):
    """Keeps which socket it had, and whether it still was that one when its loss was told."""

    def __init__(self) -> None:
        self.is_made = False
        self.paused = False
        self.was_open: bool | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.number = transport.get_extra_info("socket").fileno()
        self.socket = os.fstat(self.number).st_ino
        self.transport.set_write_buffer_limits(high=0)
        self.is_made = True

    def pause_writing(self) -> None:
        self.paused = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.was_open = os.fstat(self.number).st_ino == self.socket


def we_abort(ending: Ending, peer: socket.socket) -> None:
    ending.transport.abort()


def we_close(ending: Ending, peer: socket.socket) -> None:
    ending.transport.close()


def peer_leaves(ending: Ending, peer: socket.socket) -> None:
    peer.close()


def peer_resets(ending: Ending, peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
    peer.close()


def we_write_to_nobody(ending: Ending, peer: socket.socket) -> None:
    peer_resets(ending, peer)
    ending.transport.write(b"x" * 100_000)
    ending.transport.write(b"x" * 100_000)


@LOOPS
@pytest.mark.parametrize("end", [we_abort, we_close, peer_leaves, peer_resets, we_write_to_nobody])
def test_a_socket_is_ours_until_its_loss_was_told(loop: Loop, end: Callable[[Ending, socket.socket], None]) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_ends(end))


@LOOPS
def test_a_transport_that_holds_anything_back_says_so_at_once(loop: Loop) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(_fills())


async def _ends(end: Callable[[Ending, socket.socket], None]) -> None:
    ending, peer = await _connected()
    with peer:
        end(ending, peer)
        await _gone(ending)
    assert ending.was_open


async def _fills() -> None:
    ending, peer = await _connected()
    with peer:
        for _ in range(10_000):
            ending.transport.write(b"x" * 10_000)
            assert ending.paused == (ending.transport.get_write_buffer_size() > 0)
            if ending.paused:
                break
        assert ending.paused
        ending.transport.abort()
        await _gone(ending)


async def _gone(ending: Ending) -> None:
    await until(lambda: ending.was_open is not None)
    await asyncio.sleep(0)  # its socket is closed after it was told


async def _connected() -> tuple[Ending, socket.socket]:
    made: list[Ending] = []

    def make() -> Ending:
        made.append(Ending())
        return made[0]

    server = await asyncio.get_running_loop().create_server(make, "127.0.0.1", 0)
    peer = socket.create_connection(server.sockets[0].getsockname())
    await until(lambda: made and made[0].is_made)
    server.close()
    return made[0], peer
