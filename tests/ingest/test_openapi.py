"""The API is what /openapi.json says: requests made from the description alone are answered as it says."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import Case, CheckContext, GenerationMode, Response
from schemathesis.specs.openapi.checks import ignored_auth, negative_data_rejection

from iceline.access import Access
from iceline.app import create_app
from iceline.journal.memory import MemoryJournal
from iceline.race.events import Event
from iceline.settings import Settings
from tests.rink import CALLED, PASSED, PATIENCE_S, PROGRAMME, STARTED, Rink, fates, running_rink

NOT_HERE = [negative_data_rejection, ignored_auth]
"""Not for /api/events: a bad event in a good request is answered 200 with its fate, as the protocol says.

Tokens have tests of their own (test_http.py), and three requests for one are too slow.
"""

UNSAID = (".0 is not a whole number", "is not between the years")
"""JSON Schema takes 7.0 for a whole number, and knows no first and last moment."""


@pytest.fixture(scope="module")
def rink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Rink]:
    """A server in a thread of its own, with a race in it: these clients block."""
    started: list[Rink] = []
    up, stop = threading.Event(), threading.Event()
    thread = threading.Thread(target=lambda: asyncio.run(_run(tmp_path_factory.mktemp("api"), started, up, stop)))
    thread.start()
    assert up.wait(PATIENCE_S)
    yield started[0]
    stop.set()
    thread.join(PATIENCE_S)


async def _run(folder: Path, started: list[Rink], up: threading.Event, stop: threading.Event) -> None:
    try:
        async with running_rink(folder) as rink, rink.client() as operator:
            told = await fates(operator, PROGRAMME, CALLED, STARTED, PASSED)
            assert [fate["fate"] for fate in told] == ["recorded"] * 4
            started.append(rink)
            up.set()
            await asyncio.to_thread(stop.wait)
    finally:
        up.set()


@pytest.fixture(scope="module")
def bearer(rink: Rink) -> dict[str, str]:
    return {"Authorization": f"Bearer {rink.tokens['operator']}"}


def description() -> dict[str, Any]:
    """Of the real application; it needs no server to describe itself."""
    nowhere = Path("nowhere")
    app = create_app(Settings(journal=nowhere), journal=MemoryJournal(), access=Access(nowhere))
    return app.openapi()


api = schemathesis.openapi.from_dict(description())
api.config.phases.coverage.enabled = False
bounded = settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


@api.include(path="/api/events").parametrize()
@bounded
def test_ingest_answers_as_described(case: Case, rink: Rink, bearer: dict[str, str]) -> None:
    case.call_and_validate(
        rink.url, headers=bearer, excluded_checks=NOT_HERE, additional_checks=[described_events_are_events]
    )


@api.exclude(path="/api/events").parametrize()
@bounded
def test_reading_answers_as_described(case: Case, rink: Rink) -> None:
    case.call_and_validate(rink.url)


def described_events_are_events(_: CheckContext, response: Response, case: Case) -> None:
    """What fits the description is never called malformed, but for what JSON Schema cannot say."""
    if response.status_code == 200 and case.meta and case.meta.generation.mode is GenerationMode.POSITIVE:
        malformed = [fate["message"] for fate in response.json()["fates"] if fate.get("code") == "malformed_event"]
        assert [message for message in malformed if not any(word in message for word in UNSAID)] == []


def test_every_event_is_described_with_its_type() -> None:
    events = description()["paths"]["/api/events"]["post"]["requestBody"]["x-events"]
    for kind in get_args(Event):
        assert events[kind.__name__]["additionalProperties"] is False
        assert {"type", "id"} <= set(events[kind.__name__]["required"])


async def test_the_running_server_serves_this_description(tmp_path: Path) -> None:
    async with running_rink(tmp_path) as rink, rink.client(None) as client:
        assert (await client.get("/openapi.json")).json() == description()
