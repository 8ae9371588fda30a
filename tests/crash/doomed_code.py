"""The stages of a commit in the server's own work, heard from outside: SQL statements, and what the desk is given."""

import asyncio
from collections.abc import Sequence
from typing import Any, Final

import apsw

from iceline.desk import Desk
from iceline.fates import Fate
from iceline.journal.journal import Draft, Entry
from iceline.journal.sqlite import SqliteJournal
from iceline.publisher import BOARDS
from iceline.push.fanout import Fanout
from iceline.push.hub import Frame
from tests.crash.doom import CODE_STAGES, Doom

PAINTED_S: Final = 0.25
"""Time for every screen to paint what was published."""


def listen_to_statements(doom: Doom, checkpoint_pages: int) -> None:
    """From now on every connection to SQLite is heard. 0 pages: checkpoints come when SQLite wants."""

    def hear(connection: apsw.Connection) -> None:
        Statements(doom).listen(connection)
        if checkpoint_pages:
            connection.wal_autocheckpoint(checkpoint_pages)

    apsw.connection_hooks.append(hear)


class Statements:
    """The statements of one connection: each before it runs, and COMMIT also after it has run."""

    def __init__(self, doom: Doom) -> None:
        self._doom = doom
        self._inserting = False

    def listen(self, connection: apsw.Connection) -> None:
        connection.exec_trace = self._before
        connection.set_commit_hook(self._inside)
        connection.trace_v2(apsw.SQLITE_TRACE_PROFILE, self._after)

    def _before(self, _: object, sql: str, __: object) -> bool:
        match sql.upper().split()[:3]:
            case ["BEGIN", "IMMEDIATE", *_]:
                self._inserting = False
                if self._doom.commits:
                    self._doom.reach("begin")
            case ["INSERT", "INTO", "ENTRY"] if not self._inserting:
                self._doom.reach("begun")
                self._inserting = True
            case ["COMMIT", *_] if self._inserting:
                self._doom.reach("inserted")
                self._doom.commit()
        return True

    def _inside(self) -> bool:
        if self._inserting:
            self._doom.reach("committing")
        return False

    def _after(self, event: dict[str, Any]) -> None:
        if self._inserting and event["sql"].upper().startswith("COMMIT"):
            self._inserting = False
            self._doom.reach("committed")


def surround_desk(doom: Doom) -> None:
    """The desk's own seams: what it is asked, what it asks the journal, what it publishes."""
    made, record = Desk.__init__, Desk.record
    append, close = SqliteJournal.append, SqliteJournal.close

    def desk(self: Desk, journal: Any, *, publish: Any, **more: Any) -> None:  # noqa: ANN401 (whatever a desk takes)
        def doomed(state: Any) -> None:  # noqa: ANN401
            if doom.commits:
                doom.reach("stored")
            publish(state)
            if doom.commits:
                doom.reach("published")

        made(self, journal, publish=doomed, **more)

    async def recorded(self: Desk, source: str, events: Any) -> list[Fate]:  # noqa: ANN401
        doom.reach("received")
        fates = await record(self, source, events)
        if doom.passes("told"):
            await asyncio.sleep(PAINTED_S)
            doom.die(CODE_STAGES["told"])
        return fates

    async def appended(self: SqliteJournal, drafts: Sequence[Draft]) -> list[Entry]:
        if drafts:
            doom.reach("judged")
        return await append(self, drafts)

    async def closed(self: SqliteJournal) -> None:
        doom.reach("closing")
        doom.arm("closing")
        await close(self)

    Desk.__init__, Desk.record = desk, recorded  # type: ignore[method-assign]
    SqliteJournal.append, SqliteJournal.close = appended, closed  # type: ignore[method-assign]


def surround_boards(doom: Doom) -> None:
    """The boards go to their screens one after the other."""
    publish, first = Fanout.published, next(iter(BOARDS))

    def published(self: Fanout, board: str, frame: Frame) -> None:
        publish(self, board, frame)
        if doom.commits and board == first:
            doom.reach("between-boards")

    Fanout.published = published  # type: ignore[method-assign]
