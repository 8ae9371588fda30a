"""The cable between a screen and the server: a TCP relay that a test can pull out, or let hang."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress

CHUNK = 64 * 1024


class Cable:
    """Relays `port` to the server's port. Pulled: every connection breaks and none is taken. Hung: all silence."""

    def __init__(self, server_port: int) -> None:
        self.port = 0
        self._server_port = server_port
        self._listening: asyncio.Server | None = None
        self._lines: set[asyncio.StreamWriter] = set()
        self._flows = asyncio.Event()
        self._flows.set()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def plug_in(self) -> None:
        """Takes connections, on the same port as before it was pulled."""
        self._listening = await asyncio.start_server(self._relay, "127.0.0.1", self.port)
        self.port = self._listening.sockets[0].getsockname()[1]

    async def pull(self) -> None:
        """Breaks every connection; new ones are refused."""
        if self._listening is not None:
            self._listening.close()
        for line in list(self._lines):
            line.transport.abort()
        self._flows.set()

    def hang(self) -> None:
        """Connections stay open and are taken, but nothing passes: a switch that died, a Wi-Fi that froze."""
        self._flows.clear()

    def flow(self) -> None:
        self._flows.set()

    async def _relay(self, near: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            far, far_out = await asyncio.open_connection("127.0.0.1", self._server_port)
            await self._both_ways(self._pump(near, far_out), self._pump(far, near_out), near_out, far_out)

    async def _both_ways(self, up: Awaitable[None], down: Awaitable[None], *lines: asyncio.StreamWriter) -> None:
        self._lines.update(lines)
        try:
            await asyncio.gather(up, down)
        finally:
            for line in lines:
                self._lines.discard(line)
                line.close()
                with suppress(OSError):
                    await line.wait_closed()

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while chunk := await reader.read(CHUNK):
                await self._flows.wait()
                writer.write(chunk)
                await writer.drain()
        with suppress(OSError):
            writer.close()


async def until(holds: Callable[[], Awaitable[object]], *, patience_s: float = 15.0, every_s: float = 0.02) -> None:
    """Waits for a condition that nobody announces; TimeoutError when it does not come."""
    async with asyncio.timeout(patience_s):
        while not await holds():
            await asyncio.sleep(every_s)
