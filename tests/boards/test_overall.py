"""The overall board: what the wall shows of a combination or a series while racing."""

from dataclasses import replace
from typing import Any

from iceline.boards.overall import overall_board
from iceline.race.state import State
from tests.race.telling import Telling, programme
from tests.race.test_samalog import allround, combined, passed, skate, start
from tests.race.test_series import cup, mass_start_cup, pass_line

MINUS = "\u2212"


def rows(board: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Last names and rows in the order of the board."""
    standings, skaters = board["standings"], board["skaters"]
    return [(skaters[key]["last_name"], standings["rows"][key]) for key in standings["order"]]


def test_before_the_programme_the_board_is_empty() -> None:
    assert overall_board(State()) == {}


def test_where_nothing_adds_up_there_is_the_header_only() -> None:
    board = overall_board(Telling().tell(programme([["ann", "bea"]])).start(1).state)
    assert sorted(board) == ["clocks", "competition", "distance", "pair"]


def test_a_combination_shows_points_gaps_and_needed_times_while_the_pair_is_on_the_ice() -> None:
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    skate(told, "d1", ann="36.00", bea="36.25", cis="36.00")
    skate(told, "d2", ann="1:12.00", cis="1:12.80")
    start(told, "d2", "bea")
    board = overall_board(told.state)
    assert (board["kind"], board["distances"][board["current"]]) == ("combination", "d2")
    assert rows(board) == [
        ("Ann", {"place": 1, "points": "72.000"}),
        ("Cis", {"place": 2, "points": "72.400", "gap": "+0.400", "gap_time": "+0.80"}),
        ("Bea", {
            "points": "36.250", "gap": "+0.250", "gap_time": "+0.50", "status": "waiting",
            "needs": [{"place": 1, "time": "1:11.49"}, {"place": 2, "time": "1:12.29"}],
        }),
    ]  # fmt: skip


def test_a_projected_row_stands_where_the_projection_puts_it_and_says_so() -> None:
    told = Telling().tell(combined(["ann", "bea"]))
    skate(told, "d1", ann="36.00", bea="36.00")
    start(told, "d2", "ann")
    for time, metres in (("17.00", 200), ("43.00", 600), ("1:11.00", 1000)):
        passed(told, "d2", "ann", time, metres)
    start(told, "d2", "bea")
    passed(told, "d2", "bea", "16.90", 200)
    passed(told, "d2", "bea", "42.80", 600)
    (first, row), _ = rows(overall_board(told.state))
    assert (first, row["place"], row["projected"], row["needs"]) == ("Bea", 1, True, [{"place": 1, "time": "1:10.99"}])


def test_who_goes_on_to_the_last_distance_is_marked() -> None:
    marked = [name for name, row in rows(overall_board(allround().state)) if row.get("qualified")]
    assert marked == ["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8"]


def test_a_series_shows_all_points_what_is_missing_and_what_was_earned_here() -> None:
    told = Telling().tell(cup({"cis": 70}))
    pass_line(told, "a", "ann", "1:15.00", 1000)
    board = overall_board(told.state)
    assert board["kind"] == "series"
    assert rows(board)[:2] == [
        ("Cis", {"place": 1, "points": "70"}),
        ("Ann", {"place": 2, "points": "60", "gap": f"{MINUS}10", "earned": "+60"}),
    ]


def test_a_mass_start_has_its_series_on_the_wall_too() -> None:
    told = mass_start_cup()
    pass_line(told, "m", "bea", "0:40.00", 400)
    board = overall_board(told.state)
    assert (board["pair"]["state"], board["kind"]) == ("running", "series")
    assert rows(board)[0] == ("Bea", {"place": 1, "points": "60", "earned": "+60", "projected": True})


def test_a_board_never_holds_null() -> None:
    event = combined(["ann"])
    told = Telling().tell(replace(event, id="again"))

    def without_null(value: object) -> bool:
        if isinstance(value, dict):
            return all(without_null(of) for of in value.values())
        return all(without_null(of) for of in value) if isinstance(value, list) else value is not None

    assert without_null(overall_board(told.state))
