"""How a rival in asyncio is told what to push: `LENGTH\\n` and so many bytes, on a connection of its own."""

import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from typing import Final

BACKLOG: Final = 2048
MOST_BYTES: Final = 256 * 1024


def listening_socket() -> socket.socket:
    """Without Nagle, which accepted connections inherit: an event loop does not see to it on a socket it is given."""
    listening = socket.socket()
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.bind(("127.0.0.1", 0))
    listening.listen(BACKLOG)
    return listening


async def controlled(screens: socket.socket, push: Callable[[str], Awaitable[None]]) -> asyncio.Server:
    """Listens for the driver and tells it where the screens connect."""

    async def hear(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while length := await reader.readline():
            await push((await reader.readexactly(int(length))).decode())
        writer.close()

    server = await asyncio.start_server(hear, "127.0.0.1", 0, limit=MOST_BYTES)
    port, control = screens.getsockname()[1], server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port, "control": control}), flush=True)
    return server
