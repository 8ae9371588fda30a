"""`WS /api/ingest`: one event a message, a fate for each; a bad message never closes the source."""

import asyncio
from collections.abc import Collection
from typing import Final

import orjson
from fastapi import APIRouter, WebSocket, WebSocketDisconnect
from starlette.websockets import WebSocketState

from iceline.access import Access, Grant
from iceline.codec import parse
from iceline.errors import JournalFailed, MalformedMessage
from iceline.fates import RefusedFate, to_json
from iceline.ingest.http import granted
from iceline.ingest.problems import Problem, problem_response
from iceline.ingest.sending import Recorder, Sender, Watch, address_of, send, turn_away
from iceline.origin import same_origin

TOKEN_WAIT_S: Final = 5.0
POLICY_VIOLATION: Final = 1008


def socket_router(*, recorder: Recorder, access: Access, watch: Watch, allowed_origins: Collection[str]) -> APIRouter:
    """The WebSocket side of ingest. Events of one connection are taken one after the other, in their order."""
    router = APIRouter()

    @router.websocket("/api/ingest")
    async def ingest(websocket: WebSocket) -> None:
        try:
            sender = await _admitted(websocket, access, watch, allowed_origins)
            while sender is not None:
                message = await _received(websocket)
                if sender.grant not in access.grants():
                    await websocket.close(POLICY_VIOLATION, "unknown_token")
                    return
                await websocket.send_text(await _fate(recorder, watch, sender, message))
        except WebSocketDisconnect:
            return

    return router


async def _admitted(
    websocket: WebSocket, access: Access, watch: Watch, allowed_origins: Collection[str]
) -> Sender | None:
    """By the token in the header, or in the first message within five seconds; None when it was sent away."""
    address = address_of(websocket)
    try:
        return Sender(await _granted(websocket, access, allowed_origins), address)
    except Problem as problem:
        turn_away(watch, address, problem.code, problem.detail)
        await _sent_away(websocket, problem)
        return None


async def _granted(websocket: WebSocket, access: Access, allowed_origins: Collection[str]) -> Grant:
    """Accepts the connection when nothing speaks against it before its first message. Raises Problem."""
    if not same_origin(websocket.headers, allowed_origins):
        raise Problem(403, "foreign_origin", f"A page of {websocket.headers.get('origin')} may not send events.")
    scheme, _, token = websocket.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        grant = granted(access, token)
        await websocket.accept()
        return grant
    await websocket.accept()
    try:
        return granted(access, _token(await asyncio.wait_for(_received(websocket), TOKEN_WAIT_S)))
    except TimeoutError as error:
        raise Problem(401, "no_token", "No token came within five seconds.") from error


async def _sent_away(websocket: WebSocket, problem: Problem) -> None:
    """As a problem before the connection is accepted, as a fate and a close after it."""
    if websocket.application_state is WebSocketState.CONNECTING:
        await websocket.send_denial_response(problem_response(problem.status, problem.code, problem.detail))
        return
    refusal = RefusedFate(None, problem.code, problem.detail)
    await websocket.send_text(orjson.dumps(to_json(refusal)).decode())
    await websocket.close(POLICY_VIOLATION, problem.code)


def _token(message: bytes) -> str | None:
    try:
        said = parse(message)
    except MalformedMessage:
        return None
    token = said.get("token") if isinstance(said, dict) else None
    return token if isinstance(token, str) else None


async def _fate(recorder: Recorder, watch: Watch, sender: Sender, message: bytes) -> str:
    try:
        fate = (await send(recorder, watch, sender, [parse(message)]))[0]
    except MalformedMessage as error:
        turn_away(watch, sender.address, error.code, error.message)
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
