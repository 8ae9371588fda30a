"""`WS /api/ingest`: one event a message, a fate for each, and nothing a source says closes it."""

import asyncio

import orjson
import pytest
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.rink import CALLED, PASSED, PATIENCE_S, PROGRAMME, SITE, STARTED, STRANGER, Rink, asked, fates, until

MIB = 1024 * 1024


async def closed_with(source: ClientConnection) -> tuple[int, str]:
    """Waits for the end of a connection; why it ended."""
    with pytest.raises(ConnectionClosed) as ended:
        async with asyncio.timeout(PATIENCE_S):
            await source.recv()
    assert ended.value.rcvd is not None
    return ended.value.rcvd.code, ended.value.rcvd.reason


async def denied(rink: Rink, path: str, role: str | None = None, **headers: str) -> tuple[int, str]:
    """Status and code of a connection that is refused before it is one."""
    with pytest.raises(InvalidStatus) as refused:
        await rink.dial(path, role, origin=headers.get("Origin"), subprotocols=None)
    response = refused.value.response
    assert response.headers["Content-Type"] == "application/problem+json"
    return response.status_code, orjson.loads(response.body)["code"]


async def test_events_are_answered_one_by_one_in_their_order(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source:
        for event in (PROGRAMME, CALLED, STARTED, PASSED, PASSED):
            await source.send(orjson.dumps(event).decode())
        told = [orjson.loads(await source.recv()) for _ in range(5)]
    assert [(fate["id"], fate["fate"], fate["seq"]) for fate in told] == [
        ("programme", "recorded", 1),
        ("called", "recorded", 2),
        ("started", "recorded", 3),
        ("p1", "recorded", 4),
        ("p1", "duplicate", 4),
    ]


async def test_the_token_may_come_as_the_first_message(rink: Rink) -> None:
    async with rink.dial("/api/ingest", None) as source:
        await source.send(orjson.dumps({"token": rink.tokens["operator"]}).decode())
        assert (await asked(source, PROGRAMME))["fate"] == "recorded"


async def test_a_first_message_without_a_good_token_is_answered_and_closed(rink: Rink) -> None:
    for first, code in (
        ({"token": "iceline_nonsense"}, "unknown_token"),
        ({"token": 7}, "no_token"),
        ([], "no_token"),
        (PROGRAMME, "no_token"),
        ("nonsense", "no_token"),
        (b"\xff\xfe", "no_token"),
        ({"token": rink.tokens["desk"]}, "wrong_role"),
    ):
        async with rink.dial("/api/ingest", None) as source:
            fate = await asked(source, first)
            assert (fate["fate"], fate["code"]) == ("refused", code)
            assert await closed_with(source) == (1008, code)
    assert rink.ids() == []


async def test_a_desk_token_in_the_header_is_refused_before_the_connection(rink: Rink) -> None:
    assert await denied(rink, "/api/ingest", "desk") == (403, "wrong_role")


async def test_an_unknown_token_in_the_header_is_refused_before_the_connection(rink: Rink) -> None:
    stranger = Rink(rink.port, {"operator": "iceline_nonsense"}, rink.journal)
    assert await denied(stranger, "/api/ingest", "operator") == (401, "unknown_token")


async def test_a_source_that_never_shows_a_token_is_sent_away(rink: Rink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iceline.ingest.socket.TOKEN_WAIT_S", 0.05)
    async with rink.dial("/api/ingest", None) as source:
        async with asyncio.timeout(PATIENCE_S):
            assert orjson.loads(await source.recv())["code"] == "no_token"
        assert await closed_with(source) == (1008, "no_token")


async def test_pages_of_other_sites_are_refused_whatever_they_connect_to(rink: Rink) -> None:
    for origin in (STRANGER, "null", f"http://127.0.0.1:{rink.port + 1}", "http://127.0.0.1.stranger.example"):
        assert await denied(rink, "/live?board=arena", Origin=origin) == (403, "foreign_origin")
        assert await denied(rink, "/api/ingest", "operator", Origin=origin) == (403, "foreign_origin")


async def test_our_own_pages_and_those_of_allowed_sites_may_connect(rink: Rink) -> None:
    for origin in (rink.url, SITE):
        async with rink.dial("/live?board=arena", None, origin=origin) as screen:
            assert orjson.loads(await screen.recv())["type"] == "hello"
        async with rink.dial("/api/ingest", origin=origin) as source:
            assert (await asked(source, PROGRAMME))["fate"] in ("recorded", "duplicate")


async def test_malformed_messages_are_answered_and_the_source_goes_on(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source:
        for message, code in (
            ("", "malformed_json"),
            ("{", "malformed_json"),
            ("nonsense", "malformed_json"),
            (b"\xff\xfe\x00", "malformed_json"),
            ("[" * 100_000, "malformed_json"),
            ('{"id": "a", "id": "b"}', "malformed_json"),
            ('{"id": NaN}', "malformed_json"),
            ("null", "malformed_event"),
            ([PROGRAMME], "malformed_event"),
            ({"token": rink.tokens["operator"]}, "malformed_event"),
            ({**PROGRAMME, "speed": 1}, "malformed_event"),
            (CALLED, "unknown_distance"),
        ):
            assert (await asked(source, message))["code"] == code, message
        assert (await asked(source, PROGRAMME))["seq"] == 1
    assert rink.ids() == ["programme"]


async def test_an_event_in_a_binary_message_is_an_event(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source:
        assert (await asked(source, orjson.dumps(PROGRAMME)))["fate"] == "recorded"


async def test_a_message_over_the_bound_ends_the_connection_and_the_source_may_come_back(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source:
        assert (await asked(source, PROGRAMME))["fate"] == "recorded"
        await source.send(" " * (MIB + 1))
        assert (await closed_with(source))[0] == 1009
    async with rink.dial("/api/ingest") as source:
        assert (await asked(source, orjson.dumps(CALLED).decode().ljust(MIB)))["seq"] == 2
    assert rink.ids() == ["programme", "called"]


async def test_equipment_may_not_decide_and_goes_on_measuring(rink: Rink) -> None:
    async with rink.client() as operator:
        await fates(operator, PROGRAMME, CALLED, STARTED)
    async with rink.dial("/api/ingest", "ingest") as source:
        confirmed = {"type": "pair_confirmed", "id": "c", "distance": "w500", "pair": 1}
        assert (await asked(source, confirmed))["code"] == "wrong_role"
        assert (await asked(source, {**PASSED, "source": "operator"}))["code"] == "foreign_source"
        assert (await asked(source, PASSED))["seq"] == 4


async def test_while_the_disk_is_full_each_event_is_told_so_and_the_connection_stays(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source:
        rink.journal.full = True
        fate = await asked(source, PROGRAMME)
        assert (fate["fate"], fate["code"]) == ("refused", "journal_failed")
        rink.journal.full = False
        assert (await asked(source, PROGRAMME))["fate"] == "recorded"


async def test_sources_that_vanish_in_mid_message_leave_the_others_alone(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as steady:
        for _ in range(5):
            leaving = await rink.dial("/api/ingest")
            await leaving.send(orjson.dumps({**PROGRAMME, "id": "unheard"}).decode())
            leaving.transport.abort()
        assert (await asked(steady, PROGRAMME))["fate"] == "recorded"
        await until(lambda: set(rink.ids()) >= {"programme"})


async def test_one_source_that_waits_for_the_desk_does_not_hold_up_another(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as chatty, rink.dial("/api/ingest") as other:
        for number in range(200):
            await chatty.send(orjson.dumps({**CALLED, "id": f"c{number}"}).decode())
        assert (await asked(other, PROGRAMME))["fate"] == "recorded"
        told = [orjson.loads(await chatty.recv())["id"] for _ in range(200)]
    assert told == [f"c{number}" for number in range(200)]
