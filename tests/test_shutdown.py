"""`iceline serve` ends at once when it is asked, whoever is connected and whatever they do, and loses nothing."""

import asyncio
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from iceline.access import Access
from iceline.app import create_app
from iceline.journal.memory import MemoryJournal
from iceline.serving import ServerEnded, listening_socket, serving, until_stopped
from iceline.settings import Settings
from tests.command import begun, ended, served
from tests.rink import PATIENCE_S, asked, series

READING, NEVER_READING = 150, 50
PAIRS = 50
"""So many that no small buffer holds the board."""

SMALL_BUFFER = 4096
UPGRADE = (
    b"GET /live?board=arena HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


def programme(number: int) -> dict[str, object]:
    """Every time it is published every name is another."""
    skaters = [f"s{n}" for n in range(2 * PAIRS)]
    entries = [
        [{"skater": skaters[2 * n], "lane": "inner"}, {"skater": skaters[2 * n + 1], "lane": "outer"}]
        for n in range(PAIRS)
    ]
    distance = {
        "id": "d",
        "name": "Women 500 m",
        "metres": 500,
        "category": "W",
        "pairs": [{"number": n, "entries": pair} for n, pair in enumerate(entries, 1)],
    }
    return {
        "type": "programme_published",
        "id": f"programme-{number}",
        "competition": {"name": "Club evening"},
        "skaters": [{"id": s, "last_name": f"Example of number {number} {s}", "country": "NED"} for s in skaters],
        "distances": [distance],
    }


@asynccontextmanager
async def screens_that_read(address: str) -> AsyncIterator[list[int | None]]:
    """The codes with which they were closed, once they have been."""
    codes: list[int | None] = []

    async def read(screen: ClientConnection) -> None:
        try:
            async for _ in screen:
                pass
        except ConnectionClosed:
            pass
        codes.append(screen.close_code)

    live = f"{address.replace('http', 'ws')}/live?board=arena"
    async with AsyncExitStack() as stack, asyncio.TaskGroup() as reading:
        for _ in range(READING):
            screen = await stack.enter_async_context(connect(live, proxy=None, compression=None, close_timeout=1))
            reading.create_task(read(screen))
        yield codes


@asynccontextmanager
async def screens_that_never_read(port: int) -> AsyncIterator[None]:
    """Their buffers are as small as they go."""
    loop = asyncio.get_running_loop()
    with ExitStack() as stack:
        for _ in range(NEVER_READING):
            raw = stack.enter_context(socket.socket())
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
            raw.setblocking(False)
            await loop.sock_connect(raw, ("127.0.0.1", port))
            await loop.sock_sendall(raw, UPGRADE)
        yield


async def record(client: httpx.AsyncClient, event: Mapping[str, Any]) -> None:
    fates = (await client.post("/api/events", content=orjson.dumps(event))).json()["fates"]
    assert [fate["fate"] for fate in fates] == ["recorded"]


async def half_a_request(port: int, token: str) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {token}\r\nContent-Length: 1000\r\n\r\n["
    writer.write(head.encode())
    await writer.drain()
    return writer


async def test_serve_ends_within_seconds_with_200_screens_connected(tmp_path: Path) -> None:
    """The promise is two seconds; how long it took is printed, and only ten times that fails."""
    journal = tmp_path / "rink.sqlite3"
    async with AsyncExitStack() as stack:
        process, address, token = await stack.enter_async_context(served("--journal", str(journal)))
        port, bearer = int(address.rpartition(":")[2]), {"Authorization": f"Bearer {token}"}
        client = httpx.AsyncClient(base_url=address, headers=bearer, trust_env=False, timeout=PATIENCE_S)
        await stack.enter_async_context(client)
        codes = await stack.enter_async_context(screens_that_read(address))
        await stack.enter_async_context(screens_that_never_read(port))
        ingest = f"{address.replace('http', 'ws')}/api/ingest"
        idle = await stack.enter_async_context(connect(ingest, additional_headers=bearer, proxy=None))
        assert (await asked(idle, programme(0)))["fate"] == "recorded"
        writer = await half_a_request(port, token)
        recorded = 1
        async with asyncio.timeout(3 * PATIENCE_S):
            while (await series(client))["iceline_screens_behind"] < NEVER_READING:
                await record(client, programme(recorded))
                recorded += 1
        assert (await series(client))['iceline_screens{board="arena"}'] == READING + NEVER_READING
        began_s = time.monotonic()
        process.send_signal(signal.SIGTERM)
        code, said = await ended(process)
        print(f"iceline serve ended {time.monotonic() - began_s:.2f} s after SIGTERM; it says: {said.splitlines()[-1]}")
        writer.close()
    assert (code, "Traceback" in said, "[error" in said) == (0, False, False), said
    assert len(codes) == READING
    assert set(codes) <= {1001, 1012}
    told, _ = await asyncio.wait_for((verifying := await begun("verify", str(journal))).communicate(), PATIENCE_S)
    assert verifying.returncode == 0
    assert told.decode().startswith(f"{recorded} events")


async def test_serve_runs_on_the_fast_loop_and_logs_its_life_for_machines(tmp_path: Path) -> None:
    given = "--journal", str(tmp_path / "rink.sqlite3"), "--log-format", "json"
    async with served(*given) as (process, _, _):
        process.send_signal(signal.SIGTERM)
        _, said = await ended(process)
    told = [orjson.loads(line) for line in said.splitlines()]
    assert [line["event"] for line in told] == ["replayed", "started", "stopping", "stopped"]
    assert told[1]["loop"] == "uvloop"


async def test_a_server_that_ends_by_itself_is_noticed(tmp_path: Path) -> None:
    access = Access(tmp_path / "tokens.json")
    app = create_app(Settings(journal=tmp_path / "unused"), journal=MemoryJournal(), access=access)
    async with serving(app, listening_socket("127.0.0.1", 0)) as server:
        server.should_exit = True
        with pytest.raises(ServerEnded, match=r"The server ended by itself: nothing is served any more\."):
            await asyncio.wait_for(until_stopped(server), PATIENCE_S)
