"""`POST /api/events`: one event or a list, a fate for each (docs/protocol.md 1)."""

import asyncio
from typing import Annotated, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from iceline.access import Access, Grant
from iceline.codec import EVENTS, parse
from iceline.errors import JournalFailed, MalformedMessage
from iceline.fates import Fate, to_json
from iceline.ingest.problems import Problem, described
from iceline.ingest.sending import Recorder, Sender, Watch, address_of, send, turn_away

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

_bearer = HTTPBearer(auto_error=False, description="A token of the role ingest or operator.")
Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def ingest_router(*, recorder: Recorder, access: Access, watch: Watch) -> APIRouter:
    """The HTTP side of ingest."""
    router = APIRouter(tags=["ingest"])

    @router.post("/api/events", responses=_responses(), openapi_extra={"requestBody": _request_body()})
    async def events(request: Request, bearer: Bearer) -> Response:
        try:
            sender = Sender(granted(access, bearer.credentials if bearer else None), address_of(request))
            fates = await _fates(recorder, watch, sender, _items(await _body(request)))
        except Problem as problem:
            turn_away(watch, address_of(request), problem.code, problem.detail)
            raise
        return Response(orjson.dumps({"fates": [to_json(f) for f in fates]}), media_type="application/json")

    return router


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


async def _fates(recorder: Recorder, watch: Watch, sender: Sender, items: list[object]) -> list[Fate]:
    try:
        return await send(recorder, watch, sender, items)
    except JournalFailed as error:
        raise Problem(503, "journal_failed", f"{error} Nothing was recorded; send it again later.") from error


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
