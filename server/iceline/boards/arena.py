"""The arena board: the pair on the ice, the time to beat, the standings (docs/protocol.md 4.1)."""

from collections.abc import Sequence
from functools import lru_cache

from iceline.boards.bracket import bracket_block
from iceline.boards.clock import running_clock, stopped_clock
from iceline.boards.rows import standings_block
from iceline.boards.scene import LaneView, Scene, scene
from iceline.boards.start_list import start_list
from iceline.boards.text import Json, armband, known
from iceline.race.course import NOMINAL_LAP
from iceline.race.progress import distance_progress, pair_progress, starters
from iceline.race.projection import target
from iceline.race.races import is_run_done, is_said
from iceline.race.records import Mark
from iceline.race.standings import SplitPlace
from iceline.race.state import PairState, State
from iceline.race.times import format_gap, format_hundredths, format_time, hundredths


@lru_cache(maxsize=1)
def arena_board(state: State) -> Json:
    """The whole board; an empty object before any programme. Kept for the newest state: the desk builds on it."""
    seen = scene(state)
    if seen is None:
        return {}
    return known(
        competition=_competition(seen),
        distance=_distance(seen),
        skaters=start_list(seen),
        pair=_pair(seen),
        clocks={str(p.pair.number): _clock(seen, p) for p in seen.pairs},
        lanes={str(seen.position(lane.attempt.skater)): _lane(seen, lane) for lane in seen.lanes},
        to_beat=_to_beat(seen),
        records=_records(seen),
        standings=standings_block(seen),
        next=_next(seen),
        bracket=bracket_block(state, seen.distance),
    )


def _lane(seen: Scene, lane: LaneView) -> Json:
    return lane_block(seen, lane) | known(needs=_needs(seen, lane))


@lru_cache(maxsize=8)
def lane_block(seen: Scene, lane: LaneView) -> Json:
    """One skater on the ice, as both boards show her. Cached for the second of them."""
    attempt = lane.attempt
    return known(
        pair=attempt.pair,
        lane=attempt.entry.lane,
        armband=armband(seen.distance, lane.pair, attempt.entry),
        status=attempt.status,
        code=attempt.ruling.code if attempt.ruling else None,
        splits={f"{place.split.metres}": split_block(place) for place in lane.places},
        projected=_projected(seen, lane.projected_cs),
        counted=lane.is_counted or None,
    )


@lru_cache(maxsize=4096)
def split_block(place: SplitPlace) -> Json:
    """One split as a screen shows it. Cached: both boards show every split of the lanes each time."""
    split = place.split
    return known(
        time=format_time(split.elapsed_us),
        lap=None if split.lap_cs is None else format_hundredths(split.lap_cs),
        rank=place.rank,
        gap=None if place.gap_cs is None else format_gap(place.gap_cs),
        lap_gap=None if place.lap_gap_cs is None else format_gap(place.lap_gap_cs),
        suspicious=split.suspicious or None,
    )


def _projected(seen: Scene, time_cs: int | None) -> Json | None:
    """The projected time, and its gap to the leader of the standings."""
    if time_cs is None:
        return None
    leader = seen.table.leader
    gap_cs = None if leader is None or leader.finished_us is None else time_cs - hundredths(leader.finished_us)
    return known(time=format_hundredths(time_cs), gap=None if gap_cs is None else format_gap(gap_cs))


def _competition(seen: Scene) -> Json:
    competition = seen.state.competition
    return known(name=competition.name, venue=competition.venue, city=competition.city) if competition else {}


def _distance(seen: Scene) -> Json:
    distance = seen.distance.distance
    return known(
        format=None if distance.format == "pairs" else distance.format,
        knock_out=distance.knock_out or None,
        halved=seen.distance.course.is_halved or None,
    ) | {
        "id": distance.id,
        "name": distance.name,
        "metres": distance.metres,
        "pairs": len(seen.distance.pairs),
        "splits": [p.metres for p in seen.distance.course.points],
        "laps_to_go": [p.laps_to_go for p in seen.distance.course.points],
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
        order=[seen.position(lane.attempt.skater) for lane in seen.lanes],
        laps_to_go=_laps_to_go(seen),
        between=_between(seen),
    )


