"""`iceline` in a process of its own, as an operator runs it."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from tests.rink import PATIENCE_S


async def begun(*arguments: str) -> asyncio.subprocess.Process:
    """A command in a process of its own."""
    run = "from iceline.cli import main; main()"
    pipes = {"stdout": asyncio.subprocess.PIPE, "stderr": asyncio.subprocess.PIPE}
    return await asyncio.create_subprocess_exec(sys.executable, "-c", run, *arguments, **pipes)


@asynccontextmanager
async def served(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, str]]:
    """A real `iceline serve`, the address it prints and the token of its operator; killed where it is still there."""
    process = await begun("serve", "--port", "0", *arguments)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(PATIENCE_S):
            token = (await process.stdout.readline()).decode().split()[-1]
            address = (await process.stdout.readline()).decode().split()[2].rstrip("/")
            await answering(address)
        yield process, address, token
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def answering(address: str) -> None:
    """Waits until the server is ready."""
    async with httpx.AsyncClient(trust_env=False) as client:
        while True:
            try:
                assert (await client.get(f"{address}/healthz")).json()["status"] == "ready"
            except httpx.TransportError:
                await asyncio.sleep(0.02)
            else:
                return


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Exit code and what it said last."""
    async with asyncio.timeout(PATIENCE_S):
        _, said = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()
