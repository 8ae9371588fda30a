"""`iceline demo`: a server on a journal of its own, and the simulator as a stranger who plays a race into it."""

import asyncio
import os
import sys
import tempfile
import webbrowser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from rich.console import Console
from rich.table import Table

from iceline.access import Access
from iceline.addresses import reachable
from iceline.app import create_app
from iceline.errors import IcelineError
from iceline.journal.sqlite import SqliteJournal
from iceline.pages import SCREENS
from iceline.serving import Server, listening_socket, run, serving, until_stopped
from iceline.settings import Settings

STOP_CHILD_S = 3.0
NOTHING_TO_PLAY = 2
"""The simulator's exit code for a race file or a command that is wrong."""
SOURCE = "simulator"


@dataclass(frozen=True, slots=True)
class Demo:
    """What to play: a race file or the name of a shipped race, at `speed` race seconds a second."""

    race: str
    speed: int
    host: str
    port: int
    browser: bool


def run_demo(demo: Demo, console: Console) -> None:
    """Serves and plays until Ctrl-C. Raises CannotListen, JournalFailed."""
    with tempfile.TemporaryDirectory(prefix="iceline-demo-") as folder:
        run(_demo(demo, Path(folder), console))


async def _demo(demo: Demo, folder: Path, console: Console) -> None:
    listening = listening_socket(demo.host, demo.port)
    host, port = listening.getsockname()[:2]
    settings = Settings(host=host, port=port, journal=folder / "demo.sqlite3", tokens=folder / "tokens.json")
    access = Access(settings.tokens)
    token = access.add(SOURCE, "operator")
    app = create_app(settings, journal=SqliteJournal(settings.journal), access=access)
    async with serving(app, listening) as server:
        addresses = reachable(host, port)
        _print_addresses(addresses[0], console)
        if demo.browser and _has_browser():
            webbrowser.open(f"{addresses[-1]}/arena")
        async with _simulator(demo, addresses[-1], token) as child:
            await _until_over(child, server)


def _print_addresses(url: str, console: Console) -> None:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_row("All screens", f"{url}/")
    for screen in SCREENS:
        table.add_row(screen.title, f"{url}{screen.path}")
    console.print(table)
    console.print("Ctrl-C ends the demo.\n")


async def _until_over(child: asyncio.subprocess.Process, server: Server) -> None:
    """Until Ctrl-C, also after the race; at once where there is nothing to play."""
    stopped, ended = asyncio.create_task(until_stopped(server)), asyncio.create_task(child.wait())
    try:
        await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
        if ended.done() and ended.result() == NOTHING_TO_PLAY:
            raise IcelineError("There is nothing to play: the race file is wrong, as said above.")
        await stopped
    finally:
        stopped.cancel()
        ended.cancel()


@asynccontextmanager
async def _simulator(demo: Demo, url: str, token: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The simulator in a process of its own: it talks to the server through its public interfaces only."""
    arguments = ["race", demo.race, "--to", url, "--speed", str(demo.speed), "--source", SOURCE, "--run", token_hex(4)]
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "iceline_simulator",
        *arguments,
        env={**os.environ, "ICELINE_TOKEN": token},
        start_new_session=True,
    )
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            child.terminate()
        try:
            await asyncio.wait_for(child.wait(), STOP_CHILD_S)
        except TimeoutError:
            child.kill()
            await child.wait()


def _has_browser() -> bool:
    """Only where a window can open: a text browser would take the terminal away."""
    windows = sys.platform in ("darwin", "win32") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )
    with suppress(webbrowser.Error):
        return windows and webbrowser.get() is not None
    return False
