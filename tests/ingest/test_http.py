"""`POST /api/events`: whatever is sent, the answer says what became of it, and the source goes on."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import orjson
import pytest

from iceline.access import Access
from tests.rink import CALLED, PASSED, PATIENCE_S, PROGRAMME, SITE, STARTED, STRANGER, Rink, fates

MIB = 1024 * 1024


@pytest.fixture
async def sender(rink: Rink) -> AsyncIterator[httpx.AsyncClient]:
    """An operator whose pair 1 is on the ice."""
    async with rink.client() as client:
        told = await fates(client, PROGRAMME, CALLED, STARTED)
        assert [fate["fate"] for fate in told] == ["recorded"] * 3
        yield client


async def still_works(rink: Rink, client: httpx.AsyncClient) -> None:
    """Nothing that was recorded is lost, and the same source is heard."""
    before = rink.ids()
    name = f"after-{len(before)}"
    told = await fates(client, {**PASSED, "id": name})
    assert told == [{"id": name, "fate": "recorded", "seq": len(before) + 1}]
    assert rink.ids() == [*before, name]


MALFORMED: tuple[tuple[dict[str, object], str], ...] = (
    ({**PASSED, "type": "passing"}, 'type: "passing"'),
    ({"id": "p1"}, "type: "),
    ({**PASSED, "speed": 3}, "speed: "),
    ({**PASSED, "elapsed_us": "38500000"}, 'elapsed_us: "38500000"'),
    ({**PASSED, "id": 7}, "id: 7 "),
    ({**PASSED, "elapsed_us": 38.5}, "elapsed_us: 38.5 "),
    ({**PASSED, "pair": True}, "pair: true "),
    ({**PASSED, "how": "guess"}, 'how: "guess"'),
    ({k: v for k, v in PASSED.items() if k != "id"}, "id: "),
    ({**PASSED, "id": ""}, 'id: ""'),
    ({**PASSED, "id": "x" * 65}, 'id: "xxx'),
    ({**STARTED, "id": "s2", "started_at": "2026-02-09T17:30:00"}, 'started_at: "2026-02-09T17:30:00"'),
    ({**STARTED, "id": "s2", "started_at": 1770658200}, "started_at: 1770658200 "),
)
"""What is no event, and the place and the value that its refusal names."""


async def test_what_is_no_event_is_refused_and_the_rest_of_the_list_is_recorded(
    rink: Rink, sender: httpx.AsyncClient
) -> None:
    told = await fates(sender, *(event for event, _ in MALFORMED), PASSED)
    for fate, (event, named) in zip(told, MALFORMED, strict=False):
        assert (fate["fate"], fate["code"]) == ("refused", "malformed_event"), event
        assert fate["message"].startswith(named)
    assert told[-1] == {"id": "p1", "fate": "recorded", "seq": 4}
    await still_works(rink, sender)


REFUSED: dict[str, tuple[dict[str, object], str]] = {
    "unknown_distance": ({**PASSED, "distance": "w5000"}, "unknown_distance"),
    "unknown_pair": ({**PASSED, "pair": 9}, "unknown_pair"),
    "stranger": ({**PASSED, "lane": None, "skater": "zoe"}, "not_in_pair"),
    "ruling_on_a_stranger": (
        {"type": "skater_withdrawn", "id": "r", "distance": "w500", "skater": "zoe"},
        "unknown_skater",
    ),
    "lane_and_skater": ({**PASSED, "skater": "ada"}, "ambiguous"),
    "neither_time": ({**PASSED, "elapsed_us": None}, "ambiguous"),
    "negative_time": ({**PASSED, "elapsed_us": -1}, "impossible_time"),
    "too_fast": ({**PASSED, "elapsed_us": 10_000_000}, "impossible_time"),
    "over_an_hour": ({**PASSED, "elapsed_us": 3_600_000_001}, "impossible_time"),
    "before_the_gun": ({**PASSED, "elapsed_us": None, "passed_at": "2026-02-09T17:29:59Z"}, "impossible_time"),
    "ages_before": ({**PASSED, "elapsed_us": None, "passed_at": "1970-01-01T00:00:00Z"}, "impossible_time"),
    "ages_after": ({**PASSED, "elapsed_us": None, "passed_at": "2969-12-31T23:59:59Z"}, "impossible_time"),
    "no_split_there": ({**PASSED, "metres": 123}, "not_a_split"),
    "foreign_source": ({**PASSED, "source": "somebody"}, "foreign_source"),
    "unknown_passing": (
        {"type": "passing_voided", "id": "v", "passing": {"source": "operator", "id": "p9"}},
        "unknown_passing",
    ),
}


async def test_what_cannot_be_true_is_refused_with_its_code(rink: Rink, sender: httpx.AsyncClient) -> None:
    for case, (event, code) in REFUSED.items():
        told = (await fates(sender, {k: v for k, v in event.items() if v is not None}))[0]
        assert (told["fate"], told["code"], told["id"]) == ("refused", code, event["id"]), case
    await still_works(rink, sender)


async def test_a_passing_before_its_start_is_refused_and_taken_after_it(rink: Rink) -> None:
    async with rink.client() as client:
        told = await fates(client, PROGRAMME, PASSED, CALLED, STARTED, PASSED)
    assert [fate.get("code", fate["fate"]) for fate in told] == [
        "recorded", "not_started", "recorded", "recorded", "recorded",
    ]  # fmt: skip


async def test_a_mixed_list_is_answered_in_its_order(rink: Rink, sender: httpx.AsyncClient) -> None:
    other = {**PASSED, "elapsed_us": 39_000_000}
    told = await fates(sender, PASSED, {"id": "x"}, PASSED, other, {**PASSED, "id": "p2", "pair": 9}, CALLED)
    assert [(fate["id"], fate["fate"], fate.get("code", fate.get("seq"))) for fate in told] == [
        ("p1", "recorded", 4),
        ("x", "refused", "malformed_event"),
        ("p1", "duplicate", 4),
        ("p1", "refused", "id_reused"),
        ("p2", "refused", "unknown_pair"),
        ("called", "duplicate", 2),
    ]
    assert rink.ids() == ["programme", "called", "started", "p1"]


async def test_an_event_sent_again_later_gets_the_same_number(rink: Rink, sender: httpx.AsyncClient) -> None:
    first, again = (await fates(sender, PASSED))[0], (await fates(sender, PASSED))[0]
    assert (first["fate"], again["fate"]) == ("recorded", "duplicate")
    assert first["seq"] == again["seq"]


async def test_the_same_event_written_differently_is_a_duplicate(sender: httpx.AsyncClient) -> None:
    await fates(sender, PASSED)
    told = await fates(sender, dict(reversed(PASSED.items())) | {"metres": 500.0, "source": "operator", "at": None})
    assert told[0]["fate"] == "duplicate"


async def test_one_event_needs_no_list_and_an_empty_list_has_no_fates(sender: httpx.AsyncClient) -> None:
    one = await sender.post("/api/events", json=PASSED)
    assert one.json() == {"fates": [{"id": "p1", "fate": "recorded", "seq": 4}]}
    assert (await sender.post("/api/events", json=[])).json() == {"fates": []}


async def test_a_value_that_is_no_object_is_refused(sender: httpx.AsyncClient) -> None:
    answer = await sender.post("/api/events", json=[None, 5, "passing", [], [PASSED], True])
    for fate in answer.json()["fates"]:
        assert fate["code"] == "malformed_event"
        assert "is not an object" in fate["message"]


NOT_JSON = (
    b"", b"{", b"[{}", b"nonsense", b"{'id': 1}", b"\xff\xfe", b'{"id": "\\ud800"}', b'{"id": NaN}', b"[" * 200_000,
    b'{"a":' * 100_000, b'{"id": "a", "id": "b"}', "\ufeff{}".encode(), b"\x00", b'{"pair": 01}',
)  # fmt: skip


async def test_what_is_not_json_is_a_problem_and_the_next_request_works(rink: Rink, sender: httpx.AsyncClient) -> None:
    for body in NOT_JSON:
        assert_problem(await sender.post("/api/events", content=body), 400, "malformed_json")
    await still_works(rink, sender)


async def test_a_list_of_1001_is_refused_whole_and_one_of_1000_is_not(rink: Rink, sender: httpx.AsyncClient) -> None:
    assert_problem(await sender.post("/api/events", json=[CALLED] * 1001), 422, "too_many_events")
    assert [fate["fate"] for fate in await fates(sender, *[CALLED] * 1000)] == ["duplicate"] * 1000
    await still_works(rink, sender)


async def test_without_a_token_that_may_send_nothing_is_recorded(rink: Rink) -> None:
    for authorization, status, code in (
        (None, 401, "no_token"),
        ("Basic b3BlcmF0b3I6eA==", 401, "no_token"),
        ("Bearer", 401, "no_token"),
        ("Bearer iceline_nonsense", 401, "unknown_token"),
        (f"Bearer {rink.tokens['desk']}", 403, "wrong_role"),
    ):
        async with rink.client(None, **({"Authorization": authorization} if authorization else {})) as client:
            problem = await client.post("/api/events", json=PROGRAMME)
        assert_problem(problem, status, code)
        assert ("WWW-Authenticate" in problem.headers) is (status == 401)
    assert rink.ids() == []


async def test_a_token_that_was_taken_back_is_refused_at_once(rink: Rink, tmp_path: Path) -> None:
    async with rink.client() as client:
        await fates(client, PROGRAMME)
        Access(tmp_path / "tokens.json").remove("operator")
        assert_problem(await client.post("/api/events", json=CALLED), 401, "unknown_token")


async def test_equipment_may_measure_and_not_decide(rink: Rink, sender: httpx.AsyncClient) -> None:
    confirmed = {"type": "pair_confirmed", "id": "c", "distance": "w500", "pair": 1}
    async with rink.client("ingest") as equipment:
        told = await fates(equipment, confirmed, PASSED, {**PROGRAMME, "id": "mine"})
    assert [fate.get("code", fate["fate"]) for fate in told] == ["wrong_role", "recorded", "wrong_role"]
    assert "ingest may not send pair_confirmed" in told[0]["message"]


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536):
        yield b" " * 65_536


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "chunked"])
async def test_a_sender_of_50_megabytes_reads_why_they_were_not_taken(
    rink: Rink, sender: httpx.AsyncClient, announced: bool
) -> None:
    headers = {"Content-Length": str(50 * MIB)} if announced else {}
    assert_problem(await sender.post("/api/events", content=chunks(50 * MIB), headers=headers), 413, "too_large")
    await still_works(rink, sender)


async def test_a_body_that_is_too_large_is_refused_before_it_has_come(rink: Rink, sender: httpx.AsyncClient) -> None:
    for head, sent in (
        (f"Content-Length: {50 * MIB}\r\n\r\n", b""),
        (f"Content-Length: {50 * MIB}\r\nExpect: 100-continue\r\n\r\n", b""),
        ("Transfer-Encoding: chunked\r\n\r\n", b"200000\r\n" + b" " * (MIB + 1)),
    ):
        reader, writer = await begun(rink, head)
        writer.write(sent)
        async with asyncio.timeout(PATIENCE_S):
            answer = await reader.readuntil(b"}")
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"\r\nconnection: close\r\n" in answer.lower()
        writer.close()
    await still_works(rink, sender)


async def test_a_sender_that_is_refused_and_goes_on_for_ever_is_cut_off(
    rink: Rink, sender: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iceline.ingest.problems.LINGER_S", 0.05)
    reader, writer = await begun(rink, f"Content-Length: {50 * MIB}\r\n\r\n")
    async with asyncio.timeout(PATIENCE_S):
        assert (await reader.read()).endswith(b"}")
    writer.close()
    await still_works(rink, sender)


async def begun(rink: Rink, rest: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A request whose head ends with `rest`, on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", rink.port)
    bearer = rink.tokens["operator"]
    writer.write(f"POST /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {bearer}\r\n{rest}".encode())
    return reader, writer


async def test_a_body_of_exactly_the_bound_is_taken(sender: httpx.AsyncClient) -> None:
    event = orjson.dumps(PASSED)
    assert (await sender.post("/api/events", content=event.ljust(MIB))).status_code == 200
    assert_problem(await sender.post("/api/events", content=event.ljust(MIB + 1)), 413, "too_large")


async def test_a_sender_that_goes_away_in_mid_request_disturbs_nobody(rink: Rink, sender: httpx.AsyncClient) -> None:
    _, writer = await begun(rink, "Content-Length: 1000\r\n\r\n[")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    await still_works(rink, sender)


async def test_a_sender_that_never_sends_its_body_is_sent_away(
    rink: Rink, sender: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iceline.ingest.http.BODY_WAIT_S", 0.05)
    reader, writer = await begun(rink, "Content-Length: 1000\r\n\r\n[")
    async with asyncio.timeout(PATIENCE_S):
        answer = await reader.read()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"too_slow"' in answer
    writer.close()
    await still_works(rink, sender)


async def test_while_the_disk_is_full_nothing_is_acknowledged_and_then_all_is_well(
    rink: Rink, sender: httpx.AsyncClient
) -> None:
    rink.journal.full = True
    assert_problem(await sender.post("/api/events", json=PASSED), 503, "journal_failed")
    assert (await sender.get("/healthz")).status_code == 503
    assert (await fates(sender, CALLED))[0]["fate"] == "duplicate"
    rink.journal.full = False
    assert (await fates(sender, PASSED))[0] == {"id": "p1", "fate": "recorded", "seq": 4}
    assert (await sender.get("/healthz")).json() == {"status": "ready", "recorded": 4}


async def test_what_there_is_not_is_a_problem_too(sender: httpx.AsyncClient) -> None:
    assert_problem(await sender.get("/api/events"), 405, "http_error")
    assert_problem(await sender.post("/api/nothing"), 404, "http_error")


async def test_a_page_of_our_own_or_of_an_allowed_site_may_send(rink: Rink) -> None:
    """Tokens are never in cookies, so a foreign page has none to send: HTTP needs no check of its own."""
    async with rink.client(Origin=SITE) as client:
        assert (await fates(client, PROGRAMME))[0]["fate"] == "recorded"
    async with rink.client(None, Origin=STRANGER) as client:
        assert_problem(await client.post("/api/events", json=CALLED), 401, "no_token")


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    """Problem details of RFC 9457 with our code and a sentence."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["status"], told["code"], told["type"]) == (status, code, "about:blank")
    assert told["detail"][-1] == "."
    assert "pydantic" not in answer.text
