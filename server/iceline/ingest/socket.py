"""`WS /api/ingest`: one event a message, a fate for each; a bad message never closes the source."""

import asyncio
from collections.abc import Collection
from typing import Final

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from iceline.access import Access, Grant
from iceline.codec import parse
from iceline.errors import JournalFailed, MalformedMessage
from iceline.fates import RefusedFate, to_json
from iceline.ingest.http import granted
from iceline.ingest.problems import Problem, problem_response
from iceline.ingest.sending import Recorder, send
from iceline.origin import same_origin

TOKEN_WAIT_S: Final = 5.0
POLICY_VIOLATION: Final = 1008


def socket_router(*, recorder: Recorder, access: Access, allowed_origins: Collection[str]) -> APIRouter:
    """The WebSocket side of ingest. Events of one connection are taken one after the other, in their order."""
    router = APIRouter()

    @router.websocket("/api/ingest")
    async def ingest(websocket: WebSocket) -> None:
        try:
            grant = await _admitted(websocket, access, allowed_origins)
            while grant is not None:
                message = await _received(websocket)
                if grant not in access.grants():
                    await websocket.close(POLICY_VIOLATION, "unknown_token")
                    return
                await websocket.send_text(await _fate(recorder, grant, message))
        except WebSocketDisconnect:
            return

    return router


async def _admitted(websocket: WebSocket, access: Access, allowed_origins: Collection[str]) -> Grant | None:
    """By the token in the header, or in the first message within five seconds; None when it was sent away."""
    if not same_origin(websocket.headers, allowed_origins):
        origin = websocket.headers.get("origin")
        await _denied(websocket, Problem(403, "foreign_origin", f"A page of {origin} may not send events."))
        return None
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        try:
            grant = granted(access, token)
        except Problem as problem:
            await _denied(websocket, problem)
            return None
        await websocket.accept()
        return grant
    await websocket.accept()
    return await _by_message(websocket, access)


async def _by_message(websocket: WebSocket, access: Access) -> Grant | None:
    try:
        first = await asyncio.wait_for(_received(websocket), TOKEN_WAIT_S)
        token = _token(first)
        return granted(access, token)
    except TimeoutError:
        problem = Problem(401, "no_token", "No token came within five seconds.")
    except Problem as refused:
        problem = refused
    refusal = RefusedFate(None, problem.code, problem.detail)
    await websocket.send_text(orjson.dumps(to_json(refusal)).decode())
    await websocket.close(POLICY_VIOLATION, problem.code)
    return None


def _token(message: bytes) -> str | None:
    try:
        said = parse(message)
    except MalformedMessage:
        return None
    token = said.get("token") if isinstance(said, dict) else None
    return token if isinstance(token, str) else None


async def _fate(recorder: Recorder, grant: Grant, message: bytes) -> str:
    try:
        fate = (await send(recorder, grant, [parse(message)]))[0]
    except MalformedMessage as error:
        fate = RefusedFate(None, error.code, error.message)
    except JournalFailed as error:
        fate = RefusedFate(None, "journal_failed", f"{error} It was not recorded; send it again later.")
    return orjson.dumps(to_json(fate)).decode()


async def _received(websocket: WebSocket) -> bytes:
    message = await websocket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    return text.encode("utf-8", "surrogatepass") if isinstance(text, str) else message.get("bytes") or b""


async def _denied(websocket: WebSocket, problem: Problem) -> None:
    await websocket.send_denial_response(problem_response(problem.status, problem.code, problem.detail))
