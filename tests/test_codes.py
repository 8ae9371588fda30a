"""Every code of docs/protocol.md is told by a server to whoever deserves it, and no server tells another."""

import ast
import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, MutableMapping
from pathlib import Path
from typing import Any, Final

import httpx
import orjson
import pytest
from fastapi import FastAPI, Request, Response
from websockets.exceptions import InvalidStatus

import iceline
from iceline.ingest.problems import add_problem_handlers
from tests.push.serving import serving as screens_only
from tests.rink import CALLED, PASSED, PATIENCE_S, PROGRAMME, STARTED, STRANGER, Rink, fates, running_rink

SERVER: Final = Path(iceline.__file__).parent
DOCS: Final = (Path(__file__).parents[1] / "docs" / "protocol.md").read_text(encoding="utf-8")

Event = Mapping[str, object]
Produced = Callable[[Rink, pytest.MonkeyPatch], Awaitable[str]]

MIB: Final = 1024 * 1024
PAIR: Final = {"distance": "w500", "pair": 1}
FIRST: Final = PROGRAMME, CALLED, STARTED
FINISHED: Final = *FIRST, PASSED, {**PASSED, "id": "p2", "lane": "outer"}
CONFIRMED: Final = {"type": "pair_confirmed", "id": "confirmed", **PAIR}
VOIDED: Final = {"type": "passing_voided", "id": "voided", "passing": {"source": "operator", "id": "p1"}}
FALLEN: Final = {"type": "skater_did_not_finish", "id": "fallen", "distance": "w500", "skater": "ada"}
RESKATE: Final = {"type": "reskate_granted", "id": "reskate", "distance": "w500", "skater": "ada", "pair": 1}
OFFICIAL: Final = {"type": "distance_confirmed", "id": "official", "distance": "w500"}
TWICE: Final = {**PROGRAMME, "id": "again", "skaters": [*PROGRAMME["skaters"]] * 2}  # type: ignore[misc]

REFUSED: Final[Mapping[str, tuple[Event, ...]]] = {
    "malformed_event": ({"id": "x"},),
    "foreign_source": ({**CALLED, "source": "somebody"},),
    "id_reused": (*FIRST, {**PASSED, "id": "called"}),
    "unknown_distance": (CALLED,),
    "unknown_pair": (PROGRAMME, {**CALLED, "pair": 9}),
    "unknown_skater": (PROGRAMME, {**FALLEN, "skater": "zoe"}),
    "unknown_passing": (PROGRAMME, VOIDED),
    "unknown_ruling": (
        PROGRAMME,
        {"type": "ruling_reversed", "id": "r", "ruling": {"source": "operator", "id": "fallen"}},
    ),
    "not_in_pair": (*FIRST, {**{k: v for k, v in PASSED.items() if k != "lane"}, "skater": "zoe"}),
    "wrong_format": (*FIRST, {"type": "skater_lapped", "id": "lapped", "distance": "w500", "skater": "ada"}),
    "ambiguous": (*FIRST, {**PASSED, "skater": "ada"}),
    "not_started": (PROGRAMME, PASSED),
    "already_skated": (*FINISHED, {**STARTED, "id": "another gun"}),
    "pair_running": (*FIRST, {**CALLED, "id": "called again"}),
    "impossible_time": (*FIRST, {**PASSED, "elapsed_us": -1}),
    "not_a_split": (*FIRST, {**PASSED, "metres": 123}),
    "already_voided": (*FIRST, PASSED, VOIDED, {**VOIDED, "id": "voided again"}),
    "already_ruled": (*FIRST, FALLEN, {**FALLEN, "id": "fallen again"}),
    "already_confirmed": (*FINISHED, CONFIRMED, {**CONFIRMED, "id": "confirmed again"}),
    "pair_exists": (*FIRST, RESKATE),
    "distance_official": (*FINISHED, CONFIRMED, OFFICIAL, {**CALLED, "id": "called again"}),
    "pending": (*FIRST, CONFIRMED),
    "conflicting_programme": (TWICE,),
}
"""What an operator sends, one after the other; the last of it is refused with this code."""


def told(answer: httpx.Response) -> str:
    return str(answer.json()["code"])


async def posted(rink: Rink, content: bytes, role: str | None = "operator", **headers: str) -> str:
    async with rink.client(role, **headers) as client:
        return told(await client.post("/api/events", content=content))


async def malformed_json(rink: Rink, _: pytest.MonkeyPatch) -> str:
    return await posted(rink, b"{")


async def too_large(rink: Rink, _: pytest.MonkeyPatch) -> str:
    return await posted(rink, b" " * (MIB + 1))


async def too_many_events(rink: Rink, _: pytest.MonkeyPatch) -> str:
    return await posted(rink, orjson.dumps([CALLED] * 1001))


async def no_token(rink: Rink, _: pytest.MonkeyPatch) -> str:
    return await posted(rink, b"[]", None)


async def unknown_token(rink: Rink, _: pytest.MonkeyPatch) -> str:
    return await posted(rink, b"[]", None, Authorization="Bearer iceline_nonsense")


async def wrong_role(rink: Rink, _: pytest.MonkeyPatch) -> str:
    async with rink.client("ingest") as equipment:
        (fate,) = await fates(equipment, CONFIRMED)
    assert await posted(rink, b"[]", "desk") == fate["code"]
    return str(fate["code"])


async def journal_failed(rink: Rink, _: pytest.MonkeyPatch) -> str:
    rink.journal.full = True
    return await posted(rink, orjson.dumps(PROGRAMME))


