"""One herd coming back: how long it took, and what those who were in already and the senders felt meanwhile."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from tests.crash.rink import Ledger
from tests.crash.testimony import Testimony
from tests.crash.truth import Truth
from tests.crash.verdict import Delivery, Span, percentile

LONG_HERD_S: Final = 2.0
"""A shorter herd may have no change in it that could get through."""


@dataclass(frozen=True, slots=True)
class Herd:
    """`ended_us` is the end of the server, `span` goes from when it was ready again until all screens were back.

    `epochs` has the one of its new life; `refused` counts attempts that led to no WebSocket.
    """

    name: str
    epochs: frozenset[str]
    ended_us: int
    span: Span
    refused: int = 0


def column(herd: Herd, testimony: Testimony, delivered: Iterable[Delivery], ledger: Ledger) -> dict[str, float]:
    """Figures for people. Screens are back when they have a board; that can be before the script knows of it."""
    back_s = [(at_us - herd.ended_us) / 1e6 for at_us in _arrivals_us(herd, testimony)]
    late_ms = [one.late_ms for one in delivered if herd.span.holds(one.shown_us)]
    answered_ms = [took_s * 1000 for at_us, took_s in ledger.answers if herd.span.holds(at_us)]
    return {
        "the server was away, s": (herd.span.begin_us - herd.ended_us) / 1e6,
        "half of the screens back after, s": percentile(back_s, 50),
        "99 of 100 back after, s": percentile(back_s, 99),
        "the last back after, s": percentile(back_s, 100),
        "attempts refused": herd.refused,
        "requests acknowledged meanwhile": len(answered_ms),
        "acknowledged after, p50 ms": percentile(answered_ms, 50),
        "acknowledged after, p99 ms": percentile(answered_ms, 99),
        "changes on screens already in": len(late_ms),
        "late there, p50 ms": percentile(late_ms, 50),
        "late there, p99 ms": percentile(late_ms, 99),
    }


def is_starved(herd: Herd, testimony: Testimony, delivered: Sequence[Delivery], truth: Truth) -> bool:
    """Whether others came in for long after the first, boards changed, and no screen that was in was shown a change."""
    arrivals_us = _arrivals_us(herd, testimony)
    if not arrivals_us or max(arrivals_us) - min(arrivals_us) < LONG_HERD_S * 1e6:
        return False
    coming = Span(min(arrivals_us), max(arrivals_us))
    first_half = Span(coming.begin_us, (coming.begin_us + coming.end_us) // 2)
    has_changed = any(first_half.holds(truth.entries[length - 1].received_at_us) for length in _changes(truth))
    return has_changed and not any(coming.holds(one.shown_us) for one in delivered)


def _arrivals_us(herd: Herd, testimony: Testimony) -> list[int]:
    return [at_us for told in testimony.screens for epoch, at_us in told.arrivals if epoch in herd.epochs]


def _changes(truth: Truth) -> set[int]:
    """The lengths of the journal at which a board became another."""
    return {
        length
        for boards in truth.boards.values()
        for lengths in boards.values()
        for length in set(lengths) - {length + 1 for length in lengths}
        if length > 0
    }
