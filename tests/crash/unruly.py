"""Screens that do what no page would: never read, sip, come and go, talk nonsense. They must hurt nobody."""

import asyncio
import random
import socket
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from typing import Final

import orjson

from tests.crash.album import Album
from tests.crash.frames import BINARY, TEXT, masked, opening, unmasked
from tests.crash.lean_screen import LeanScreen, jitter
from tests.crash.line import CONNECT_TIMEOUT_S, Line

TINY_BUFFER_BYTES: Final = 2048
SECOND_S: Final = 1.0
AWAY_S: Final = (0.2, 1.0)
LIFE_S: Final = (0.05, 1.0)
PAUSE_S: Final = (0.0, 0.1)
BREAKS_OFF, IS_MUTE, IS_NEW = 0.2, 0.2, 0.4
"""How often somebody fickle does so."""

CLOSED_WITHIN_S: Final = 30.0
POLICY_VIOLATION, PROTOCOL_ERROR = 1008, 1002
FLOOD: Final = masked(TEXT, orjson.dumps({"type": "ping", "t0": 1})) * 20_000
"""Half a megabyte of messages that would be right one by one."""

NONSENSE: Final = (
    masked(TEXT, b"not json"),
    masked(TEXT, b"[]"),
    masked(TEXT, b"[" * 400),
    masked(TEXT, b'{"type":"stop the race"}'),
    masked(TEXT, b'{"type":"resume","epoch":7,"seq":-1}'),
    masked(TEXT, b'{"type":"ping","t0":1e999}'),
    masked(TEXT, orjson.dumps({"type": "painted", "seq": 2**53})),
    masked(TEXT, b"x" * 2000),
    masked(BINARY, bytes(range(256))),
)
UNMASKED: Final = unmasked(TEXT, b'{"type":"ping","t0":1}')


async def never_read(port: int, chance: random.Random, counts: Counter[str]) -> None:
    """Asks for a board and never takes a byte of it; pings as a page does, so that it notices when it is given up."""
    await _stay_greedy(port, chance, counts, "never reads", takes=0)


async def sip(port: int, chance: random.Random, counts: Counter[str]) -> None:
    """Takes one byte a second."""
    await _stay_greedy(port, chance, counts, "one byte a second", takes=1)


async def _stay_greedy(port: int, chance: random.Random, counts: Counter[str], name: str, *, takes: int) -> None:
    while True:
        with socket.socket() as near, suppress(OSError):
            near.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, TINY_BUFFER_BYTES)
            near.setblocking(False)
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await asyncio.get_running_loop().sock_connect(near, ("127.0.0.1", port))
            near.send(opening(port, chance.choice(("arena", "desk"))))
            counts[f"{name}: connections"] += 1
            await _until_dropped(near, takes)
            counts[f"{name}: dropped"] += 1
        await asyncio.sleep(chance.uniform(*AWAY_S))


async def _until_dropped(near: socket.socket, takes: int) -> None:
    """A ping every other second; the server's reset is the answer once it has given us up."""
    for second in count(1):
        await asyncio.sleep(SECOND_S)
        with suppress(BlockingIOError):
            if takes and not near.recv(takes):
                return
        with suppress(BlockingIOError):
            if second % 2 == 0 and near.send(masked(TEXT, b'{"type":"ping","t0":1}')) == 0:
                return
        if near.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            return


class Fickle(LeanScreen):
    """Comes and goes all the time, in every way there is, and keeps every board it showed in between."""

    def __init__(self, kind: str, port: int, album: Album, counts: Counter[str], chance: random.Random) -> None:
        super().__init__(kind, port, album, counts, jitter(chance))
        self._chance = chance
        self._is_mute = False

    async def run(self) -> None:
        while True:
            if self._chance.random() < BREAKS_OFF:
                await self._break_off()
            else:
                await self._drop_in()
            await asyncio.sleep(self._chance.uniform(*PAUSE_S))

    def greet_back(self) -> None:
        if not self._is_mute:
            super().greet_back()

    async def _drop_in(self) -> None:
        """Resumes, or comes as a page that was opened anew, or says nothing at all; leaves politely or not."""
        chance = self._chance
        self._is_mute = chance.random() < IS_MUTE
        if self._is_mute or chance.random() < IS_NEW:
            self.page = self._album.blank(self.kind)
        await self.visit(chance.uniform(*LIFE_S), chance.choice((Line.abort, Line.close)))

    async def _break_off(self) -> None:
        """Goes away in the middle of its request, or without waiting for the answer."""
        request = opening(self._port, self.kind)
        with suppress(OSError):
            _, near = await asyncio.open_connection("127.0.0.1", self._port)
            near.write(request[: self._chance.randrange(len(request) + 1)])
            near.transport.abort()
            self._counts["broken off in the handshake"] += 1


@dataclass(frozen=True, slots=True)
class Rant:
    """What somebody says all at once when greeted, and the code a server must close with."""

    name: str
    words: bytes
    code: int


RANTS: Final = (
    Rant("nonsense", b"".join(NONSENSE * 3), POLICY_VIOLATION),
    Rant("flood", FLOOD, POLICY_VIOLATION),
    Rant("frames without a mask", UNMASKED, PROTOCOL_ERROR),
)


async def rant(port: int, chance: random.Random, counts: Counter[str], what: Rant) -> None:
    """Again and again; every connection must be closed with the rant's code."""
    while True:
        with suppress(OSError):
            counts[f"{what.name}: {await _rant_once(port, what)}"] += 1
        await asyncio.sleep(chance.uniform(*AWAY_S))


async def _rant_once(port: int, what: Rant) -> str:
    """How it ended."""
    words = [what.words]

    def answer(_: bytes) -> None:
        if words:
            line.write(words.pop())

    line = Line(port, "arena", hear=answer)
    await line.connect()
    await asyncio.wait([line.lost], timeout=CLOSED_WITHIN_S)
    end = line.end if line.lost.done() else "not closed"
    line.abort()
    return end
