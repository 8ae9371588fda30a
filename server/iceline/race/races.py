"""Races: what one skater has done in one distance, over all attempts; the better time counts (Rule 262)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from iceline.race.course import Course
from iceline.race.passings import Split, splits
from iceline.race.programme import Entry
from iceline.race.rulings import HeatMark, decision_on, mark_of, standing_ruling
from iceline.race.state import Decision, DistanceState, PairState, Passing, Ruling, Run, Selection
from iceline.race.teams import Team, team_splits, teams_in
from iceline.race.times import thousandths

Status = Literal["not_started", "on_ice", "finished", "DNS", "DNF", "DQ", "WDR", "WOT", "LOT", "WO"]
"""The last three are of a knock-out that the clock did not decide: won, or lost, by overtaking; a walkover."""

WORST_FIRST: Final[tuple[Status, ...]] = ("DQ", "DNF", "DNS", "WDR", "LOT", "WOT", "WO")
"""Without a time, the first of these that was said of any attempt is what the skater is."""


@dataclass(frozen=True, slots=True, eq=False)
class Attempt:
    """One skater in one pair; the same object for as long as nothing of the pair changes.

    `splits` are those that count, `live` those of the run on the ice. They differ only while a pair
    that had finished is skated again: what stood stands until the new run has got as far. `finished_at_us` is when
    the finish was, in race time since the Unix epoch, for the order of records.
    """

    skater: str
    pair: int
    entry: Entry
    splits: tuple[Split, ...]
    live: tuple[Split, ...]
    status: Status
    ruling: Ruling | None
    finished_us: int | None
    finished_at_us: int | None
    confirmed: bool


@dataclass(frozen=True, slots=True, eq=False)
class Race:
    """All attempts of one skater and the one that counts; the same object for as long as they are."""

    skater: str
    counted: Attempt
    attempts: tuple[Attempt, ...]

    @property
    def status(self) -> Status:
        return self.counted.status


@lru_cache(maxsize=64)
def races(distance: DistanceState) -> Mapping[str, Race]:
    """Every skater of the distance in the order of the pairs, inner lane first. Cached: much is derived of them."""
    attempts: dict[str, list[Attempt]] = {}
    for number in sorted(distance.pairs):
        for attempt in pair_attempts(distance, distance.pairs[number]):
            attempts.setdefault(attempt.skater, []).append(attempt)
    return {skater: _race(tuple(tried)) for skater, tried in attempts.items()}


def pair_attempts(distance: DistanceState, pair: PairState) -> tuple[Attempt, ...]:
    """The attempts of one pair, inner lane first."""
    teams = teams_in(distance, pair) if distance.teams else ()
    decision = decision_on(distance.decisions, pair.pair.number) if distance.decisions else None
    return _attempts(pair, distance.course, distance.rulings, teams, decision)


def is_done(attempt: Attempt) -> bool:
    """True when nothing more is to come: a time at the finish, or an official's word."""
    return attempt.status == "finished" or is_said(attempt)


def is_said(attempt: Attempt) -> bool:
    """True when an official's word, and not a time, is what the skater is: a ruling, or a decided heat."""
    return attempt.status in WORST_FIRST


def is_pair_done(distance: DistanceState, pair: PairState) -> bool:
    """True when every skater of the pair has a time at the finish or a ruling."""
    return all(is_done(a) for a in pair_attempts(distance, pair))


def is_run_done(distance: DistanceState, pair: PairState) -> bool:
    """The same of the run on the ice: a pair that is skated again has a result, and is on the ice all the same."""
    finish = distance.course.finish.index
    attempts = pair_attempts(distance, pair)
    return all(is_said(a) or (a.live and a.live[-1].index == finish) for a in attempts)


@lru_cache(maxsize=1024)
def _attempts(
    pair: PairState,
    course: Course,
    rulings: tuple[Ruling, ...],
    teams: tuple[Team, ...],
    decision: Decision | None,
) -> tuple[Attempt, ...]:
    """Cached: a pair is immutable, and an event changes its own pair only."""
    entries, by_id = sorted(pair.pair.entries, key=lambda e: e.lane != "inner"), {team.id: team for team in teams}
    return tuple(_attempt(pair, entry, course, rulings, by_id.get(entry.skater), decision) for entry in entries)


def _attempt(
    pair: PairState,
    entry: Entry,
    course: Course,
    rulings: tuple[Ruling, ...],
    team: Team | None,
    decision: Decision | None,
) -> Attempt:
    skated = [team_splits(r, team, course) if team else _run_splits(r, entry.skater, course) for r in pair.runs]
    runs = list(zip(skated, pair.runs, strict=True))
    live = runs[-1][0] if runs and pair.run else ()
    counting, run = max(reversed(runs), key=lambda r: r[0][-1].index if r[0] else -1, default=((), None))
    finished = counting[-1].elapsed_us if counting and counting[-1].index == course.finish.index else None
    ruling = standing_ruling(rulings, entry.skater, pair.pair.number)
    return Attempt(
        skater=entry.skater,
        pair=pair.pair.number,
        entry=entry,
        splits=counting,
        live=live,
        status=_status(pair, ruling, finished, mark_of(decision, entry.skater, is_timed=finished is not None)),
        ruling=ruling,
        finished_us=finished,
        finished_at_us=_moment(run, finished),
        confirmed=pair.confirmed is not None,
    )


def _run_splits(run: Run, skater: str, course: Course) -> tuple[Split, ...]:
    return _splits(_by_skater(run).get(skater, ()), run.selections, course)


@lru_cache(maxsize=256)
def _by_skater(run: Run) -> dict[str, tuple[Passing, ...]]:
    """Cached: runs are immutable. A mass start has a whole field in one."""
    measured: dict[str, list[Passing]] = {}
    for passing in run.passings:
        measured.setdefault(passing.skater, []).append(passing)
    return {skater: tuple(passings) for skater, passings in measured.items()}


@lru_cache(maxsize=4096)
def _splits(passings: tuple[Passing, ...], selections: tuple[Selection, ...], course: Course) -> tuple[Split, ...]:
    """Cached: a passing changes the splits of nobody else in the run."""
    return splits(passings, selections, course)


def _status(pair: PairState, ruling: Ruling | None, finished: int | None, mark: HeatMark | None) -> Status:
    if ruling is not None:
        return ruling.kind
    if mark is not None:
        return mark
    if finished is not None:
        return "finished"
    return "on_ice" if pair.run else "not_started"


def _moment(run: Run | None, finished_us: int | None) -> int | None:
    if run is None or finished_us is None:
        return None
    return run.moment_us(finished_us)


@lru_cache(maxsize=4096)
def _race(attempts: tuple[Attempt, ...]) -> Race:
    return Race(attempts[0].skater, _counted(attempts), attempts)


def _counted(attempts: Sequence[Attempt]) -> Attempt:
    timed = [a for a in attempts if a.status == "finished" and a.finished_us is not None]
    if timed:
        return min(timed, key=lambda a: thousandths(a.finished_us or 0))
    if attempts[-1].status == "on_ice":
        return attempts[-1]
    ruled = (a for mark in WORST_FIRST for a in reversed(attempts) if a.status == mark)
    on_ice = (a for a in attempts if a.status == "on_ice")
    return next(ruled, None) or next(on_ice, attempts[-1])
