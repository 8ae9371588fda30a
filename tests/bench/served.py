"""`iceline serve` as a process of its own, and the leanest client that can post to it."""

import asyncio
import os
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson
from websockets.asyncio.client import ClientConnection, connect

from iceline.access import Access
from iceline.publisher import BOARDS

START_S: Final = 120.0
STOP_S: Final = 20.0
ANSWER_S: Final = 60.0
TICKS: Final = os.sysconf("SC_CLK_TCK")
REPLAYED: Final = re.compile(rb"replayed\D+events\D+?(\d+)\D+seconds\D+?([\d.]+)")
COLOURS: Final = re.compile(rb"\x1b\[[0-9;]*m")


@dataclass(frozen=True, slots=True)
class Served:
    """A running server. `ready_s`: from its start as a process to its first answer; `ready_cpu_s`: its work for it."""

    pid: int
    port: int
    token: str
    ready_s: float
    ready_cpu_s: float
    log: Path

    def cpu_s(self) -> float:
        """What the process has used of the processor so far."""
        return _cpu_s(self.pid)

    def memory_mb(self) -> float:
        """What it holds in memory."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20

    def replayed(self) -> tuple[int, float]:
        """How many events it read at its start, and in how many seconds."""
        found = REPLAYED.search(COLOURS.sub(b"", self.log.read_bytes()))
        assert found is not None, self.log.read_text()
        return int(found[1]), float(found[2])


@asynccontextmanager
async def served(folder: Path, journal: Path, source: str) -> AsyncIterator[Served]:
    """Serves the journal on a free port of this machine until the block ends; `source` gets an operator's token.

    Every board is watched by one screen, for a board that nobody watches is not drawn.
    """
    tokens = folder / f"{journal.stem}.tokens.json"
    token = Access(tokens).add(source, "operator")
    log = folder / f"{journal.stem}.log"
    begun = time.perf_counter()
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "iceline", "serve", "--port", "0", "--journal", journal, "--tokens", tokens),
            stdout=asyncio.subprocess.PIPE,
            stderr=errors,
        )
    try:
        async with asyncio.timeout(START_S):
            port = await _port(process)
            await _answering(port)
        ready = Served(process.pid, port, token, time.perf_counter() - begun, _cpu_s(process.pid), log)
        async with _watched(port):
            yield ready
    finally:
        await _ended(process)


@asynccontextmanager
async def _watched(port: int) -> AsyncIterator[None]:
    async with AsyncExitStack() as screens:
        for board in BOARDS:
            address = f"ws://127.0.0.1:{port}/live?board={board}"
            screen = await screens.enter_async_context(connect(address, compression=None, proxy=None))
            looking = asyncio.create_task(_look(screen))
            screens.callback(looking.cancel)
        yield


async def _look(screen: ClientConnection) -> None:
    async for _ in screen:
        pass


class Sender:
    """One connection that posts, and waits for each answer."""

    def __init__(self, server: Served) -> None:
        self._server = server

    async def __aenter__(self) -> "Sender":
        self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._server.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def post(self, body: bytes) -> list[dict[str, object]]:
        """The fates of the events in this body."""
        head = (
            f"POST /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {self._server.token}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        self._writer.write(head.encode() + body)
        async with asyncio.timeout(ANSWER_S):
            answer = await self._reader.readuntil(b"\r\n\r\n")
            length = re.search(rb"(?i)content-length: (\d+)", answer)
            assert length is not None, answer
            told = await self._reader.readexactly(int(length[1]))
        assert answer.startswith(b"HTTP/1.1 200 "), told
        return list(orjson.loads(told)["fates"])


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


async def _port(process: asyncio.subprocess.Process) -> int:
    assert process.stdout is not None
    while line := await process.stdout.readline():
        if found := re.search(rb"http://[^:]+:(\d+)/", line):
            return int(found[1])
    raise AssertionError("the server ended: its log says why")


async def _answering(port: int) -> None:
    """The port listens before the journal is read: an answer comes after it."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
    assert (await reader.read()).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_S):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()
