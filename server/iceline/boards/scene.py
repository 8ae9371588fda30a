"""What both kinds of board look at: the distance and the pairs on the ice, and everything derived of them, once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from iceline.boards.text import quartet
from iceline.race.passings import Split
from iceline.race.progress import coming_pairs
from iceline.race.projection import projected_cs
from iceline.race.races import Attempt, pair_attempts
from iceline.race.record_book import judged
from iceline.race.records import Judged
from iceline.race.standings import Passed, Row, SplitPlace, Standings, passed, place_splits, standings
from iceline.race.state import DistanceState, PairState, Run, State


@dataclass(frozen=True, slots=True, eq=False)
class LaneView:
    """One skater on the ice: splits against the leader of that moment; `reference` is the leader to beat now."""

    pair: PairState
    attempt: Attempt
    row: Row
    splits: tuple[Split, ...]
    places: tuple[SplitPlace, ...]
    reference: Attempt | None
    projected_cs: int | None

    @property
    def is_finished(self) -> bool:
        """True when the splits that are shown include the finish."""
        return bool(self.splits) and self.splits[-1].elapsed_us == self.attempt.finished_us

    @property
    def is_counted(self) -> bool:
        """True when this finish is the one in the standings: a slower re-skate has a time and nothing else."""
        return self.is_finished and self.row.race.counted.pair == self.attempt.pair


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    state: State
    distance: DistanceState
    pairs: tuple[PairState, ...]
    table: Standings
    positions: Mapping[str, int]
    judged: Judged
    lanes: tuple[LaneView, ...]

    def position(self, skater: str) -> int:
        """In the start list, from 1: what a board calls a skater, for ids may be long."""
        return self.positions[skater]

    @property
    def best_before(self) -> Row | None:
        """The best of everybody who is not in a lane: whom the schedule compares with."""
        return self.table.best_but(lane.attempt.skater for lane in self.lanes)

    @property
    def coming(self) -> list[PairState]:
        return coming_pairs(self.distance, self.pairs)


@lru_cache(maxsize=1)
def scene(state: State) -> Scene | None:
    """The scene of the pair called last, or of the first distance of the programme; None before any programme.

    Kept for the newest state: every board of it looks at the same scene.
    """
    distance = state.shown
    if distance is None:
        return None
    live = state.live
    pairs = tuple(quartet(distance, distance.pairs[live.pair])) if live and live.pair in distance.pairs else ()
    table = standings(distance, state.rules)
    positions = {skater: position for position, skater in enumerate(table.races, 1)}
    lanes = _lanes(distance, pairs, table)
    return Scene(state, distance, pairs, table, positions, judged(state, distance), lanes)


@dataclass(frozen=True, slots=True)
class _Ice:
    """What every lane is placed by: `finishes` and `runs` are of those in the lanes, moments in race time."""

    distance: DistanceState
    table: Standings
    field: Passed
    finishes: Mapping[str, int]
    runs: Mapping[str, Run]


def _lanes(distance: DistanceState, pairs: Sequence[PairState], table: Standings) -> tuple[LaneView, ...]:
    lanes = [(pair, attempt) for pair in pairs for attempt in pair_attempts(distance, pair)]
    counted = (table.races[attempt.skater].counted for _, attempt in lanes)
    finishes = {c.skater: c.finished_at_us for c in counted if c.status == "finished" and c.finished_at_us is not None}
    runs = {attempt.skater: pair.runs[-1] for pair, attempt in lanes if pair.runs}
    ice = _Ice(distance, table, passed(table.races.values()), finishes, runs)
    return tuple(_lane(ice, pair, attempt) for pair, attempt in lanes)


def _lane(ice: _Ice, pair: PairState, attempt: Attempt) -> LaneView:
    shown = attempt.live or attempt.splits  # what stands is shown until a run again has passed its first line
    if ice.distance.distance.knock_out:
        return _in_heat(ice.distance, pair, attempt, ice.table, shown)
    places = tuple(_places(ice, pair, attempt, shown))
    reference = _best_but(ice.table, {attempt.skater})
    running = pair.run is not None and attempt.status == "on_ice"
    projected = projected_cs(shown, ice.distance.course, reference) if running else None
    return LaneView(pair, attempt, ice.table.row(attempt.skater), shown, places, reference, projected)


def _in_heat(
    distance: DistanceState, pair: PairState, attempt: Attempt, table: Standings, shown: tuple[Split, ...]
) -> LaneView:
    """A team of a knock-out has one other to beat: ranks and gaps are against that one at the same point."""
    heat = [table.races[entry.skater] for entry in pair.pair.entries]
    other = next((race.counted for race in heat if race.skater != attempt.skater), None)
    places = tuple(place_splits(shown, attempt.skater, passed(heat), other))
    running = pair.run is not None and attempt.status == "on_ice"
    projected = projected_cs(shown, distance.course, other) if running else None
    return LaneView(pair, attempt, table.row(attempt.skater), shown, places, other, projected)


def _places(ice: _Ice, pair: PairState, attempt: Attempt, shown: Sequence[Split]) -> Iterator[SplitPlace]:
    """Each split against the leader of that moment: who of the others on the ice finished later did not lead yet."""
    rivals = {skater: run for skater, run in ice.runs.items() if run not in pair.runs}

    def moment_us(split: Split) -> int:
        return pair.runs[-1].moment_us(split.elapsed_us)

    def leader_then(split: Split) -> Attempt | None:
        later = (s for s, at_us in ice.finishes.items() if at_us > moment_us(split))
        return _best_but(ice.table, {attempt.skater, *later})

    for leader, some in groupby(shown, key=leader_then):
        if leader is not None or not rivals:
            yield from place_splits(some, attempt.skater, ice.field, leader)
            continue
        for split in some:
            field = _until(moment_us(split), split.index, ice.field, rivals)
            yield from place_splits([split], attempt.skater, field, None)


def _until(moment_us: int, index: int, field: Passed, rivals: Mapping[str, Run]) -> Passed:
    """Without the rivals, of the other pair of a quartet, who came to this point only later: they started later."""
    here = field.splits.get(index, {})
    later = {s for s, run in rivals.items() if s in here and run.moment_us(here[s].elapsed_us) > moment_us}
    return Passed(field.times, {index: {s: split for s, split in here.items() if s not in later}})


def _best_but(table: Standings, skaters: set[str]) -> Attempt | None:
    best = table.best_but(skaters)
    return best.race.counted if best else None
