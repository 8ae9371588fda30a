"""Wires everything: journal, desk, boards, hub, ingest, push and pages. Nothing else knows all parts."""

import asyncio
import gc
import hashlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable

import structlog
from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from iceline import __version__
from iceline.access import Access
from iceline.addresses import EVERYWHERE, lan_address
from iceline.desk import Desk
from iceline.ingest.http import EVENTS_PATH, Ingest
from iceline.ingest.problems import add_problem_handlers
from iceline.ingest.socket import socket_router
from iceline.ingest.vantage import listen
from iceline.journal.journal import Journal
from iceline.journal.timed import TimedJournal
from iceline.metrics import Glance, Metrics
from iceline.pages import error_page, pages_router
from iceline.printing import papers, printing_router
from iceline.publisher import BOARDS, Publisher
from iceline.push.fanout import Fanout
from iceline.push.hub import Hub
from iceline.push.protocol import live_protocol
from iceline.reading import reading_router
from iceline.settings import Settings
from iceline.watching import watching_router

log = structlog.get_logger()


def unix_now_us() -> int:
    """The time of this machine: Unix time in microseconds."""
    return time.time_ns() // 1_000


def steady_clock() -> Callable[[], int]:
    """Unix time in microseconds as this machine has it now, and from then on as much more as has passed.

    Whoever sets the time of day later moves no running clock with it: clocks on screens are drawn by the server's time,
    and what is received is noted in it. Where the system has one it is the clock that also goes on in a sleep.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    began_us = unix_now_us() - time.clock_gettime_ns(clock) // 1_000
    return lambda: began_us + time.clock_gettime_ns(clock) // 1_000


def create_app(
    settings: Settings, *, journal: Journal, access: Access, now_us: Callable[[], int] | None = None
) -> FastAPI:
    """The whole server as one ASGI application. It takes over the journal and closes it at the end.

    `serving` gives two things of `app.state` to uvicorn: `websockets`, the protocol class for its WebSockets, and
    `asgi`, the application with a short way for events.
    `now_us` is the server's clock: Unix time in microseconds that nobody sets; without it, a `steady_clock`.
    """
    now_us = now_us or steady_clock()
    build = build_id()
    hub = Hub(secrets.token_hex(8), BOARDS)
    metrics = Metrics(version=__version__, build=build, boards=BOARDS)
    fanout = Fanout(hub=hub, build=build, now_us=now_us, watch=metrics)
    publisher = Publisher(hub, fanout, metrics)
    desk = Desk(TimedJournal(journal, metrics), publish=publisher.publish, now_us=now_us)
    metrics.glance(partial(_glance, desk, fanout))

    living = partial(_living, settings, build, journal, desk, fanout, metrics)
    app = FastAPI(title="Iceline", version=__version__, lifespan=lambda _: living(), docs_url=None, redoc_url=None)
    add_problem_handlers(app, page=partial(error_page, build))
    ingest = Ingest(recorder=desk, access=access, watch=metrics)
    app.include_router(ingest.router())
    origins = settings.allowed_origins
    app.include_router(socket_router(recorder=desk, access=access, watch=metrics, allowed_origins=origins))
    app.include_router(printing_router(desk))
    app.include_router(reading_router(desk))
    app.include_router(watching_router(desk, metrics, look=hub.look))
    app.state.websockets = live_protocol(fanout, allowed_origins=origins)
    app.state.asgi = _with_short_way(app, ingest)
    app.include_router(
        pages_router(
            build=build, snapshot=hub.snapshot, addresses=_addresses(settings), papers=lambda: papers(desk.state)
        )
    )
    return app


@asynccontextmanager
async def _living(
    settings: Settings, build: str, journal: Journal, desk: Desk, fanout: Fanout, metrics: Metrics
) -> AsyncIterator[None]:
    """The life of the server: the journal is replayed before anything runs, and closed when all has ended."""
    async with AsyncExitStack() as stack:
        stack.push_async_callback(journal.close)
        _replay(desk, metrics)
        await stack.enter_async_context(_running(desk.run()))
        if settings.vantage:
            await stack.enter_async_context(_running(listen(settings.vantage, desk, metrics)))
        await stack.enter_async_context(fanout)
        loop = type(asyncio.get_running_loop()).__module__
        log.info("started", version=__version__, build=build, loop=loop, ring=fanout.has_ring)
        yield


def _replay(desk: Desk, metrics: Metrics) -> None:
    started = time.perf_counter()
    gc.disable()  # nearly all that is made here stays
    try:
        replayed = desk.replay()
    finally:
        gc.enable()
    seconds = time.perf_counter() - started
    if replayed:
        _keep()
    metrics.replayed(replayed, seconds)
    log.info("replayed", events=replayed, seconds=round(seconds, 3))


def _with_short_way(app: FastAPI, ingest: Ingest) -> ASGIApp:
    """The application; events go past its layers."""

    async def asgi(scope: Scope, receive: Receive, send: Send) -> None:
        is_events = scope["type"] == "http" and scope["path"] == EVENTS_PATH and scope["method"] == "POST"
        await (ingest if is_events else app)(scope, receive, send)

    return asgi


def build_id() -> str:
    """Names what this server ships to browsers: other files, other build."""
    digest = hashlib.sha256(__version__.encode())
    for name, content in sorted(_contents(files("iceline_web"))):
        digest.update(name.encode())
        digest.update(content)
    return digest.hexdigest()[:12]


def _contents(folder: Traversable) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += [(f"{entry.name}/{name}", content) for name, content in _contents(entry)]
        elif not entry.name.endswith((".pyc", ".py")):
            found.append((entry.name, entry.read_bytes()))
    return found


def _glance(desk: Desk, fanout: Fanout) -> Glance:
    return Glance(
        seq=desk.state.seq,
        journal_failed=desk.failed is not None,
        desk_runs=not desk.stopped,
        desk_waiting=desk.waiting,
        screens=fanout.connected,
        screens_behind=fanout.blocked,
    )


def _keep() -> None:
    """What was replayed stays for as long as the server runs: collecting garbage must not look through it again."""
    gc.collect()
    gc.freeze()


@asynccontextmanager
async def _running(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Owns a task for as long as the server runs."""
    task = asyncio.create_task(work)
    task.add_done_callback(_say_why)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _say_why(task: asyncio.Task[None]) -> None:
    """A task that ends by itself is a fault of ours, and must not be silent."""
    if not task.cancelled():
        log.error("a task of the server ended", task=repr(task), reason=repr(task.exception()))


def _addresses(settings: Settings) -> Callable[[Request], Sequence[str]]:
    """Where other machines find this server: its address in the rink's network when it listens there."""

    def addresses(request: Request) -> Sequence[str]:
        own = str(request.base_url).rstrip("/")
        found = lan_address() if settings.host in EVERYWHERE else None
        return [f"http://{found}:{settings.port}", own] if found else [own]

    return addresses
