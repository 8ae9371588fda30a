"""The standings block of a board: one row a skater, those on the ice where their projection would put them."""

from iceline.boards.scene import LaneView, Scene
from iceline.boards.text import Json, known, name, side
from iceline.race.standings import Row
from iceline.race.times import format_gap, format_hundredths, format_time, hundredths


def standings_block(seen: Scene) -> Json:
    """Finished and projected by time, then the unclassified; who has not started is not in the standings yet."""
    projected, timed = _timed(seen)
    rest = [r for r in seen.table.rows if r.finished_us is None and r.race.status in ("DNF", "DQ", "DNS", "WDR")]
    rows = {r.skater: _row(seen, r, place, projected.get(r.skater)) for place, r in enumerate(timed, 1)}
    rows |= {r.skater: _row(seen, r, None, None) for r in rest}
    return {
        "order": list(rows),
        "rows": rows,
        "finished": sum(r.finished_us is not None for r in seen.table.rows),
        "entered": len(seen.table.rows),
    }


def shown_places(seen: Scene) -> dict[str, int]:
    """Where each row stands on the screen, projected rows counted."""
    return {row.skater: place for place, row in enumerate(_timed(seen)[1], 1)}


def _timed(seen: Scene) -> tuple[dict[str, LaneView], list[Row]]:
    """The lanes with a projection, and all rows with a time or a projected one in the order of the screen."""
    projected = {lane.attempt.skater: lane for lane in seen.lanes if lane.projected_cs is not None}
    timed = [r for r in seen.table.rows if r.finished_us is not None or r.skater in projected]
    return projected, sorted(timed, key=lambda r: _time_cs(r, projected))


def _time_cs(row: Row, projected: dict[str, LaneView]) -> tuple[int, int]:
    """Sorted by hundredths; among the finished the order of the standings decides."""
    if row.finished_us is not None:
        return hundredths(row.finished_us), 0
    return projected[row.skater].projected_cs or 0, 1


def _row(seen: Scene, row: Row, place: int | None, lane: LaneView | None) -> Json:
    counted = row.race.counted
    common = name(seen.state.skater(row.skater)) | known(place=_place(seen, row, place), status=counted.status)
    if row.finished_us is not None:
        return common | known(
            rank=row.rank,
            time=format_time(row.finished_us, decided=row.decided),
            gap=None if row.gap_cs is None else format_gap(row.gap_cs),
            side=side(row.gap_cs),
            records=list(seen.judged.marks.get(row.skater, ())),
            review=None if counted.confirmed or seen.distance.official else True,
        )
    if lane is not None and lane.projected_cs is not None:
        return common | _projected(seen, lane.projected_cs)
    return common | known(rank=row.rank, code=counted.ruling.code if counted.ruling else None)


def _place(seen: Scene, row: Row, place: int | None) -> int | None:
    """Where the row stands; those who share a rank share the place."""
    if place is None or row.rank is None:
        return place
    shared = [r for r in seen.table.rows if r.rank == row.rank]
    return place - shared.index(row)


def _projected(seen: Scene, time_cs: int) -> Json:
    leader = seen.leader
    gap = None if leader is None or leader.finished_us is None else time_cs - hundredths(leader.finished_us)
    return known(
        projected=True,
        time=format_hundredths(time_cs),
        gap=None if gap is None else format_gap(gap),
        side=side(gap),
    )
