"""A rival: python-socketio's AsyncServer on uvicorn with uvloop, one `emit` to everybody."""

import orjson
import socketio
import uvicorn
import uvloop

from tests.bench.push.rivals.control import controlled, listening_socket


async def main() -> None:
    screens = socketio.AsyncServer(async_mode="asgi")

    async def push(text: str) -> None:
        await screens.emit("delta", orjson.loads(text))

    listening = listening_socket()
    app = socketio.ASGIApp(screens)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws_per_message_deflate=False))
    async with await controlled(listening, push):
        await server.serve(sockets=[listening])


uvloop.run(main())
