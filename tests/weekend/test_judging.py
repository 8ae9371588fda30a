"""The judge of a weekend sees what is planted, and nothing where all is well."""

from pathlib import Path

import pytest

from tests.weekend.official import Answer, false_lines, false_teams, not_official
from tests.weekend.written import missing

RESULT: Answer = {
    "id": "d",
    "name": "Women 500 m",
    "state": "official",
    "standings": [
        {"name": "Anna Adler", "rank": 1, "status": "finished", "time": "38.40"},
        {"name": "Britt Brandt", "rank": 2, "status": "finished", "time": "38.42(3)"},
        {"name": "Cora Calder", "rank": None, "status": "DNF", "time": "21.70"},
    ],
}
TREE: Answer = {
    "event": "wtp",
    "semi_finals": [
        {"teams": [{"last_name": "Japan", "status": "WOT"}, {"last_name": "Norway", "status": "LOT"}]},
        {"teams": [{"last_name": "Canada", "time": "2:59.12"}]},
    ],
    "finals": [],
}


def line(rank: str, name: str, time: str) -> dict[str, str]:
    return {"rank": rank, "name": name, "time": time}


def test_the_lines_of_the_result_are_true_in_every_way_screens_write_them() -> None:
    lines = [line("1", "Adler", "38.40"), line("", "Brandt", "38.42(3)"), line("", "Calder", "DNF")]
    assert false_lines(RESULT, [*lines, line("3", "Calder", "+7 laps")]) == []


@pytest.mark.parametrize(
    "planted",
    [
        line("1", "Adler", "38.41"),
        line("2", "Adler", "38.40"),
        line("1", "Aldler", "38.40"),
        line("2", "Brandt", "38.42"),
        line("", "Calder", "21.70"),
    ],
    ids=["another time", "another rank", "another name", "the thousandth is missing", "a time of who fell"],
)
def test_a_false_line_on_a_glass_is_seen(planted: dict[str, str]) -> None:
    assert len(false_lines(RESULT, [planted])) == 1


def test_a_team_in_a_tree_has_its_own_result_or_none_yet() -> None:
    shown = [line("", "Japan", "Won"), line("", "Norway", "Overtaken"), line("", "Canada", "")]
    assert false_teams(TREE, shown) == []
    assert len(false_teams(TREE, [line("", "Norway", "Won"), line("", "Germany", "")])) == 2


def test_a_result_that_nobody_confirmed_is_seen() -> None:
    assert not_official({"d": RESULT, "e": RESULT | {"state": "unofficial"}}) == ["e is unofficial"]


def test_files_that_are_not_there_or_empty_are_seen(tmp_path: Path) -> None:
    (tmp_path / "results.json").write_text('{"distances": [{"name": "Women 500 m"}]}')
    (tmp_path / "d.pdf").touch()
    (tmp_path / "d.csv").write_text("rank,name,time\n1,Anna Adler,38.41\n")
    assert missing(tmp_path, {"d": RESULT}) == [
        "d in results.json lacks Anna Adler 38.40",
        "d.csv lacks 38.40",
        "d.pdf lacks Anna Adler 38.40",
        "d-start-list.pdf lacks Anna Adler",
    ]
