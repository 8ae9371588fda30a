"""A journal as long as one asks for: a season of distances with three sources, corrections and confirmations."""

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from iceline.codec import encode
from iceline.journal.journal import Draft
from iceline.journal.sqlite import SqliteJournal
from iceline.race.course import SplitPoint, course
from iceline.race.events import (
    DistanceConfirmed,
    Event,
    How,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    PassingVoided,
    ProgrammePublished,
    Ref,
)
from iceline.race.programme import Competition, Distance, Entry, Lane, Pair, Skater

BEGIN: Final = datetime(2026, 1, 1, 9, tzinfo=UTC)
BEGIN_US: Final = int(BEGIN.timestamp()) * 1_000_000
SEASON_METRES: Final = 10_000
SEASON_PAIRS: Final = 33
MOST_DISTANCES: Final = 199
LIVE: Final = "live"
LIVE_METRES: Final = 5_000
SOURCES: Final[Sequence[How]] = ("transponder", "optical", "hand")
LANES: Final[Sequence[Lane]] = ("inner", "outer")
PHANTOM_EVERY: Final = 211
BATCH: Final = 5_000
DESK: Final = "referee"


@dataclass(frozen=True, slots=True)
class Season:
    """`events` of earlier distances, and a distance "live" of which all pairs but the last have been skated."""

    events: int
    skaters: int = 30

    @property
    def live_pairs(self) -> int:
        return self.skaters // 2


async def write(path: Path, events: Iterable[Event]) -> int:
    """Writes a journal of these events; how many it has."""
    journal, written = SqliteJournal(path), 0
    drafts = (_draft(number, event) for number, event in enumerate(events))
    while batch := list(itertools.islice(drafts, BATCH)):
        written += len(await journal.append(batch))
    await journal.close()
    return written


def told(season: Season) -> Iterator[Event]:
    """The programme, the earlier distances, then the live one up to its last pair."""
    earlier = _earlier()
    yield _programme(season, earlier)
    skated = (_pair(d, n, SEASON_METRES, SOURCES) for d in earlier for n in range(1, SEASON_PAIRS + 1))
    yield from itertools.islice(itertools.chain.from_iterable(skated), season.events)
    for number in range(1, season.live_pairs):
        yield from _pair(LIVE, number, LIVE_METRES, SOURCES[:1])


def started_season(season: Season) -> Iterator[Event]:
    """The programme, and every pair of it on the ice: whatever passing comes now is good."""
    yield _programme(season, _earlier())
    for distance in _earlier():
        for number in range(1, SEASON_PAIRS + 1):
            yield started(f"{distance}-{number}-started", distance, number)
    yield started("live-1-started", LIVE, 1)


def passings() -> Iterator[PassingMeasured]:
    """Close to a million, pair after pair, for a season that has started."""
    for distance, pair in itertools.product(_earlier(), range(1, SEASON_PAIRS + 1)):
        for number, (point, lane, how) in enumerate(itertools.product(course(SEASON_METRES).points, LANES, SOURCES)):
            yield replace(passing(distance, pair, lane, point, how, pair * 70_000 + number * 1_000), source=DESK)


def passing(distance: str, pair: int, lane: Lane, point: SplitPoint, how: How, late_us: int) -> PassingMeasured:
    """A skater somewhat behind the fastest anybody could be."""
    name = f"{distance}-{pair}-{lane}-{point.metres}-{how}"
    elapsed_us = point.fastest_us * 5 // 4 + late_us
    return PassingMeasured(
        id=name,
        source=how,
        distance=distance,
        pair=pair,
        lane=lane,
        how=how,
        elapsed_us=elapsed_us,
        metres=float(point.metres),
    )


def started(name: str, distance: str, pair: int) -> PairStarted:
    at = BEGIN + timedelta(minutes=15 * pair)
    return PairStarted(id=name, source=DESK, distance=distance, pair=pair, started_at=at)


def _earlier() -> list[str]:
    return [f"d{number}" for number in range(MOST_DISTANCES)]


def _pair(distance: str, pair: int, metres: int, sources: Sequence[How]) -> Iterator[Event]:
    of_pair = {"source": DESK, "distance": distance, "pair": pair}
    yield PairCalled(id=f"{distance}-{pair}-called", **of_pair)
    yield started(f"{distance}-{pair}-started", distance, pair)
    points = course(metres).points
    for number, (point, lane, how) in enumerate(itertools.product(points, LANES, sources)):
        measured = passing(distance, pair, lane, point, how, pair * 70_000 + number * 1_000)
        yield measured
        if (pair * 31 + number) % PHANTOM_EVERY == 0:
            phantom = replace(measured, id=f"{measured.id}-phantom")
            yield phantom
            yield PassingVoided(id=f"{phantom.id}-void", source=DESK, passing=Ref(source=how, id=phantom.id))
    for lane in LANES:
        yield passing(distance, pair, lane, points[-1], "photo_finish", pair * 70_000)
    yield PairConfirmed(id=f"{distance}-{pair}-confirmed", **of_pair)
    if distance != LIVE and pair == SEASON_PAIRS:
        yield DistanceConfirmed(id=f"{distance}-confirmed", source=DESK, distance=distance)


def _programme(season: Season, earlier: Sequence[str]) -> ProgrammePublished:
    most = max(season.live_pairs, SEASON_PAIRS)
    return ProgrammePublished(
        id="programme",
        source=DESK,
        competition=Competition(name="A season"),
        skaters=tuple(
            Skater(id=_skater(n, lane), last_name=f"Skater {n}") for n in range(1, most + 1) for lane in LANES
        ),
        distances=(
            *(_distance(key, SEASON_METRES, SEASON_PAIRS) for key in earlier),
            _distance(LIVE, LIVE_METRES, season.live_pairs),
        ),
    )


def _distance(key: str, metres: int, pairs: int) -> Distance:
    lanes = [
        Pair(number=n, entries=tuple(Entry(skater=_skater(n, lane), lane=lane) for lane in LANES))
        for n in range(1, pairs + 1)
    ]
    return Distance(id=key, name=f"Women {metres} m", metres=metres, category="W", pairs=tuple(lanes))


def _skater(pair: int, lane: Lane) -> str:
    return f"skater-{pair}-{lane}"


def _draft(number: int, event: Event) -> Draft:
    return Draft(event.source or DESK, event.id, BEGIN_US + number * 50_000, encode(event))
