"""A rival: the websockets library's own server and its `broadcast`, on uvloop."""

import uvloop
from websockets.asyncio.server import ServerConnection, broadcast, serve

from tests.bench.push.rivals.control import controlled, listening_socket


async def main() -> None:
    screens: set[ServerConnection] = set()
    listening = listening_socket()

    async def live(connection: ServerConnection) -> None:
        screens.add(connection)
        try:
            await connection.wait_closed()
        finally:
            screens.discard(connection)

    async def push(text: str) -> None:
        broadcast(screens, text)

    async with serve(live, sock=listening, compression=None), await controlled(listening, push) as control:
        await control.serve_forever()


uvloop.run(main())
