"""The command line: what it prints, and what it ends with."""

import json
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from iceline_simulator.cli import app
from tests.simulator.tiny_server import TOKEN, TinyServer

FAST = ["--speed", "1000"]


@pytest.fixture
def race_file(tmp_path: Path, small_text: str) -> Path:
    file = tmp_path / "small.json"
    file.write_text(small_text)
    return file


def run(*arguments: str | Path, token: str = TOKEN) -> Result:
    return CliRunner().invoke(app, [str(each) for each in arguments], env={"ICELINE_TOKEN": token})


def test_a_race_is_played_and_ends_well(server: TinyServer, race_file: Path) -> None:
    result = run("race", race_file, "--to", server.url, *FAST)
    assert result.exit_code == 0, result.output
    assert "Women 500 m, pair 1 called: Ada (inner) and Bea (outer)" in result.output
    assert "Women 500 m, pair 2: Cleo 39.50" in result.output
    assert f"the server has {len(server.recorded)} of {len(server.recorded)} events" in result.output


def test_refused_events_end_with_one(server: TinyServer, race_file: Path) -> None:
    server.refuse = {"pair_confirmed": "pending"}
    result = run("race", race_file, "--to", server.url, *FAST)
    assert result.exit_code == 1
    assert "REFUSED: pair_confirmed: pending: No pair_confirmed today." in result.output
    assert "2 refused" in result.output


def test_expected_refusals_end_with_zero(server: TinyServer, race_file: Path, small_text: str) -> None:
    race_file.write_text(small_text.replace("{", '{"expected_refusals": ["pending"],', 1))
    server.refuse = {"pair_confirmed": "pending"}
    result = run("race", race_file, "--to", server.url, *FAST)
    assert result.exit_code == 0, result.output
    assert "refused, as the file expects" in result.output


def test_a_broken_file_ends_with_two_and_says_where(server: TinyServer, race_file: Path, small_text: str) -> None:
    race_file.write_text(small_text.replace('"40.00"', '"forty"'))
    result = run("race", race_file, "--to", server.url)
    assert result.exit_code == 2
    assert "line 13: distances[0].pairs[0].entries[0].time.time: 'forty' is not a time" in result.stderr


def test_an_unknown_distance_ends_with_two(server: TinyServer, race_file: Path) -> None:
    result = run("race", race_file, "--to", server.url, "--distance", "m5000")
    assert result.exit_code == 2
    assert "m5000" in result.stderr


def test_a_wrong_address_ends_with_three(server: TinyServer, race_file: Path) -> None:
    result = run("race", race_file, "--to", f"{server.url}/somewhere")
    assert result.exit_code == 3
    assert "answers 404" in result.stderr


def test_nobody_at_the_address_ends_with_three(server: TinyServer, race_file: Path) -> None:
    server.stop()
    result = run("race", race_file, "--to", server.url, "--patience", "0")
    assert result.exit_code == 3
    assert "nothing listens there" in result.stderr


@pytest.mark.parametrize("token", ["", " "])
def test_no_token_at_all_is_said_to_be_the_reason(server: TinyServer, race_file: Path, token: str) -> None:
    result = run("race", race_file, "--to", server.url, token=token)
    assert result.exit_code == 4
    assert "No token was given: use --token or ICELINE_TOKEN." in result.stderr
    assert "away" not in result.output


def test_a_wrong_token_ends_with_four(server: TinyServer, race_file: Path) -> None:
    result = run("race", race_file, "--to", server.url, token="wrong")
    assert result.exit_code == 4
    assert "does not accept this token: This token is not one of ours." in result.stderr


def test_a_server_that_stays_away_ends_with_five(server: TinyServer, race_file: Path) -> None:
    server.plan = [503]
    result = run("race", race_file, "--to", server.url, "--patience", "0")
    assert result.exit_code == 5
    assert "it answers 503" in result.stderr


def test_an_interruption_says_how_far_it_came(
    server: TinyServer, race_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupt)
    result = run("race", race_file, "--to", server.url)
    assert result.exit_code == 130
    assert "Interrupted: the server has at least 1 of 28 events." in result.output


def test_describe_marks_what_is_generated() -> None:
    output = run("describe", "olympic-w1000-2026").output
    assert "Jutta Leerdam" in output
    assert "1:12.31 " in output
    assert "17.66*" in output
    assert "outer~" in output
    assert "Ice preparation" in output


def test_describe_names_the_troubles() -> None:
    output = run("describe", "club-evening").output
    assert "reskate as pair 5: 1:57.31" in output
    assert "disqualified T09" in output


def test_describe_shows_packs_and_teams_with_their_finish() -> None:
    output = run("describe", "world-cup-weekend").output
    assert "Women team pursuit, final A" in output
    assert "lapped" in output
    for name, finish in (("Netherlands", "2:56.44"), ("Jorrit Noordijs", "7:48.12")):
        assert any(name in line and f"{finish}*" in line for line in output.splitlines())


def test_describe_gives_no_time_to_teams_that_do_not_get_to_the_finish() -> None:
    output = run("describe", "world-cup-weekend").output
    final_c = output[output.index("final C") : output.index("final B")]
    assert "walkover" in final_c
    assert "*" not in final_c


def test_races_are_listed() -> None:
    output = run("races").output
    assert "club-evening:" in output
    assert "olympic-w1000-2026:" in output
    assert "world-cup-weekend:" in output


def test_the_schema_is_json() -> None:
    assert json.loads(run("schema").output)["title"] == "RaceFile"


def test_help_teaches_the_commands_and_the_exit_codes() -> None:
    output = run("--help").output
    for word in ("race", "describe", "races", "schema", "130"):
        assert word in output
