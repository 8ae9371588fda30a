"""Provisional standings: everybody in the order of the book, with ranks and gaps at every split (RULES.md 3)."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from iceline.race.heats import in_heats
from iceline.race.kept import kept_for_same
from iceline.race.passings import Split
from iceline.race.programme import Distance, Rules, Unclassified
from iceline.race.races import Attempt, Race, Status, races
from iceline.race.ranking import shared_ranks
from iceline.race.state import DistanceState
from iceline.race.times import gap_hundredths, hundredths, thousandths

UNCLASSIFIED: Final[tuple[Unclassified, ...]] = ("DNF", "DQ", "DNS", "WDR")
"""A mark that a competition's own order leaves out comes after those it names."""

UNPLACED: Final[frozenset[Status]] = frozenset({"DQ", "DNS", "WDR"})
"""Their splits do not push others down."""


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One skater's place; the same object for as long as it is the same race in the same place.

    `rank` is None when unranked; `decided`: equal hundredths, so thousandths are shown. `gap_cs`
    is to the leader in hundredths, None for who leads, alone or not, and for who has no time.
    """

    race: Race
    rank: int | None
    gap_cs: int | None
    decided: bool

    @property
    def skater(self) -> str:
        return self.race.skater

    @property
    def finished_us(self) -> int | None:
        """The counted time, microseconds; None unless the skater finished and it stands."""
        counted = self.race.counted
        return counted.finished_us if counted.status == "finished" else None


@dataclass(frozen=True, slots=True)
class SplitPlace:
    """Where a split stands: `rank` among all who passed the point, `gap_cs` to the leader there, in hundredths.

    The leader is the reference skater; while there is none, whoever passed the point fastest, who has no gap himself.
    """

    split: Split
    rank: int
    gap_cs: int | None
    lap_gap_cs: int | None


@dataclass(frozen=True, slots=True)
class Standings:
    """`rows` in order: ranked, then unclassified by the competition's order, then those still to skate.

    `races` are the same skaters in the order of the start list: pair by pair, inner lane first.
    """

    rows: tuple[Row, ...]
    races: Mapping[str, Race]

    @property
    def leader(self) -> Row | None:
        return self.rows[0] if self.rows and self.rows[0].finished_us is not None else None

    def best_but(self, skaters: Iterable[str]) -> Row | None:
        """The best finished row of anybody else: the time to beat."""
        left_out = set(skaters)
        return next((r for r in self.rows if r.finished_us is not None and r.skater not in left_out), None)

    def row(self, skater: str) -> Row:
        return next(r for r in self.rows if r.skater == skater)


def standings(distance: DistanceState, rules: Rules) -> Standings:
    """The standings of one distance as they are now."""
    field = races(distance)
    everybody = list(field.values())
    rows = _heat_rows(distance, everybody) if distance.distance.knock_out else _timed_rows(everybody)
    rest = [(r.status, r) for r in everybody if r.status != "finished"]
    for status in dict.fromkeys((*rules.unclassified_order, *UNCLASSIFIED)):
        rank = len(rows) + 1 if status == "DNF" and ranks_dnf(distance.distance, rules) else None
        rows += [_row_without_time(race, rank) for said, race in rest if said == status]
    rows += [_row_without_time(race, None) for said, race in rest if said in ("on_ice", "not_started")]
    return Standings(tuple(rows), field)


@lru_cache(maxsize=32)
def kept_standings(distance: DistanceState, rules: Rules) -> Standings:
    """The same, kept: what adds up over distances looks at those that were skated before, and they do not change."""
    return standings(distance, rules)


def ranks_dnf(distance: Distance, rules: Rules) -> bool:
    """Whether who does not finish is ranked last: the distance says, or else the competition; a division says nothing.

    The official lists of division A rank them, those of division B mostly do not (RULES.md 3).
    """
    return rules.rank_dnf if distance.rank_dnf is None else distance.rank_dnf


@dataclass(frozen=True, slots=True)
class Passed:
    """Who has passed each point of the course, those who do not compete left out: sorted once, asked for every split.

    By point: the times in thousandths, sorted, and the skaters' counted splits.
    """

    times: Mapping[int, Sequence[int]]
    splits: Mapping[int, Mapping[str, Split]]


def passed(races: Iterable[Race]) -> Passed:
    splits: dict[int, dict[str, Split]] = {}
    for race in races:
        if race.status not in UNPLACED:
            for split in _valid(race):
                splits.setdefault(split.index, {})[race.skater] = split
    times = {index: sorted(thousandths(s.elapsed_us) for s in there.values()) for index, there in splits.items()}
    return Passed(times, splits)


def _valid(race: Race) -> Sequence[Split]:
    """Who did not finish has no valid finish (RULES.md 3), though the line may have been crossed."""
    counted = race.counted
    return counted.splits[:-1] if race.status == "DNF" and counted.finished_us is not None else counted.splits


def place_splits(own: Iterable[Split], skater: str, field: Passed, reference: Attempt | None) -> list[SplitPlace]:
    """Each of a skater's splits with its rank among `field` and its gap to the leader at the same point."""
    led_by = {s.index: s for s in reference.splits} if reference else None
    return [_place(split, skater, field, led_by) for split in own]


