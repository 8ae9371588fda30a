"""The standings block of a board: those on the ice stand where their projection would put them (docs/protocol.md 4.1).

Ranks and gaps are apart from the rows: when the lead changes hands they change for everybody, and nothing else does.
"""

from collections.abc import Mapping, Sequence

from iceline.boards.scene import Scene
from iceline.boards.text import Json, known
from iceline.race.races import WORST_FIRST
from iceline.race.standings import Row
from iceline.race.times import format_gap, format_time, hundredths


def standings_block(seen: Scene) -> Json:
    """Finished and projected by time, then the unclassified; who has not started is not in the standings yet."""
    projected = {lane.attempt.skater: lane.projected_cs for lane in seen.lanes if lane.projected_cs is not None}
    timed = _timed(seen.table.rows, projected)
    knock_out = seen.distance.distance.knock_out
    rest = [r for r in seen.table.rows if r.finished_us is None and r.race.status in WORST_FIRST]
    rows = [r for r in seen.table.rows if r in timed or r in rest] if knock_out else [*timed, *rest]
    return {
        "order": [seen.position(row.skater) for row in rows],
        "ranks": [row.rank or 0 for row in rows if not _is_projected(row, projected)],
        "gaps": {str(seen.position(r.skater)): format_gap(r.gap_cs) for r in timed if r.gap_cs is not None},
        "rows": {str(seen.position(row.skater)): _row(seen, row, projected) for row in rows},
        "finished": sum(r.finished_us is not None for r in seen.table.rows),
        "entered": len(seen.table.rows),
    }


def _is_projected(row: Row, projected: Mapping[str, int]) -> bool:
    """A skater who has a time and skates again stays where the time is."""
    return row.finished_us is None and row.skater in projected


def _timed(rows: Sequence[Row], projected: Mapping[str, int]) -> list[Row]:
    """The rows with a time or a projected one, by hundredths; among the finished the order of the standings decides."""
    timed = [r for r in rows if r.finished_us is not None or r.skater in projected]
    return sorted(
        timed, key=lambda r: (projected[r.skater], 1) if r.finished_us is None else (hundredths(r.finished_us), 0)
    )


def _row(seen: Scene, row: Row, projected: Mapping[str, int]) -> Json:
    counted = row.race.counted
    if row.finished_us is not None:
        return known(
            status=counted.status,
            time=format_time(row.finished_us, decided=row.decided),
            records=list(seen.judged.marks.get(row.skater, ())),
            review=None if counted.confirmed or seen.distance.official else True,
        )
    return known(
        status=counted.status,
        projected=_is_projected(row, projected) or None,
        code=counted.ruling.code if counted.ruling else None,
    )
