"""Tokens are made here, kept as hashes, and work or stop working without a restart."""

import hashlib
import json
import stat
import sys
from dataclasses import fields
from pathlib import Path
from typing import get_args

import pytest

from iceline.access import Access, Grant, TokenError, may_send
from iceline.race.events import Event

EVERY_EVENT = {field.default for kind in get_args(Event) for field in fields(kind) if field.name == "type"}
FROM_EQUIPMENT = {"pair_called", "pair_started", "start_cancelled", "passing_measured"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens.json"


def test_without_a_file_nobody_has_a_token_and_the_first_can_be_made(path: Path) -> None:
    access = Access(path)
    assert access.grants() == []
    assert access.check("anything") is None
    assert access.check(access.add("photocell", "ingest")) == Grant("photocell", "ingest")


def test_token_tells_its_source_and_role_and_no_other(path: Path) -> None:
    access = Access(path)
    photocell, desk = access.add("photocell", "ingest"), access.add("judge", "operator")
    assert access.check(photocell) == Grant("photocell", "ingest")
    assert access.check(desk) == Grant("judge", "operator")
    assert access.grants() == [Grant("photocell", "ingest"), Grant("judge", "operator")]


@pytest.mark.parametrize("token", ["", "iceline_", "x" * 100_000, "ключ", "\udcff", "photocell", "\x00"])
def test_whatever_is_not_a_token_is_nobodys(path: Path, token: str) -> None:
    access = Access(path)
    access.add("photocell", "ingest")
    assert access.check(token) is None


def test_hash_in_the_file_is_no_token(path: Path) -> None:
    access = Access(path)
    access.add("photocell", "ingest")
    assert access.check(json.loads(path.read_bytes())[0]["sha256"]) is None


def test_only_the_hash_is_stored(path: Path) -> None:
    token = Access(path).add("photocell", "ingest")
    stored = json.loads(path.read_bytes())
    assert stored == [
        {"name": "photocell", "role": "ingest", "sha256": hashlib.sha256(token.encode()).hexdigest()},
    ]


def test_tokens_are_long_and_never_the_same(path: Path) -> None:
    access = Access(path)
    tokens = {access.add(f"source-{n}", "ingest") for n in range(20)}
    assert len(tokens) == 20
    assert all(len(token.removeprefix("iceline_")) == 43 for token in tokens)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are of Unix")
def test_only_the_owner_may_read_the_file(path: Path) -> None:
    access = Access(path)
    access.add("photocell", "ingest")
    access.add("transponder", "ingest")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["tokens.json"]


def test_running_server_hears_of_new_and_removed_tokens(path: Path) -> None:
    server, console = Access(path), Access(path)
    token = console.add("photocell", "ingest")
    assert server.check(token) == Grant("photocell", "ingest")
    console.add("transponder", "ingest")
    console.remove("photocell")
    assert server.check(token) is None
    assert server.grants() == [Grant("transponder", "ingest")]


def test_deleted_file_takes_all_tokens_back(path: Path) -> None:
    server = Access(path)
    token = server.add("photocell", "ingest")
    path.unlink()
    assert server.check(token) is None


def test_file_spoilt_while_the_server_runs_locks_nobody_out(path: Path) -> None:
    server = Access(path)
    token = server.add("photocell", "ingest")
    path.write_text("[{")
    assert server.check(token) == Grant("photocell", "ingest")
    path.unlink()
    path.write_text("[]")
    assert server.check(token) is None


def test_name_that_is_taken_is_refused_and_changes_nothing(path: Path) -> None:
    access = Access(path)
    token = access.add("photocell", "ingest")
    with pytest.raises(TokenError, match='"photocell" has a token already'):
        access.add("photocell", "operator")
    assert access.check(token) == Grant("photocell", "ingest")


@pytest.mark.parametrize("name", ["", "x" * 65, "two words", "-x", "a\nb", "ü", "../x"])
def test_odd_name_is_refused(path: Path, name: str) -> None:
    with pytest.raises(TokenError, match="is no name for a source"):
        Access(path).add(name, "ingest")
    assert not path.exists()


def test_removing_who_has_none_is_told(path: Path) -> None:
    with pytest.raises(TokenError, match='"photocell" has no token'):
        Access(path).remove("photocell")


@pytest.mark.parametrize(
    "content",
    ["", "[{", "{}", "3", '[{"name":"a"}]', '[{"name":"a","role":"king","sha256":"' + "0" * 64 + '"}]'],
)
def test_file_of_something_else_is_told_at_the_start_and_left_alone(path: Path, content: str) -> None:
    path.write_text(content)
    with pytest.raises(TokenError, match="is not a file of tokens"):
        Access(path)
    assert path.read_text() == content


def test_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="cannot be written: No such file or directory"):
        Access(tmp_path / "nowhere" / "tokens.json").add("photocell", "ingest")


def test_operators_send_everything_equipment_what_it_measures_desks_nothing() -> None:
    assert {event for event in EVERY_EVENT if may_send("operator", event)} == EVERY_EVENT
    assert {event for event in EVERY_EVENT if may_send("ingest", event)} == FROM_EQUIPMENT
    assert {event for event in EVERY_EVENT if may_send("desk", event)} == set()


def test_a_name_that_iceline_uses_itself_gets_no_token(tmp_path: Path) -> None:
    with pytest.raises(TokenError, match="a source of its own"):
        Access(tmp_path / "tokens.json").add("vantage", "operator")
