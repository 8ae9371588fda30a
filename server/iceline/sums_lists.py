"""What adds up over distances, as the rows of a printed list: a combination's with times and points, a series'."""

from dataclasses import dataclass
from itertools import chain, zip_longest

from iceline.race.overall import OverallRow, overall
from iceline.race.programme import Combination, Series
from iceline.race.samalog import format_points, lead_cs
from iceline.race.series import SeriesRow, cup_distances, series_standings
from iceline.race.standings import Row, kept_standings
from iceline.race.state import State
from iceline.race.times import format_gap, format_time


@dataclass(frozen=True, slots=True)
class SumsList:
    """`titles` of the columns, and a row of text a skater. `numbers`: how many of the last columns are numbers."""

    name: str
    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int


def combination_list(state: State, combination: Combination) -> SumsList:
    """Real results only: place, official time and points of each distance, the total, and how far behind.

    `Behind` is in points; `In time` is what it is on the last distance of the combination.
    """
    distances = [state.distances[key] for key in combination.distances]
    tables = [kept_standings(d, state.rules) for d in distances]
    raced = [{row.skater: row for row in table.rows} for table in tables]
    last_metres = distances[-1].distance.metres
    found = overall(state, combination)
    leader = min((r.total for r in found.rows if r.total is not None and not r.projected), default=None)
    rows = []
    for row in found.rows:
        legs = (_leg(table.get(row.skater), part) for table, part in zip_longest(raced, row.parts))
        rows.append((*_who(state, row.skater, row.rank), *chain(*legs), *_sum(row, leader, last_metres)))
    names = _titles([d.distance.metres for d in distances])
    titles = tuple(title for name in names for title in (name, f"{name} points"))
    head = ("Rank", "Bib", "Name", "NOC", *titles, "Total", "Behind", "In time")
    return SumsList(combination.name, head, tuple(rows), 2 * len(distances) + 3)


def _leg(raced: Row | None, points: int | None) -> tuple[str, str]:
    """One distance: the time, or what there is instead, and what a real time is worth."""
    if raced is None or raced.finished_us is None:
        return raced.race.status if raced is not None and raced.race.status.isupper() else "", ""
    return format_time(raced.finished_us), "" if points is None else format_points(points)


def series_list(state: State, series: Series) -> SumsList:
    """The points brought, those of each distance here, and all of them, by the real rank."""
    distances = cup_distances(state, series)
    standings = sorted(series_standings(state, series), key=lambda row: row.rank)
    head = ("Rank", "Bib", "Name", "NOC", "Before", *(d.distance.name for d in distances), "Points", "Behind")
    best = standings[0].points if standings else 0
    rows = (_of_series(state, row, [d.distance.id for d in distances], best) for row in standings)
    return SumsList(series.name, head, tuple(rows), len(distances) + 3)


def _titles(metres: list[int]) -> list[str]:
    """A sprint has each of its distances twice."""
    before = (metres[:n].count(of) for n, of in enumerate(metres))
    return [f"{of} m" if not nth else f"{of} m ({nth + 1})" for of, nth in zip(metres, before, strict=True)]


def _of_series(state: State, row: SeriesRow, keys: list[str], best: int) -> tuple[str, ...]:
    earned = (str(row.earned[key]) if key in row.earned else "" for key in keys)
    behind = str(best - row.points) if row.points < best else ""
    return (*_who(state, row.skater, row.rank), str(row.carried), *earned, str(row.points), behind)


def _who(state: State, key: str, rank: int | None) -> tuple[str, ...]:
    skater = state.skater(key)
    bib = "" if skater.bib is None else str(skater.bib)
    return "" if rank is None else str(rank), bib, f"{skater.first_name} {skater.last_name}".strip(), skater.country


def _sum(row: OverallRow, leader: int | None, metres: int) -> tuple[str, str, str]:
    """Nothing while the total is projected; who dropped out has the mark instead of a total."""
    if row.out is not None:
        return row.out, "", ""
    if row.total is None or row.projected:
        return "", "", ""
    behind = row.total - (row.total if leader is None else leader)
    if not behind:
        return format_points(row.total), "", ""
    return format_points(row.total), f"+{format_points(behind)}", format_gap(lead_cs(behind, metres))
