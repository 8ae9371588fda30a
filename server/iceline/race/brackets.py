"""Brackets: a knock-out from its quarter-final times to the ranking of the event (RULES.md 4.2).

The fastest of the quarter-finals, four of them, go to the semi-finals; the winners of those meet in final A, the others
in final B, the next of the quarter-finals in C and D. A final gives two places; who is in none keeps the order of the
quarter-finals. The programme names who meets whom; where it does not yet, `due` says who will.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.heats import winner_of
from iceline.race.programme import Phase
from iceline.race.races import pair_attempts
from iceline.race.ranking import shared_ranks
from iceline.race.standings import Standings, standings
from iceline.race.state import DistanceState, PairState, State

GO_ON: Final = 4
"""How many go from the quarter-finals to the semi-finals, where `qualify` does not say."""

FINALS: Final = ("A", "B", "C", "D")
"""For places 1 and 2, 3 and 4, and so on."""

SEEDS: Final = ((1, 4), (2, 3))
"""Who meets whom in the semi-finals by rank in the quarter-finals; the stronger starts on the finishing straight."""

UNPLACED_LOSER: Final = frozenset({"DQ"})
"""A team that is disqualified has no place; one that falls, is overtaken or does not come has lost its heat."""


Entered = tuple[DistanceState, PairState]
"""A heat that is in the programme."""


@dataclass(frozen=True, slots=True)
class Heat:
    """One heat of the tree. `teams` as entered, the finishing straight first; `due` where nobody is entered yet.

    `name` is 1, 2 for semi-finals and a final's letter; `distance` and `pair` where it is in the programme.
    """

    phase: Phase
    name: str
    distance: DistanceState | None
    pair: PairState | None
    teams: tuple[str, ...]
    due: tuple[str, ...]
    winner: str | None

    @property
    def loser(self) -> str | None:
        return next((t for t in self.teams if t != self.winner), None) if self.winner else None


@dataclass(frozen=True, slots=True)
class Placing:
    """One team of the event. `rank` is None until it is decided, and for who has none."""

    team: str
    rank: int | None


@dataclass(frozen=True, slots=True)
class Bracket:
    """One knock-out event. `ranking` holds every team once, those with a rank first."""

    event: str
    quarter_final: DistanceState
    table: Standings
    semi_finals: tuple[Heat, ...]
    finals: tuple[Heat, ...]
    ranking: tuple[Placing, ...]


def events_of(state: State) -> list[str]:
    """The knock-out events of the programme, in its order: those that have a quarter-final."""
    phases = (d.distance for d in state.distances.values() if d.distance.phase == "quarter_final")
    return list(dict.fromkeys(d.event for d in phases if d.event is not None))


def bracket(state: State, event: str) -> Bracket | None:
    """The tree of an event as it is now; None where it has no quarter-final."""
    phases = [d for d in state.distances.values() if d.distance.event == event]
    quarter = next((d for d in phases if d.distance.phase == "quarter_final"), None)
    if quarter is None:
        return None
    table = standings(quarter, state.rules)
    seeds = _seeds(quarter, table)
    semis = _semi_finals([d for d in phases if d.distance.phase == "semi_final"], seeds)
    finals = _finals([d for d in phases if d.distance.phase == "final"], semis, seeds[_go_on(quarter) :])
    return Bracket(event, quarter, table, semis, finals, _ranking(quarter, table, semis, finals))


def _go_on(quarter: DistanceState) -> int:
    return quarter.distance.qualify or GO_ON


def _seeds(quarter: DistanceState, table: Standings) -> list[str]:
    """The teams in the order of their times; none while a team is still to skate."""
    is_over = all(row.race.status not in ("on_ice", "not_started") for row in table.rows)
    return [row.skater for row in table.rows if row.rank is not None] if is_over else []


def _semi_finals(phases: Iterable[DistanceState], seeds: Sequence[str]) -> tuple[Heat, ...]:
    due = {number: tuple(seeds[s - 1] for s in of) for number, of in enumerate(SEEDS, 1) if len(seeds) >= max(of)}
    entered = dict(enumerate(((d, p) for d in phases for p in _heats_of(d)), 1))
    return tuple(
        _heat("semi_final", number, entered.get(number), due.get(number, ()))
        for number in range(1, max(len(entered), len(SEEDS)) + 1)
    )


def _finals(phases: Iterable[DistanceState], semis: Sequence[Heat], others: Sequence[str]) -> tuple[Heat, ...]:
    """A and B always, the others where the programme has them."""
    by_name = {d.distance.heat or FINALS[0]: d for d in phases}
    due = {"A": tuple(h.winner for h in semis if h.winner), "B": tuple(h.loser for h in semis if h.loser)}
    due |= {"C": tuple(others[:2]), "D": tuple(others[2:4])}
    return tuple(
        _heat("final", name, _entered(by_name.get(name)), due[name])
        for name in FINALS
        if name in by_name or name in ("A", "B")
    )


def _heat(phase: Phase, name: str | int, entered: Entered | None, due: tuple[str, ...]) -> Heat:
    if entered is None:
        return Heat(phase, str(name), None, None, (), due, None)
    distance, pair = entered
    teams = tuple(a.skater for a in pair_attempts(distance, pair))
    return Heat(phase, str(name), distance, pair, teams, () if teams else due, winner_of(distance, pair))


def _ranking(
    quarter: DistanceState, table: Standings, semis: Sequence[Heat], finals: Sequence[Heat]
) -> tuple[Placing, ...]:
    """Finals first, then the quarter-finals; who is still in the running has no rank."""
    ranks: dict[str, int | None] = {}
    for final in finals:
        ranks |= _places(final)
    for heat in (*semis, *finals):
        ranks |= {team: None for team in (*heat.teams, *heat.due) if team not in ranks}
    rest = [row for row in table.rows if row.skater not in ranks]
    is_over = bool(_seeds(quarter, table))
    ranked = [row for row in rest if row.rank is not None and is_over]
    first = 1 + 2 * len(finals)
    shared = shared_ranks([row.rank or 0 for row in ranked])
    ranks |= {row.skater: first + rank - 1 for row, rank in zip(ranked, shared, strict=True)}
    ranks |= {row.skater: None for row in rest if row.skater not in ranks}
    order = sorted(ranks, key=lambda team: ranks[team] or len(ranks) + first)
    return tuple(Placing(team, ranks[team]) for team in order)


def _places(final: Heat) -> dict[str, int | None]:
    """The two places that a final gives, when it has a winner."""
    first = 1 + 2 * FINALS.index(final.name)
    if final.winner is None or final.distance is None or final.pair is None:
        return dict.fromkeys(final.teams)
    statuses = {a.skater: a.status for a in pair_attempts(final.distance, final.pair)}
    places: Mapping[str, int] = {team: first if team == final.winner else first + 1 for team in final.teams}
    return {team: None if statuses[team] in UNPLACED_LOSER else place for team, place in places.items()}


def _entered(final: DistanceState | None) -> Entered | None:
    pairs = _heats_of(final) if final is not None else []
    return (final, pairs[0]) if final is not None and pairs else None


def _heats_of(distance: DistanceState) -> list[PairState]:
    """In the order of their numbers; a team that skates again alone is no heat."""
    return [pair for _, pair in sorted(distance.pairs.items()) if not pair.reskate]
