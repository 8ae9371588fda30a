"""The live side of the feed: a real WebSocket that is lost in mid-race and tells its state again when it comes back."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import websockets

from iceline.boards.distance import distance_board
from iceline.codec import encode
from iceline.desk import Desk
from iceline.ingest.vantage import listen
from iceline.journal.memory import MemoryJournal
from iceline.metrics import Metrics
from iceline.protocols.vantage import VantageFeed

from .data import data

STREAM = "vantage/w1000_stream.jsonl"
LOST_AFTER = 780
"""Messages until the connection is lost: in the middle of pair 5."""

STATE_FROM = 683
"""What the feed tells a newcomer then: everything of the heat that is active."""


@asynccontextmanager
async def desk_running() -> AsyncIterator[Desk]:
    desk = Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0)
    running = asyncio.create_task(desk.run())
    try:
        yield desk
    finally:
        running.cancel()


class LostFeed:
    """Sends a part of the stream, drops the line, and on the next connection the state again and then the rest."""

    def __init__(self, lines: Sequence[bytes]) -> None:
        self._lines = lines
        self.connections = 0
        self.done = asyncio.Event()

    async def serve(self, connection: websockets.ServerConnection) -> None:
        self.connections += 1
        if self.connections == 1:
            await self._send(connection, self._lines[:LOST_AFTER])
            connection.transport.abort()
            return
        opening = [
            line for line in self._lines[:STATE_FROM] if b'"CompetitionActivated' in line or b'"Distance' in line
        ]
        await self._send(connection, [*opening, *self._lines[STATE_FROM:]])
        await connection.send("this is no message of the feed")
        self.done.set()
        await connection.wait_closed()

    async def _send(self, connection: websockets.ServerConnection, lines: Sequence[bytes]) -> None:
        for line in lines:
            await connection.send(line.decode())


async def test_a_feed_that_is_lost_and_comes_back_leads_to_the_same_results() -> None:
    lines = data(STREAM).read_bytes().splitlines()
    async with desk_running() as undisturbed:
        feed = VantageFeed()
        for line in lines:
            for event in feed.receive(line):
                await undisturbed.record("vantage", [(event, encode(event))])
    lost = LostFeed(lines)
    async with desk_running() as desk, websockets.serve(lost.serve, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        listening = asyncio.create_task(listen(f"ws://127.0.0.1:{port}", desk, watching()))
        async with asyncio.timeout(30):
            await lost.done.wait()
            while results(desk) != results(undisturbed):
                await asyncio.sleep(0.01)
        listening.cancel()
    assert lost.connections == 2


def watching() -> Metrics:
    return Metrics(version="0", build="b", boards=())


def results(desk: Desk) -> str:
    return json.dumps([distance_board(desk.state, d) for d in desk.state.distances.values()])
