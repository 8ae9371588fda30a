"""The two ways to all screens: as the machine can, and as it must where it has no ring. And who takes nothing."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from functools import partial

import pytest
from websockets.asyncio.client import ClientConnection

from iceline.push.mailing import Mailing
from iceline.push.patch import Board
from iceline.push.send_ring import SendRing, open_send_ring

from .serving import Serving, say

SMALL_BUFFER = 8 * 1024

Open = Callable[[], Mailing]
BOTH_WAYS = pytest.mark.parametrize("mailing", [Mailing.open, partial(Mailing, None)], ids=["at once", "one by one"])


def opened_ring() -> SendRing:
    """For whoever closes it. Skips the test where none is to be had."""
    ring = open_send_ring()
    if ring is None:
        pytest.skip("io_uring is not to be had here: another system, an old kernel, or a sandbox that forbids it")
    return ring


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


def big(number: int) -> Board:
    """No two of its deltas fit in a small socket buffer."""
    return {"n": number, "fill": str(number % 10) * 20_000}
