"""The arena board: the pair on the ice, the time to beat, the standings (docs/protocol.md 4.1)."""

from collections.abc import Sequence

from iceline.boards.rows import standings_block
from iceline.boards.scene import LaneView, Scene, scene
from iceline.boards.text import FLAGS, Json, armband, known, name, side
from iceline.race.progress import distance_progress, pair_progress
from iceline.race.projection import target
from iceline.race.races import is_run_done
from iceline.race.records import Mark
from iceline.race.standings import UNPLACED, Row, SplitPlace
from iceline.race.state import PairState, Run, State
from iceline.race.times import format_gap, format_hundredths, format_time, hundredths

CLOCK_TRUST_US = 5_000_000
"""A gun whose moment is farther than this from when we heard of it comes from a clock that is not ours."""


def arena_board(state: State) -> Json:
    """The whole board; an empty object before any programme."""
    seen = scene(state)
    return {} if seen is None else arena_of(seen)


def arena_of(seen: Scene) -> Json:
    """The arena board of a scene; the desk builds on it."""
    return known(
        competition=_competition(seen),
        distance=_distance(seen),
        pair=_pair(seen),
        clocks={str(p.pair.number): _clock(seen, p) for p in seen.pairs},
        lanes={lane.attempt.skater: lane_block(seen, lane) for lane in seen.lanes},
        to_beat=_to_beat(seen),
        records=_records(seen),
        standings=standings_block(seen),
        next=_next(seen),
    )


def lane_block(seen: Scene, lane: LaneView) -> Json:
    """One skater on the ice."""
    attempt = lane.attempt
    entry = attempt.entry
    last = lane.places[-1] if lane.places else None
    return name(seen.state.skater(attempt.skater)) | known(
        pair=attempt.pair,
        lane=entry.lane,
        armband=armband(seen.distance, lane.pair, entry.lane),
        status=attempt.status,
        code=attempt.ruling.code if attempt.ruling else None,
        pb=None if entry.personal_best_us is None else format_time(entry.personal_best_us),
        sb=None if entry.season_best_us is None else format_time(entry.season_best_us),
        split=None if last is None else split_block(last),
        needs=_needs(seen, lane),
        records=list(seen.judged.marks.get(attempt.skater, ())) if lane.is_counted else None,
        rank=lane.row.rank if lane.is_counted else None,
        time=format_time(attempt.finished_us, decided=lane.is_counted and lane.row.decided)
        if lane.is_finished and attempt.finished_us and attempt.status == "finished"
        else None,
        tape={f"{p.split.metres}": _tape(p) for p in lane.places},
    )


def split_block(place: SplitPlace) -> Json:
    """One split as a screen shows it."""
    split = place.split
    return known(
        metres=split.metres,
        time=format_time(split.elapsed_us),
        elapsed_us=split.elapsed_us,
        lap=None if split.lap_cs is None else format_hundredths(split.lap_cs),
        rank=place.rank,
        gap=None if place.gap_cs is None else format_gap(place.gap_cs),
        gap_cs=place.gap_cs,
        side=side(place.gap_cs),
    )


def _competition(seen: Scene) -> Json:
    competition = seen.state.competition
    return known(name=competition.name, venue=competition.venue, city=competition.city) if competition else {}


def _distance(seen: Scene) -> Json:
    distance = seen.distance.distance
    return {
        "id": distance.id,
        "name": distance.name,
        "metres": distance.metres,
        "pairs": len(seen.distance.pairs),
        "splits": [p.metres for p in seen.distance.course.points],
        "state": distance_progress(seen.distance),
    }


def _pair(seen: Scene) -> Json | None:
    if not seen.pairs:
        return None
    live = seen.state.live
    current = next((p for p in seen.pairs if live and p.pair.number == live.pair), seen.pairs[0])
    return known(
        number=current.pair.number,
        quartet=current.pair.quartet,
        reskate=current.reskate or None,
        state=pair_progress(seen.distance, current),
        order=[lane.attempt.skater for lane in seen.lanes],
        laps_to_go=_laps_to_go(seen),
        between=_between(seen.lanes),
    )


