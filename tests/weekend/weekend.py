"""A whole invented weekend: server, simulator and pages as processes of their own, and what came of it."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import httpx

from iceline.access import Access
from iceline_simulator.reading import read
from tests.browser.glass import Glass
from tests.browser.rink import Rink
from tests.crash.server_process import ROOT, ServerProcess
from tests.crash.watched import Outcome
from tests.weekend.glasses import bad_text, behind, open_pages, problems, with_board
from tests.weekend.official import Answer, Told, ask, false_lines, false_teams, not_official, unexpected
from tests.weekend.pictures import Photographer
from tests.weekend.plan import PATHS, Plan
from tests.weekend.written import export, missing, written

SOURCE: Final = "simulator"
PLAY_S: Final = 1_800.0
SAID: Final = 5
"""So many of a kind are told in words."""

DONE: Final = re.compile(r"Done: the server has (\d+) of (\d+) events")


async def run(plan: Plan, folder: Path) -> Outcome:
    """Plays the race before every kind of page and judges. `folder` takes the journal and what is exported."""
    outcome, server = Outcome(), ServerProcess(folder)
    token = Access(server.tokens).add(SOURCE, "operator")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(server.kill)
        await server.start()
        pages = await open_pages(stack, server.url, PATHS, plan.size)
        async with _photographed(plan, with_board(pages)) as taken:
            _judge_playing(outcome, *await _play(plan, server.url, token, folder))
        client = httpx.AsyncClient(base_url=server.url, trust_env=False)
        told = await ask(await stack.enter_async_context(client), read(plan.race))
        _judge_results(outcome, plan, told.distances)
        await _judge_pages(outcome, pages, told, Rink(client))
        await _judge_files(outcome, server.journal, folder / "results", told.distances)
        outcome.counts["pictures"] = len(taken)
        _note(outcome, "server that did not end well", [] if await server.stop() == 0 else [server.said[-500:]])
    _note(outcome, "errors in the server's log", re.findall(r".*(?:\[error|\[critical|Traceback).*", server.said))
    return outcome


@asynccontextmanager
async def _photographed(plan: Plan, screens: list[Glass]) -> AsyncIterator[dict[str, Path]]:
    """While this is entered pictures are taken, where they are wanted."""
    if plan.pictures is None:
        yield {}
        return
    photographer = Photographer(plan.pictures, plan.size)
    watching = asyncio.create_task(photographer.watch(screens))
    yield photographer.taken
    watching.cancel()
    with suppress(asyncio.CancelledError):
        await watching


async def _play(plan: Plan, url: str, token: str, folder: Path) -> tuple[int, str]:
    """The simulator as a person starts it. Returns its exit code and everything it said."""
    log = folder / "simulator.log"
    command = ["-m", "iceline_simulator", "race", plan.race, "--to", url, "--speed", str(plan.speed)]
    command += ["--seed", str(plan.seed), "--token", token, "--source", SOURCE]
    with log.open("wb") as out:
        playing = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=out, stderr=out, cwd=ROOT)
    try:
        await asyncio.wait_for(playing.wait(), PLAY_S)
    finally:
        if playing.returncode is None:
            playing.kill()
            await playing.wait()
    return playing.returncode or 0, log.read_text()


def _judge_playing(outcome: Outcome, code: int, said: str) -> None:
    done = DONE.search(said)
    had, sent = (int(done[1]), int(done[2])) if done else (0, 0)
    outcome.counts |= {"events sent": sent, "events refused as expected": said.count("refused, as the file expects")}
    _note(outcome, "events refused", [line for line in said.splitlines() if "REFUSED" in line])
    expected = outcome.counts["events refused as expected"]
    _note(outcome, "simulator that did not end well", [said[-500:]] if code or not sent else [])
    _note(outcome, "events that got lost", [f"{had} of {sent}"] if had + expected != sent else [])


def _judge_results(outcome: Outcome, plan: Plan, distances: dict[str, Answer]) -> None:
    outcome.counts["distances"] = len(distances)
    outcome.counts["rows in their results"] = sum(len(told["standings"]) for told in distances.values())
    _note(outcome, "distances not official", not_official(distances))
    _note(outcome, "rows other than the file expects", unexpected(read(plan.race), distances))


async def _judge_pages(outcome: Outcome, pages: dict[str, Glass], told: Told, rink: Rink) -> None:
    screens = with_board(pages)
    outcome.counts["pages"] = len(pages)
    _note(outcome, "pages that do not show the end", await behind(screens, rink))
    await _judge_glass(outcome, screens, told)
    outcome.counts["parts whose text was measured"] = sum([await screen.see("partsJudged") for screen in screens])
    for kind, found in (await bad_text(screens)).items():
        _note(outcome, kind, found)
    counted, sentences = problems(pages.values())
    outcome.faults |= counted
    outcome.sentences += sentences


async def _judge_glass(outcome: Outcome, screens: list[Glass], told: Told) -> None:
    """The overall has sums of distances instead of their results."""
    rows, false = 0, []
    for screen in (screen for screen in screens if screen.path != "/arena/overall"):
        for key, shown in (await screen.see("officials")).items():
            rows += len(shown["lines"]) + len(shown["bracket"])
            wrong = false_lines(told.distances[key], shown["lines"])
            wrong += false_teams(told.trees[key], shown["bracket"]) if shown["bracket"] else []
            false += [f"{screen.path}: {each}" for each in wrong]
    outcome.counts["official rows read on a glass"] = rows
    _note(outcome, "of them other than the server's", false)


async def _judge_files(outcome: Outcome, journal: Path, folder: Path, distances: dict[str, Answer]) -> None:
    await export(journal, folder)
    outcome.counts |= written(folder)
    _note(outcome, "files missing or without the winner", missing(folder, distances))


def _note(outcome: Outcome, fault: str, found: list[str]) -> None:
    outcome.faults[fault] = len(found)
    outcome.sentences += [f"{fault}: {each}" for each in found[:SAID]]
