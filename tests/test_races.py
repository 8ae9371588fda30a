"""Whole races through the public door: a real server, the simulator as a process of its own, screens listening."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import httpx
import pytest
import websockets

from iceline.access import Access
from iceline.app import create_app
from iceline.journal.sqlite import SqliteJournal
from iceline.push.patch import merge
from iceline.serving import listening_socket, serving
from iceline.settings import Settings
from tests.boards.reading import rows

SPEED = "400"
PLAY_S = 120

LEADERS = {1: ("Schulting", "1:15.46"), 11: ("Jackson", "1:15.00"), 13: ("Kok", "1:12.59"), 15: ("Leerdam", "1:12.31")}
"""The leader after each of these pairs at Milano Cortina 2026; in between nobody took the lead."""

FINAL = [
    (1, "Jutta Leerdam", "1:12.31", "", ["OR"]),
    (2, "Femke Kok", "1:12.59", "+0.28", ["OR"]),
    (3, "Miho Takagi", "1:13.95", "+1.64", []),
    (4, "Brittany Bowe", "1:14.55", "+2.24", []),
    (5, "Béatrice Lamarche", "1:14.73", "+2.42", []),
    (6, "Erin Jackson", "1:15.00", "+2.69", []),
]


@dataclass
class Seen:
    """A screen that keeps its board, everybody it has seen leading, and the leader after each pair it saw confirmed.

    At this speed a pair may be confirmed and the next one called in one delta.
    """

    board: dict[str, Any] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    leaders: dict[int, tuple[str, str]] = field(default_factory=dict)

    async def watch(self, url: str) -> None:
        async with websockets.connect(f"{url.replace('http', 'ws')}/live?board=arena") as screen:
            async for text in screen:
                self.take(json.loads(text))

    def take(self, message: dict[str, Any]) -> None:
        if message["type"] == "snapshot":
            self.board = message["board"]
        elif message["type"] == "delta":
            self.board = merge(self.board, message["patch"])
        found = rows(self.board) if "standings" in self.board else {}
        leader = next((skater for skater, row in found.items() if row.get("rank") == 1), None)
        if leader is None:
            return
        name = next(s["last_name"] for s in self.board["skaters"].values() if s["id"] == leader)
        if name not in self.names[-1:]:
            self.names.append(name)
        if self.board["pair"]["state"] == "confirmed":
            self.leaders[self.board["pair"]["number"]] = name, found[leader]["time"]


@asynccontextmanager
async def rink(folder: Path) -> AsyncIterator[tuple[str, str]]:
    """A server on a free port; its address and a token of its operator."""
    access = Access(folder / "tokens.json")
    token = access.add("simulator", "operator")
    listening = listening_socket("127.0.0.1", 0)
    app = create_app(Settings(), journal=SqliteJournal(folder / "journal.sqlite3"), access=access)
    async with serving(app, listening):
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", token


async def play(race: str, url: str, token: str) -> None:
    command = [sys.executable, "-m", "iceline_simulator", "race", race, "--to", url, "--speed", SPEED, "--token", token]
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), PLAY_S)
    assert process.returncode == 0, said.decode()[-2000:]


async def standings(url: str, distance: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{url}/api/distances/{distance}")
        found: list[dict[str, Any]] = answer.raise_for_status().json()["standings"]
        return found


@pytest.fixture
def seen() -> Seen:
    return Seen()


async def test_the_olympic_race_unfolds_as_it_did_in_milano(tmp_path: Path, seen: Seen) -> None:
    async with rink(tmp_path) as (url, token):
        watching = asyncio.create_task(seen.watch(url))
        await play("olympic-w1000-2026", url, token)
        result = await standings(url, "w1000")
        async with asyncio.timeout(10):
            while seen.board.get("distance", {}).get("state") != "official":
                await asyncio.sleep(0.01)
        watching.cancel()
    ours = [(r["rank"], r["name"], r["time"], r["gap"], r["records"]) for r in result]
    assert ours[:6] == FINAL
    assert len(result) == 30
    for pair, leader in seen.leaders.items():
        assert leader == LEADERS[max(n for n in LEADERS if n <= pair)], pair
    assert seen.names == [name for name, _ in LEADERS.values()]


async def test_the_club_evening_ends_as_the_rules_decide(tmp_path: Path) -> None:
    evening = json.loads((files("iceline_simulator") / "races" / "club-evening.json").read_text(encoding="utf-8"))
    async with rink(tmp_path) as (url, token):
        await play("club-evening", url, token)
        for distance in evening["distances"]:
            result = await standings(url, distance["id"])
            expected = [expected_row(row) for row in distance["expected"]]
            assert [(r["skater"], r["rank"], r["time"].split("(")[0], r["status"]) for r in result] == expected


def expected_row(row: dict[str, Any]) -> tuple[object, ...]:
    return row["skater"], row.get("rank"), row.get("time", ""), row.get("status", "finished")
