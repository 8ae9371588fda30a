"""Reading over HTTP: the competition, a distance, its results as CSV, what adds up over distances."""

import csv
import io
import re
from typing import Any, Final

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from iceline.answers import BracketAnswer, CombinationsAnswer, CompetitionAnswer, DistanceAnswer, SeriesAnswer
from iceline.boards.bracket import bracket_board
from iceline.boards.distance import distance_board
from iceline.boards.sums import combinations_board, series_board
from iceline.boards.text import Json
from iceline.desk import Desk
from iceline.ingest.problems import Problem, described
from iceline.mass_start_answer import MassStartAnswer
from iceline.race.progress import distance_progress, pair_progress
from iceline.race.state import DistanceState, State
from iceline.sums_lists import SumsList

CSV_FIELDS: Final = ("rank", "name", "country", "pair", "lane", "status", "time", "gap", "records", "codes", "points")

MASS_START_FIELDS: Final = (
    *("number", "name", "country", "laps", "sprint_points", "total"),
    *("status", "time", "gap", "codes", "points"),
)

CSV_ENCODING: Final = "utf-8-sig"
"""With the mark by which a spreadsheet knows that it is not in the code page of its machine."""

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_FILE_NAMES: Final = re.compile(r"[^A-Za-z0-9._-]")

Responses = dict[int | str, dict[str, Any]]


class CsvResponse(Response):
    """A file for a spreadsheet."""

    media_type = "text/csv"
    charset = "utf-8"


class PdfResponse(Response):
    """A page to print."""

    media_type = "application/pdf"


def reading_router(desk: Desk) -> APIRouter:
    """The read-only endpoints; they need no token."""
    router = APIRouter(tags=["reading"])

    @router.get("/api/competition", response_model=CompetitionAnswer)
    def competition() -> JSONResponse:
        return JSONResponse(competition_json(desk.state))

    @router.get("/api/combinations", response_model=CombinationsAnswer)
    def combinations() -> JSONResponse:
        return JSONResponse(combinations_board(desk.state))

    @router.get("/api/series", response_model=SeriesAnswer)
    def series() -> JSONResponse:
        return JSONResponse(series_board(desk.state))

    @router.get("/api/distances/{distance_id:path}/results.csv", response_class=CsvResponse, responses=not_found())
    def results(distance_id: str) -> Response:
        text = results_csv(*known_distance(desk.state, distance_id))
        disposition = f'attachment; filename="{file_name(distance_id)}.csv"'
        return CsvResponse(text.encode(CSV_ENCODING), headers={"Content-Disposition": disposition})

    @router.get(
        "/api/distances/{distance_id:path}", response_model=DistanceAnswer | MassStartAnswer, responses=not_found()
    )
    def distance(distance_id: str) -> JSONResponse:
        return JSONResponse(distance_board(*known_distance(desk.state, distance_id)))

    @router.get("/api/events/{event:path}/bracket", response_model=BracketAnswer, responses=not_found())
    def bracket(event: str) -> JSONResponse:
        board = bracket_board(desk.state, event)
        if board is None:
            raise Problem(404, "unknown_event", f'No knock-out event "{event}" in the programme.')
        return JSONResponse(board)

    return router


def file_name(distance_id: str) -> str:
    """The id of a distance as the beginning of a file's name."""
    return NOT_IN_FILE_NAMES.sub("_", distance_id)


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
    fields = csv_fields(distance)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([*fields, *(f"{metres} m" for metres in points)])
    for row in _rows(state, distance):
        splits = {s["metres"]: s["time"] for s in row["splits"]}
        cells = (_cell(field, _text(row[field])) for field in fields)
        writer.writerow([*cells, *(splits.get(metres, "") for metres in points)])
    return out.getvalue()


def table_csv(found: SumsList) -> str:
    """A list of sums as a spreadsheet opens it; numbers are ours, other text that would be a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_cell("", title) for title in found.titles)
    for row in found.rows:
        texts, numbers = row[: -found.numbers], row[-found.numbers :]
        writer.writerow([*(_cell("", text) for text in texts), *numbers])
    return out.getvalue()


def results_rows(state: State, distance: DistanceState) -> list[list[str]]:
    """The result list as text, a row a skater, in the order of `csv_fields`."""
    return [[_text(row[field]) for field in csv_fields(distance)] for row in _rows(state, distance)]


def csv_fields(distance: DistanceState) -> tuple[str, ...]:
    """The columns of its result list."""
    return MASS_START_FIELDS if distance.distance.format == "mass_start" else CSV_FIELDS


def _rows(state: State, distance: DistanceState) -> list[dict[str, Any]]:
    rows = distance_board(state, distance)["standings"]
    assert isinstance(rows, list)
    return rows


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


def _text(value: object) -> str:
    if isinstance(value, list):
        return " ".join(map(str, value))
    return "" if value is None else str(value)


def _cell(field: str, text: str) -> str:
    """Text that a spreadsheet would run as a formula becomes text again; a gap is ours, and a number."""
    return f"'{text}" if field != "gap" and text.startswith(FORMULA_STARTS) else text


def known_distance(state: State, distance_id: str) -> tuple[State, DistanceState]:
    """The distance beside the one state it is of: these endpoints run in threads, and the desk goes on."""
    distance = state.distances.get(distance_id)
    if distance is None:
        raise Problem(404, "unknown_distance", f'No distance "{distance_id}" in the programme.')
    return state, distance


def not_found() -> Responses:
    """What an endpoint answers where nothing has that name."""
    problem = described(404)[404]
    return {404: problem, "4XX": {**problem, "description": "Another problem"}}
