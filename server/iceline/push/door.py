"""The door: newcomers come in a few at a time, so that a crowd at it never delays those inside."""

import asyncio
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Final

OPEN_S: Final = 0.005
SHUT_S: Final = 0.005
"""A handshake with its first board costs some 0.3 ms; half of the time stays for changes and passings."""


class Door:
    """Who comes is let in at once while there is no crowd."""

    def __init__(self, *, open_s: float = OPEN_S, shut_s: float = SHUT_S) -> None:
        self._waiting: deque[Callable[[], None]] = deque()
        self._next: asyncio.TimerHandle | None = None
        self._opened_s = float("-inf")
        self._open_s = open_s
        self._shut_s = shut_s

    def __len__(self) -> int:
        return len(self._waiting)

    def enter(self, let_in: Callable[[], None]) -> None:
        """`let_in` is called when it is its turn; it must not raise."""
        self._waiting.append(let_in)
        if self._next is None:
            self._let_in()

    def close(self) -> None:
        """Nobody waits any more."""
        self._waiting.clear()
        if self._next is not None:
            self._next.cancel()

    def _let_in(self) -> None:
        # Not the loop's time: uvloop's stands still while a callback runs.
        if monotonic() >= self._opened_s + self._open_s + self._shut_s:
            self._opened_s = monotonic()
        while self._waiting and monotonic() <= self._opened_s + self._open_s:
            self._waiting.popleft()()
        wait_s = self._opened_s + self._open_s + self._shut_s - monotonic()
        self._next = asyncio.get_running_loop().call_later(max(wait_s, 0), self._let_in) if self._waiting else None
