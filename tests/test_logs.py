"""One line a fact: a person reads it, a machine reads it, nobody fills the disk with it."""

import json
import logging

import pytest
import structlog

from iceline.logs import LONGEST_TEXT, FloodGate, configure_logs, printable

log = structlog.get_logger()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    out, err = capsys.readouterr()
    assert out == ""
    return [json.loads(line) for line in err.splitlines()]


def test_a_line_for_a_machine_is_one_json_object_with_time_level_and_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure_logs("info", "json")
    log.info("replayed", events=17, seconds=0.2)
    (line,) = lines(capsys)
    assert str(line.pop("timestamp")).endswith("Z")
    assert line == {"event": "replayed", "level": "info", "events": 17, "seconds": 0.2}


def test_a_line_for_people_names_its_values(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info")
    log.warning("sender turned away", address="192.168.7.5", code="unknown_token")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    for part in ("Z [warning", "sender turned away", "address=192.168.7.5", "code=unknown_token"):
        assert part in told


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("warning", "json")
    log.info("replayed")
    log.warning("feed lost")
    assert [line["event"] for line in lines(capsys)] == ["feed lost"]


def test_libraries_log_their_warnings_the_same_way_and_not_their_chatter(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json")
    configure_logs("info", "json")
    logging.getLogger("uvicorn.error").info("connection open")
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    (line,) = lines(capsys)
    assert (line["event"], line["logger"], line["level"]) == (
        "Invalid HTTP request received.",
        "uvicorn.error",
        "warning",
    )


@pytest.mark.parametrize("written", ["console", "json"])
def test_a_traceback_shows_no_values_of_variables(written: str, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info", "json" if written == "json" else "console")
    try:
        break_with("iceline_" + "s" * 9)
    except ValueError:
        log.exception("could not draw", board="arena")
    told = capsys.readouterr().err
    assert "ValueError: broken" in told
    assert "s" * 9 not in told


def break_with(token: str) -> None:
    raise ValueError("broken" if token else "")


def test_nothing_a_sender_wrote_moves_the_cursor_or_begins_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logs("info")
    log.warning("event turned away", id="\x1b[2J\nroot logged in", reason="Bøkko 高木")
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "\x1b[2J" not in told
    assert "Bøkko 高木" in told


def test_a_long_value_is_cut() -> None:
    assert len(printable(None, "warning", {"event": "x", "origin": "o" * 9_000})["origin"]) == LONGEST_TEXT + 1


def test_a_flood_passes_so_many_lines_a_second_and_then_says_how_many_were_held_back() -> None:
    now_s = 100.0
    gate = FloodGate(most=3, now_s=lambda: now_s)
    assert [passes(gate, "turned away") for _ in range(10)] == [{}] * 3 + [None] * 7
    assert passes(gate, "journal failed") == {}, "another kind of line is not held back"
    now_s = 101.0
    assert passes(gate, "turned away") == {"suppressed": 7}
    assert passes(gate, "turned away") == {}


def test_what_a_library_floods_is_bounded_whatever_it_says() -> None:
    gate = FloodGate(most=3, now_s=lambda: 0.0)
    told = [passes(gate, f"bad request {number}", logger="uvicorn.error") for number in range(10)]
    assert told.count(None) == 7


def passes(gate: FloodGate, event: str, **values: str) -> dict[str, object] | None:
    """What the gate adds to a line; None when it holds it back."""
    try:
        told = gate(None, "warning", {"event": event, **values})
    except structlog.DropEvent:
        return None
    return {name: value for name, value in told.items() if name == "suppressed"}
