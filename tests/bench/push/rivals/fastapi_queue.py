"""A rival: a FastAPI endpoint as most write it, a queue and a task for each screen, on uvicorn with uvloop."""

import asyncio

import uvicorn
import uvloop
from fastapi import FastAPI, WebSocket

from tests.bench.push.rivals.control import controlled, listening_socket


async def main() -> None:
    queues: set[asyncio.Queue[str]] = set()
    app = FastAPI()

    @app.websocket("/live")
    async def live(websocket: WebSocket) -> None:
        await websocket.accept()
        queue: asyncio.Queue[str] = asyncio.Queue()
        queues.add(queue)
        try:
            while True:
                await websocket.send_text(await queue.get())
        finally:
            queues.discard(queue)

    async def push(text: str) -> None:
        for queue in queues:
            queue.put_nowait(text)

    listening = listening_socket()
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws_per_message_deflate=False))
    async with await controlled(listening, push):
        await server.serve(sockets=[listening])


uvloop.run(main())
