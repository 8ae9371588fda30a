"""Teams on the boards: members, half laps, who passed the line, hand-overs, the bracket (docs/protocol.md 4)."""

from typing import Any

from iceline.boards.arena import arena_board
from iceline.boards.bracket import bracket_board
from iceline.boards.desk import desk_board
from iceline.boards.distance import distance_board
from iceline.race.events import HeatWon
from tests.race.teaming import members, on_ice, skate, team_distance, teams_programme
from tests.race.telling import Telling

from .reading import lanes, rows

Board = dict[str, Any]


def arena(told: Telling) -> Board:
    return dict(arena_board(told.state))


def desk(told: Telling) -> Board:
    return dict(desk_board(told.state))


def line(told: Telling, team: str, metres: float, *times: str) -> None:
    """The members of a team cross a line, in their order."""
    for who, time in zip(members(team), times, strict=True):
        told.pass_line(1, who, time, metres)


def test_a_team_is_shown_with_its_members_and_the_colour_of_its_straight() -> None:
    board = arena(on_ice("ned", "nor"))
    assert [s.get("members") for s in board["skaters"].values()] == [
        ("Ned1", "Ned2", "Ned3"), ("Nor1", "Nor2", "Nor3"),
    ]  # fmt: skip
    assert [(lane["lane"], lane["armband"]) for lane in lanes(board).values()] == [
        ("inner", "white"), ("outer", "red"),
    ]  # fmt: skip
    assert (board["distance"]["format"], board["distance"]["halved"]) == ("team_pursuit", True)


def test_laps_to_go_count_down_in_halves_from_all_of_them() -> None:
    told = on_ice("ned", "nor")
    assert arena(told)["pair"]["laps_to_go"] == 6
    line(told, "ned", 200, "18.10", "18.50", "18.90")
    assert arena(told)["pair"]["laps_to_go"] == 5.5


def test_between_two_teams_is_the_gap_at_the_last_half_lap_both_have_skated() -> None:
    told = on_ice("ned", "nor")
    line(told, "ned", 200, "18.10", "18.50", "18.90")
    line(told, "nor", 200, "18.20", "18.40", "18.70")
    line(told, "ned", 400, "31.40", "31.80", "32.20")
    between = arena(told)["pair"]["between"]
    assert between == {"leader": 2, "gap": "0.20"}


def test_the_desk_says_who_of_a_team_passed_the_newest_line_when() -> None:
    told = on_ice("ned", "nor")
    line(told, "ned", 200, "18.90", "18.10", "18.50")
    told.pass_line(1, "ned3", "31.40", 400)
    assert lanes(desk(told))["ned"]["crossed"] == {"metres": 400, "members": [{"last_name": "Ned3"}]}
    told.pass_line(1, "ned1", "31.90", 400)
    assert lanes(desk(told))["ned"]["crossed"]["members"] == [
        {"last_name": "Ned3"}, {"last_name": "Ned1", "gap": "+0.50"},
    ]  # fmt: skip


def test_the_desk_says_how_a_sprint_was_handed_over() -> None:
    told = on_ice("ned", "nor", kind="team_sprint")
    told.pass_line(1, "ned1", "28.00", 400)
    told.pass_line(1, "ned2", "28.21", 400)
    assert lanes(desk(told))["ned"]["hand_overs"] == [
        {"metres": 400, "leaves": "Ned1", "takes_over": "Ned2", "time": "28.00", "gap": "+0.21"}
    ]


def test_four_teams_of_a_relay_have_four_colours() -> None:
    told = on_ice("ned", "nor", "can", "usa", kind="mixed_relay", how_many=2)
    shown = lanes(arena(told))
    assert [lane["armband"] for lane in shown.values()] == ["white", "red", "yellow", "blue"]
    assert arena(told)["pair"]["laps_to_go"] == 6


def test_in_a_knock_out_there_is_only_the_other_team_to_compare_with() -> None:
    distance = team_distance([["can", "usa"], ["ned", "nor"]], knock_out=True)
    told = skate(Telling().tell(teams_programme(distance)), "d", 1, can=170_000_000, usa=171_000_000).start(2)
    for team, time in (("ned", "2:00.00"), ("nor", "2:00.40")):
        told.pass_line(2, team, time, 1600)
    board = desk(told)
    assert "to_beat" not in board
    assert "schedule" not in board
    shown = {team: lane["splits"]["1600"] for team, lane in lanes(board).items()}
    assert {t: (s["rank"], s["gap"]) for t, s in shown.items()} == {"ned": (1, "\u22120.40"), "nor": (2, "+0.40")}


def test_lines_of_a_knock_out_are_told_against_the_other_of_the_heat_after_it_too() -> None:
    """Two teams skate against each other (RULES.md 4.2): the heat before is no leader to compare with."""
    told = Telling().tell(teams_programme(team_distance([["can", "usa"], ["ned", "nor"]], knock_out=True)))
    skate(told, "d", 1, can=170_000_000, usa=171_000_000)
    skate(told, "d", 2, ned=175_000_000, nor=176_000_000)
    told_rows = distance_board(told.state, told.distance)["standings"]
    lines = {row["skater"]: [(s["rank"], s["gap"]) for s in row["splits"]] for row in told_rows}  # type: ignore[attr-defined]
    assert lines == {"can": [(1, "")], "usa": [(2, "+1.00")], "ned": [(1, "")], "nor": [(2, "+1.00")]}


def test_overtaken_and_winner_without_a_time_stand_in_the_standings() -> None:
    told = on_ice("ned", "nor", knock_out=True)
    line(told, "nor", 200, "18.20", "18.40", "18.70")
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="nor", how="overtaken"))
    board = arena(told)
    assert {team: (row["rank"], row["status"]) for team, row in rows(board).items()} == {
        "nor": (1, "WOT"), "ned": (2, "LOT"),
    }  # fmt: skip
    assert board["clocks"]["1"] == {"state": "stopped", "elapsed_us": 18_700_000}


def test_bracket_stands_on_the_board_of_its_distances_and_on_no_other() -> None:
    quarter = team_distance([["ned", "nor"], ["can", "usa"]], key="q", phase="quarter_final")
    told = Telling().tell(teams_programme(quarter))
    skate(told, "q", 1, ned=172_000_000, nor=173_000_000)
    skate(told, "q", 2, can=174_000_000, usa=175_000_000)
    board = arena(told)
    assert board["bracket"] == bracket_board(told.state, "event")
    heats = [[team["last_name"] for team in heat["teams"]] for heat in board["bracket"]["semi_finals"]]
    assert heats == [["NED", "USA"], ["NOR", "CAN"]]
    assert all(heat["due"] for heat in board["bracket"]["semi_finals"])
    assert "bracket" not in arena(on_ice("ned", "nor"))
