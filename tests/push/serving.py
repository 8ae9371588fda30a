"""A real server on a loopback port, and real clients, for the tests of the fan-out."""

import asyncio
import contextlib
import itertools
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

import orjson
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect

from iceline.push.bounds import bound_peers
from iceline.push.fanout import Fanout
from iceline.push.hub import Hub
from iceline.push.patch import Board
from iceline.push.protocol import live_protocol

from .boards import Counted, Glass, text_of

PATIENCE_S = 20.0


@dataclass(frozen=True)
class Serving:
    app: FastAPI
    hub: Hub
    fanout: Fanout
    port: int
    server: uvicorn.Server
    counted: Counted

    def sockets(self) -> int:
        return len(self.server.server_state.connections)

    def protocols(self) -> list[Any]:
        """Of all that are screens by now."""
        everybody = self.server.server_state.connections
        return [protocol for protocol in everybody if getattr(protocol, "connection", None) is not None]

    def publish(self, board: Board, name: str = "arena") -> None:
        if frame := self.hub.publish(name, board):
            self.fanout.published(name, frame)

    def dial(self, board: str = "arena", **options: object) -> connect:
        return connect(
            f"ws://127.0.0.1:{self.port}/live?board={board}",
            compression=None,
            proxy=None,
            ping_interval=None,
            **options,
        )


@contextlib.asynccontextmanager
async def serving(*, peer_timeout_s: float = 20.0, **options: object) -> AsyncIterator[Serving]:
    """Runs uvicorn as production should."""
    hub = Hub("e1", ["arena", "desk"])
    ticks, counted = itertools.count(1_000), Counted()
    async with Fanout(hub=hub, build="b1", now_us=lambda: next(ticks), watch=counted, **options) as fanout:
        app = FastAPI()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            bound_peers(listener, peer_timeout_s=peer_timeout_s)
            server = uvicorn.Server(
                uvicorn.Config(
                    app,
                    ws=live_protocol(fanout, allowed_origins=["https://rink.example"]),
                    ws_per_message_deflate=False,
                    ws_max_size=1024 * 1024,
                    timeout_graceful_shutdown=1,
                    lifespan="off",
                    log_config=None,
                )
            )
            running = asyncio.create_task(server.serve(sockets=[listener]))
            await until(lambda: server.started)
            try:
                yield Serving(app, hub, fanout, listener.getsockname()[1], server, counted)
            finally:
                await fanout.close()
                server.should_exit = True
                await running


async def until(holds: Callable[[], object]) -> None:
    """Waits for a condition; fails when it does not come."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.002)


async def heard(client: ClientConnection) -> dict[str, object]:
    """The next message that is not a beat."""
    async with asyncio.timeout(PATIENCE_S):
        while (message := orjson.loads(await client.recv()))["type"] == "beat":
            pass
    return dict(message)


async def say(client: ClientConnection, **message: object) -> None:
    await client.send(orjson.dumps(message).decode())


async def show_until(client: ClientConnection, glass: Glass, board: Board) -> None:
    """Shows what comes until the board is there."""
    async with asyncio.timeout(PATIENCE_S):
        while text_of(glass.board) != text_of(board):
            glass.show(await client.recv(decode=False))