def _laps_to_go(seen: Scene) -> float | None:
    """Of the skater who has got farthest; before the first line only where the first lap is a whole one."""
    points = seen.distance.course.points
    if any(lane.splits for lane in seen.lanes):
        return points[max(lane.splits[-1].index for lane in seen.lanes if lane.splits)].laps_to_go
    return points[0].laps_to_go + (1 if points[0].crossings else 0)


def _between(lanes: Sequence[LaneView]) -> Json | None:
    """Who of a pair is ahead at the last line both have passed."""
    if len(lanes) != 2 or any(lane.attempt.status in UNPLACED for lane in lanes):
        return None
    first, second = ({s.index: s for s in lane.splits} for lane in lanes)
    both = max(first.keys() & second.keys(), default=None)
    if both is None:
        return None
    gap = hundredths(first[both].elapsed_us) - hundredths(second[both].elapsed_us)
    ahead = lanes[0] if first[both].elapsed_us <= second[both].elapsed_us else lanes[1]
    leader = None if gap == 0 else ahead.attempt.skater
    return known(leader=leader, gap=format_hundredths(abs(gap)), metres=first[both].metres)


def _clock(seen: Scene, pair: PairState) -> Json:
    if pair.run is None:
        return {"state": "armed"}
    if not is_run_done(seen.distance, pair):
        return {"state": "running", "started_at_us": _our_start_us(pair.run), "rate": pair.run.clock_rate}
    stopped = _stopped_us([lane for lane in seen.lanes if lane.pair is pair])
    return {"state": "armed"} if stopped is None else {"state": "stopped", "elapsed_us": stopped}


def _stopped_us(lanes: Sequence[LaneView]) -> int | None:
    """The time of the last to finish."""
    return max((lane.attempt.finished_us for lane in lanes if lane.attempt.finished_us is not None), default=None)


def _our_start_us(run: Run) -> int:
    """The gun by our clock: as told, unless the sender's clock cannot be ours; then the moment we heard of it."""
    near = abs(run.received_at_us - run.started_at_us) <= CLOCK_TRUST_US
    return run.started_at_us if near else run.received_at_us


def _tape(place: SplitPlace) -> Json:
    lap = place.split.lap_cs
    return known(lap=None if lap is None else format_hundredths(lap), lap_gap_cs=place.lap_gap_cs)


def _needs(seen: Scene, lane: LaneView) -> str | None:
    """On the last lap: the lap that takes the lead."""
    if lane.attempt.status != "on_ice" or lane.reference is None or lane.reference.finished_us is None:
        return None
    wanted = target(lane.splits, seen.distance.course, lane.reference.finished_us)
    return format_hundredths(wanted.lap_cs) if wanted and wanted.laps == 1 else None


def _to_beat(seen: Scene) -> Json | None:
    on_ice = {lane.attempt.skater for lane in seen.lanes if lane.attempt.status == "on_ice"}
    best = seen.table.best_but(on_ice)
    return None if best is None or best.finished_us is None else _best(seen, best, best.finished_us)


def _best(seen: Scene, row: Row, finished_us: int) -> Json:
    return {"skater": row.skater, "time": format_time(finished_us), **name(seen.state.skater(row.skater))}


def _records(seen: Scene) -> Json:
    book = seen.judged.book
    if not book:
        return {}
    return {"order": [mark.kind for mark in book], **{mark.kind: _record(seen, mark) for mark in book}}


def _record(seen: Scene, mark: Mark) -> Json:
    holder = mark.holder if mark.skater is None else seen.state.skater(mark.skater).last_name
    return known(time=format_time(mark.time_us), holder=holder, pending=mark.pending or None)


def _next(seen: Scene) -> Json | None:
    upcoming = seen.upcoming
    if upcoming is None:
        return None
    names = [seen.state.skater(e.skater) for e in upcoming.pair.entries]
    done = max((p.pair.number for p in seen.pairs), default=0)
    pause = next((b for b in seen.distance.distance.breaks if done <= b.after_pair < upcoming.pair.number), None)
    return known(
        pair=upcoming.pair.number,
        names=[n.last_name for n in names],
        flags=[FLAGS.get(n.country, "") for n in names],
        **{"break": pause.reason if pause and seen.pairs else None},
    )
