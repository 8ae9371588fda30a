"""Every board the screens of one process ever showed, worked out once for all of them."""

from array import array
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from iceline.push.patch import Board, merge
from tests.crash.screens import NOWHERE, digest

Message = dict[str, Any]

MICROSECONDS: Final = "q"


@dataclass(slots=True, eq=False)
class Page:
    """One board under its number. Screens that got the same bytes on the same page hold the same next page.

    `delivered_us` are the moments (Unix time, microseconds) at which connected screens came to show it.
    """

    number: int
    kind: str
    epoch: str
    seq: int
    board: Board
    digest: bytes
    follows: dict[bytes, "Page"] = field(default_factory=dict)
    delivered_us: "array[int]" = field(default_factory=lambda: array(MICROSECONDS))


class Album:
    """The pages in the order they were first seen. The same kind, epoch and seq must be the same board everywhere."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self.contradictions: list[str] = []
        self._numbered: dict[tuple[str, str, int], Page] = {}
        self._snapshots: dict[tuple[str, bytes], Page] = {}

    def blank(self, kind: str) -> Page:
        """What a screen holds that was never connected; it is not shown."""
        return Page(-1, kind, *NOWHERE, {}, b"")

    def snapshot(self, kind: str, text: bytes, message: Message) -> Page:
        page = self._snapshots.get((kind, text))
        if page is None:
            page = self._snapshots[kind, text] = self._page(kind, message, message["board"])
        return page

    def after(self, page: Page, text: bytes, delta: Message) -> Page | None:
        """The page that `delta` makes of `page`; None when it does not follow it."""
        if (delta["epoch"], delta["seq"]) != (page.epoch, page.seq + 1):
            return None
        following = page.follows[text] = self._page(page.kind, delta, merge(page.board, delta["patch"]))
        return following

    def _page(self, kind: str, message: Message, board: Board) -> Page:
        number = kind, message["epoch"], message["seq"]
        shown, known = digest(board), self._numbered.get(number)
        if known and known.digest == shown:
            return known
        if known:
            self.contradictions.append(f"two different {kind} boards {number[1]}/{number[2]}")
        page = Page(len(self.pages), *number, board, shown)
        self.pages.append(page)
        return self._numbered.setdefault(number, page) if known is None else page


def parsed(text: bytes) -> Message:
    message: Message = orjson.loads(text)
    return message
