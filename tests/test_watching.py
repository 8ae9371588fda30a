"""What an operator is told: what is counted is what happened, and not ready is said with its reason."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import orjson
import pytest
import websockets
from fastapi import FastAPI

from iceline.desk import Desk
from iceline.ingest.vantage import listen
from iceline.journal.memory import MemoryJournal
from iceline.metrics import Glance, Metrics
from iceline.publisher import BOARDS
from iceline.watching import watching_router
from tests.rink import CALLED, PASSED, PATIENCE_S, PROGRAMME, STARTED, Rink, asked, fates, running_rink, series, until

DOCS = (Path(__file__).parents[1] / "docs" / "watching.md").read_text(encoding="utf-8")
LIBRARY = ("python_", "process_")


@pytest.fixture
async def rink(tmp_path: Path) -> AsyncIterator[Rink]:
    async with running_rink(tmp_path) as running:
        yield running


@pytest.fixture
def metrics() -> Metrics:
    return Metrics(version="0", build="b", boards=("arena", "desk"))


@pytest.fixture
def desk() -> Desk:
    return Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0)


@pytest.fixture
async def client(desk: Desk, metrics: Metrics) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    app.include_router(watching_router(desk, metrics, look=lambda: None))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rink") as client:
        yield client


async def test_what_was_sent_is_counted_by_its_fate(rink: Rink) -> None:
    async with rink.client() as client:
        await fates(client, PROGRAMME, CALLED, STARTED, PASSED, PASSED, {"id": "x"}, {**PASSED, "id": "y", "pair": 9})
        rink.journal.full = True
        await client.post("/api/events", json={**PASSED, "id": "z"})
        now = await series(client)
    told = {fate: now[f'iceline_ingest_events_total{{fate="{fate}"}}'] for fate in ("recorded", "duplicate", "refused")}
    assert told == {"recorded": 4, "duplicate": 1, "refused": 2}
    assert now['iceline_ingest_events_total{fate="failed"}'] == 1
    assert now['iceline_ingest_refused_total{code="malformed_event"}'] == 1
    assert now['iceline_ingest_refused_total{code="unknown_pair"}'] == 1
    assert now["iceline_ingest_seconds_count"] == 1
    assert (now["iceline_journal_seq"], now["iceline_journal_failed"], now["iceline_desk_running"]) == (4, 1, 1)
    assert (now["iceline_journal_commit_seconds_count"], now["iceline_journal_group_events_sum"]) == (1, 4)
    assert now["iceline_journal_failures_total"] == 1


async def test_events_of_a_socket_are_counted_like_those_of_a_request(rink: Rink) -> None:
    async with rink.dial("/api/ingest") as source, rink.client() as client:
        await asked(source, PROGRAMME)
        await asked(source, "nonsense")
        now = await series(client)
    assert now['iceline_ingest_events_total{fate="recorded"}'] == 1
    assert now['iceline_ingest_turned_away_total{code="malformed_json"}'] == 1


async def test_senders_that_are_turned_away_are_counted_and_logged_with_their_address(
    rink: Rink, capsys: pytest.CaptureFixture[str]
) -> None:
    async with rink.client(None, Authorization="Bearer iceline_nonsense") as client:
        await client.post("/api/events", json=PROGRAMME)
        async with rink.dial("/api/ingest", None) as source:
            await asked(source, {"token": "iceline_nonsense"})
        now = await series(client)
    async with rink.client() as client:
        await fates(client, {**PROGRAMME, "colour": "red"})
    assert now['iceline_ingest_turned_away_total{code="unknown_token"}'] == 2
    out, err = capsys.readouterr()
    lines = [line for line in (out + err).splitlines() if "turned away" in line]
    assert len(lines) == 3
    assert all("127.0.0.1" in line for line in lines)
    assert "iceline_nonsense" not in out + err, "a token is a secret also when it is wrong by one letter"


async def test_screens_are_counted_by_their_board(rink: Rink) -> None:
    async with rink.client() as client:
        async with rink.dial("/live?board=arena", None), rink.dial("/live?board=arena", None) as other:
            await other.recv()
            now = await series(client)
            assert (now['iceline_screens{board="arena"}'], now['iceline_screens{board="desk"}']) == (2, 0)
        for _ in range(200):
            if (await series(client))['iceline_screens{board="arena"}'] == 0:
                return
    pytest.fail("they are still counted")


async def test_metrics_come_in_the_format_that_is_asked_for(client: httpx.AsyncClient) -> None:
    plain = await client.get("/metrics")
    assert plain.headers["content-type"].startswith("text/plain; version=")
    modern = await client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert modern.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert modern.text.endswith("# EOF\n")


def test_every_series_is_documented_and_every_documented_series_is_there(metrics: Metrics) -> None:
    metrics.glance(lambda: Glance(0, False, True, 0, {}, 0))
    text = metrics.exposition("application/openmetrics-text")[0].decode()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", text, re.MULTILINE))
    shown = {f"{name}_total" if kind == "counter" else name for name, kind in kinds.items()}
    documented = set(re.findall(r"^\| `(iceline_\w+)", DOCS, re.MULTILINE))
    assert {name for name in shown if not name.startswith(LIBRARY)} == documented


def test_two_servers_in_one_process_do_not_count_together(metrics: Metrics) -> None:
    other = Metrics(version="0", build="b", boards=("arena", "desk"))
    other.turned_away("no_token")
    assert b'code="no_token"' in other.exposition("")[0]
    assert b'code="no_token"' not in metrics.exposition("")[0]


async def test_a_delta_is_counted_once_a_screen(client: httpx.AsyncClient, metrics: Metrics) -> None:
    metrics.fanned_out(1000, 600, 0.004)
    metrics.sent("beat", 1000, 45_000)
    metrics.snapshot_sent("slow", 20_000)
    metrics.screen_dropped("too_slow")
    metrics.drawn("arena", 0.002, 600)
    now = await series(client)
    messages = {kind: now[f'iceline_push_messages_total{{kind="{kind}"}}'] for kind in ("delta", "beat", "snapshot")}
    assert messages == {"delta": 1000, "beat": 1000, "snapshot": 1}
    assert now['iceline_push_bytes_total{kind="delta"}'] == 600_000
    assert now['iceline_push_snapshots_total{reason="slow"}'] == 1
    assert now['iceline_screens_dropped_total{reason="too_slow"}'] == 1
    assert now['iceline_push_fanout_seconds_bucket{le="0.005"}'] == 1
    assert now['iceline_board_draw_seconds_bucket{board="arena",le="0.001"}'] == 0
    assert now['iceline_board_delta_bytes_sum{board="arena"}'] == 600


async def test_ready_and_alive_are_not_the_same(desk: Desk, client: httpx.AsyncClient) -> None:
    assert (await client.get("/healthz")).json() == {"status": "ready", "recorded": 0}
    desk.failed = "The disk is full."
    answer = await client.get("/healthz")
    told = {"status": "journal failed", "reason": "The disk is full.", "recorded": 0, "undrawn": {}}
    assert (answer.status_code, answer.json()) == (503, told)
    alive = await client.get("/livez")
    assert (alive.status_code, alive.json()) == (200, {"status": "alive"})


async def test_a_desk_whose_task_has_ended_is_not_ready(desk: Desk, client: httpx.AsyncClient) -> None:
    task = asyncio.create_task(desk.run())
    await asyncio.sleep(0)
    assert (await client.get("/healthz")).status_code == 200
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "desk stopped")


async def test_a_board_that_cannot_be_drawn_is_named_until_it_can(client: httpx.AsyncClient, metrics: Metrics) -> None:
    metrics.drawn("arena", 0.001, 100)
    metrics.not_drawn("desk", "KeyError: 'ada'")
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["undrawn"]) == (503, {"desk": "KeyError: 'ada'"})
    assert (await series(client))['iceline_board_undrawn{board="desk"}'] == 1
    metrics.drawn("desk", 0.001, 100)
    assert (await client.get("/healthz")).status_code == 200
    now = await series(client)
    assert (now['iceline_board_undrawn{board="desk"}'], now['iceline_board_draw_failures_total{board="desk"}']) == (
        0,
        1,
    )


async def test_what_waits_for_the_disk_is_seen(desk: Desk) -> None:
    waiting = asyncio.create_task(desk.record("s", []))
    await until(lambda: desk.waiting == 1)
    waiting.cancel()


async def test_health_answers_while_events_are_taken(rink: Rink) -> None:
    async with rink.client() as client:
        sent = [client.post("/api/events", content=orjson.dumps(PROGRAMME)) for _ in range(20)]
        await asyncio.gather(*sent)
        assert (await client.get("/healthz")).json() == {"status": "ready", "recorded": 1}


async def test_a_board_that_cannot_be_drawn_is_told_until_it_is_drawn_again(
    rink: Rink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(state: object) -> dict[str, object]:
        raise ZeroDivisionError(state)

    draw = dict(BOARDS)
    monkeypatch.setattr("iceline.publisher.BOARDS", {**draw, "desk": broken})
    async with rink.client() as client:
        await fates(client, PROGRAMME)
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["status"]) == (503, "boards not drawn")
        assert list(answer.json()["undrawn"]) == ["desk"]
        monkeypatch.setattr("iceline.publisher.BOARDS", draw)
        await fates(client, CALLED)
        async with asyncio.timeout(PATIENCE_S):
            while (await client.get("/healthz")).status_code != 200:
                await asyncio.sleep(0.01)


async def test_a_feed_that_is_not_heard_is_told(client: httpx.AsyncClient, desk: Desk, metrics: Metrics) -> None:
    async with websockets.serve(lambda connection: connection.wait_closed(), "127.0.0.1", 0) as feed:
        port = feed.sockets[0].getsockname()[1]
        listening = asyncio.create_task(listen(f"ws://127.0.0.1:{port}", desk, metrics))
        await until(lambda: "iceline_feed_connected 1.0" in metrics.exposition("")[0].decode())
        assert (await client.get("/healthz")).status_code == 200
    await until(lambda: metrics.is_feed_lost)
    answer = await client.get("/healthz")
    assert (answer.status_code, answer.json()["status"]) == (503, "feed lost")
    listening.cancel()
