"""The desk board: the arena board with schedules, needs and lines to say (docs/protocol.md 4.2)."""

from iceline.boards.arena import arena_board, lane_block
from iceline.boards.saying import said
from iceline.boards.scene import LaneView, Scene, scene
from iceline.boards.teams import team_block
from iceline.boards.text import Json, known
from iceline.race.passings import Split
from iceline.race.progress import starters
from iceline.race.projection import target
from iceline.race.records import Mark
from iceline.race.standings import split_at
from iceline.race.state import PairState, State
from iceline.race.times import format_hundredths, format_time, hundredths

COMING_PAIRS = 3


def desk_board(state: State) -> Json:
    """The whole board; an empty object before any programme."""
    seen = scene(state)
    if seen is None:
        return {}
    return arena_board(state) | known(
        lanes={str(seen.position(lane.attempt.skater)): _lane(seen, lane) for lane in seen.lanes},
        schedule=None if seen.distance.distance.knock_out else known(leader=_leader(seen), pace=_pace(seen)),
        coming=_coming(seen),
        said=said(seen),
    )


def _lane(seen: Scene, lane: LaneView) -> Json:
    return lane_block(seen, lane) | known(
        targets=_targets(seen, lane), next=_next_lap(seen, lane), **team_block(seen, lane)
    )


def _targets(seen: Scene, lane: LaneView) -> Json | None:
    """The laps that would lead, be a personal best, or be a record: those that are still within reach."""
    if lane.attempt.status != "on_ice":
        return None
    best = lane.reference.finished_us if lane.reference else None
    wanted = [("lead", best), ("pb", lane.attempt.entry.personal_best_us)]
    wanted += [(mark.kind.lower(), mark.time_us) for mark in seen.judged.book]
    found = {key: target(lane.splits, seen.distance.course, time) for key, time in wanted if time is not None}
    told = {key: t for key, t in found.items() if t is not None and (key == "lead" or t != found.get("lead"))}
    if not told:
        return None
    laps = [format_hundredths(t.lap_cs) for t in told.values()]
    return {"order": list(told), "laps": laps}


def _next_lap(seen: Scene, lane: LaneView) -> str | None:
    """The lap to the next line that draws level with the leader there; at the finish, that beats her by a hundredth."""
    if lane.attempt.status != "on_ice" or not lane.splits:
        return None
    last = lane.splits[-1]
    there = split_at(lane.reference, last.index + 1)
    if there is None:
        return None
    lap = hundredths(there.elapsed_us) - hundredths(last.elapsed_us)
    if there.index == seen.distance.course.finish.index:
        lap -= 1
    return format_hundredths(lap) if lap > 0 else None


def _leader(seen: Scene) -> Json | None:
    """The schedule to compare with: of the best who is not in a lane."""
    best = seen.best_before
    if best is None:
        return None
    splits = {f"{s.metres}": _cumulative(s) for s in best.race.counted.splits}
    return {"skater": seen.position(best.skater), "splits": splits}


def _cumulative(split: Split) -> Json:
    lap = None if split.lap_cs is None else format_hundredths(split.lap_cs)
    return known(time=format_time(split.elapsed_us), lap=lap)


def _pace(seen: Scene) -> Json | None:
    """An even copy of that race, scaled to the record of this rink, these Games or the world."""
    best = seen.best_before
    mark = _local(seen.judged.book)
    if best is None or best.finished_us is None or mark is None:
        return None
    total, wanted = hundredths(best.finished_us), hundredths(mark.time_us)
    even = {s.index: format_hundredths(hundredths(s.elapsed_us) * wanted // total) for s in best.race.counted.splits}
    return {"kind": mark.kind, "times": [even.get(point.index, "") for point in seen.distance.course.points]}


def _local(book: tuple[Mark, ...]) -> Mark | None:
    by_kind = {mark.kind: mark for mark in book}
    return by_kind.get("TR") or by_kind.get("OR") or by_kind.get("WR")


def _coming(seen: Scene) -> list[Json]:
    return [_coming_pair(seen, pair) for pair in seen.coming[:COMING_PAIRS]]


def _coming_pair(seen: Scene, pair: PairState) -> Json:
    return {"pair": pair.pair.number, "skaters": [seen.position(skater) for skater in starters(seen.distance, pair)]}
