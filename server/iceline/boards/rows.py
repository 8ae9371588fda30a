"""The standings block of a board: those on the ice stand where their projection would put them (docs/protocol.md 4.1).

Gaps are one list: when the lead changes hands they change for everybody, and hardly anything else does.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

from iceline.boards.scene import Scene
from iceline.boards.text import Json, known
from iceline.race.kept import kept_for_same
from iceline.race.races import WORST_FIRST
from iceline.race.standings import Row
from iceline.race.times import format_gap, format_time, hundredths


def standings_block(seen: Scene) -> Json:
    """Finished and projected by time, then the unclassified; who has not started is not in the standings yet."""
    projected = {lane.attempt.skater: lane.projected_cs for lane in seen.lanes if lane.projected_cs is not None}
    timed = _timed(seen.table.rows, projected)
    rest = [r for r in seen.table.rows if r.finished_us is None and r.race.status in WORST_FIRST]
    rows = [*timed, *rest]
    if seen.distance.distance.knock_out:
        rows = [row for row in seen.table.rows if row in rows]
    finished = [row for row in rows if row.finished_us is not None]
    blocks = {row.skater: _finished(seen, row, nth) for nth, row in enumerate(finished, 1)}
    blocks |= {row.skater: {"projected": True} for row in timed if row.finished_us is None}
    blocks |= {row.skater: _unclassified(row) for row in rest}
    return {
        "order": [seen.position(row.skater) for row in rows],
        "gaps": _gaps(*finished),
        "rows": {str(seen.position(skater)): block for skater, block in blocks.items()},
        "finished": len(finished),
        "entered": len(seen.table.rows),
    }


@kept_for_same
def _gaps(*finished: Row) -> Sequence[str]:
    """Kept: only a finish changes them."""
    return ["" if row.gap_cs is None else format_gap(row.gap_cs) for row in finished]


def _timed(rows: Sequence[Row], projected: Mapping[str, int]) -> list[Row]:
    """The rows with a time or a projected one, by hundredths; among the finished the order of the standings decides.

    A skater who has a time and skates again stays where the time is.
    """
    timed = [r for r in rows if r.finished_us is not None or r.skater in projected]
    return sorted(
        timed, key=lambda r: (projected[r.skater], 1) if r.finished_us is None else (hundredths(r.finished_us), 0)
    )


def _finished(seen: Scene, row: Row, nth: int) -> Json:
    """`nth` is where the row stands among the finished: its rank, unless it shares one."""
    is_final = row.race.counted.confirmed or seen.distance.official is not None
    return _timed_block(row, row.rank == nth, seen.judged.marks.get(row.skater, ()), is_final)


@lru_cache(maxsize=4096)
def _timed_block(row: Row, is_nth: bool, records: tuple[str, ...], is_final: bool) -> Json:
    """Cached: a row that says the same is the same object, which the comparison of boards passes over."""
    return {"time": format_time(row.finished_us or 0, decided=row.decided)} | known(
        rank=None if is_nth else row.rank,
        records=list(records),
        review=None if is_final else True,
    )


def _unclassified(row: Row) -> Json:
    counted = row.race.counted
    return known(status=counted.status, rank=row.rank, code=counted.ruling.code if counted.ruling else None)
