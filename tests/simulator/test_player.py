"""Playing against the clock, over real sockets and with a clock that only moves when waited for."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from iceline_simulator.errors import ProgrammeRefused
from iceline_simulator.ingest import Fate, Ingest
from iceline_simulator.player import Player, Tally
from iceline_simulator.racefile import RaceFile
from iceline_simulator.steps import Step
from iceline_simulator.timeline import timeline
from tests.simulator.tiny_server import TOKEN, FakeTime, TinyServer

NOON = datetime(2026, 2, 9, 12, tzinfo=UTC)


class Notebook:
    """A report that remembers."""

    def __init__(self) -> None:
        self.steps: list[Step] = []
        self.refusals: list[tuple[str, bool]] = []
        self.answered: list[int] = []
        self.notes: list[str] = []

    def told(self, step: Step) -> None:
        self.steps.append(step)

    def refused(self, step: Step, fate: Fate, *, expected: bool) -> None:
        self.refusals.append((fate.code, expected))

    def progress(self, answered: int, at_us: int) -> None:
        self.answered.append(answered)

    def note(self, sentence: str) -> None:
        self.notes.append(sentence)

    def away(self, why: str, waited_s: float) -> None:
        self.notes.append(why)

    def back(self, waited_s: float) -> None:
        self.notes.append("back")


class Stage:
    """A player of the small race, with everything it needs."""

    def __init__(self, race: RaceFile, server: TinyServer, fake_time: FakeTime, speed: int = 1) -> None:
        self.book = Notebook()
        self.steps = timeline(race)
        self.time = fake_time
        self.ingest = Ingest(server.url, TOKEN, fake_time.clock(), 600.0, self.book)
        self.player = Player(self.steps, self.ingest, speed, fake_time.clock(), self.now, self.book)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.time.seconds)

    def play(self) -> Tally:
        with self.ingest:
            return self.player.play()


@pytest.mark.parametrize("speed", [1, 8, 400])
def test_the_whole_race_is_recorded_in_order_and_takes_its_time(
    small_race: RaceFile, server: TinyServer, fake_time: FakeTime, speed: int
) -> None:
    stage = Stage(small_race, server, fake_time, speed)
    tally = stage.play()
    assert list(server.recorded) == [step.event["id"] for step in stage.steps]
    assert tally == Tally(recorded=len(stage.steps))
    assert fake_time.seconds == pytest.approx(stage.steps[-1].at_us / 1e6 / speed)


def test_a_start_carries_the_wall_clock_and_the_rate(
    small_race: RaceFile, server: TinyServer, fake_time: FakeTime
) -> None:
    stage = Stage(small_race, server, fake_time, speed=10)
    stage.play()
    starts = [event for event in server.recorded.values() if event["type"] == "pair_started"]
    planned = [step.at_us for step in stage.steps if step.is_start]
    for start, at_us in zip(starts, planned, strict=True):
        started_at = datetime.fromisoformat(str(start["started_at"]))
        assert started_at.utcoffset() == timedelta(0)
        assert (started_at - NOON).total_seconds() == pytest.approx(at_us / 1e6 / 10, abs=1e-5)
        assert start["clock_rate"] == 10


def test_in_real_time_there_is_no_rate(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    Stage(small_race, server, fake_time).play()
    assert not any("clock_rate" in event for event in server.recorded.values())


def test_nothing_is_sent_before_it_is_due(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    stage = Stage(small_race, server, fake_time)
    due = {str(step.event["id"]): step.at_us / 1e6 for step in stage.steps}
    early: list[Any] = []
    fake_time.on_pause = lambda wait_s: early.extend(
        name for name in server.recorded if due[name] > fake_time.seconds - wait_s + 1e-6
    )
    stage.play()
    assert not early


def test_the_rink_does_not_wait_for_a_server_that_is_away(
    small_race: RaceFile, server: TinyServer, fake_time: FakeTime
) -> None:
    stage = Stage(small_race, server, fake_time)
    broke_at_s = stage.steps[3].at_us / 1e6

    def break_and_mend(_: float) -> None:
        if broke_at_s <= fake_time.seconds < broke_at_s + 30 and not stage.book.notes:
            server.stop()
        elif fake_time.seconds >= broke_at_s + 30 and stage.book.notes and server.stopped:
            server.start()

    fake_time.on_pause = break_and_mend
    tally = stage.play()
    assert stage.book.notes
    assert tally == Tally(recorded=len(stage.steps))
    assert list(server.recorded) == [step.event["id"] for step in stage.steps]
    assert max(len(batch) for batch in server.sent) > 1  # what had gathered meanwhile went in one request
    assert fake_time.seconds == pytest.approx(stage.steps[-1].at_us / 1e6)


def test_progress_is_claimed_only_for_what_was_answered(
    small_race: RaceFile, server: TinyServer, fake_time: FakeTime
) -> None:
    stage = Stage(small_race, server, fake_time, speed=400)
    ahead: list[int] = []
    claim = stage.book.progress

    def check(answered: int, at_us: int) -> None:
        claim(answered, at_us)
        ahead.append(answered - len(server.recorded))

    stage.book.progress = check  # type: ignore[method-assign]
    stage.play()
    assert set(ahead) == {0}
    assert stage.book.answered[-1] == len(stage.steps)


def test_refused_events_are_told_counted_and_passed_over(
    small_race: RaceFile, server: TinyServer, fake_time: FakeTime
) -> None:
    server.refuse = {"pair_called": "pair_running"}
    stage = Stage(small_race, server, fake_time)
    tally = stage.play()
    assert (tally.refused, tally.recorded) == (2, len(stage.steps) - 2)
    assert stage.book.refusals == [("pair_running", False)] * 2


def test_a_refusal_the_file_expects_is_no_fault(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    server.refuse = {"pair_called": "pair_running"}
    stage = Stage(small_race, server, fake_time)
    stage.player.expected_refusals = frozenset({"pair_running"})
    tally = stage.play()
    assert (tally.refused, tally.refused_as_expected) == (0, 2)
    assert stage.book.refusals == [("pair_running", True)] * 2


def test_a_refused_programme_stops_the_race(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    server.refuse = {"programme_published": "wrong_role"}
    with pytest.raises(ProgrammeRefused, match="wrong_role: No programme_published today"):
        Stage(small_race, server, fake_time).play()
    assert not server.recorded


def test_the_same_race_again_changes_nothing(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    Stage(small_race, server, fake_time).play()
    first = dict(server.recorded)
    again = Stage(small_race, server, fake_time)
    tally = again.play()
    assert server.recorded == first
    assert tally == Tally(already_there=len(again.steps))
    assert "already" in again.book.notes[0]


def test_a_race_that_was_broken_off_goes_on(small_race: RaceFile, server: TinyServer, fake_time: FakeTime) -> None:
    broken = Stage(small_race, server, fake_time)

    def interrupt(_: float) -> None:
        if len(server.recorded) == 9:
            raise KeyboardInterrupt

    fake_time.on_pause = interrupt
    with pytest.raises(KeyboardInterrupt):
        broken.play()
    assert broken.player.tally == Tally(recorded=9)
    fake_time.on_pause = lambda _: None
    tally = Stage(small_race, server, fake_time).play()
    assert tally == Tally(recorded=len(broken.steps) - 9, already_there=9)
    assert list(server.recorded) == [step.event["id"] for step in broken.steps]
