"""A whole Iceline server in this process, on a journal on disk, that can be stopped and started on its port."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

from iceline.access import Access
from iceline.app import create_app, unix_now_us
from iceline.journal.sqlite import SqliteJournal
from iceline.serving import listening_socket, serving
from iceline.settings import Settings

SOURCE = "rink"


class RinkServer:
    """`token` is an operator's, of the source "rink"."""

    def __init__(self, folder: Path, now_us: Callable[[], int] = unix_now_us) -> None:
        self.port = 0
        self._now_us = now_us
        self._folder = folder
        self._running = AsyncExitStack()
        self.token = self._access().add(SOURCE, "operator")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Takes a free port the first time, and the same one again after a stop."""
        listening = listening_socket("127.0.0.1", self.port)
        self.port = listening.getsockname()[1]
        settings = Settings(port=self.port, journal=self._folder / "rink.sqlite3", tokens=self._tokens)
        journal = SqliteJournal(settings.journal)
        app = create_app(settings, journal=journal, access=self._access(), now_us=self._now_us)
        await self._running.enter_async_context(serving(app, listening))

    async def stop(self) -> None:
        await self._running.aclose()

    @property
    def _tokens(self) -> Path:
        return self._folder / "tokens.json"

    def _access(self) -> Access:
        return Access(self._tokens)
