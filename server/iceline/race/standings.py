"""Provisional standings: everybody in the order of the book, with ranks and gaps at every split (RULES.md 3)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.passings import Split
from iceline.race.programme import Distance, Rules, Unclassified
from iceline.race.races import Attempt, Race, Status, races
from iceline.race.ranking import rank_of, shared_ranks
from iceline.race.state import DistanceState
from iceline.race.times import gap_hundredths, hundredths, thousandths

UNCLASSIFIED: Final[tuple[Unclassified, ...]] = ("DNF", "DQ", "DNS", "WDR")
"""A mark that a competition's own order leaves out comes after those it names."""

UNPLACED: Final[frozenset[Status]] = frozenset({"DQ", "DNS", "WDR"})
"""Their splits do not push others down."""


@dataclass(frozen=True, slots=True)
class Row:
    """One skater's place. `rank` is None when unranked; `decided`: equal hundredths, so thousandths are shown.

    `gap_cs` is to the leader in hundredths, None for who leads, alone or not, and for who has no time.
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
    """`rows` in order: ranked, then unclassified by the competition's order, then those still to skate."""

    rows: tuple[Row, ...]

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
    everybody = list(races(distance).values())
    finished = sorted((r for r in everybody if r.status == "finished"), key=_time_key)
    rows = _finished_rows(finished)
    for status in dict.fromkeys((*rules.unclassified_order, *UNCLASSIFIED)):
        rank = len(finished) + 1 if status == "DNF" and ranks_dnf(distance.distance, rules) else None
        rows += [Row(r, rank, None, decided=False) for r in everybody if r.status == status]
    rows += [Row(r, None, None, decided=False) for r in everybody if r.status in ("on_ice", "not_started")]
    return Standings(tuple(rows))


def ranks_dnf(distance: Distance, rules: Rules) -> bool:
    """Whether who does not finish is ranked last: the distance says, or else the competition; a division says nothing.

    The official lists of division A rank them, those of division B mostly do not (RULES.md 3).
    """
    return rules.rank_dnf if distance.rank_dnf is None else distance.rank_dnf


def place_splits(
    own: Sequence[Split], skater: str, field: Mapping[str, Race], reference: Attempt | None
) -> list[SplitPlace]:
    """Each of a skater's splits with its rank among `field` and its gap to the leader at the same point."""
    return [_place(split, skater, field, reference) for split in own]


def split_at(attempt: Attempt | None, index: int) -> Split | None:
    """The counted split at a point of the course, if there is one."""
    return next((s for s in attempt.splits if s.index == index), None) if attempt else None


def _place(split: Split, skater: str, field: Mapping[str, Race], reference: Attempt | None) -> SplitPlace:
    others = [split_at(r.counted, split.index) for r in field.values() if r.skater != skater and _competes(r)]
    passed = [s for s in others if s]
    rank = rank_of(thousandths(split.elapsed_us), (thousandths(s.elapsed_us) for s in passed))
    there = split_at(reference, split.index) if reference else _faster(split, passed)
    if there is None:
        return SplitPlace(split, rank, None, None)
    both_laps = split.lap_cs is not None and there.lap_cs is not None
    lap_gap = (split.lap_cs or 0) - (there.lap_cs or 0) if both_laps else None
    return SplitPlace(split, rank, gap_hundredths(split.elapsed_us, there.elapsed_us), lap_gap)


def _faster(split: Split, others: Sequence[Split]) -> Split | None:
    return min((s for s in others if s.elapsed_us < split.elapsed_us), key=lambda s: s.elapsed_us, default=None)


def _competes(race: Race) -> bool:
    return race.status not in UNPLACED


def _time_key(race: Race) -> int:
    return thousandths(race.counted.finished_us or 0)


def _finished_rows(finished: Sequence[Race]) -> list[Row]:
    ranks = shared_ranks([_time_key(r) for r in finished])
    times = [r.counted.finished_us or 0 for r in finished]
    official = [hundredths(t) for t in times]
    return [
        Row(race, rank, gap_hundredths(time, times[0]) if rank > 1 else None, official.count(hundredths(time)) > 1)
        for race, rank, time in zip(finished, ranks, times, strict=True)
    ]
