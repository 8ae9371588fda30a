"""Lists as files over HTTP: protocols and start lists as PDF, combinations and series as PDF and CSV."""

from collections.abc import Iterable
from typing import Final, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Response

from iceline.desk import Desk
from iceline.ingest.problems import Problem
from iceline.pages import Paper
from iceline.protocol_pdf import result_pdf, start_list_pdf
from iceline.race.programme import Combination, Series
from iceline.race.state import State
from iceline.reading import CSV_ENCODING, CsvResponse, PdfResponse, file_name, known_distance, not_found, table_csv
from iceline.sums_lists import SumsList, combination_list, series_list
from iceline.sums_pdf import combination_pdf, series_pdf

UNKNOWN: Final = 404
Sum = TypeVar("Sum", Combination, Series)
Forms = tuple[tuple[str, str], ...]
DISTANCE_FORMS: Final[Forms] = (
    ("start list", "start-list.pdf"), ("results", "results.pdf"), ("CSV", "results.csv"),
)  # fmt: skip
COMBINATION_FORMS: Final[Forms] = (("results", "results.pdf"), ("CSV", "results.csv"))
SERIES_FORMS: Final[Forms] = (("standings", "standings.pdf"), ("CSV", "standings.csv"))


def printing_router(desk: Desk) -> APIRouter:
    """They need no token. To be added before the reading ones, whose ids may hold a slash."""
    router = APIRouter(tags=["reading"])

    @router.get("/api/distances/{distance_id:path}/results.pdf", response_class=PdfResponse, responses=not_found())
    def results(distance_id: str) -> Response:
        return _pdf(result_pdf(*known_distance(desk.state, distance_id)), distance_id)

    @router.get("/api/distances/{distance_id:path}/start-list.pdf", response_class=PdfResponse, responses=not_found())
    def start_list(distance_id: str) -> Response:
        return _pdf(start_list_pdf(*known_distance(desk.state, distance_id)), f"{distance_id}-start-list")

    @router.get("/api/combinations/{key:path}/results.pdf", response_class=PdfResponse, responses=not_found())
    def combined_pdf(key: str) -> Response:
        state = desk.state
        return _pdf(combination_pdf(state, _combination(state, key)), key)

    @router.get("/api/combinations/{key:path}/results.csv", response_class=CsvResponse, responses=not_found())
    def combined_csv(key: str) -> Response:
        state = desk.state
        return _csv(combination_list(state, _combination(state, key)), key)

    @router.get("/api/series/{key:path}/standings.pdf", response_class=PdfResponse, responses=not_found())
    def of_series_pdf(key: str) -> Response:
        state = desk.state
        return _pdf(series_pdf(state, _series(state, key)), key)

    @router.get("/api/series/{key:path}/standings.csv", response_class=CsvResponse, responses=not_found())
    def of_series_csv(key: str) -> Response:
        state = desk.state
        return _csv(series_list(state, _series(state, key)), key)

    return router


def papers(state: State) -> list[Paper]:
    """Every list there is now, with the addresses of its forms."""
    if state.programme is None:
        return []
    listed = [_paper(d.distance.name, "distances", key, DISTANCE_FORMS) for key, d in state.distances.items()]
    listed += [_paper(c.name, "combinations", c.id, COMBINATION_FORMS) for c in state.programme.combinations]
    return listed + [_paper(s.name, "series", s.id, SERIES_FORMS) for s in state.programme.series]


def _paper(title: str, kind: str, key: str, forms: Forms) -> Paper:
    return Paper(title, [(form, f"/api/{kind}/{quote(key, safe='')}/{file}") for form, file in forms])


def _pdf(content: bytes, key: str) -> Response:
    return PdfResponse(content, headers={"Content-Disposition": f'inline; filename="{file_name(key)}.pdf"'})


def _csv(found: SumsList, key: str) -> Response:
    disposition = f'attachment; filename="{file_name(key)}.csv"'
    return CsvResponse(table_csv(found).encode(CSV_ENCODING), headers={"Content-Disposition": disposition})


def _combination(state: State, key: str) -> Combination:
    if found := _named(state.programme.combinations if state.programme else (), key):
        return found
    raise Problem(UNKNOWN, "unknown_combination", f'No combination "{key}" in the programme.')


def _series(state: State, key: str) -> Series:
    if found := _named(state.programme.series if state.programme else (), key):
        return found
    raise Problem(UNKNOWN, "unknown_series", f'No series "{key}" in the programme.')


def _named(listed: Iterable[Sum], key: str) -> Sum | None:
    return next((one for one in listed if one.id == key), None)
