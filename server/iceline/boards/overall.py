"""The overall board: what adds up over distances while one of them is skated (docs/protocol.md 4.4)."""

from typing import Final

from iceline.boards.live import arena_board
from iceline.boards.sums import points_gap, time_gap
from iceline.boards.text import Json, known, name
from iceline.race.overall import OverallRow, overall
from iceline.race.programme import Combination, Distance, Programme, Series
from iceline.race.qualifying import qualification
from iceline.race.samalog import format_points, lead_cs
from iceline.race.series import SeriesRow, cup_distances, series_standings
from iceline.race.state import DistanceState, State
from iceline.race.times import MINUS, format_hundredths

NEEDS: Final = 3
"""So many places are worth a needed time on a screen."""


def overall_board(state: State) -> Json:
    """The combination of the distance that is on, or else its series; without either, the first of the programme.

    An empty object before any programme; without `standings` where nothing adds up.
    """
    arena = arena_board(state)
    header: Json = {part: arena[part] for part in ("competition", "distance", "clocks") if part in arena}
    pair = arena.get("pair")
    if isinstance(pair, dict):
        header["pair"] = {part: pair[part] for part in ("number", "state")}
    programme = state.programme
    if programme is None:
        return header
    shown = _shown(state, programme)
    if shown is None:
        return header
    sums = _series(state, shown) if isinstance(shown, Series) else _combination(state, shown)
    return header | sums


def _shown(state: State, programme: Programme) -> Combination | Series | None:
    live = state.distances[state.live.distance].distance if state.live else None
    everything: list[Combination | Series] = [*programme.combinations, *programme.series]
    of_live = (s for s in everything if live is not None and _is_of(s, live))
    return next(of_live, None) or next(iter(everything), None)


def _is_of(sums: Combination | Series, distance: Distance) -> bool:
    return distance.id in sums.distances if isinstance(sums, Combination) else distance.cup == sums.id


def _combination(state: State, combination: Combination) -> Json:
    found = overall(state, combination)
    distances = [state.distances[key] for key in combination.distances]
    going_on = qualification(state, combination)
    qualified = {q.skater for q in going_on.skaters} if going_on else set()
    metres = distances[found.at].distance.metres
    rows = {row.skater: _overall_row(row, metres, row.skater in qualified) for row in found.rows}
    return _sums(state, "combination", combination.name, distances, rows) | {"current": found.at}


def _overall_row(row: OverallRow, metres: int, is_qualified: bool) -> Json:
    """Points and gaps through this distance, or of those before it while there is no time on this one."""
    points, gap = (row.before, row.start_gap) if row.total is None else (row.total, row.gap)
    return known(
        place=row.place,
        points=None if points is None or row.out else format_points(points),
        gap=points_gap(gap),
        gap_time=None if gap is None else time_gap(lead_cs(gap, metres)),
        status=row.out or ("waiting" if row.total is None and row.is_waiting else None),
        projected=row.projected or None,
        qualified=is_qualified or None,
        needs=[{"place": n.place, "time": format_hundredths(n.time_cs)} for n in row.needed[:NEEDS]],
    )


def _series(state: State, series: Series) -> Json:
    found = series_standings(state, series)
    first = found[0].virtual_points if found else 0
    rows = {row.skater: _series_row(row, first) for row in found}
    return _sums(state, "series", series.name, cup_distances(state, series), rows)


def _series_row(row: SeriesRow, first: int) -> Json:
    earned = row.virtual_points - row.carried
    behind = first - row.virtual_points
    return known(
        place=row.virtual_rank,
        points=str(row.virtual_points),
        gap=f"{MINUS}{behind}" if behind else None,
        earned=f"+{earned}" if earned else None,
        projected=row.projected or None,
    )


def _sums(state: State, kind: str, title: str, distances: list[DistanceState], rows: dict[str, Json]) -> Json:
    """Skaters are called by their position in the programme: ids may be long, and rows change often."""
    everybody = state.programme.skaters if state.programme else {}
    position = {skater: str(n) for n, skater in enumerate(everybody, 1) if skater in rows}
    return {
        "kind": kind,
        "title": title,
        "distances": [d.distance.name for d in distances],
        "skaters": {position[skater]: name(everybody[skater]) for skater in rows},
        "standings": {
            "order": [position[skater] for skater in rows],
            "rows": {position[skater]: row for skater, row in rows.items()},
        },
    }
