"""A whole server on a loopback port, with a token for each role, and clients that talk to it as strangers would."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect

from iceline.access import Access
from iceline.app import create_app
from iceline.errors import JournalFailed
from iceline.journal.journal import Draft, Entry
from iceline.journal.memory import MemoryJournal
from iceline.serving import listening_socket, serving
from iceline.settings import Settings

PATIENCE_S = 20.0
SITE = "https://rink.example"
STRANGER = "https://stranger.example"

PROGRAMME: dict[str, object] = {
    "type": "programme_published",
    "id": "programme",
    "competition": {"name": "Club evening"},
    "skaters": [
        {"id": "ada", "first_name": "Ada", "last_name": "Example", "country": "NED"},
        {"id": "bea", "first_name": "Bea", "last_name": "Example", "country": "NOR"},
    ],
    "distances": [
        {
            "id": "w500",
            "name": "Women 500 m",
            "metres": 500,
            "category": "W",
            "pairs": [
                {"number": 1, "entries": [{"skater": "ada", "lane": "inner"}, {"skater": "bea", "lane": "outer"}]}
            ],
        }
    ],
}
CALLED: dict[str, object] = {"type": "pair_called", "id": "called", "distance": "w500", "pair": 1}
STARTED: dict[str, object] = {
    "type": "pair_started",
    "id": "started",
    "distance": "w500",
    "pair": 1,
    "started_at": "2026-02-09T17:30:00.000000Z",
}
PASSED: dict[str, object] = {
    "type": "passing_measured",
    "id": "p1",
    "distance": "w500",
    "pair": 1,
    "lane": "inner",
    "how": "optical",
    "elapsed_us": 38_500_000,
    "metres": 500,
}


class FrailJournal(MemoryJournal):
    """A journal whose disk can be full: while `full` is set it stores nothing and says so."""

    full = False

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        if self.full:
            raise JournalFailed("The journal cannot store events: the disk is full.")
        return await super().append(drafts)


@dataclass(frozen=True)
class Rink:
    """A running server."""

    port: int
    tokens: Mapping[str, str]
    journal: FrailJournal

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def client(self, role: str | None = "operator", **headers: str) -> httpx.AsyncClient:
        bearer = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        return httpx.AsyncClient(base_url=self.url, headers=bearer | headers, timeout=PATIENCE_S, trust_env=False)

    def dial(self, path: str, role: str | None = "operator", **options: object) -> connect:
        bearer = {"Authorization": f"Bearer {self.tokens[role]}"} if role else {}
        address = f"ws://127.0.0.1:{self.port}{path}"
        return connect(address, additional_headers=bearer, proxy=None, max_size=None, **options)

    def ids(self) -> list[str]:
        """What is recorded, in order."""
        return [entry.id for entry in self.journal.replay()]


@contextlib.asynccontextmanager
async def running_rink(folder: Path) -> AsyncIterator[Rink]:
    """The server as `iceline serve` runs it, on a journal that can fail."""
    listening = listening_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    settings = Settings(port=port, journal=folder / "unused", tokens=folder / "tokens.json", allowed_origins=(SITE,))
    access, journal = Access(settings.tokens), FrailJournal()
    tokens = {role: access.add(role, role) for role in ("ingest", "operator", "desk")}
    async with serving(create_app(settings, journal=journal, access=access), listening):
        yield Rink(port, tokens, journal)


async def fates(client: httpx.AsyncClient, *events: Mapping[str, object]) -> list[dict[str, Any]]:
    """Sends a list and takes the fates out of a good answer."""
    answer = await client.post("/api/events", content=orjson.dumps(list(events)))
    assert answer.status_code == 200, answer.text
    return list(answer.json()["fates"])


async def series(client: httpx.AsyncClient) -> dict[str, float]:
    """Every series of /metrics by its name with its labels."""
    answer = await client.get("/metrics")
    lines = (line.rpartition(" ") for line in answer.text.splitlines() if not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}


async def asked(client: ClientConnection, message: object) -> dict[str, Any]:
    """Sends one message and waits for the fate it is answered with."""
    await client.send(message if isinstance(message, (str, bytes)) else orjson.dumps(message).decode())
    async with asyncio.timeout(PATIENCE_S):
        return dict(orjson.loads(await client.recv()))


async def until(holds: Callable[[], object]) -> None:
    """Waits for a condition; fails when it does not come."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():
            await asyncio.sleep(0.005)
