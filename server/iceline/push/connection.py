"""One screen on the wire: what it is owed is written while its transport takes it; nothing waits in between."""

from collections.abc import Callable
from typing import Final, Protocol

import structlog

from iceline.errors import SenderError
from iceline.push.conversation import Conversation
from iceline.push.hub import Frame
from iceline.push.watch import Watch

POLICY_VIOLATION: Final = 1008

log = structlog.get_logger()


class Wire(Protocol):
    """The socket of a screen. It calls `blocked` and `drained` of its connection."""

    def write(self, message: bytes) -> None: ...

    def is_closing(self) -> bool:
        """Whether what is written goes nowhere."""
        ...

    def say_goodbye(self, code: int, reason: str) -> None:
        """Sends a close frame and waits for the peer's, which may never come."""
        ...

    def abort(self) -> None:
        """Ends the connection now, whatever has not been sent."""
        ...


class Connection:
    """A screen that is slow is written nothing more; when it has drained it is caught up by deltas or a snapshot.

    Times are seconds of the loop's clock: `blocked_since` while the transport takes nothing, `ended_since` after the
    goodbye. `phase` is the part of a second in which this screen's beats go out.
    """

    __slots__ = (
        "_now_us", "_watch", "_wire", "_write", "blocked_since", "conversation", "ended_since", "phase", "since_us",
    )  # fmt: skip

    def __init__(
        self, wire: Wire, conversation: Conversation, *, phase: int, now_us: Callable[[], int], watch: Watch
    ) -> None:
        self.conversation = conversation
        self.phase = phase
        self.since_us = now_us()
        self.blocked_since: float | None = None
        self.ended_since: float | None = None
        self._wire = wire
        self._write = wire.write
        self._now_us = now_us
        self._watch = watch

    @property
    def is_open(self) -> bool:
        """Whether anything may be written now."""
        return self.blocked_since is None and self.ended_since is None and not self._wire.is_closing()

    def deliver(self, frame: Frame) -> bool:
        """A change of the board, to this screen as to all others: the one path that has to be cheap.

        True when it was `frame` that was written, and nothing more was owed.
        """
        if self.blocked_since is not None or self.ended_since is not None:
            return False
        if self.conversation.takes(frame):
            self._write(frame.wire)
            return True
        self.send()
        return False

    def send(self) -> None:
        """Writes what is owed, as long as the transport takes it."""
        while (
            self.is_open
            and not self._wire.is_closing()
            and (message := self.conversation.owed(self._now_us())) is not None
        ):
            self._write(message)

    def beat(self, message: bytes) -> bool:
        """A sign of life, `message` on the wire, to a screen that has all it speaks of; whether it was written."""
        if not self.is_open or not self.conversation.beat():
            return False
        self._write(message)
        return True

    def hear(self, text: str, now_s: float) -> None:
        """One message of the screen; too much nonsense ends the connection."""
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
        self.blocked_since = now_s

    def drained(self) -> None:
        """The transport has handed everything on."""
        self.blocked_since = None
        self.send()

    def end(self, code: int, reason: str, now_s: float) -> None:
        """Says goodbye, once; nothing is sent after it."""
        if self.ended_since is None:
            self.ended_since = now_s
            self._wire.say_goodbye(code, reason)

    def _expel(self, unruly: SenderError, now_s: float) -> None:
        log.warning("screen unruly", board=self.conversation.board, reason=unruly.message)
        self._watch.screen_dropped("unruly")
        self.end(POLICY_VIOLATION, unruly.message, now_s)

    def gone(self, now_s: float) -> None:
        """The peer has said goodbye, or spoke no WebSocket: nothing more can be sent."""
        self.ended_since = now_s if self.ended_since is None else self.ended_since

    def abort(self) -> None:
        self._wire.abort()