def split_at(attempt: Attempt | None, index: int) -> Split | None:
    """The counted split at a point of the course, if there is one."""
    return next((s for s in attempt.splits if s.index == index), None) if attempt else None


def _place(split: Split, skater: str, field: Passed, led_by: Mapping[int, Split] | None) -> SplitPlace:
    here = field.splits.get(split.index, {})
    rank = _rank(split, here.get(skater), field.times.get(split.index, ()))
    there = _faster(split, skater, here) if led_by is None else led_by.get(split.index)
    if there is None:
        return SplitPlace(split, rank, None, None)
    both_laps = split.lap_cs is not None and there.lap_cs is not None
    lap_gap = (split.lap_cs or 0) - (there.lap_cs or 0) if both_laps else None
    return SplitPlace(split, rank, gap_hundredths(split.elapsed_us, there.elapsed_us), lap_gap)


def _rank(split: Split, counted: Split | None, times: Sequence[int]) -> int:
    """Among the others: in a re-skate the skater's own counted time is there too, and does not push her down."""
    time = thousandths(split.elapsed_us)
    is_behind_herself = counted is not None and thousandths(counted.elapsed_us) < time
    return bisect_left(times, time) + (0 if is_behind_herself else 1)


def _faster(split: Split, skater: str, here: Mapping[str, Split]) -> Split | None:
    faster = (s for who, s in here.items() if who != skater and s.elapsed_us < split.elapsed_us)
    return min(faster, key=lambda s: s.elapsed_us, default=None)


def _time_key(race: Race) -> int:
    return thousandths(race.counted.finished_us or 0)


@lru_cache(maxsize=4096)
def _row_without_time(race: Race, rank: int | None) -> Row:
    return Row(race, rank, None, decided=False)


def _timed_rows(everybody: Iterable[Race]) -> list[Row]:
    return list(_finished_rows(*sorted((r for r in everybody if r.status == "finished"), key=_time_key)))


@kept_for_same
def _finished_rows(*finished: Race) -> Sequence[Row]:
    """Kept: most events are no finish."""
    if not finished:
        return ()
    ranks = shared_ranks([_time_key(r) for r in finished])
    times = [r.counted.finished_us or 0 for r in finished]
    official = Counter(hundredths(t) for t in times)
    return [
        Row(race, rank, gap_hundredths(time, times[0]) if rank > 1 else None, official[hundredths(time)] > 1)
        for race, rank, time in zip(finished, ranks, times, strict=True)
    ]


def _heat_rows(distance: DistanceState, everybody: Iterable[Race]) -> list[Row]:
    placed = in_heats(distance, everybody)
    ranks = shared_ranks([one.is_beaten for one in placed])
    return [Row(one.race, rank, one.gap_cs, one.decided) for one, rank in zip(placed, ranks, strict=True)]
