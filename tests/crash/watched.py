"""A race that is watched: the server, its senders, screens that remember every board, pages in a real Chromium."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Final

from iceline.access import Access
from tests.browser.cable import until
from tests.browser.chromium import find_chromium
from tests.crash.pages import Pages
from tests.crash.rink import EQUIPMENT, Ledger, Sender
from tests.crash.screens import Screen, Shown, digest
from tests.crash.server_process import ServerProcess
from tests.crash.truth import journal_faults, screen_faults, truth_of

HEALED_S: Final = 30.0


@dataclass(slots=True)
class Outcome:
    """`counts` are for people; every one of `faults` must be 0."""

    counts: dict[str, int | float] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        return not any(self.faults.values()) and not self.sentences


@dataclass(frozen=True, slots=True)
class Watched:
    """Everybody who must agree in the end."""

    server: ServerProcess
    ledger: Ledger
    shown: Shown
    senders: dict[str, Sender]
    screens: Sequence[Screen]

    @classmethod
    async def opened(cls, stack: AsyncExitStack, server: ServerProcess, *, screens: int) -> "Watched":
        """Screens that watch from now on, whether or not the server runs already."""
        ledger, shown = Ledger(), Shown()
        stack.push_async_callback(server.kill)
        senders = senders_to(server, ledger)
        for sender in senders.values():
            stack.push_async_callback(sender.close)
        watching = [Screen("desk" if number % 3 == 2 else "arena", server.port, shown) for number in range(screens)]
        tasks = [asyncio.create_task(screen.run()) for screen in watching]
        stack.callback(lambda: [task.cancel() for task in tasks])
        return cls(server, ledger, shown, senders, watching)


async def pages_of(stack: AsyncExitStack, server: ServerProcess, *, wanted: bool) -> Pages | None:
    """Pages of a server that runs, where they are wanted and there is a Chromium."""
    return await Pages.opened(stack, server.url) if wanted and find_chromium() else None


async def unhealed(watched: Watched, pages: Pages | None = None) -> dict[str, int]:
    """Screens and pages that do not come to show the server's board, and pages that were reloaded or complained."""
    newest = {kind: await newest_board(watched.server, kind) for kind in ("arena", "desk")}

    async def healed() -> bool:
        return all(digest(screen.board) == newest[screen.kind] for screen in watched.screens)

    try:
        await until(healed, patience_s=HEALED_S)
    except TimeoutError:
        return {"screens not healed": sum(digest(screen.board) != newest[screen.kind] for screen in watched.screens)}
    return {"screens not healed": 0} | (await pages.faults(watched.server.url) if pages else {})


def judge(outcome: Outcome, watched: Watched) -> None:
    """What the journal says of all that was acknowledged and shown. The server must have ended."""
    ledger, shown, screens = watched.ledger, watched.shown, watched.screens
    truth = truth_of(watched.server.journal)
    outcome.counts |= {
        "events in the journal": len(truth.entries),
        "events acknowledged": len(ledger.seqs),
        "acknowledged at a repetition": ledger.again,
        "requests that broke": ledger.retries,
        "answered 503 journal_failed": ledger.unstored,
        "screens": len(screens),
        "connections of screens": sum(screen.connections for screen in screens),
        "snapshots and deltas shown": sum(screen.snapshots + screen.deltas for screen in screens),
        "boards compared by number": len(shown.boards),
    }
    outcome.faults |= journal_faults(truth.entries, ledger.seqs) | screen_faults(screens, truth)
    outcome.faults |= {
        "not acknowledged in the end": len({(e.source, e.id) for e in truth.entries} ^ ledger.seqs.keys()),
        "contradictions": len(ledger.contradictions) + len(shown.contradictions),
        "deltas out of order": sum(len(screen.faults) for screen in screens),
    }
    # Whoever edits the server's files meanwhile makes every page reload, as it should, and proves nothing.
    builds = set().union(*(screen.builds for screen in screens))
    outcome.faults["builds beyond the first"] = max(len(builds) - 1, 0)
    outcome.sentences += [*ledger.contradictions, *shown.contradictions, *(f for s in screens for f in s.faults)]


def report(outcome: Outcome, well: str = "Nothing lost, nothing doubled, every screen healed.") -> str:
    """Everything that was counted; its last line is `well`, or that something is wrong."""
    lines = [f"{count:>8}  {name}" for name, count in outcome.counts.items()]
    lines += ["-" * 44, *(f"{count:>8}  {name}" for name, count in outcome.faults.items())]
    lines += outcome.sentences[:20]
    return "\n".join([*lines, "", well if outcome.is_clean else "WRONG."])


async def newest_board(server: ServerProcess, kind: str) -> bytes:
    """The digest of the board a newcomer gets."""
    newcomer = Screen(kind, server.port, Shown())
    task = asyncio.create_task(newcomer.run())

    async def has_come() -> bool:
        return newcomer.snapshots > 0

    await until(has_come, patience_s=HEALED_S)
    task.cancel()
    return digest(newcomer.board)


def senders_to(server: ServerProcess, ledger: Ledger) -> dict[str, Sender]:
    access = Access(server.tokens)
    roles = {"officials": "operator"} | dict.fromkeys(EQUIPMENT, "ingest")
    return {name: Sender(name, server.url, access.add(name, role), ledger) for name, role in roles.items()}
