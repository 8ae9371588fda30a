"""`POST /api/events`: one event or a list, a fate for each (docs/protocol.md 1)."""

import asyncio
from typing import Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPBearer
from starlette.types import Receive, Scope, Send

from iceline.access import Access, Grant
from iceline.codec import EVENTS, parse
from iceline.errors import JournalFailed, MalformedMessage
from iceline.fates import Fate, to_json
from iceline.ingest.problems import Problem, answer_to, described
from iceline.ingest.sending import Recorder, Sender, Watch, address_of, send, turn_away

EVENTS_PATH: Final = "/api/events"
MAX_BODY_BYTES: Final = 1024 * 1024
BODY_WAIT_S: Final = 30.0
MAX_EVENTS: Final = 1_000

FATE_SCHEMA: Final = {
    "type": "object",
    "required": ["fate"],
    "properties": {
        "id": {"type": "string"},
        "fate": {"enum": ["recorded", "duplicate", "refused"]},
        "seq": {"type": "integer"},
        "code": {"type": "string"},
        "message": {"type": "string"},
    },
}
ANSWER_SCHEMA: Final = {
    "type": "object",
    "required": ["fates"],
    "properties": {"fates": {"type": "array", "items": FATE_SCHEMA}},
}

_BEARER: Final = HTTPBearer(auto_error=False, description="A token of the role ingest or operator.")


class Ingest:
    """The HTTP side of ingest. It is an ASGI application of its own, for a split should not wait for a framework.

    The layers that a request passes on its way through FastAPI to an endpoint cost twice what everything here does.
    """

    def __init__(self, *, recorder: Recorder, access: Access, watch: Watch) -> None:
        self._recorder = recorder
        self._access = access
        self._watch = watch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self.answer(Request(scope, receive))
        except Exception as error:  # whatever it is, its sender must hear of it
            response = answer_to(error)
        await response(scope, receive, send)

    async def answer(self, request: Request) -> Response:
        """The fates. Raises Problem."""
        try:
            sender = Sender(granted(self._access, _token(request)), address_of(request))
            fates = await self._fates(sender, _items(await _body(request)))
        except Problem as problem:
            turn_away(self._watch, address_of(request), problem.code, problem.detail)
            raise
        return Response(orjson.dumps({"fates": [to_json(f) for f in fates]}), media_type="application/json")

    async def _fates(self, sender: Sender, items: list[object]) -> list[Fate]:
        try:
            return await send(self._recorder, self._watch, sender, items)
        except JournalFailed as error:
            raise Problem(503, "journal_failed", f"{error} Nothing was recorded; send it again later.") from error

    def router(self) -> APIRouter:
        """The same for FastAPI, which describes it."""
        router = APIRouter(tags=["ingest"], dependencies=[Depends(_BEARER)])

        @router.post(EVENTS_PATH, responses=_responses(), openapi_extra={"requestBody": _request_body()})
        async def events(request: Request) -> Response:
            return await self.answer(request)

        return router


def _token(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def granted(access: Access, token: str | None) -> Grant:
    """Who sends. Raises Problem 401 without a good token and 403 for one that may only read."""
    if token is None:
        raise Problem(401, "no_token", "Send a token: Authorization: Bearer <token>.")
    grant = access.check(token)
    if grant is None:
        raise Problem(401, "unknown_token", "This token is not one of ours.")
    if grant.role == "desk":
        raise Problem(403, "wrong_role", f'The token of "{grant.name}" may not send events.')
    return grant


async def _body(request: Request) -> bytes:
    """At most 1 MiB of it, in at most 30 seconds."""
    announced = request.headers.get("content-length", "0")
    if announced.isdecimal() and int(announced) > MAX_BODY_BYTES:
        raise _too_large()
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_WAIT_S):
            async for chunk in request.stream():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise _too_large()
    except TimeoutError as error:
        raise Problem(408, "too_slow", f"The request did not come within {BODY_WAIT_S:g} seconds.") from error
    return bytes(body)


def _too_large() -> Problem:
    return Problem(413, "too_large", f"A request holds at most {MAX_BODY_BYTES} bytes.")


def _items(body: bytes) -> list[object]:
    try:
        parsed = parse(body)
    except MalformedMessage as error:
        raise Problem(400, error.code, error.message) from error
    items = parsed if isinstance(parsed, list) else [parsed]
    if len(items) > MAX_EVENTS:
        raise Problem(422, "too_many_events", f"{len(items)} events; a request holds at most {MAX_EVENTS}.")
    return items


def _responses() -> dict[int | str, dict[str, object]]:
    answered: dict[str, object] = {
        "description": "The fate of each event, in order",
        "content": {"application/json": {"schema": ANSWER_SCHEMA}},
    }
    return {200: answered, **described(400, 401, 403, 408, 413, 422, 503)}


def _request_body() -> dict[str, object]:
    one = EVENTS.json_schema(ref_template="#/paths/~1api~1events/post/requestBody/x-events/{model}")
    models = one.pop("$defs")
    for event in (model for model in models.values() if "type" in model["properties"]):
        # It has a default in Python, but it is what tells the events apart.
        event["required"] = ["type", *event["required"]]
    schema = {"oneOf": [one, {"type": "array", "items": one, "maxItems": MAX_EVENTS}]}
    return {"required": True, "content": {"application/json": {"schema": schema}}, "x-events": models}
