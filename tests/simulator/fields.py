"""A field of skaters as a race file lets them skate: who is where after which pair, worked out without any server."""

from dataclasses import dataclass

from iceline_simulator.performance import performance
from iceline_simulator.racefile import Distance
from iceline_simulator.times import official


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
