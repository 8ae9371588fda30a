"""Combinations and series as lists: points to three decimals, times, gaps, over HTTP and in files."""

import csv
import io
import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from iceline.desk import Desk
from iceline.exports import export_results
from iceline.ingest.problems import add_problem_handlers
from iceline.journal.memory import MemoryJournal
from iceline.pages import error_page
from iceline.printing import papers, printing_router
from iceline.race.events import SkaterDidNotFinish
from iceline.race.programme import Carried, Series
from iceline.race.state import State
from iceline.reading import reading_router
from iceline.sums_pdf import combination_pdf
from tests.race.telling import Telling
from tests.race.test_samalog import ALLROUND, combined, skate
from tests.test_protocol_pdf import text_of

HEAD = [
    *("Rank", "Bib", "Name", "NOC", "500 m", "500 m points", "5000 m", "5000 m points"),
    *("1500 m", "1500 m points", "10000 m", "10000 m points", "Total", "Behind", "In time"),
]


def allround() -> State:
    """Roest's published times; Ann is 0.044 points behind after them; Bea fell on the 1500 m."""
    programme = combined(["roest", "ann", "bea"], ALLROUND)
    cup = Series(id="cup", name="World Cup", carried=(Carried(skater="ann", points=54),))
    distances = tuple(replace(d, cup="cup", points=(60, 54, 48)) if d.id == "d1" else d for d in programme.distances)
    told = Telling().tell(replace(programme, distances=distances, series=(cup,)))
    skate(told, "d1", roest="35.74", ann="35.74", bea="36.00")
    skate(told, "d2", roest="6:03.70", ann="6:03.70", bea="6:10.00")
    skate(told, "d3", roest="1:42.56", ann="1:42.56")
    told.tell(SkaterDidNotFinish(id="fell", distance="d3", skater="bea"))
    skate(told, "d4", roest="12:47.89", ann="12:48.77")
    return told.state


def client(state: State) -> httpx.AsyncClient:
    desk, app = Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0), FastAPI()
    desk.state = state
    add_problem_handlers(app, page=lambda *told: error_page("build", *told))
    app.include_router(printing_router(desk))
    app.include_router(reading_router(desk))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rink")


def combination_id(state: State) -> str:
    assert state.programme is not None
    return state.programme.combinations[0].id


async def table(state: State, path: str) -> list[list[str]]:
    async with client(state) as reading:
        answer = await reading.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_a_combination_has_times_points_the_total_and_the_gap_on_the_last_distance() -> None:
    """144.690 as published; 12:48.77 is 38.438, which is 0.044 more, and 0.88 s over 10000 m."""
    state = allround()
    head, *rows = await table(state, f"/api/combinations/{combination_id(state)}/results.csv")
    assert head == HEAD
    assert rows[0][4:] == [
        *("35.74", "35.740", "6:03.70", "36.370", "1:42.56", "34.186", "12:47.89", "38.394", "144.690", "", "")
    ]
    assert (rows[1][0], rows[1][2], rows[1][-3:]) == ("2", "Ann", ["144.734", "+0.044", "+0.88"])
    assert (rows[2][0], rows[2][8], rows[2][-3:]) == ("", "DNF", ["DNF", "", ""])


async def test_a_series_counts_what_was_brought_and_what_is_earned_here() -> None:
    head, *rows = await table(allround(), "/api/series/cup/standings.csv")
    assert head == ["Rank", "Bib", "Name", "NOC", "Before", "d1", "Points", "Behind"]
    assert [[row[0], row[2], *row[4:]] for row in rows] == [
        ["1", "Ann", "54", "60", "114", ""],
        ["2", "Roest", "0", "60", "60", "54"],
        ["3", "Bea", "0", "48", "48", "66"],
    ]


async def test_every_list_can_be_had_as_pdf() -> None:
    state = allround()
    key = combination_id(state)
    paths = ("distances/d1/results", "distances/d1/start-list", f"combinations/{key}/results", "series/cup/standings")
    async with client(state) as reading:
        for path in paths:
            answer = await reading.get(f"/api/{path}.pdf")
            assert (answer.headers["content-type"], answer.content[:5]) == ("application/pdf", b"%PDF-")


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("combinations/no/results.pdf", "unknown_combination"),
        ("series/no/standings.csv", "unknown_series"),
        ("distances/no/results.pdf", "unknown_distance"),
    ],
)
async def test_what_is_not_in_the_programme_is_a_problem(path: str, code: str) -> None:
    async with client(allround()) as reading:
        answer = await reading.get(f"/api/{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, code)


def test_an_export_writes_what_adds_up(tmp_path: Path) -> None:
    state = allround()
    names = {path.name for path in export_results(state, tmp_path)}
    key = combination_id(state)
    assert {f"combination-{key}.csv", f"combination-{key}.pdf", "series-cup.csv", "series-cup.pdf"} <= names


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")
def test_the_paper_explains_points_and_marks() -> None:
    state = allround()
    assert state.programme is not None
    text = text_of(combination_pdf(state, state.programme.combinations[0]))
    assert "144.690" in text
    assert "+0.044 +0.88" in text
    assert "Seconds per 500 m, truncated to thousandths" in text
    assert "DNF Did not finish" in text


async def test_every_address_of_a_list_answers() -> None:
    state = allround()
    paths = [path for paper in papers(state) for _, path in paper.forms]
    assert len(paths) == 4 * 3 + 2 + 2
    async with client(state) as reading:
        assert {(await reading.get(path)).status_code for path in paths} == {200}
