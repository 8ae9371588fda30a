"""The boards of a mass start: order at the last line, sprint alarm, groups, points, the ranking."""

import json
from typing import Any

from iceline.boards.live import arena_board, desk_board
from iceline.push.patch import diff, merge
from tests.race.massing import Massing, field, started

from .test_arena import holds_null

SIX = ("ann", "bea", "cis", "dot", "eva", "fay")


def board(told: Massing) -> dict[str, Any]:
    return arena_board(told.state)


def desk(told: Massing) -> dict[str, Any]:
    return desk_board(told.state)


def test_before_the_gun_there_are_the_skaters_and_an_armed_clock() -> None:
    told = Massing()
    told.tell(field(SIX))
    shown = board(told)
    assert shown["distance"]["format"] == "mass_start"
    assert (shown["distance"]["laps"], shown["distance"]["sprints"]) == (16, [4, 8, 12, 16])
    assert [s["last_name"] for s in shown["skaters"].values()] == ["Ann", "Bea", "Cis", "Dot", "Eva", "Fay"]
    assert shown["standings"] == {"order": [1, 2, 3, 4, 5, 6]}
    assert "pack" not in shown


def test_the_order_at_the_last_line_with_gaps_and_groups() -> None:
    told = started(SIX).ride([1])
    for skater, time in {"cis": 60.0, "ann": 60.4, "eva": 63.0, "bea": 63.2, "dot": 70.0, "fay": 70.1}.items():
        told.cross(skater, time)
    pack = board(told)["pack"]
    assert pack["order"] == [3, 1, 5, 2, 4, 6]
    assert pack["gap"] == ["", "+0.40", "+3.00", "+3.20", "+10.00", "+10.10"]
    assert pack["lap"] == [2] * 6
    assert pack["groups"] == [
        {"size": 2},
        {"size": 2, "gap": "+2.60", "behind": "+3.00"},
        {"size": 2, "gap": "+6.80", "behind": "+10.00"},
    ]
    assert (pack["laps_to_go"], pack["last_lap"]) == (14, "29.00")


def test_the_sprint_alarm_and_who_took_the_points() -> None:
    told = started(SIX).ride(range(1, 4))
    assert board(told)["pack"]["sprint"] == {"number": 1, "lap": 4, "laps_to": 1, "points": [3, 2, 1]}
    told.ride([4], {4: ["eva", "dot", "cis"]})
    shown = board(told)
    assert shown["pack"]["sprint"]["laps_to"] == 4
    assert shown["sprints"] == {"4": {"5": 3, "4": 2, "3": 1}}


def test_the_virtual_ranking_has_points_so_far_and_what_the_last_line_would_give() -> None:
    told = started(SIX).ride(range(1, 5), {4: ["eva", "dot", "cis"]}).ride([5])
    table = board(told)["standings"]
    assert table["order"] == [1, 2, 3, 4, 5, 6]
    assert table["places"] == [1, 2, 3, 4, 5, 6]
    assert table["points"] == [0, 0, 1, 2, 3, 0]
    assert table["virtual"] == [60, 40, 21, 12, 9, 3]
    assert "rows" not in table


def test_at_the_end_rows_have_times_gaps_and_marks() -> None:
    told = started(SIX, laps=5).ride(range(1, 5), {4: ["eva", "dot", "cis"]})
    told.stops("fay")
    told.lapped("dot")
    for skater, time in (("ann", 150.0), ("bea", 150.5), ("cis", 151.0), ("dot", 195.0), ("eva", 152.0)):
        told.cross(skater, time)
    told.disqualified("bea")
    shown = board(told)
    table = shown["standings"]
    assert table["order"] == [1, 3, 5, 4, 6, 2]
    assert table["places"] == [1, 2, 3, 4, 5]
    assert table["points"] == [60, 40 + 1, 20 + 3, 0, 0]
    assert table["rows"]["3"] == {"status": "finished", "laps": 5, "time": "2:31.00", "gap": "+1.00"}
    assert table["rows"]["4"]["lapped"] is True
    assert (table["rows"]["6"]["status"], table["rows"]["6"]["gap"]) == ("DNF", "+1 lap")
    assert (table["rows"]["2"]["status"], table["rows"]["2"]["number"]) == ("DQ", 6)
    assert shown["clocks"] == {"1": {"state": "stopped", "elapsed_us": 150_000_000}}


def test_the_desk_knows_who_was_caught_who_has_no_podium_and_what_to_say() -> None:
    told = started(SIX, laps=5)
    for skater in SIX[:5]:
        for lap in range(1, 5):
            told.cross(skater, 30.0 * lap + SIX.index(skater))
    for lap in range(1, 4):
        told.cross("fay", 42.0 * lap)
    shown = desk(told)
    assert shown["caught"] == [6]
    assert shown["said"]["sprint4"] == [4, "Sprint 1: Ann 3, Bea 2, Cis 1"]
    told.lapped("fay")
    after = desk(told)
    assert "caught" not in after
    assert after["out_of_reach"] == [6]


def test_one_lap_and_one_point_are_said_in_the_singular() -> None:
    """Who does not complete is ranked by laps, and loses the points (RULES.md 4.1)."""
    told = started(SIX, laps=5).ride([1])
    told.stops("fay")
    assert desk(told)["said"]["outfay"] == [1, "Fay is out after 1 lap"]
    told.ride([2, 3, 4])
    told.lapped("cis")
    assert desk(told)["said"]["outcis"] == [4, "Cis is lapped and loses 1 point"]


def test_a_delta_makes_the_board_that_a_snapshot_is_and_holds_no_null() -> None:
    told = started(SIX)
    before = desk(told)
    for lap in (1, 2, 3, 4, 5):
        told.ride([lap], {4: ["fay", "eva"]})
        after = desk(told)
        assert not holds_null(after)
        assert merge(before, diff(before, after)) == after
        before = after


def test_a_crossing_of_a_whole_field_is_a_small_message() -> None:
    """No number is hidden in a time: a field of 24 comes to the line, and each of them is a delta."""
    field_of_24 = tuple(f"s{n:02}" for n in range(24))
    told = started(field_of_24).ride(range(1, 4))
    before, most = board(told), 0
    for place, skater in enumerate(reversed(field_of_24)):
        told.cross(skater, 120.0 + 0.2 * place)
        after = board(told)
        most = max(most, len(json.dumps(diff(before, after), separators=(",", ":"))))
        before = after
    assert most < 1500
