"""A field of skaters as a race file lets them skate: who is where after which pair, worked out without any server."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from iceline_simulator.performance import performance
from iceline_simulator.racefile import Distance, Entry, Pair
from iceline_simulator.times import official, show
from iceline_simulator.troubles import DidNotStart, Disqualified, Fall, OfEntry, Reskate, Trouble, Withdrawn

OUT: Final[Mapping[type[object], str]] = {Fall: "DNF", Disqualified: "DQ", DidNotStart: "DNS", Withdrawn: "WDR"}


@dataclass(frozen=True, slots=True)
class Field:
    """Every skater's pair and cumulative times by split point, in microseconds."""

    pair: dict[str, int]
    elapsed_us: dict[str, dict[int, int]]
    metres: int

    def order(self, metres: int, through_pair: int = 999) -> list[str]:
        """The skaters of the pairs so far by their time at a point, to the thousandth."""
        there = [skater for skater, pair in self.pair.items() if pair <= through_pair]
        return sorted(there, key=lambda skater: self.elapsed_us[skater][metres] // 1000)

    def rank(self, skater: str, metres: int, through_pair: int = 999) -> int:
        return self.order(metres, through_pair).index(skater) + 1

    def standings(self, through_pair: int = 999) -> list[str]:
        return self.order(self.metres, through_pair)

    def official(self, skater: str, metres: int) -> int:
        return official(self.elapsed_us[skater][metres])

    def lap(self, skater: str, start: int, end: int) -> int:
        """The difference of two official cumulative times."""
        return self.official(skater, end) - (self.official(skater, start) if start else 0)


def field_of(distance: Distance, seed: int) -> Field:
    """Everybody's first attempt."""
    pair, elapsed = {}, {}
    for each in distance.pairs:
        for entry in each.entries:
            skates = performance(distance, entry, each.number, seed)
            pair[entry.skater] = each.number
            elapsed[entry.skater] = dict(zip(skates.metres, skates.elapsed_us, strict=True))
    return Field(pair, elapsed, distance.metres)


def outcome(distance: Distance, seed: int) -> dict[str, tuple[int | None, str | None, str]]:
    """Rank, official time and status of everybody: the better of two attempts, thousandths deciding (RULES.md 3)."""
    best: dict[str, int] = {}
    status: dict[str, str] = {}
    for pair in distance.pairs:
        for entry in pair.entries:
            best[entry.skater] = performance(distance, entry, pair.number, seed).total_us // 1000
            for trouble in (trouble for trouble in pair.troubles if happens_to(trouble, entry)):
                if (mark := mark_of(trouble)) is not None:
                    status[entry.skater] = mark
                if isinstance(trouble, Reskate):
                    again = performance(distance, trouble, trouble.pair, seed).total_us // 1000
                    best[entry.skater] = min(best[entry.skater], again)
    ranked = [ms for skater, ms in best.items() if skater not in status]
    last = len(ranked) + 1 if distance.rank_dnf else None
    return {
        skater: (last if status[skater] == "DNF" else None, None, status[skater])
        if skater in status
        else (1 + sum(other < ms for other in ranked), show(official(ms * 1000)), "finished")
        for skater, ms in best.items()
    }


def happens_to(trouble: Trouble, entry: Entry) -> bool:
    if not isinstance(trouble, OfEntry):
        return False
    return trouble.lane == entry.lane if trouble.lane is not None else trouble.skater == entry.skater


def mark_of(trouble: Trouble) -> str | None:
    """What stands after it; None where it was taken back or is no mark."""
    return None if getattr(trouble, "reversed_after_s", None) is not None else OUT.get(type(trouble))


def troubles_of(pair: Pair, skater: str) -> list[Trouble]:
    entry = next(entry for entry in pair.entries if entry.skater == skater)
    return [trouble for trouble in pair.troubles if happens_to(trouble, entry)]
