"""Lines a commentator can say now, made of what the board shows: a correction that makes one false withdraws it."""

from collections.abc import Iterator
from typing import Final

from iceline.boards.scene import LaneView, Scene
from iceline.boards.text import Json
from iceline.race.standings import UNPLACED, SplitPlace
from iceline.race.times import format_gap, format_hundredths, format_time, hundredths, thousandths

MOST_LINES: Final = 4
OPENER_RANKS: Final = 3
LONG_ROW: Final = 3
"""Laps in a row on one side of the leader's that are worth a word."""

RECORDS: Final = {
    "WR": "world record",
    "OR": "Olympic record",
    "WRJ": "junior world record",
    "TR": "track record",
    "NR": "national record",
}
ORDINALS: Final = {1: "fastest", 2: "second fastest", 3: "third fastest"}


def said(seen: Scene) -> Json | None:
    """The newest lines first, keyed so that a line keeps its place while it stays true."""
    lines = [(lane, key, elapsed, text) for lane in seen.lanes for key, elapsed, text in _lines(seen, lane)]
    lines.sort(key=lambda line: -line[2])
    told = {
        f"{seen.position(lane.attempt.skater)}.{key}": [_metres(lane, elapsed), text]
        for lane, key, elapsed, text in lines[:MOST_LINES]
    }
    return {"order": list(told), **told} if told else None


def _metres(lane: LaneView, elapsed_us: int) -> float:
    return next((s.metres for s in reversed(lane.splits) if s.elapsed_us <= elapsed_us), lane.splits[0].metres)


def _lines(seen: Scene, lane: LaneView) -> Iterator[tuple[str, int, str]]:
    if lane.attempt.status in UNPLACED:
        return
    who = seen.state.skater(lane.attempt.skater).last_name
    yield from _finish_lines(seen, lane, who)
    for place in (p for p in lane.places if not p.split.impossible):
        yield from _split_line(seen, lane, place, who)
    yield from _row_line(seen, lane, who)


def _finish_lines(seen: Scene, lane: LaneView, who: str) -> Iterator[tuple[str, int, str]]:
    if not lane.is_counted or lane.attempt.status != "finished":
        return
    elapsed, time = lane.splits[-1].elapsed_us, format_time(lane.splits[-1].elapsed_us)
    for kind in seen.judged.marks.get(lane.attempt.skater, ()):
        if kind.lstrip("=") in RECORDS:
            word = "equals the" if kind.startswith("=") else "sets an" if kind == "OR" else "sets a"
            pending = "" if _is_ratified(seen, lane, kind) else ", pending"
            yield kind, elapsed + 2, f"{who} {word} {RECORDS[kind.lstrip('=')]}: {time}{pending}"
        elif kind == "PB":
            yield kind, elapsed + 1, f"Personal best for {who}: {time}"


def _is_ratified(seen: Scene, lane: LaneView, kind: str) -> bool:
    """An equalled record may be ratified too, under the kind it equals."""
    record = lane.attempt.skater, kind.lstrip("="), hundredths(lane.splits[-1].elapsed_us)
    return any((r.skater, r.kind, r.time_cs) == record for r in seen.distance.ratifications)


def _lead_line(seen: Scene, lane: LaneView, place: SplitPlace, who: str) -> Iterator[tuple[str, int, str]]:
    """A slower re-skate takes no lead: its skater has it by the other race. Nor does who crossed the line in vain."""
    if place.rank != 1 or lane.attempt.status != "finished" or not lane.is_counted:
        return
    ahead = "" if place.gap_cs is None or place.gap_cs >= 0 else f" by {format_hundredths(-place.gap_cs)}"
    time, other = thousandths(place.split.elapsed_us), _best_time(lane)
    does = "shares the lead" if time == other else "takes the lead"
    if seen.distance.distance.knock_out and other is not None and time < other:
        does = "wins"
    yield "lead", place.split.elapsed_us, f"{who} {does}{ahead}"


def _best_time(lane: LaneView) -> int | None:
    """Of the others, thousandths; None while none of them has finished."""
    other = lane.reference
    if other is None or other.status != "finished" or other.finished_us is None:
        return None
    return thousandths(other.finished_us)


def _split_line(seen: Scene, lane: LaneView, place: SplitPlace, who: str) -> Iterator[tuple[str, int, str]]:
    split = place.split
    if split.index == seen.distance.course.finish.index:
        yield from _lead_line(seen, lane, place, who)
        return
    if split.index == 0 and place.rank <= OPENER_RANKS and len(seen.table.rows) > OPENER_RANKS:
        opener = format_time(split.elapsed_us)
        yield "opener", split.elapsed_us, f"{who} opens in {opener}: {ORDINALS[place.rank]} so far"
    elif place.gap_cs is not None and place.gap_cs < 0:
        yield (
            f"{split.metres}",
            split.elapsed_us,
            f"{who} is {format_hundredths(-place.gap_cs)} ahead at {split.metres} m",
        )


def _row_line(seen: Scene, lane: LaneView, who: str) -> Iterator[tuple[str, int, str]]:
    """Three laps or more in a row gained on, or lost to, the leader."""
    gaps = [p.lap_gap_cs for p in lane.places[1:]]
    row: list[int] = []
    for gap in reversed(gaps):
        if not gap or (row and (gap < 0) != (row[0] < 0)):
            break
        row.append(gap)
    if len(row) >= LONG_ROW:
        word = "gains on" if row[0] < 0 else "loses to"
        other = "the other" if seen.distance.distance.knock_out else "the leader"
        laps = "half laps" if seen.distance.course.is_halved else "laps"
        yield (
            "row",
            lane.splits[-1].elapsed_us,
            f"{who} {word} {other} {len(row)} {laps} in a row: {format_gap(sum(row))}",
        )
