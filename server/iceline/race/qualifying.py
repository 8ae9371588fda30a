"""Who skates the last distance of a combination (RULES.md 4.5).

Those among the best in both lists: the classification so far, and the ranking of the longest distance skated. Then the
field is filled; who is level with the last taken is taken too. By which list it is filled is not settled in the
sources: the competition says (`Combination.fill`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from iceline.race.overall import OverallRow, classification
from iceline.race.programme import Combination, Rules
from iceline.race.progress import distance_progress
from iceline.race.standings import kept_standings
from iceline.race.state import DistanceState, State


@dataclass(frozen=True, slots=True)
class Qualified:
    """`by`: among the best of both lists, or taken to fill the field."""

    skater: str
    by: Literal["both", "fill"]


@dataclass(frozen=True, slots=True)
class Qualification:
    """In the order of the classification. `final` when the distance before the last is official."""

    skaters: tuple[Qualified, ...]
    final: bool


def qualification(state: State, combination: Combination) -> Qualification | None:
    """Who would skate the last distance as things are; None where all do, or before the last but one has begun."""
    if combination.qualify is None:
        return None
    skated = tuple(state.distances[key] for key in combination.distances[:-1])
    if not any(pair.runs for pair in skated[-1].pairs.values()):
        return None
    return _qualification(skated, state.rules, combination.qualify, combination.fill)


@lru_cache(maxsize=8)
def _qualification(
    skated: tuple[DistanceState, ...], rules: Rules, places: int, fill: Literal["overall", "either"]
) -> Qualification:
    """Cached: while the last distance is skated nothing of it changes."""
    ranks = _ranks(classification(skated, rules))
    in_distance = _longest_ranking(skated, rules)
    both = [s for s, rank in ranks.items() if rank <= places and in_distance.get(s, places + 1) <= places]
    keys = {s: (ranks[s], ranks[s]) for s in ranks if s not in both}
    if fill == "either":
        keys = {s: (min(ranks[s], in_distance.get(s, len(ranks) + 1)), ranks[s]) for s in keys}
    best = sorted(keys.values())[: max(0, places - len(both))]
    filled = {s for s, key in keys.items() if best and key <= best[-1]}
    order = [s for s in ranks if s in both or s in filled]
    taken = tuple(Qualified(s, "both" if s in both else "fill") for s in order)
    return Qualification(taken, final=distance_progress(skated[-1]) == "official")


def _ranks(rows: Sequence[OverallRow]) -> dict[str, int]:
    """Real ranks only: who has yet to skate is not in it, nor who dropped out."""
    return {row.skater: row.rank for row in rows if row.rank is not None and row.total is not None}


def _longest_ranking(skated: Sequence[DistanceState], rules: Rules) -> dict[str, int]:
    table = kept_standings(max(skated, key=lambda d: d.distance.metres), rules)
    return {row.skater: row.rank for row in table.rows if row.finished_us is not None and row.rank is not None}
