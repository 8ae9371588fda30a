"""The desk: what it acknowledges is durable, what is shown is recorded, and nothing that is sent stops it."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field, replace

import orjson
import pytest

from iceline.boards.arena import arena_board
from iceline.boards.desk import desk_board
from iceline.boards.distance import distance_board
from iceline.codec import encode
from iceline.desk import Desk
from iceline.errors import JournalCorrupt, JournalFailed
from iceline.fates import Duplicate, Fate, Recorded, RefusedFate
from iceline.journal.journal import Draft, Entry, Key
from iceline.journal.memory import MemoryJournal
from iceline.race.events import (
    DistanceConfirmed,
    Event,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    PassingVoided,
    Ref,
    RulingReversed,
)
from iceline.race.state import State
from tests.race.telling import GUN, Telling, programme
from tests.rink import PATIENCE_S, until

PROGRAMME = programme([("ada", "bea"), ("cleo", "dora")])
CALL = PairCalled(id="call", distance="d", pair=1)
STARTED = PairStarted(id="gun", distance="d", pair=1, started_at=GUN)


class WatchedJournal(MemoryJournal):
    """Says when it is asked and when it has stored; waits while `gate` is closed, fails while `full` is set."""

    def __init__(self, log: list[str]) -> None:
        super().__init__()
        self.log = log
        self.full = False
        self.gate = asyncio.Event()
        self.gate.set()

    async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
        self.log.append(f"append {len(drafts)}")
        await self.gate.wait()
        if self.full:
            raise JournalFailed("The disk is full.")
        entries = await super().append(drafts)
        self.log.append("durable")
        return entries


@dataclass
class Office:
    """A running desk, and everything that happened around it in order."""

    log: list[str] = field(default_factory=list)
    published: list[State] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.journal = WatchedJournal(self.log)
        self.desk = Desk(self.journal, publish=self.publish, now_us=lambda: 1_000_000)

    def publish(self, state: State) -> None:
        self.log.append(f"publish {state.seq}")
        self.published.append(state)

    async def send(self, *events: Event, source: str = "s") -> list[Fate]:
        async with asyncio.timeout(PATIENCE_S):
            named = [replace(event, source=source) for event in events]
            return await self.desk.record(source, [(event, encode(event)) for event in named])

    def recorded(self) -> list[str]:
        return [entry.id for entry in self.journal.replay()]


@asynccontextmanager
async def running(desk: Desk) -> AsyncIterator[None]:
    task = asyncio.create_task(desk.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    office = Office()
    async with running(office.desk):
        yield office


def calls(*names: str) -> list[PairCalled]:
    return [replace(CALL, id=name) for name in names]


async def test_an_event_is_durable_then_shown_then_acknowledged(office: Office) -> None:
    assert await office.send(PROGRAMME, CALL) == [Recorded("programme", 1), Recorded("call", 2)]
    assert office.log == ["append 2", "durable", "publish 2"]


async def test_nothing_is_shown_or_acknowledged_before_it_is_durable(office: Office) -> None:
    office.journal.gate.clear()
    sending = asyncio.create_task(office.send(PROGRAMME))
    await until(lambda: office.log == ["append 1"])
    assert (office.desk.state.seq, office.published, sending.done()) == (0, [], False)
    office.journal.gate.set()
    assert await sending == [Recorded("programme", 1)]
    assert office.log == ["append 1", "durable", "publish 1"]


async def test_while_the_journal_fails_nothing_is_applied_or_shown_and_then_all_is_well(office: Office) -> None:
    await office.send(PROGRAMME)
    before, office.journal.full = office.desk.state, True
    for _ in range(2):
        with pytest.raises(JournalFailed, match="The disk is full"):
            await office.send(CALL)
    assert office.desk.state is before
    assert office.published == [before]
    assert office.desk.failed == "The disk is full."
    office.journal.full = False
    assert await office.send(CALL) == [Recorded("call", 2)]
    assert office.desk.failed is None
    assert office.recorded() == ["programme", "call"]


async def test_all_senders_of_a_commit_that_fails_are_told(office: Office) -> None:
    await office.send(PROGRAMME)
    office.journal.full = True
    told = await asyncio.gather(*(office.send(*calls(f"c{n}")) for n in range(20)), return_exceptions=True)
    assert [type(fate) for fate in told] == [JournalFailed] * 20


async def test_a_journal_that_breaks_in_a_way_of_its_own_does_not_stop_the_desk(office: Office) -> None:
    class Broken(WatchedJournal):
        async def append(self, drafts: Sequence[Draft]) -> list[Entry]:
            raise RuntimeError("a bug")

    office.desk = Desk(Broken([]), publish=office.publish, now_us=lambda: 0)
    async with running(office.desk):
        for _ in range(2):
            with pytest.raises(JournalFailed, match="a bug"):
                await office.send(PROGRAMME)
    assert office.published == []


async def test_the_same_event_again_is_a_duplicate_with_the_same_number(office: Office) -> None:
    assert await office.send(PROGRAMME, CALL, CALL) == [
        Recorded("programme", 1),
        Recorded("call", 2),
        Duplicate("call", 2),
    ]
    assert await office.send(CALL) == [Duplicate("call", 2)]
    assert office.recorded() == ["programme", "call"]
    assert office.log[-1] == "publish 2"


async def test_two_senders_of_one_source_with_the_same_event_record_it_once(office: Office) -> None:
    told = await asyncio.gather(office.send(PROGRAMME), office.send(PROGRAMME))
    assert told == [[Recorded("programme", 1)], [Duplicate("programme", 1)]]


async def test_a_duplicate_is_not_acknowledged_before_the_first_is_durable(office: Office) -> None:
    office.journal.gate.clear()
    first = asyncio.create_task(office.send(PROGRAMME))
    await until(lambda: office.log)
    again = asyncio.create_task(office.send(PROGRAMME))
    office.journal.full = True
    office.journal.gate.set()
    told = await asyncio.gather(first, again, return_exceptions=True)
    assert [type(fate) for fate in told] == [JournalFailed, JournalFailed]
    office.journal.full = False
    assert await office.send(PROGRAMME) == [Recorded("programme", 1)]


async def test_an_id_that_was_used_for_another_event_is_refused(office: Office) -> None:
    other = replace(CALL, pair=2)
    told = await office.send(PROGRAMME, CALL, other)
    assert told[2] == RefusedFate("call", "id_reused", 'The id "call" was used for another event, number 2.')
    assert await office.send(other) == [told[2]]
    assert await office.send(other, source="another source") == [Recorded("call", 3)]


async def test_a_refused_event_uses_up_neither_number_nor_id(office: Office) -> None:
    early = await office.send(CALL)
    assert isinstance(early[0], RefusedFate)
    assert await office.send(PROGRAMME, CALL) == [Recorded("programme", 1), Recorded("call", 2)]


async def test_senders_that_come_while_the_disk_works_are_stored_and_shown_together(office: Office) -> None:
    office.journal.gate.clear()
    first = asyncio.create_task(office.send(PROGRAMME))
    await until(lambda: office.log)
    others = [asyncio.create_task(office.send(*calls(f"c{n}"), source=f"s{n}")) for n in range(300)]
    await until(lambda: office.desk._queue.qsize() == 300)
    office.journal.gate.set()
    assert await first == [Recorded("programme", 1)]
    assert [await other for other in others] == [[Recorded(f"c{n}", n + 2)] for n in range(300)]
    assert office.log == ["append 1", "durable", "publish 1", "append 300", "durable", "publish 301"]


async def test_a_flood_is_stored_in_commits_of_bounded_size(office: Office) -> None:
    await office.send(PROGRAMME)
    batches = [calls(*(f"b{batch}-{n}" for n in range(400))) for batch in range(6)]
    told = await asyncio.gather(*(office.send(*batch) for batch in batches))
    assert [fate.seq for fates in told for fate in fates if isinstance(fate, Recorded)] == list(range(2, 2402))
    assert [line for line in office.log if line.startswith("append")] == ["append 1", "append 1200", "append 1200"]


async def test_a_sender_that_gives_up_takes_nothing_from_the_others(office: Office) -> None:
    office.journal.gate.clear()
    first = asyncio.create_task(office.send(PROGRAMME))
    await until(lambda: office.log)
    leaving = asyncio.create_task(office.send(*calls("leaving")))
    staying = asyncio.create_task(office.send(*calls("staying")))
    await until(lambda: office.desk._queue.qsize() == 2)
    leaving.cancel()
    first.cancel()
    office.journal.gate.set()
    assert await staying == [Recorded("staying", 3)]
    assert office.recorded() == ["programme", "leaving", "staying"]


async def test_an_event_that_cannot_be_judged_is_refused_and_the_next_is_taken(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def apply(state: State, recorded: object) -> State:
        raise RecursionError

    await office.send(PROGRAMME)
    with monkeypatch.context() as broken:
        broken.setattr("iceline.desk.apply", apply)
        told = await office.send(CALL)
    assert isinstance(told[0], RefusedFate)
    assert told[0].code == "internal_error"
    assert office.recorded() == ["programme"]
    assert await office.send(CALL) == [Recorded("call", 2)]


async def test_screens_that_cannot_be_drawn_do_not_stop_the_desk() -> None:
    def publish(state: State) -> None:
        raise ZeroDivisionError

    desk = Desk(MemoryJournal(), publish=publish, now_us=lambda: 0)
    assert desk.replay() == 0
    async with running(desk):
        for event, seq in ((PROGRAMME, 1), (CALL, 2)):
            assert await desk.record("s", [(event, encode(event))]) == [Recorded(event.id, seq)]


async def test_whoever_waits_when_the_desk_stops_is_told() -> None:
    office = Office()
    office.journal.gate.clear()
    async with running(office.desk):
        one = asyncio.create_task(office.send(PROGRAMME))
        await until(lambda: office.log)
        other = asyncio.create_task(office.send(CALL))
        await until(lambda: office.desk._queue.qsize() == 1)
    for waiting in (one, other, asyncio.create_task(office.send(CALL))):
        with pytest.raises(JournalFailed, match="The server is stopping"):
            await waiting


def told_race() -> list[Event]:
    """Two pairs with a void passing, a second source, a ruling and the result."""
    told = Telling().tell(PROGRAMME).start(1)
    told.pass_line(1, "ada", "18.10", 200.0)
    phantom = told.pass_line(1, "bea", "18.40", 200.0)
    told.tell(PassingVoided(id="void", passing=phantom))
    told.finish(1, "ada", "1:15.20", how="transponder")
    told.finish(1, "ada", "1:15.19", us=4_000)
    told.finish(1, "bea", "1:15.19", us=7_000)
    told.tell(PairConfirmed(id="stands", distance="d", pair=1))
    told.skate(2, cleo="1:14.00", dora="1:16.55")
    told.tell(DistanceConfirmed(id="official", distance="d"))
    return [recorded.event for recorded in told.events]


def boards(state: State) -> bytes:
    distances = {key: distance_board(state, distance) for key, distance in state.distances.items()}
    return orjson.dumps([arena_board(state), desk_board(state), distances], option=orjson.OPT_SORT_KEYS)


async def test_replaying_the_journal_leads_to_the_live_state_after_every_event(office: Office) -> None:
    for event in told_race():
        if isinstance(event, PassingVoided):
            event = replace(event, passing=Ref(source="s", id=event.passing.id))
        fate = (await office.send(event))[0]
        assert fate.fate == "recorded", fate
        replayed = Desk(office.journal, publish=lambda _: None, now_us=lambda: 0)
        assert replayed.replay() == office.desk.state.seq
        assert boards(replayed.state) == boards(office.desk.state)


async def test_after_a_restart_what_was_recorded_is_known_and_shown_once(office: Office) -> None:
    await office.send(PROGRAMME, CALL)
    again = Office()
    again.desk = Desk(office.journal, publish=again.publish, now_us=lambda: 0)
    assert again.desk.replay() == 2
    assert [state.seq for state in again.published] == [2]
    async with running(again.desk):
        assert await again.send(CALL, replace(CALL, id="more")) == [Duplicate("call", 2), Recorded("more", 3)]


async def test_a_correction_finds_what_it_names_in_its_own_group_and_in_the_journal(office: Office) -> None:
    start, skater = replace(STARTED, source="s"), {"skater": "ada", "how": "optical", "metres": 200.0}
    one, two = (PassingMeasured(id=name, distance="d", pair=1, elapsed_us=18_100_000, **skater) for name in "ab")
    voids = [PassingVoided(id=f"void {name}", passing=Ref(source="s", id=name)) for name in "ab"]
    told = await office.send(PROGRAMME, CALL, start, one, two, voids[1])
    assert [fate.fate for fate in told] == ["recorded"] * 6
    assert await office.send(voids[0]) == [Recorded("void a", 7)]
    run = office.desk.state.distances["d"].pairs[1].runs[0]
    assert [(passing.id, passing.voided) for passing in run.passings] == [("a", True), ("b", True)]


@pytest.mark.parametrize("name", ["call", "nothing", "programme"])
async def test_a_correction_of_what_is_no_passing_is_refused(office: Office, name: str) -> None:
    await office.send(PROGRAMME, CALL)
    for correction, code in (
        (PassingVoided(id="v", passing=Ref(source="s", id=name)), "unknown_passing"),
        (RulingReversed(id="r", ruling=Ref(source="s", id=name)), "unknown_ruling"),
    ):
        fate = (await office.send(correction))[0]
        assert isinstance(fate, RefusedFate)
        assert fate.code == code


async def test_a_journal_that_cannot_be_read_stops_ingest_and_says_so() -> None:
    class Unreadable(MemoryJournal):
        broken = True

        def find(self, keys: Iterable[Key]) -> dict[Key, Entry]:
            if self.broken:
                raise JournalFailed("The journal cannot be read.")
            return super().find(keys)

    office, journal = Office(), Unreadable()
    office.desk = Desk(journal, publish=office.publish, now_us=lambda: 0)
    async with running(office.desk):
        with pytest.raises(JournalFailed, match="cannot be read"):
            await office.send(PROGRAMME)
        assert office.desk.failed == "The journal cannot be read."
        journal.broken = False
        assert await office.send(PROGRAMME) == [Recorded("programme", 1)]
    assert office.desk.failed is None


@pytest.mark.parametrize("body", [b"{}", b"nonsense", encode(CALL), encode(replace(PROGRAMME, source="x"))[:-9]])
async def test_a_journal_that_no_desk_wrote_is_refused_at_the_start(body: bytes) -> None:
    journal = MemoryJournal()
    await journal.append([Draft("s", "call", 0, body)])
    with pytest.raises(JournalCorrupt, match=r"^Entry 1 of the journal does not fit what is before it: "):
        Desk(journal, publish=lambda _: None, now_us=lambda: 0).replay()
