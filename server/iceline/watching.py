"""What whoever runs the server asks it: its metrics, whether it is alive, whether it is ready (docs/watching.md)."""

from collections.abc import Callable, Mapping
from typing import Protocol

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from iceline.answers import Alive, NotReady, Ready
from iceline.desk import Desk


class Metrics(Protocol):
    """What is counted, as it is shown."""

    @property
    def undrawn(self) -> Mapping[str, str]: ...

    @property
    def is_feed_lost(self) -> bool: ...

    def exposition(self, accept: str) -> tuple[bytes, str]: ...


def watching_router(desk: Desk, metrics: Metrics, *, look: Callable[[], None]) -> APIRouter:
    """`/metrics`, `/livez`, `/healthz`. They are answered in the event loop: what answers them is what serves.

    `look` looks at every board, so that the ones nobody watches are drawn too.
    """
    router = APIRouter(tags=["watching"])

    @router.get("/metrics", response_class=PlainTextResponse)
    async def exposition(request: Request) -> Response:
        text, content_type = metrics.exposition(request.headers.get("accept", ""))
        return Response(text, headers={"Content-Type": content_type, "Cache-Control": "no-store"})

    @router.get("/livez", response_model=Alive)
    async def alive() -> JSONResponse:
        return JSONResponse({"status": "alive"})

    @router.get("/healthz", response_model=Ready, responses={503: {"model": NotReady, "description": "Not ready"}})
    async def ready() -> JSONResponse:
        look()
        recorded = {"recorded": desk.state.seq}
        if fault := _fault(desk, metrics):
            status, reason = fault
            told = {"status": status, "reason": reason, **recorded, "undrawn": dict(metrics.undrawn)}
            return JSONResponse(told, status_code=503)
        return JSONResponse({"status": "ready", **recorded})

    return router


def _fault(desk: Desk, metrics: Metrics) -> tuple[str, str] | None:
    """The worst that keeps the server from doing its work, and why."""
    if desk.stopped:
        return "desk stopped", "The desk's task has ended: no event is taken until the server is started again."
    if desk.failed:
        return "journal failed", desk.failed
    if metrics.is_feed_lost:
        return (
            "feed lost",
            "The event feed is not heard: what it says now reaches nobody. It is tried again.",
        )
    if metrics.undrawn:
        return "boards not drawn", "; ".join(f"{board}: {reason}" for board, reason in metrics.undrawn.items())
    return None