async def http_error(rink: Rink, _: pytest.MonkeyPatch) -> str:
    async with rink.client() as client:
        return told(await client.get("/nowhere"))


async def foreign_origin(rink: Rink, _: pytest.MonkeyPatch) -> str:
    codes = set()
    for path in ("/api/ingest", "/live?board=arena"):
        with pytest.raises(InvalidStatus) as refused:
            await rink.dial(path, origin=STRANGER)
        codes.add(orjson.loads(refused.value.response.body)["code"])
    (code,) = codes
    return str(code)


async def too_slow(rink: Rink, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr("iceline.ingest.http.BODY_WAIT_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", rink.port)
    head = f"POST /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {rink.tokens['operator']}\r\n"
    writer.write(f"{head}Content-Length: 1000\r\n\r\n[".encode())
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    writer.close()
    return str(orjson.loads(answer.partition(b"\r\n\r\n")[2])["code"])


async def internal_error(rink: Rink, monkeypatch: pytest.MonkeyPatch) -> str:
    """A fault of ours, which we make."""

    def apply(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("iceline.desk.apply", apply)
    async with rink.client() as client:
        (fate,) = await fates(client, PROGRAMME)
    return str(fate["code"])


async def too_many_screens(_: Rink, __: pytest.MonkeyPatch) -> str:
    async with screens_only(max_connections=0) as served:
        with pytest.raises(InvalidStatus) as refused:
            await served.dial()
    return str(orjson.loads(refused.value.response.body)["code"])


async def malformed_request(_: Rink, __: pytest.MonkeyPatch) -> str:
    """No address of ours takes a number yet; one that did would say so."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(numbered()), base_url="http://rink") as client:
        return told(await client.get("/pairs/first"))


async def incomplete(_: Rink, __: pytest.MonkeyPatch) -> str:
    """Its sender has gone and does not hear it; the log of a proxy may."""
    body = bytearray()

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, Any]) -> None:
        body.extend(message.get("body", b""))

    scope = {"type": "http", "method": "POST", "path": "/pairs", "headers": [], "query_string": b""}
    await numbered()(scope, receive, send)
    return str(orjson.loads(bytes(body))["code"])


def numbered() -> FastAPI:
    app = FastAPI()
    add_problem_handlers(app, page=lambda *_: Response())

    @app.get("/pairs/{number}")
    def pair(number: int) -> int:
        return number

    @app.post("/pairs")
    async def pairs(request: Request) -> None:
        await request.body()

    return app


async def unknown_event(rink: Rink, _: pytest.MonkeyPatch) -> str:
    async with rink.client() as client:
        return told(await client.get("/api/events/nothing/bracket"))


async def unknown_combination(rink: Rink, _: pytest.MonkeyPatch) -> str:
    async with rink.client() as client:
        return told(await client.get("/api/combinations/nothing/results.csv"))


async def unknown_series(rink: Rink, _: pytest.MonkeyPatch) -> str:
    async with rink.client() as client:
        return told(await client.get("/api/series/nothing/standings.csv"))


WHOLE: Final[Mapping[str, Produced]] = {
    produce.__name__: produce
    for produce in (
        malformed_json, malformed_request, incomplete, too_slow, http_error, too_large, too_many_events, no_token,
        unknown_token, wrong_role, too_many_screens, foreign_origin, internal_error, journal_failed,
        unknown_event, unknown_combination, unknown_series,
    )
}  # fmt: skip


@pytest.fixture
async def rink(tmp_path: Path) -> AsyncIterator[Rink]:
    async with running_rink(tmp_path) as running:
        yield running


@pytest.mark.parametrize("code", REFUSED)
async def test_an_event_that_deserves_it_is_refused_with_its_code(rink: Rink, code: str) -> None:
    *before, last = REFUSED[code]
    async with rink.client() as client:
        assert [fate["fate"] for fate in await fates(client, *before)] == ["recorded"] * len(before)
        (fate,) = await fates(client, last)
    assert (fate["fate"], fate["code"]) == ("refused", code)
    assert fate["message"].endswith(".")


@pytest.mark.parametrize("code", WHOLE)
async def test_whoever_deserves_it_is_turned_away_with_its_code(
    rink: Rink, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    assert await WHOLE[code](rink, monkeypatch) == code


def test_every_documented_code_is_produced_above() -> None:
    assert documented() == {*REFUSED, *WHOLE}


def test_every_code_in_the_source_is_documented() -> None:
    assert {code for file in sorted(SERVER.rglob("*.py")) for code in codes_in(file)} == documented()


def documented() -> set[str]:
    """The first cells of the table under "Codes"."""
    table = DOCS.partition("### Codes")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?) \|", table, re.MULTILINE)
    return {code for cell in cells for code in re.findall(r"`(\w+)`", cell)}


CODE_AT: Final = {
    "Refused": 0,
    "MalformedMessage": 0,
    "Problem": 1,
    "problem_response": 1,
    "_problem": 1,
    "RefusedFate": 1,
}
"""Which argument of a call is a code."""

UNTOLD: Final = SERVER / "push" / "conversation.py"
"""A screen that talks nonsense is closed with a sentence; the code is for us."""


def codes_in(file: Path) -> set[str]:
    if file == UNTOLD:
        return set()
    calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    found = (call.args[CODE_AT[name]] for call in calls if (name := name_of(call)) in CODE_AT and call.args)
    return {node.value for node in found if isinstance(node, ast.Constant)}


def name_of(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""