def _laps_to_go(seen: Scene) -> float | None:
    """Of the skater who has got farthest; before the first line only where the first lap is a whole one."""
    points, distance = seen.distance.course.points, seen.distance.distance
    if any(lane.splits for lane in seen.lanes):
        return points[max(lane.splits[-1].index for lane in seen.lanes if lane.splits)].laps_to_go
    if distance.format != "pairs":
        return distance.metres // NOMINAL_LAP
    return points[0].laps_to_go + (1 if points[0].crossings else 0)


def _between(seen: Scene) -> Json | None:
    """Who of a pair is ahead at the last line both have passed."""
    if len(seen.lanes) != 2 or any(is_said(lane.attempt) and lane.attempt.status != "DNF" for lane in seen.lanes):
        return None
    first, second = ({s.index: s for s in lane.splits} for lane in seen.lanes)
    both = max(first.keys() & second.keys(), default=None)
    if both is None:
        return None
    gap = hundredths(first[both].elapsed_us) - hundredths(second[both].elapsed_us)
    ahead = seen.lanes[0] if first[both].elapsed_us <= second[both].elapsed_us else seen.lanes[1]
    leader = None if gap == 0 else seen.position(ahead.attempt.skater)
    return known(leader=leader, gap=format_hundredths(abs(gap)))


def _clock(seen: Scene, pair: PairState) -> Json:
    if pair.run is None:
        return {"state": "armed"}
    if not is_run_done(seen.distance, pair):
        return running_clock(pair.run)
    return stopped_clock(_stopped_us([lane for lane in seen.lanes if lane.pair is pair]))


def _stopped_us(lanes: Sequence[LaneView]) -> int | None:
    """The time of the last to finish; of a heat that was decided before, the last line anybody passed."""
    finished = [lane.attempt.finished_us for lane in lanes if lane.attempt.finished_us is not None]
    if not finished and any(lane.attempt.status == "WOT" for lane in lanes):
        finished = [lane.splits[-1].elapsed_us for lane in lanes if lane.splits]
    return max(finished, default=None)


def _needs(seen: Scene, lane: LaneView) -> str | None:
    """On the last lap: the lap that takes the lead."""
    if lane.attempt.status != "on_ice" or lane.reference is None or lane.reference.finished_us is None:
        return None
    wanted = target(lane.splits, seen.distance.course, lane.reference.finished_us)
    return format_hundredths(wanted.lap_cs) if wanted and wanted.laps == 1 else None


def _to_beat(seen: Scene) -> Json | None:
    if seen.distance.distance.knock_out or seen.distance.official:
        return None  # there is nobody to beat but the other, or nobody left to
    on_ice = {lane.attempt.skater for lane in seen.lanes if lane.attempt.status == "on_ice"}
    best = seen.table.best_but(on_ice)
    if best is None or best.finished_us is None:
        return None
    return {"skater": seen.position(best.skater), "time": format_time(best.finished_us)}


def _records(seen: Scene) -> Json:
    book = seen.judged.book
    if not book:
        return {}
    programme = seen.state.programme
    as_of = programme.records_as_of if programme else None
    marks: Json = {mark.kind: _record(seen, mark) for mark in book}
    return {"order": [mark.kind for mark in book], **known(as_of=as_of), **marks}


def _record(seen: Scene, mark: Mark) -> Json:
    holder = mark.holder if mark.skater is None else seen.state.skater(mark.skater).last_name
    return known(time=format_time(mark.time_us), holder=holder, pending=mark.pending or None)


def _next(seen: Scene) -> Json | None:
    upcoming = next(iter(seen.coming), None)
    if upcoming is None:
        return None
    done = max((p.pair.number for p in seen.pairs), default=0)
    pause = next((b for b in seen.distance.distance.breaks if done <= b.after_pair < upcoming.pair.number), None)
    return known(
        pair=upcoming.pair.number,
        skaters=[seen.position(skater) for skater in starters(seen.distance, upcoming)],
        **{"break": pause.reason if pause and seen.pairs else None},
    )
