"""What both kinds of board look at: the distance and the pairs on the ice, and everything derived of them, once."""

from dataclasses import dataclass

from iceline.boards.text import quartet
from iceline.race.passings import Split
from iceline.race.progress import next_pair
from iceline.race.projection import projected_cs
from iceline.race.races import Attempt, pair_attempts
from iceline.race.record_book import judged
from iceline.race.records import Judged
from iceline.race.standings import Passed, Row, SplitPlace, Standings, passed, place_splits, standings
from iceline.race.state import DistanceState, PairState, State


@dataclass(frozen=True, slots=True)
class LaneView:
    """One skater on the ice: splits with ranks, and gaps to `reference`, the leader to compare with."""

    pair: PairState
    attempt: Attempt
    row: Row
    places: tuple[SplitPlace, ...]
    reference: Attempt | None
    projected_cs: int | None

    @property
    def splits(self) -> tuple[Split, ...]:
        return tuple(place.split for place in self.places)

    @property
    def is_finished(self) -> bool:
        """True when the splits that are shown include the finish."""
        return bool(self.splits) and self.splits[-1].elapsed_us == self.attempt.finished_us

    @property
    def is_counted(self) -> bool:
        """True when this finish is the one in the standings: a slower re-skate has a time and nothing else."""
        return self.is_finished and self.row.race.counted.pair == self.attempt.pair


@dataclass(frozen=True, slots=True)
class Scene:
    state: State
    distance: DistanceState
    pairs: tuple[PairState, ...]
    table: Standings
    judged: Judged
    lanes: tuple[LaneView, ...]

    @property
    def leader(self) -> Row | None:
        return self.table.leader

    @property
    def upcoming(self) -> PairState | None:
        return next_pair(self.distance, self.pairs)


def scene(state: State) -> Scene | None:
    """The scene of the pair called last, or of the first distance of the programme; None before any programme."""
    distance = _distance(state)
    if distance is None:
        return None
    live = state.live
    pairs = tuple(quartet(distance, distance.pairs[live.pair])) if live and live.pair in distance.pairs else ()
    table = standings(distance, state.rules)
    field = passed(table.races.values())
    lanes = tuple(_lane(distance, pair, a, table, field) for pair in pairs for a in pair_attempts(distance, pair))
    return Scene(state, distance, pairs, table, judged(state, distance), lanes)


def _distance(state: State) -> DistanceState | None:
    if state.live:
        return state.distances.get(state.live.distance)
    return next(iter(state.distances.values()), None)


def _lane(distance: DistanceState, pair: PairState, attempt: Attempt, table: Standings, field: Passed) -> LaneView:
    best = table.best_but({attempt.skater, *_slower_mates(attempt, pair, table)})
    reference = best.race.counted if best else None
    shown = attempt.live or attempt.splits  # what stands is shown until a run again has passed its first line
    places = tuple(place_splits(shown, attempt.skater, field, reference))
    splits = tuple(p.split for p in places)
    running = pair.run is not None and attempt.status == "on_ice"
    projected = projected_cs(splits, distance.course, reference) if running else None
    return LaneView(pair, attempt, table.row(attempt.skater), places, reference, projected)


def _slower_mates(attempt: Attempt, pair: PairState, table: Standings) -> set[str]:
    """Who of the pair finished behind: a new leader is compared with the leader before, not with the pair-mate."""
    mine = attempt.finished_us
    mates = (table.races[e.skater].counted for e in pair.pair.entries)
    return {m.skater for m in mates if mine is not None and m.finished_us is not None and m.finished_us > mine}
