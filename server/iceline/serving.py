"""Running the server: one socket that is ours before anything starts, and an end that is clean at the first Ctrl-C."""

import asyncio
import signal
import socket
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Final

import structlog
import uvicorn
from fastapi import FastAPI

from iceline.errors import IcelineError
from iceline.push.bounds import bound_peers

GRACE_S: Final = 0.5
"""What is being answered when the end comes may be finished; then whoever is still connected is cut off."""

SHUTDOWN_S: Final = 2
"""For uvicorn, where even that does not end a connection."""

TICK_S: Final = 1.0
START_S: Final = 60
MAX_MESSAGE_BYTES: Final = 1024 * 1024
BACKLOG: Final = 2048

log = structlog.get_logger()


class CannotListen(IcelineError):
    """Ours: the address or port cannot be had."""


class ServerEnded(IcelineError):
    """Ours: nothing is served any more, and nobody asked for it."""


class Server(uvicorn.Server):
    """Signals are ours: uvicorn would raise them again after the end and spoil the exit code."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.over = asyncio.Event()
        """Somebody asked for the end, or it has come by itself."""
        self._ends = asyncio.Event()

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().serve(sockets)
        except Exception as error:
            log.exception("server failed")
            raise ServerEnded(f"The server failed: {error!r}.") from error
        finally:
            self.over.set()

    def end(self) -> None:
        """Asks uvicorn to end."""
        self.should_exit = True
        self._ends.set()

    async def main_loop(self) -> None:
        """uvicorn would look ten times a second whether it should end; we say so, and it only keeps its date."""
        while not await self.on_tick(0):
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK_S):
                    await self._ends.wait()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening_socket(host: str, port: int) -> socket.socket:
    """A socket that listens there; port 0 takes a free one. Raises CannotListen with a sentence."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)
        bound_peers(listening)
    except OSError as error:
        listening.close()
        raise CannotListen(f"Cannot listen on {host} port {port}: {error.strerror}. Try another --port.") from error
    return listening


@asynccontextmanager
async def serving(app: FastAPI, listening: socket.socket) -> AsyncIterator[Server]:
    """The server runs inside this block; at its end everything is closed within seconds.

    What keeps the application from starting is raised as it is: uvicorn would only log it.
    """
    with listening:
        async with app.router.lifespan_context(app):
            server = Server(_config(app))
            task = asyncio.create_task(server.serve(sockets=[listening]))
            try:
                await _started(server, task)
                yield server
            finally:
                await _ended(server, task)


async def until_stopped(server: Server) -> None:
    """Waits for Ctrl-C or a SIGTERM. A second Ctrl-C does not wait for clients. Raises ServerEnded."""
    loop = asyncio.get_running_loop()
    asked = asyncio.Event()

    def ask() -> None:
        server.force_exit = asked.is_set()
        asked.set()
        server.over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):
            loop.add_signal_handler(number, ask)
    await server.over.wait()
    if not asked.is_set():
        raise ServerEnded("The server ended by itself: nothing is served any more. Start it again.")


async def serve_forever(app: FastAPI, listening: socket.socket) -> None:
    """`iceline serve`: until somebody stops it. Raises ServerEnded."""
    async with serving(app, listening) as server:
        await until_stopped(server)
        asked_s = time.monotonic()
        log.info("stopping")
    log.info("stopped", seconds=round(time.monotonic() - asked_s, 2))


def run(main: Coroutine[object, object, None]) -> None:
    """Runs `main` on the fastest loop there is on this machine."""
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(main)


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def _config(app: FastAPI) -> uvicorn.Config:
    return uvicorn.Config(
        app.state.asgi,
        http="httptools",
        ws=app.state.websockets,
        ws_max_size=MAX_MESSAGE_BYTES,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=SHUTDOWN_S,
        lifespan="off",
        server_header=False,
        log_config=None,
        access_log=False,
    )


async def _started(server: uvicorn.Server, task: "asyncio.Task[None]") -> None:
    async with asyncio.timeout(START_S):
        while not server.started:
            if task.done():
                task.result()
                raise CannotListen("The server ended before it could start.")
            await asyncio.sleep(0.01)


async def _ended(server: Server, task: "asyncio.Task[None]") -> None:
    """Ends it within seconds: who neither reads nor leaves, or is in the middle of a request, is cut off."""
    server.end()
    await asyncio.wait({task}, timeout=GRACE_S)
    for connection in list(server.server_state.connections):
        connection.transport.abort()
    await task
