"""What one screen is owed, in order and once each, whatever it says: docs/protocol.md 3 without a socket or a clock."""

from dataclasses import dataclass
from typing import Annotated, Final, Literal, TypeAlias

import orjson
from annotated_types import Ge, Le
from pydantic import ConfigDict, Discriminator, FiniteFloat, TypeAdapter, ValidationError

from iceline.errors import MalformedMessage, Refused, SenderError
from iceline.push.framing import text_message
from iceline.push.hub import Hub
from iceline.push.watch import SnapshotReason, Watch

MAX_MESSAGE_CHARS: Final = 512
MAX_BAD_MESSAGES: Final = 10
MAX_MESSAGES_A_BEAT: Final = 256
MAX_PONGS: Final = 8
NOWHERE: Final = ("", -1)

_SAID: Final = ConfigDict(strict=True, extra="ignore")
_Seq: TypeAlias = Annotated[int, Ge(0), Le(2**53)]


@dataclass(frozen=True, slots=True)
class Resume:
    __pydantic_config__ = _SAID
    type: Literal["resume"]
    epoch: str
    seq: _Seq


@dataclass(frozen=True, slots=True)
class Ping:
    __pydantic_config__ = _SAID
    type: Literal["ping"]
    t0: Annotated[int, Ge(-(2**53)), Le(2**53)] | FiniteFloat


@dataclass(frozen=True, slots=True)
class Painted:
    __pydantic_config__ = _SAID
    type: Literal["painted"]
    seq: _Seq


Said: TypeAlias = Resume | Ping | Painted
_PARSER: Final[TypeAdapter[Said]] = TypeAdapter(Annotated[Said, Discriminator("type")])


class Conversation:
    """One screen from hello on. It holds a number and no queue: what is owed is looked up when it can be sent."""

    __slots__ = (
        "_asked_again", "_bad_messages", "_build", "_epoch", "_greeted", "_hub", "_messages", "_pongs", "_seq",
        "_started", "_watch", "board", "painted",
    )  # fmt: skip

    def __init__(self, hub: Hub, board: str, *, build: str, watch: Watch) -> None:
        self.board = board
        self.painted: int | None = None
        self._watch = watch
        self._hub = hub
        self._build = build
        self._epoch, self._seq = NOWHERE
        self._greeted = self._started = self._asked_again = False
        self._pongs: list[tuple[float, int]] = []
        self._messages = self._bad_messages = 0

    @property
    def behind(self) -> int:
        """How many changes of the board have not been given out to this screen."""
        newest = self._hub.seq(self.board)
        return max(newest - self._seq, 0) if self._epoch == self._hub.epoch else newest

    @property
    def is_started(self) -> bool:
        return self._started

    def given_all(self) -> None:
        """Everything there is of the board has been written to this screen, by whoever had it in hand."""
        self._epoch, self._seq = self._hub.epoch, self._hub.seq(self.board)

    def owed(self, now_us: int) -> bytes | None:
        """The next message to send as it goes on the wire, or None: there is nothing now. It counts as sent."""
        if not self._greeted:
            self._greeted = True
            return text_message(self._hub.hello(self.board, build=self._build, server_time_us=now_us))
        if self._pongs:
            t0, heard_us = self._pongs.pop(0)
            return text_message(orjson.dumps({"type": "pong", "t0": t0, "t1_us": heard_us, "t2_us": now_us}))
        if not self._started:
            return None
        if frame := self._hub.after(self.board, self._epoch, self._seq):
            if frame.kind == "snapshot":
                self._watch.snapshot_sent(self._why_whole(), len(frame.wire))
            self._epoch, self._seq = self._hub.epoch, frame.seq
            return frame.wire
        return None

    def _why_whole(self) -> SnapshotReason:
        if (self._epoch, self._seq) == NOWHERE:
            return "asked" if self._asked_again else "joined"
        return "behind" if self._epoch == self._hub.epoch else "restarted"

    def hear(self, text: str, now_us: int) -> None:
        """Takes in one message. Nonsense is passed over; SenderError when it was too much, to be closed with 1008."""
        self.count()
        try:
            self._understand(_parse(text), now_us)
        except MalformedMessage as bad:
            self._count_bad(bad)
        self.start()

    def count(self) -> None:
        """Any message, also one that only WebSockets speak of; SenderError when it was one too many."""
        self._messages += 1
        if self._messages > MAX_MESSAGES_A_BEAT:
            raise Refused("too_many_messages", f"More than {MAX_MESSAGES_A_BEAT} messages between two beats.")

    def start(self) -> None:
        """The screen has said where it is, or had the time to: what it is owed may go out."""
        self._started = True

    def beat(self) -> None:
        """A beat is due: the screen may speak again."""
        self._messages = 0

    def _understand(self, said: Said, now_us: int) -> None:
        match said:
            case Resume():
                self._resume(said.epoch, said.seq)
            case Ping():
                self._pongs = [*self._pongs[1 - MAX_PONGS :], (said.t0, now_us)]
            case Painted() if said.seq > self._hub.seq(self.board):
                raise MalformedMessage("malformed_message", f"painted {said.seq}, which has not been.")
            case Painted():
                self.painted = said.seq

    def _resume(self, epoch: str, seq: int) -> None:
        # Once we have begun to send, a resume may have crossed what was on its way, so deltas since then could come
        # on top of newer ones. A snapshot is right for a late resume and for a gap alike.
        if not self._started:
            self._epoch, self._seq = epoch, seq
        elif (epoch, seq) != (self._epoch, self._seq):
            self._epoch, self._seq = NOWHERE
            self._asked_again = True

    def _count_bad(self, bad: SenderError) -> None:
        self._bad_messages += 1
        if self._bad_messages > MAX_BAD_MESSAGES:
            raise Refused("too_many_messages", f"More than {MAX_BAD_MESSAGES} bad messages.") from bad


def _parse(text: str) -> Said:
    if len(text) > MAX_MESSAGE_CHARS:
        raise MalformedMessage("malformed_message", f"{len(text)} characters; at most {MAX_MESSAGE_CHARS}.")
    try:
        return _PARSER.validate_json(text)
    except ValidationError as wrong:
        raise MalformedMessage("malformed_message", f"{text!r} is not a message of a screen.") from wrong
