"""Reading over HTTP: the competition, a distance, its results as CSV, and whether the server is ready."""

import csv
import io
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from fastapi.responses import JSONResponse

from iceline.boards.distance import distance_board
from iceline.boards.text import Json
from iceline.desk import Desk
from iceline.ingest.problems import Problem
from iceline.race.progress import distance_progress, pair_progress
from iceline.race.state import DistanceState, State

CSV_FIELDS = ("rank", "name", "country", "pair", "lane", "status", "time", "gap", "records", "code")

DistanceId = Annotated[str, Path(min_length=1, max_length=64)]


def reading_router(desk: Desk) -> APIRouter:
    """The read-only endpoints; they need no token."""
    router = APIRouter(tags=["reading"])

    @router.get("/api/competition")
    def competition() -> JSONResponse:
        return JSONResponse(competition_json(desk.state))

    @router.get("/api/distances/{distance_id}", responses={404: {"description": "No such distance"}})
    def distance(distance_id: DistanceId) -> JSONResponse:
        return JSONResponse(distance_board(desk.state, _known(desk.state, distance_id)))

    @router.get("/api/distances/{distance_id}/results.csv", responses={404: {"description": "No such distance"}})
    def results(distance_id: DistanceId) -> Response:
        text = results_csv(desk.state, _known(desk.state, distance_id))
        return Response(text, media_type="text/csv; charset=utf-8")

    @router.get("/healthz", responses={503: {"description": "The journal cannot store events"}})
    def healthz() -> JSONResponse:
        if desk.failed:
            return JSONResponse({"status": "journal failed", "reason": desk.failed}, status_code=503)
        return JSONResponse({"status": "ready", "recorded": desk.state.seq})

    return router


def competition_json(state: State) -> Json:
    """The programme in short: distances with their pairs and how far they are."""
    competition = state.competition
    return {
        "name": competition.name if competition else None,
        "venue": competition.venue if competition else None,
        "city": competition.city if competition else None,
        "date": competition.date if competition else None,
        "distances": [_summary(d) for d in state.distances.values()],
    }


def results_csv(state: State, distance: DistanceState) -> str:
    """The result list with a column a split, as a spreadsheet opens it; text that would be a formula is quoted."""
    points = [p.metres for p in distance.course.points]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*CSV_FIELDS, *(f"{metres} m" for metres in points)])
    for row in _rows(state, distance):
        splits = {s["metres"]: s["time"] for s in row["splits"]}
        writer.writerow([*_cells(row), *(splits.get(metres, "") for metres in points)])
    return out.getvalue()


def results_rows(state: State, distance: DistanceState) -> list[list[str]]:
    """The result list as text, a row a skater, in the order of CSV_FIELDS."""
    return [_cells(row) for row in _rows(state, distance)]


def _rows(state: State, distance: DistanceState) -> list[dict[str, Any]]:
    rows = distance_board(state, distance)["standings"]
    assert isinstance(rows, list)
    return rows


def _cells(row: dict[str, Any]) -> list[str]:
    return [_cell(row[field]) for field in CSV_FIELDS]


def _summary(distance: DistanceState) -> Json:
    pairs = [distance.pairs[n] for n in sorted(distance.pairs)]
    return {
        "id": distance.distance.id,
        "name": distance.distance.name,
        "metres": distance.distance.metres,
        "state": distance_progress(distance),
        "pairs": [
            {
                "number": p.pair.number,
                "state": pair_progress(distance, p),
                "entries": [{"skater": e.skater, "lane": e.lane} for e in p.pair.entries],
            }
            for p in pairs
        ],
    }


def _cell(value: object) -> str:
    if isinstance(value, list):
        return " ".join(value)
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "@") else text


def _known(state: State, distance_id: str) -> DistanceState:
    distance = state.distances.get(distance_id)
    if distance is None:
        raise Problem(404, "unknown_distance", f'No distance "{distance_id}" in the programme.')
    return distance
