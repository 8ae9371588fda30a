"""What can be read over HTTP, and results that a spreadsheet opens as what they are."""

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import httpx
import pytest
from fastapi import FastAPI

from iceline.desk import Desk
from iceline.ingest.problems import add_problem_handlers
from iceline.journal.memory import MemoryJournal
from iceline.pages import error_page
from iceline.race.events import ProgrammePublished, SkaterDisqualified
from iceline.race.programme import Skater
from iceline.race.state import State
from iceline.reading import CSV_FIELDS, competition_json, reading_router, results_csv, results_rows
from tests.race.teaming import skate, team_distance, teams_programme
from tests.race.telling import Telling, programme

NAMES = ("ada", "bea", "cleo", "dora")


def named(**names: str) -> ProgrammePublished:
    """Two pairs, whose skaters have these last names."""
    told = programme([("ada", "bea"), ("cleo", "dora")])
    skaters = [Skater(id=name, last_name=names.get(name, name.title()), country="NED") for name in NAMES]
    return replace(told, skaters=tuple(skaters))


def skated(event: ProgrammePublished) -> Telling:
    """Dora has not skated, Cleo is disqualified, Ada leads by thousandths."""
    told = Telling().tell(event).start(1)
    told.pass_line(1, "ada", "18.10", 200.0)
    told.finish(1, "ada", "1:15.19", us=4_000)
    told.finish(1, "bea", "1:15.19", us=7_000)
    return told.tell(SkaterDisqualified(id="dq", distance="d", skater="cleo", code="T10"))


@pytest.fixture
def desk() -> Desk:
    return Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0)


@pytest.fixture
async def client(desk: Desk) -> AsyncIterator[httpx.AsyncClient]:
    app = FastAPI()
    add_problem_handlers(app, page=partial(error_page, "build"))
    app.include_router(reading_router(desk))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rink") as client:
        yield client


def cells(state: State) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(results_csv(state, state.distances["d"]))))


def test_before_the_programme_there_is_nothing_to_read() -> None:
    assert competition_json(State()) == {"name": None, "venue": None, "city": None, "date": None, "distances": []}


def test_the_competition_tells_how_far_every_pair_is() -> None:
    told = competition_json(skated(named()).state)
    assert told["name"] == "Test meeting"
    distance = told["distances"][0]
    assert (distance["id"], distance["metres"], distance["state"]) == ("d", 1000, "running")
    assert [(pair["number"], pair["state"]) for pair in distance["pairs"]] == [(1, "finished"), (2, "scheduled")]
    assert distance["pairs"][0]["entries"] == [{"skater": "ada", "lane": "inner"}, {"skater": "bea", "lane": "outer"}]


def test_results_have_a_line_a_skater_and_a_column_a_split() -> None:
    rows = cells(skated(named()).state)
    assert list(rows[0]) == [*CSV_FIELDS, "200 m", "600 m", "1000 m"]
    assert [(row["rank"], row["name"], row["status"], row["time"], row["gap"]) for row in rows] == [
        ("1", "Ada", "finished", "1:15.19(4)", ""),
        ("2", "Bea", "finished", "1:15.19(7)", ""),
        ("", "Cleo", "DQ", "", ""),
        ("", "Dora", "not_started", "", ""),
    ]
    assert (rows[0]["200 m"], rows[0]["600 m"], rows[1]["200 m"]) == ("18.10", "", "")
    assert rows[2]["codes"] == "T10"


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_a_name_that_a_spreadsheet_would_run_stays_text(name: str) -> None:
    state = skated(named(ada=name)).state
    assert cells(state)[0]["name"] == f"'{name.strip()}"


def test_names_come_out_as_they_were_written() -> None:
    strange = {"ada": "Bøkko; Håvard", "bea": 'the "Bear", Bea', "cleo": "line\nbreak", "dora": "高木"}
    assert {row["name"] for row in cells(skated(named(**strange)).state)} == set(strange.values())


def test_rows_for_a_terminal_are_not_quoted_for_a_spreadsheet() -> None:
    state = skated(named(ada="=Ada")).state
    assert results_rows(state, state.distances["d"])[0][:3] == ["1", "=Ada", "NED"]


async def test_the_file_says_that_it_is_utf_8_and_how_it_is_called(desk: Desk, client: httpx.AsyncClient) -> None:
    desk.state = skated(named(ada="Bøkko")).state
    answer = await client.get("/api/distances/d/results.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="d.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbfrank,name,")
    assert answer.content.count(b"\r\n") == 5
    assert "Bøkko" in answer.content.decode("utf-8-sig")


async def test_a_distance_is_told_whole(desk: Desk, client: httpx.AsyncClient) -> None:
    desk.state = skated(named()).state
    told = (await client.get("/api/distances/d")).json()
    assert [row["skater"] for row in told["standings"]] == ["ada", "bea", "cleo", "dora"]
    assert told["standings"][0]["splits"][-1]["elapsed_us"] == 75_194_000


@pytest.mark.parametrize("path", ["/api/distances/w9", "/api/distances/w9/results.csv", "/api/distances/"])
async def test_an_unknown_distance_is_a_problem(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert (told["code"], told["status"]) == ("unknown_distance", 404)
    assert told["detail"].startswith('No distance "')


async def test_a_distance_whose_id_has_a_slash_can_be_read(desk: Desk, client: httpx.AsyncClient) -> None:
    event = named()
    odd = replace(event, distances=(replace(event.distances[0], id="w/500"),))
    desk.state = Telling().tell(odd).state
    assert (await client.get("/api/distances/w%2F500")).json()["id"] == "w/500"
    answer = await client.get("/api/distances/w%2F500/results.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="w_500.csv"'


async def test_a_browser_at_a_wrong_address_gets_a_page_and_a_program_gets_a_problem(client: httpx.AsyncClient) -> None:
    page = await client.get("/nowhere", headers={"Accept": "text/html,*/*"})
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    problem = await client.get("/nowhere", headers={"Accept": "application/json"})
    assert (problem.status_code, problem.json()["code"]) == (404, "http_error")


async def test_bracket_of_a_knock_out_event(client: httpx.AsyncClient, desk: Desk) -> None:
    quarter = team_distance([["ned", "nor"], ["can", "usa"]], key="q", phase="quarter_final")
    told = skate(Telling().tell(teams_programme(quarter)), "q", 1, ned=172_000_000, nor=173_000_000)
    desk.state = told.state
    answer = await client.get("/api/events/event/bracket")
    assert answer.status_code == 200
    assert (answer.json()["quarter_final"], answer.json()["is_final"]) == ("q", False)
    assert {place["skater"] for place in answer.json()["ranking"]} == {"ned", "nor", "can", "usa"}
    missing = await client.get("/api/events/no/bracket")
    assert (missing.status_code, missing.json()["code"]) == (404, "unknown_event")
