"""How the server logs: one line a fact, for people or for machines, and never more than a disk can bear."""

import logging
import sys
import time
from collections import Counter
from collections.abc import Callable, MutableMapping
from typing import Any, Final, Literal

import structlog
from structlog.types import EventDict, Processor

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["console", "json"]

LINES_A_SECOND: Final = 20
"""Of one kind of event; those beyond are counted, and the next one that is written tells how many."""

LONGEST_TEXT: Final = 500
"""Characters of one value: senders choose some of them."""


def configure_logs(level: Level, written: Format = "console") -> None:
    """Everything goes to standard error, warnings of the libraries too."""
    ending = _as_json() if written == "json" else _for_people()
    structlog.configure(
        processors=[
            FloodGate(),
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            printable,
            *ending,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
    root = logging.getLogger()
    root.handlers = [*(h for h in root.handlers if not isinstance(h, _Forwarding)), _Forwarding(logging.WARNING)]


class FloodGate:
    """Lets so many lines of one kind pass in a second, so that whoever sends nonsense cannot fill the disk with it."""

    def __init__(self, most: int = LINES_A_SECOND, now_s: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now_s = now_s
        self._second = 0
        self._passed: Counter[str] = Counter()
        self._held: Counter[str] = Counter()

    def __call__(self, _: object, __: str, event: EventDict) -> EventDict:
        """The line, with what was `suppressed` before it; raises DropEvent for one too many."""
        kind = event.get("logger") or event["event"]
        second = int(self._now_s())
        if second != self._second:
            self._second, self._passed = second, Counter()
        self._passed[kind] += 1
        if self._passed[kind] > self._most:
            self._held[kind] += 1
            raise structlog.DropEvent
        if held := self._held.pop(kind, 0):
            event["suppressed"] = held
        return event


def printable(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Nothing a sender wrote can move a cursor, break a line or hide another."""
    return {name: _plain(value) if isinstance(value, str) else value for name, value in event.items()}


def _plain(text: str) -> str:
    kept = text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]}…"
    return kept if kept.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in kept)


def _for_people() -> list[Processor]:
    # Not the default: its tracebacks show the values of local variables, tokens among them.
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]


def _as_json() -> list[Processor]:
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


class _Forwarding(logging.Handler):
    """What libraries log goes the same way, so that a line is a line and a flood has its bound."""

    def emit(self, record: logging.LogRecord) -> None:
        log = structlog.get_logger().bind(logger=record.name)
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say(record.getMessage().strip(), exc_info=record.exc_info)
