"""What adds up over distances, as `GET /api/combinations` and `GET /api/series` tell it (docs/protocol.md 2)."""

from iceline.boards.text import Json
from iceline.race.overall import Needed, OverallRow, overall
from iceline.race.programme import Combination, Programme, Series
from iceline.race.progress import distance_progress
from iceline.race.qualifying import qualification
from iceline.race.samalog import format_points
from iceline.race.series import SeriesRow, cup_distances, series_standings
from iceline.race.state import DistanceState, State
from iceline.race.times import format_gap, format_hundredths


def combinations_board(state: State) -> Json:
    """Every combination with its overall classification."""
    programme = state.programme
    return {"combinations": [_combination(state, programme, c) for c in programme.combinations] if programme else []}


def series_board(state: State) -> Json:
    """Every series with its standings."""
    programme = state.programme
    return {"series": [_series(state, programme, s) for s in programme.series] if programme else []}


def points_gap(milli: int | None) -> str | None:
    """`+0.123`; nothing for who leads."""
    return f"+{format_points(milli)}" if milli else None


def time_gap(gap_cs: int | None) -> str | None:
    """`+0.37`; nothing for who leads."""
    return format_gap(gap_cs) if gap_cs else None


def _combination(state: State, programme: Programme, combination: Combination) -> Json:
    found = overall(state, combination)
    going_on = qualification(state, combination)
    return {
        "id": combination.id,
        "name": combination.name,
        "distances": [_distance(state.distances[key]) for key in combination.distances],
        "current": combination.distances[found.at],
        "qualification": None
        if going_on is None
        else {"final": going_on.final, "skaters": [{"skater": q.skater, "by": q.by} for q in going_on.skaters]},
        "standings": [_overall_row(programme, row) for row in found.rows],
    }


def _overall_row(programme: Programme, row: OverallRow) -> Json:
    return {
        "place": row.place,
        "rank": row.rank,
        **_who(programme, row.skater),
        "out": row.out,
        "projected": row.projected,
        "points": [_points(part) for part in row.parts],
        "total": _points(row.total),
        "gap": points_gap(row.gap),
        "gap_next": time_gap(row.gap_next_cs),
        "before": _points(row.before),
        "start_gap": points_gap(row.start_gap),
        "start_gap_time": time_gap(row.start_gap_cs),
        "needed": [_needed(needed) for needed in row.needed],
    }


def _needed(needed: Needed) -> Json:
    return {"place": needed.place, "skater": needed.skater, "time": format_hundredths(needed.time_cs)}


def _series(state: State, programme: Programme, series: Series) -> Json:
    return {
        "id": series.id,
        "name": series.name,
        "distances": [_distance(d) for d in cup_distances(state, series)],
        "standings": [_series_row(programme, row) for row in series_standings(state, series)],
    }


def _series_row(programme: Programme, row: SeriesRow) -> Json:
    return {
        "rank": row.rank,
        **_who(programme, row.skater),
        "points": row.points,
        "carried": row.carried,
        "earned": dict(row.earned),
        "virtual_rank": row.virtual_rank,
        "virtual_points": row.virtual_points,
        "projected": row.projected,
    }


def _distance(distance: DistanceState) -> Json:
    of = distance.distance
    return {"id": of.id, "name": of.name, "metres": of.metres, "state": distance_progress(distance)}


def _who(programme: Programme, key: str) -> Json:
    skater = programme.skaters[key]
    return {
        "skater": key,
        "name": f"{skater.first_name} {skater.last_name}".strip(),
        "country": skater.country,
    }


def _points(milli: int | None) -> str | None:
    return None if milli is None else format_points(milli)
