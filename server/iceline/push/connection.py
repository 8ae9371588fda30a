"""One screen on the wire: what it is owed is written while its transport takes it; nothing waits in between."""

from collections.abc import Callable
from typing import Final, Protocol

import structlog

from iceline.errors import SenderError
from iceline.push.conversation import Conversation
from iceline.push.mailing import Way
from iceline.push.watch import Watch

POLICY_VIOLATION: Final = 1008

log = structlog.get_logger()


class Wire(Protocol):
    """The socket of a screen. It calls `blocked` and `drained` of its connection."""

    @property
    def way(self) -> Way:
        """How to write to it."""
        ...

    def is_closing(self) -> bool:
        """Whether what is written goes nowhere."""
        ...

    def say_goodbye(self, code: int, reason: str) -> None:
        """Sends a close frame and waits for the peer's, which may never come."""
        ...

    def abort(self) -> None:
        """Ends the connection now, whatever has not been sent."""
        ...


Level = dict["Connection", Way]
"""The screens of a board that hold the newest, are owed nothing, and whose transport holds nothing back.

A change goes past the transport, so it would overtake what waits there.
"""


class Connection:
    """A screen that is slow is written nothing more; when it has drained it is caught up by deltas or a snapshot.

    While it is in `level`, whoever writes a change to all writes it to this screen too, and it keeps no number of its
    own: that is the one path that has to be cheap. Times are seconds of the loop's clock: `blocked_since` while the
    transport takes nothing, `ended_since` after the goodbye. `phase` is the part of a second in which its beats go out.
    """

    __slots__ = (
        "_level", "_now_us", "_watch", "_way", "_wire", "blocked_since", "conversation", "ended_since", "is_expelled",
        "phase", "since_us",
    )  # fmt: skip

    def __init__(
        self,
        wire: Wire,
        conversation: Conversation,
        level: Level,
        *,
        phase: int,
        now_us: Callable[[], int],
        watch: Watch,
    ) -> None:
        self.conversation = conversation
        self.phase = phase
        self.since_us = now_us()
        self.blocked_since: float | None = None
        self.ended_since: float | None = None
        self.is_expelled = False
        """Told to go for saying too much: what it goes on to say is not listened to."""
        self._wire = wire
        self._way = wire.way
        self._level = level
        self._now_us = now_us
        self._watch = watch

    @property
    def is_open(self) -> bool:
        """Whether anything may be written now."""
        return self.blocked_since is None and self.ended_since is None and not self._wire.is_closing()

    @property
    def is_level(self) -> bool:
        """Whether it holds the newest board and is owed nothing."""
        return self in self._level

    @property
    def behind(self) -> int:
        """How many changes of the board have not been written to it."""
        return 0 if self.is_level else self.conversation.behind

    def send(self) -> None:
        """Writes what is owed, as long as the transport takes it; then it is level with the others."""
        self._leave()
        while self.is_open and (message := self.conversation.owed(self._now_us())) is not None:
            self._way.write(message)
        if self.is_open and self.conversation.is_started:
            self._level[self] = self._way

    def beat(self, message: bytes | None) -> bytes | None:
        """A beat is due: `message` to a screen that has all it speaks of, if there need be one; what was written."""
        self.conversation.beat()
        if message is None or not self.is_level:
            return None
        self._way.write(message)
        return message

    def hear(self, text: str, now_s: float) -> None:
        """One message of the screen; too much nonsense ends the connection."""
        self._leave()
        try:
            self.conversation.hear(text, self._now_us())
        except SenderError as unruly:
            self._expel(unruly, now_s)
        self.send()

    def pinged(self, now_s: float) -> bool:
        """A ping of the WebSocket itself; True when it may be answered."""
        try:
            self.conversation.count()
        except SenderError as unruly:
            self._expel(unruly, now_s)
        return self.is_open

    def start(self) -> None:
        """The screen had the time to say where it is."""
        self.conversation.start()
        self.send()

    def blocked(self, now_s: float) -> None:
        """The transport has more than the peer takes."""
        self._leave()
        self.blocked_since = now_s

    def drained(self) -> None:
        """The transport has handed everything on."""
        self.blocked_since = None
        self.send()

    def end(self, code: int, reason: str, now_s: float) -> None:
        """Says goodbye, once; nothing is sent after it."""
        if self.ended_since is None:
            self._leave()
            self.ended_since = now_s
            self._wire.say_goodbye(code, reason)

    def _expel(self, unruly: SenderError, now_s: float) -> None:
        log.warning("screen unruly", board=self.conversation.board, reason=unruly.message)
        self._watch.screen_dropped("unruly")
        self.is_expelled = True
        self.end(POLICY_VIOLATION, unruly.message, now_s)

    def gone(self, now_s: float) -> None:
        """The peer has said goodbye, spoke no WebSocket, or its socket is lost: nothing more can be sent."""
        self._leave()
        self.ended_since = now_s if self.ended_since is None else self.ended_since

    def abort(self) -> None:
        self._wire.abort()

    def _leave(self) -> None:
        """Of a screen that was level only the newest number is known: that one it has."""
        if self._level.pop(self, None) is not None:
            self.conversation.given_all()
