"""Whole-request errors as problem details (RFC 9457), with the stable codes of docs/protocol.md."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import Final

import orjson
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
}


HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    # The rest of the body may still be on its way: it is not waited for.
    HTTPStatus.REQUEST_TIMEOUT: {"Connection": "close"},
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: {"Connection": "close"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "1"},
}


log = structlog.get_logger()

LINGER_S: Final = 5.0
LINGER_BYTES: Final = 64 * 1024 * 1024


class _PartingResponse(Response):
    """Answers at once, then throws away what its sender still sends: a reset would overtake the answer."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers}
        await send(head)
        await send({"type": "http.response.body", "body": self.body, "more_body": True})
        with suppress(TimeoutError):
            async with asyncio.timeout(LINGER_S):
                await _thrown_away(receive)
        await send({"type": "http.response.body"})


ErrorPage = Callable[[int, str, str], Response]
"""A page for a person: status, title, explanation."""


class Problem(Exception):
    """A request that cannot be answered. `detail` is a sentence for whoever reads the log of the sender."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.detail = detail


def problem_response(status: int, code: str, detail: str) -> Response:
    """The answer itself, with the header its status asks for."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    kind = _PartingResponse if status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE else Response
    return kind(
        orjson.dumps({**content, "code": code, "detail": detail}),
        status_code=status,
        headers=HEADERS.get(status),
        media_type="application/problem+json",
    )


def answer_to(error: Exception) -> Response:
    """What a request that ended in an error is answered."""
    match error:
        case Problem():
            return problem_response(error.status, error.code, error.detail)
        case ClientDisconnect():
            return problem_response(400, "incomplete", "The sender went away in the middle of its request.")
        case _:
            log.error("could not answer", exc_info=error)
            return problem_response(500, "internal_error", "Ours: this request could not be answered.")


def described(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The same for the OpenAPI description of an endpoint."""
    content = {"application/problem+json": {"schema": PROBLEM_SCHEMA}}
    return {status: {"description": HTTPStatus(status).phrase, "content": content} for status in statuses}


def add_problem_handlers(app: FastAPI, *, page: ErrorPage) -> None:
    """Every error of the application answers as problem details; a browser that asks for a page gets a `page`."""

    @app.exception_handler(Problem)
    @app.exception_handler(ClientDisconnect)
    @app.exception_handler(Exception)
    async def problem(_: Request, error: Exception) -> Response:
        return answer_to(error)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        detail = f"{request.method} {request.url.path}: {error.detail}."
        if "text/html" in request.headers.get("accept", ""):
            return page(error.status_code, HTTPStatus(error.status_code).phrase, detail)
        response = problem_response(error.status_code, "http_error", detail)
        response.headers.update(error.headers or {})
        return response

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        return problem_response(422, "malformed_request", f"{place}: {first['msg']}.")


async def _thrown_away(receive: Receive) -> None:
    left, more = LINGER_BYTES, True
    while more and left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        more = message.get("more_body", False)
