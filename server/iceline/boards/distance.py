"""The whole of one distance: every row with every split, as `GET /api/distances/{id}` tells it (docs/protocol.md 2)."""

from collections.abc import Sequence

from iceline.boards.mass_results import mass_start_results
from iceline.boards.text import Json
from iceline.race.notes import codes_of
from iceline.race.points import points_of
from iceline.race.progress import distance_progress, on_hold
from iceline.race.record_book import judged
from iceline.race.standings import Passed, Row, SplitPlace, Standings, passed, place_splits, standings
from iceline.race.state import DistanceState, State
from iceline.race.times import format_gap, format_hundredths, format_time


def distance_board(state: State, distance: DistanceState) -> Json:
    """All rows of a distance in the order of the standings."""
    if distance.distance.format == "mass_start":
        return mass_start_results(state, distance)
    table = standings(distance, state.rules)
    marks = judged(state, distance).marks
    points = points_of(distance.distance, state.rules, table)
    field = passed(table.races.values())
    return {
        "id": distance.distance.id,
        "name": distance.distance.name,
        "metres": distance.distance.metres,
        "track": distance.distance.track,
        "category": distance.distance.category,
        "division": distance.distance.division,
        "state": distance_progress(distance),
        "confirmed_by": distance.confirmed_by,
        "protests": [{"skater": p.skater, "reason": p.reason} for p in distance.protests],
        "standings": [
            _row(state, row, _places(distance, row, table, field), marks.get(row.skater, ()))
            | _said(distance, row, points.get(row.skater))
            for row in table.rows
        ],
    }


def _places(distance: DistanceState, row: Row, table: Standings, field: Passed) -> list[SplitPlace]:
    """Against the leader and among everybody; in a knock-out against the other of the heat."""
    counted, leader = row.race.counted, table.leader
    if distance.distance.knock_out:
        heat = [entry.skater for entry in distance.pairs[counted.pair].pair.entries]
        field = passed(table.races[skater] for skater in heat)
        leader = next((r for r in table.rows if r.skater in heat and r.finished_us is not None), None)
    reference = None if leader is None or leader.skater == row.skater else leader.race.counted
    return place_splits(counted.splits, row.skater, field, reference)


def _row(state: State, row: Row, places: Sequence[SplitPlace], marks: tuple[str, ...]) -> Json:
    counted, skater = row.race.counted, state.skater(row.skater)
    return {
        "rank": row.rank,
        "skater": row.skater,
        "name": f"{skater.first_name} {skater.last_name}".strip(),
        "country": skater.country,
        "pair": counted.pair,
        "lane": counted.entry.lane,
        "status": counted.status,
        "time": "" if row.finished_us is None else format_time(row.finished_us, decided=row.decided),
        "elapsed_us": row.finished_us,
        "gap": format_gap(row.gap_cs) if row.gap_cs else "",
        "records": list(marks),
        "code": counted.ruling.code if counted.ruling else None,
        "confirmed": counted.confirmed,
        "splits": [_split(place) for place in places],
        "attempts": [_attempt(a.pair, a.status, a.finished_us) for a in row.race.attempts],
    }


def _said(distance: DistanceState, row: Row, points: int | None) -> Json:
    """What the list prints beside the times."""
    return {"points": points, "codes": codes_of(distance, row.race), "on_hold": on_hold(distance, row.skater)}


def _split(place: SplitPlace) -> Json:
    split = place.split
    return {
        "metres": split.metres,
        "time": format_time(split.elapsed_us),
        "lap": None if split.lap_cs is None else format_hundredths(split.lap_cs),
        "rank": place.rank,
        "gap": "" if place.gap_cs is None else format_gap(place.gap_cs),
        "elapsed_us": split.elapsed_us,
        "source": split.how,
        "suspicious": split.suspicious,
    }


def _attempt(pair: int, status: str, finished_us: int | None) -> Json:
    return {
        "pair": pair,
        "status": status,
        "time": "" if finished_us is None else format_time(finished_us),
        "elapsed_us": finished_us,
    }
