"""The virtual ranking: who is on the ice stands where the projected time would put him; never a result."""

from collections.abc import Mapping
from dataclasses import dataclass

from iceline.race.mass_start import Placed as MassStartRow
from iceline.race.mass_start import mass_start
from iceline.race.programme import Rules
from iceline.race.projection import projected_cs
from iceline.race.standings import Row, Standings, kept_standings
from iceline.race.state import DistanceState
from iceline.race.times import thousandths

THOUSANDTHS_IN_A_HUNDREDTH = 10


@dataclass(frozen=True, slots=True)
class Placed:
    """`rank` counts those on the ice by their projected times; None for who has neither a rank nor a projection."""

    skater: str
    rank: int | None
    projected: bool


def projections(distance: DistanceState, table: Standings) -> dict[str, int]:
    """The projected time, hundredths, of everybody on the ice of whom enough is known."""
    found = {row.skater: _projected_cs(distance, table, row) for row in table.rows if row.race.status == "on_ice"}
    return {skater: time_cs for skater, time_cs in found.items() if time_cs is not None}


def real_ranking(distance: DistanceState, rules: Rules) -> list[tuple[str, int | None]]:
    """Everybody entered with the rank as it is now, by the rule of the format."""
    if distance.distance.format == "mass_start":
        return [(row.skater, row.rank) for row in mass_start(distance, rules).rows]
    return [(row.skater, row.rank) for row in kept_standings(distance, rules).rows]


def virtual_ranking(distance: DistanceState, rules: Rules) -> list[Placed]:
    """Everybody's virtual rank, in the order of the standings. In a mass start it is that at the last line."""
    if distance.distance.format == "mass_start":
        return [_placed_at_last_line(row) for row in mass_start(distance, rules).rows]
    table = kept_standings(distance, rules)
    ahead = projections(distance, table)
    if not ahead:
        return [Placed(row.skater, row.rank, projected=False) for row in table.rows]
    times = {row.skater: time for row in table.rows if (time := _time(row, ahead)) is not None}
    return [_placed(row, times, ahead) for row in table.rows]


def _placed_at_last_line(row: MassStartRow) -> Placed:
    """Before the first line nobody has a place."""
    place = row.place if row.tally.laps else row.rank
    return Placed(row.skater, place, projected=place is not None and row.rank is None)


def _placed(row: Row, times: Mapping[str, int], ahead: Mapping[str, int]) -> Placed:
    """A fall that is ranked stays behind everybody with a time, also a projected one."""
    if row.skater in times:
        return Placed(row.skater, 1 + sum(time < times[row.skater] for time in times.values()), row.skater in ahead)
    return Placed(row.skater, None if row.rank is None else len(times) + 1, projected=False)


def _time(row: Row, ahead: Mapping[str, int]) -> int | None:
    """In thousandths; a projected time stands behind every real one of the same hundredth."""
    if row.skater in ahead:
        return ahead[row.skater] * THOUSANDTHS_IN_A_HUNDREDTH + THOUSANDTHS_IN_A_HUNDREDTH - 1
    return None if row.finished_us is None else thousandths(row.finished_us)


def _projected_cs(distance: DistanceState, table: Standings, row: Row) -> int | None:
    best = table.best_but({row.skater})
    return projected_cs(row.race.counted.splits, distance.course, best.race.counted if best else None)
