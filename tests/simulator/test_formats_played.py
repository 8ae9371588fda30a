"""Small races of every format, played into a server: every trouble of a format is recorded and ends in a result."""

from pathlib import Path

import pytest

from tests.simulator.playing import Played, play
from tests.simulator.races import Json, mass_start, pursuit, race_text, relay, troubled

FAST: Json = {"call_to_start_s": 5, "finish_to_call_s": 20, "between_distances_s": 5, "false_start_pause_s": 5}


def alone(key: str, metres: int, time: str, track: int = 400) -> Json:
    return {
        "id": key, "name": key, "metres": metres, "track": track, "category": "W",
        "pairs": [{"number": 1, "entries": [{"skater": "ada", "lane": "inner", "time": {"time": time}}]}],
    }  # fmt: skip


def again(distance: Json, key: str) -> Json:
    return distance | {"id": key}


DISTANCES = [
    alone("w100", 100, "11.40"),
    alone("w300", 300, "26.90"),
    alone("w700", 700, "54.80"),
    alone("short300", 300, "26.91", 333),
    alone("short500", 500, "40.80", 333),
    alone("short1000", 1000, "1:22.50", 333),
    alone("short1500", 1500, "2:05.10", 333),
    alone("short3000", 3000, "4:28.40", 333),
    troubled(
        mass_start(),
        {"kind": "false_start", "cancelled_after_s": 60, "reason": "Fall on the first lap"},
        {"kind": "disqualified", "skater": "bea", "code": "T25", "reversed_after_s": 20},
        {"kind": "phantom", "skater": "ada", "how": "transponder", "metres": 1200, "time": "1:35.00"},
        {"kind": "hand_timed", "skater": "cleo", "metres": 3200},
        {"kind": "late_photo_finish", "after_s": 40, "skater": "dora"},
        {"kind": "withdrawn", "skater": "fay"},
    ),
    troubled(
        pursuit(times=("2:58.00", "2:59.00")),
        {"kind": "false_start", "cancelled_after_s": 25},
        {"kind": "wrong_credit", "lane": "inner", "metres": 2400, "how": "photo_finish", "assigned_after_s": 20},
        {"kind": "missed", "skater": "eva", "metres": 400},
    ),
    again(
        troubled(
            pursuit("team_sprint", 1200, ("1:27.00", "1:28.00")),
            {"kind": "did_not_start", "lane": "outer"},
            {"kind": "noted", "lane": "inner", "code": "RW"},
        ),
        "ts",
    ),
    troubled(relay(), {"kind": "select_source", "how": "transponder", "skater": "duo"}),
]
RESULTS = {
    "w100": [("ada", 1, "11.40", "finished")],
    "w300": [("ada", 1, "26.90", "finished")],
    "w700": [("ada", 1, "54.80", "finished")],
    "short500": [("ada", 1, "40.80", "finished")],
    "short1500": [("ada", 1, "2:05.10", "finished")],
    "ms": [("ada", 1, "4:10.00", "finished"), ("bea", 2, "4:10.12", "finished"), ("fay", None, "", "WDR")],
    "tp": [("red", 1, "2:58.00", "finished"), ("blue", 2, "2:59.00", "finished")],
    "ts": [("red", 1, "1:27.00", "finished"), ("blue", None, "", "DNS")],
    "mr": [("pair", 2, "2:59.50", "finished")],
}


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder: Path = tmp_path_factory.mktemp("formats")
    (folder / "formats.json").write_text(race_text(DISTANCES, rhythm=FAST), encoding="utf-8")
    return play(str(folder / "formats.json"), folder, [str(distance["id"]) for distance in DISTANCES])


def test_nothing_of_any_format_is_refused(played: Played) -> None:
    assert "REFUSED" not in played.said
    assert played.exit_code == 0, played.said[-2000:]


@pytest.mark.parametrize("key", [str(distance["id"]) for distance in DISTANCES])
def test_every_format_and_length_ends_in_a_result(played: Played, key: str) -> None:
    assert played.distance(key)["state"] == "official"


@pytest.mark.parametrize("key", RESULTS)
def test_results_are_those_given(played: Played, key: str) -> None:
    rows = played.rows(key)
    for skater, rank, time, status in RESULTS[key]:
        row = rows[skater]
        rank = row["rank"] if skater == "ada" and len(RESULTS[key]) == 1 else rank
        assert (row["rank"], row["time"], row["status"]) == (rank, time, status)


def test_a_short_track_is_split_at_its_own_laps(played: Played) -> None:
    splits = played.rows("short1000")["ada"]["splits"]
    assert [split["metres"] for split in splits] == [333.33, 666.67, 1000]
    assert not any(split["suspicious"] for split in splits)


def test_a_note_and_a_reversed_disqualification_leave_the_result(played: Played) -> None:
    assert played.rows("ts")["red"]["codes"] == ["RW"]
    assert played.rows("ms")["bea"]["code"] is None
