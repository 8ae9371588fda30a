"""Who skates the last distance of a combination (RULES.md 4.5).

Those among the best in both lists: the classification so far, and the ranking of the longest distance skated. Then the
field is filled. By which list it is filled is not settled in the sources: the competition says (`Combination.fill`).
"""

from dataclasses import dataclass
from typing import Literal

from iceline.race.overall import Overall, overall
from iceline.race.programme import Combination
from iceline.race.progress import distance_progress
from iceline.race.standings import standings
from iceline.race.state import State


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
    places, before = combination.qualify, len(combination.distances) - 2
    if places is None or before < 0:
        return None
    last_but_one = state.distances[combination.distances[before]]
    if not any(pair.runs for pair in last_but_one.pairs.values()):
        return None
    classified = _classification(overall(state, combination, before))
    in_distance = _longest_ranking(state, combination)
    both = [s for s, rank in classified.items() if rank <= places and in_distance.get(s, places + 1) <= places]
    rest = [s for s in classified if s not in both]
    if combination.fill == "either":
        rest.sort(key=lambda s: (min(classified[s], in_distance.get(s, len(classified) + 1)), classified[s]))
    filled = rest[: max(0, places - len(both))]
    order = [s for s in classified if s in both or s in filled]
    taken = tuple(Qualified(s, "both" if s in both else "fill") for s in order)
    return Qualification(taken, final=distance_progress(last_but_one) == "official")


def _classification(so_far: Overall) -> dict[str, int]:
    """Real ranks only: who has yet to skate is not in it, nor who dropped out."""
    return {row.skater: row.rank for row in so_far.rows if row.rank is not None and row.total is not None}


def _longest_ranking(state: State, combination: Combination) -> dict[str, int]:
    skated = [state.distances[key] for key in combination.distances[:-1]]
    longest = max(skated, key=lambda d: d.distance.metres)
    table = standings(longest, state.rules)
    return {row.skater: row.rank for row in table.rows if row.finished_us is not None and row.rank is not None}
