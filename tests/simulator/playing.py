"""Plays a race file into a real server, each a process of its own, and asks the server what came of it."""

import asyncio
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.command import served

PLAY_S = 240
OPERATOR = "operator"

Answer = dict[str, Any]


@dataclass(frozen=True)
class Played:
    """How the simulator ended and what it said last; the server's answers by their address."""

    exit_code: int
    said: str
    answers: dict[str, Answer]

    def distance(self, key: str) -> Answer:
        return self.answers[f"/api/distances/{key}"]

    def rows(self, key: str) -> dict[str, Answer]:
        """The standings of a distance, by skater."""
        return {row["skater"]: row for row in self.distance(key)["standings"]}


def play(race: str, folder: Path, distances: Iterable[str], *addresses: str, speed: int = 1000) -> Played:
    """The race from its programme to the last result, as fast as it goes."""
    asked = [*(f"/api/distances/{key}" for key in distances), *addresses]
    return asyncio.run(_played(race, folder, asked, speed))


async def _played(race: str, folder: Path, asked: Iterable[str], speed: int) -> Played:
    files = "--journal", str(folder / "journal.sqlite3"), "--tokens", str(folder / "tokens.json")
    async with served(*files) as (_, url, token):
        command = ["-m", "iceline_simulator", "race", race, "--to", url, "--speed", str(speed), "--source", OPERATOR]
        pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.STDOUT}
        player = await asyncio.create_subprocess_exec(sys.executable, *command, "--token", token, **pipes)
        said, _ = await asyncio.wait_for(player.communicate(), PLAY_S)
        assert player.returncode is not None
        async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
            answers = {address: (await client.get(address)).raise_for_status().json() for address in asked}
    return Played(player.returncode, said.decode(), answers)
