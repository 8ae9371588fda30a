"""Every row of the official lists of two World Cups comes out of Iceline when its times are sent in as events."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from iceline.boards.distance import distance_board
from tests.race.telling import Telling

from .lists import OfficialList, Printed, measured_us, official_lists, told_as_events

COLUMNS = ("rank", "status", "time", "behind", "points", "codes")
SHOWN_AS_OK = "finished"


def printed(row: Printed) -> dict[str, str]:
    """What the list says, a text for each column."""
    digit = row["thousandth_digit"]
    return {
        "rank": row["rank"],
        "status": row["status"],
        "time": f"{row['time']}({digit})" if digit else row["time"],
        "behind": row["behind"],
        "points": row["wc_points"],
        "codes": row["codes"],
    }


def answered(row: dict[str, Any]) -> dict[str, str]:
    """What Iceline says of the same skater."""
    return {
        "rank": "" if row["rank"] is None else str(row["rank"]),
        "status": "OK" if row["status"] == SHOWN_AS_OK else row["status"],
        "time": row["time"],
        "behind": row["gap"].removeprefix("+"),
        "points": "" if row["points"] is None else str(row["points"]),
        "codes": "|".join(row["codes"]),
    }


def result_of(official: OfficialList) -> dict[str, dict[str, str]]:
    """The board of the distance after its events, by skater; every event passed the admission."""
    told = Telling().tell(*told_as_events(official))
    board = distance_board(told.state, told.distance)
    assert (board["state"], board["confirmed_by"]) == ("official", "Referee")
    rows = board["standings"]
    assert isinstance(rows, list)
    return {row["skater"]: answered(row) for row in rows}


def own_faults(official: OfficialList) -> Iterator[tuple[str, str, str]]:
    """Where a list breaks its own rule: the skater, the column, and what is wrong.

    A skater without a rank has no points, and the lists print none; who is printed with some stands against that.
    """
    for skater, row in official.skaters():
        if not row["rank"] and row["wc_points"]:
            yield skater, "points", f"{row['name']} ({row['status']}) has no rank, and {row['wc_points']} points"


def test_every_column_of_every_row_is_as_the_official_lists_print_it() -> None:
    right, rows, faults, wrong = Counter[str](), 0, [], []
    for official in official_lists():
        results = result_of(official)
        broken = {(skater, column): f"{official.name}: {what}" for skater, column, what in own_faults(official)}
        faults += broken.values()
        for skater, row in official.skaters():
            rows += 1
            for column in COLUMNS:
                same = printed(row)[column] == results[skater][column]
                right[column] += same
                if not same and (skater, column) not in broken:
                    wrong.append((official.name, row["name"], column, printed(row)[column], results[skater][column]))
    _print(right, rows, faults)
    assert rows == 1147
    assert wrong == []
    assert {column: right[column] for column in COLUMNS} == dict.fromkeys(COLUMNS, rows) | {
        "points": rows - len(faults)
    }


def test_the_order_of_the_lists_is_that_of_the_standings() -> None:
    for official in official_lists():
        order = list(result_of(official))
        ranked = [skater for skater, row in official.skaters() if row["rank"]]
        times = {skater: measured_us(row) for skater, row in official.skaters() if row["rank"]}
        assert [times[s] for s in order[: len(ranked)]] == [times[s] for s in ranked], official.name
        marks = [row["status"] for _, row in official.skaters() if not row["rank"]]
        assert Counter(marks) == Counter(result_of(official)[s]["status"] for s in order[len(ranked) :])


def test_a_thousandth_is_printed_wherever_hundredths_are_equal_and_nowhere_else() -> None:
    """The rule of the lists on which the times of this proof rest."""
    for official in official_lists():
        shared = Counter(row["time"] for row in official.rows if row["status"] == "OK")
        for row in official.rows:
            assert bool(row["thousandth_digit"]) == (shared[row["time"]] > 1), (official.name, row["name"])


def _print(right: Counter[str], rows: int, faults: list[str]) -> None:
    for column in COLUMNS:
        print(f"{column}: {right[column]} of {rows}")
    for fault in faults:
        print(f"the list breaks its own rule: {fault}")
