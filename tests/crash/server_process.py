"""`iceline serve` as a process of its own, that dies and starts again."""

import asyncio
import signal
import socket
import sys
from pathlib import Path
from typing import Final

import httpx

from tests.browser.cable import until

READY_S: Final = 60.0
END_S: Final = 60.0
HEALTH_S: Final = 2.0
ROOT: Final = Path(__file__).parents[2]
PLAIN: Final = ("-c", "from iceline.cli import main; main()")


class ServerProcess:
    """One port and one journal for its whole career. `disk` is where the journal is kept, if not in `folder`."""

    def __init__(self, folder: Path, disk: Path | None = None) -> None:
        self.journal = (disk or folder) / "crash.sqlite3"
        self.tokens = folder / "tokens.json"
        self.port = _free_port()
        self._log = folder / "server.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        """Everything the server ever wrote on its console."""
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs."""
        return self._process.returncode if self._process is not None else 0

    async def start(self, *through: str) -> None:
        """Until it is ready. `through` is the launcher in front of the command line, where it is not the plain one."""
        await self.launch(*through)
        await until(self._is_ready, patience_s=READY_S)

    async def launch(self, *through: str) -> None:
        """The same without waiting: it may never become ready."""
        options = ["--port", str(self.port), "--journal", str(self.journal), "--tokens", str(self.tokens)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, *(through or PLAIN), "serve", *options, stdout=log, stderr=log, cwd=ROOT
            )

    async def ended(self) -> int:
        """Waits until it ends by itself; returns the exit code, -9 after a SIGKILL."""
        if self._process is None:
            return 0
        async with asyncio.timeout(END_S):
            return await self._process.wait()

    async def health(self) -> int | None:
        """The status of /healthz, None when nobody answers."""
        try:
            async with httpx.AsyncClient(trust_env=False, timeout=HEALTH_S) as client:
                return (await client.get(f"{self.url}/healthz")).status_code
        except httpx.TransportError:
            return None

    async def kill(self) -> None:
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        """As Ctrl-C does; returns the exit code."""
        return await self._end(signal.SIGINT)

    async def terminate(self) -> int:
        """As a service manager does; returns the exit code."""
        return await self._end(signal.SIGTERM)

    def interrupt(self) -> None:
        """Ctrl-C, without waiting for the end."""
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGINT)

    async def _end(self, how: signal.Signals) -> int:
        if self._process is None or self._process.returncode is not None:
            return -1
        self._process.send_signal(how)
        return await self.ended()

    async def _is_ready(self) -> bool:
        if self._process is None or self._process.returncode is not None:
            raise AssertionError(f"The server ended by itself: {self.said[-2000:]}")
        return await self.health() == 200


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])
