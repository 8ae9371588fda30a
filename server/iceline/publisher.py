"""Says when which board is drawn of a new state, and hands what has changed to the screens."""

import asyncio
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import structlog

from iceline.boards.live import arena_board, desk_board
from iceline.boards.overall import overall_board
from iceline.boards.text import Json
from iceline.metrics import Metrics
from iceline.push.fanout import Fanout
from iceline.push.hub import Frame, Hub
from iceline.race.state import State

BOARDS: Final[Mapping[str, Callable[[State], Json]]] = {
    "arena": arena_board,
    "desk": desk_board,
    "overall": overall_board,
}

FRAME_S: Final = 0.016
"""One frame of an arena screen: changes that come closer together are drawn and sent as one."""

log = structlog.get_logger()


class Publisher:
    """Draws the boards of a new state; a board that cannot be drawn keeps its last one and never stops the others.

    The first change goes out at once, what follows within a frame goes together at its end. A board that nobody watches
    is drawn when somebody looks at it.
    """

    def __init__(self, hub: Hub, fanout: Fanout, metrics: Metrics) -> None:
        self._hub = hub
        self._fanout = fanout
        self._metrics = metrics
        self._due: State | None = None
        self._frame: asyncio.TimerHandle | None = None

    def publish(self, state: State) -> None:
        """Shows `state`, or a newer one, within a frame."""
        self._due = state
        if self._frame is None:
            self._draw()

    def _draw(self) -> None:
        state, self._due, self._frame = self._due, None, None
        if state is None:
            return
        self._frame = asyncio.get_running_loop().call_later(FRAME_S, self._draw)
        drawn = []
        for name in BOARDS:
            if self._fanout.is_watched(name):
                drawn.append((name, self._draw_one(name, state)))
            else:
                self._hub.offer(name, partial(self._draw_one, name, state))
        # Sent when all are drawn: what they share is at hand then, and not after a thousand writes.
        for name, frame in drawn:
            if frame is not None:
                self._fanout.published(name, frame)

    def _draw_one(self, name: str, state: State) -> Frame | None:
        began_s = time.perf_counter()
        try:
            frame = self._hub.publish(name, BOARDS[name](state))
        except Exception as error:
            log.exception("could not draw", board=name, seq=state.seq)
            self._metrics.not_drawn(name, repr(error))
            return None
        self._metrics.drawn(name, time.perf_counter() - began_s, len(frame.wire) if frame else 0)
        return frame
