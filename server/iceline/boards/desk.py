"""The desk board: the arena board with every split, schedules, needs and lines to say (docs/protocol.md 4.2)."""

from dataclasses import replace

from iceline.boards.arena import arena_of, split_block
from iceline.boards.rows import shown_places
from iceline.boards.saying import said
from iceline.boards.scene import LaneView, Scene, scene
from iceline.boards.text import FLAGS, Json, known, side
from iceline.race.passings import Split
from iceline.race.projection import Target, target
from iceline.race.records import Mark
from iceline.race.standings import SplitPlace, split_at
from iceline.race.state import PairState, State
from iceline.race.times import format_gap, format_hundredths, format_time, hundredths

COMING_PAIRS = 3


def desk_board(state: State) -> Json:
    """The whole board; an empty object before any programme."""
    seen = scene(state)
    if seen is None:
        return {}
    board = arena_of(seen)
    places = shown_places(seen)
    lanes = {lane.attempt.skater: _lane(seen, lane, places.get(lane.attempt.skater)) for lane in seen.lanes}
    return board | known(
        lanes=_merged(board.get("lanes"), lanes),
        schedule=known(leader=_leader(seen), pace=_pace(seen)),
        coming=_coming(seen),
        said=said(seen),
    )


def _merged(arena: object, desk: dict[str, Json]) -> dict[str, Json]:
    return {key: arena[key] | more for key, more in desk.items()} if isinstance(arena, dict) else desk


def _lane(seen: Scene, lane: LaneView, place: int | None) -> Json:
    projected = None if lane.projected_cs is None else format_hundredths(lane.projected_cs)
    return known(
        splits={f"{p.split.metres}": _split(p, is_leader=lane.is_counted and lane.row.rank == 1) for p in lane.places},
        projection=known(time=projected, rank=place if projected else None),
        targets=_targets(seen, lane),
        next=_next_line(seen, lane),
    )


def _split(place: SplitPlace, *, is_leader: bool) -> Json:
    """One line of the schedule; who leads it has no gap to herself."""
    if is_leader:
        place = replace(place, gap_cs=None, lap_gap_cs=None)
    lap_gap = place.lap_gap_cs
    return split_block(place) | known(
        lap_gap=None if lap_gap is None else format_gap(lap_gap),
        lap_gap_cs=lap_gap,
        lap_side=side(lap_gap),
        source=place.split.how,
        suspicious=place.split.suspicious or None,
    )


def _targets(seen: Scene, lane: LaneView) -> Json | None:
    """The laps that would lead, be a personal best, or be a record: those that are still within reach."""
    if lane.attempt.status != "on_ice":
        return None
    best = lane.reference.finished_us if lane.reference else None
    wanted = [("lead", best), ("pb", lane.attempt.entry.personal_best_us)]
    wanted += [(mark.kind.lower(), mark.time_us) for mark in seen.judged.book]
    found = {key: target(lane.splits, seen.distance.course, time) for key, time in wanted if time is not None}
    told = {key: _target(t) for key, t in found.items() if t is not None and (key == "lead" or t != found.get("lead"))}
    return {"order": list(told), **told} if told else None


def _target(wanted: Target) -> Json:
    return {"lap": format_hundredths(wanted.lap_cs), "laps": wanted.laps}


def _next_line(seen: Scene, lane: LaneView) -> Json | None:
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
    return {"metres": there.metres, "lap": format_hundredths(lap)} if lap > 0 else None


def _leader(seen: Scene) -> Json | None:
    """The schedule to compare with: of the best who is not on the ice, or of the leader."""
    best = seen.table.best_but({lane.attempt.skater for lane in seen.lanes if lane.attempt.status == "on_ice"})
    if best is None:
        return None
    splits = {f"{s.metres}": _cumulative(s) for s in best.race.counted.splits}
    return {"skater": best.skater, "last_name": seen.state.skater(best.skater).last_name, "splits": splits}


def _cumulative(split: Split) -> Json:
    lap = None if split.lap_cs is None else format_hundredths(split.lap_cs)
    return known(time=format_time(split.elapsed_us), lap=lap)


def _pace(seen: Scene) -> Json | None:
    """An even copy of the leader's race, scaled to the record of this rink, these Games or the world."""
    best = seen.leader
    mark = _local(seen.judged.book)
    if best is None or best.finished_us is None or mark is None:
        return None
    total, wanted = hundredths(best.finished_us), hundredths(mark.time_us)
    splits = {
        f"{s.metres}": format_hundredths(hundredths(s.elapsed_us) * wanted // total) for s in best.race.counted.splits
    }
    return {"kind": mark.kind, "splits": splits}


def _local(book: tuple[Mark, ...]) -> Mark | None:
    by_kind = {mark.kind: mark for mark in book}
    return by_kind.get("TR") or by_kind.get("OR") or by_kind.get("WR")


def _coming(seen: Scene) -> Json | None:
    on_ice = {p.pair.number for p in seen.pairs}
    waiting = [p for n, p in sorted(seen.distance.pairs.items()) if n not in on_ice and not p.runs and not p.open]
    shown = {str(p.pair.number): _coming_pair(seen, p) for p in waiting[:COMING_PAIRS]}
    return {"order": list(shown), **shown} if shown else None


def _coming_pair(seen: Scene, pair: PairState) -> Json:
    entries = []
    for entry in pair.pair.entries:
        skater = seen.state.skater(entry.skater)
        best = None if entry.personal_best_us is None else format_time(entry.personal_best_us)
        entries.append(
            known(last_name=skater.last_name, country=skater.country, flag=FLAGS.get(skater.country), pb=best)
        )
    return {"names": entries}
