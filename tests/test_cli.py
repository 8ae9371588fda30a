"""The command line: it teaches, it fails in one sentence with the right exit code, and it ends when asked."""

import asyncio
import json
import os
import signal
import socket
import sys
from pathlib import Path

import httpx
import orjson
import pytest
from typer.testing import CliRunner, Result
from websockets.asyncio.client import connect

from iceline.access import Access
from iceline.cli import cli
from iceline.codec import encode
from iceline.journal.journal import Draft
from iceline.journal.sqlite import SqliteJournal
from tests.command import begun, ended, served
from tests.race.telling import Telling, programme
from tests.rink import PATIENCE_S, PROGRAMME

COMMANDS = ("demo", "serve", "replay", "export", "verify", "backup", "token", "import", "schema", "records")
unix = pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every command runs in an empty folder, without variables of ours."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ICELINE_")]:
        monkeypatch.delenv(name)
    return tmp_path


def iceline(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}).invoke(cli, arguments)


def fails(*arguments: str) -> str:
    """The one sentence with which a command fails."""
    result = iceline(*arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("iceline: ")
    assert "Traceback" not in result.stderr
    return result.stderr.removeprefix("iceline: ").rstrip("\n")


async def skated(path: Path) -> Path:
    """A journal with one pair skated."""
    told = Telling().tell(programme([("ada", "bea")])).skate(1, ada="1:15.20", bea="1:16.00")
    journal = SqliteJournal(path)
    await journal.append([Draft(r.source, r.event.id, r.received_at_us, encode(r.event)) for r in told.events])
    await journal.close()
    return path


def test_help_names_every_command_and_where_to_begin() -> None:
    told = iceline("--help")
    assert told.exit_code == 0
    assert "iceline demo" in told.stdout
    assert "iceline token add" in told.stdout
    for command in COMMANDS:
        assert command in told.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_says_what_it_is_for(command: str) -> None:
    told = iceline(command, "--help")
    assert told.exit_code == 0
    assert f"Usage: iceline {command}" in told.stdout or f"Usage: root {command}" in told.stdout


def test_help_says_what_a_setting_is_when_nothing_is_said() -> None:
    told = iceline("serve", "--help").stdout
    for built_in in ("127.0.0.1", "8000", "iceline.sqlite3", "tokens.json", "console"):
        assert f"[default: ({built_in}" in told


def test_a_wrong_command_line_is_exit_code_2() -> None:
    for wrong in (
        ["serv"],
        ["serve", "--port", "http"],
        ["serve", "--port", "70000"],
        ["verify"],
        ["token", "add", "x"],
    ):
        assert iceline(*wrong).exit_code == 2, wrong


def test_version_is_told() -> None:
    assert iceline("--version").stdout.startswith("iceline 0.")


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = iceline("serve", "--port", port)
    assert result.exit_code == 1
    assert (
        result.stderr
        == f"iceline: Cannot listen on 127.0.0.1 port {port}: Address already in use. Try another --port.\n"
    )


def test_a_bad_variable_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ICELINE_PORT", "http")
    told = fails("serve")
    assert "port" in told
    assert "http" in told
    assert "pydantic" not in told
    assert "\n" not in told


async def test_verify_tells_what_a_journal_holds(folder: Path) -> None:
    path = await skated(folder / "j.sqlite3")
    told = await asyncio.to_thread(iceline, "verify", str(path))
    assert (told.exit_code, told.stderr) == (0, "")
    assert "6 events" in told.stdout
    assert "Nothing wrong with it." in told.stdout


def test_verify_of_garbage_is_exit_code_1_and_says_why(folder: Path) -> None:
    garbage = folder / "garbage"
    garbage.write_bytes(b"garbage " * 1000)
    told = iceline("verify", str(garbage))
    assert told.exit_code == 1
    assert "not an SQLite database" in told.stderr
    assert "Traceback" not in told.stderr
    assert garbage.read_bytes() == b"garbage " * 1000


@pytest.mark.parametrize("command", ["verify", "export"])
def test_a_journal_that_is_not_there_is_told_and_not_made(folder: Path, command: str) -> None:
    assert fails(command, "nowhere.sqlite3") == "There is no journal at nowhere.sqlite3."
    assert list(folder.iterdir()) == []


async def test_backup_makes_a_journal_with_the_same_results(folder: Path) -> None:
    path = await skated(folder / "j.sqlite3")
    told = await asyncio.to_thread(iceline, "backup", str(path), "copy.sqlite3")
    assert (told.exit_code, told.stdout) == (0, "copy.sqlite3: 6 events.\n")
    again = await asyncio.to_thread(fails, "backup", str(path), "copy.sqlite3")
    assert again == "copy.sqlite3 exists already. Name a new file."
    for journal, to in ((str(path), "a"), ("copy.sqlite3", "b")):
        assert (await asyncio.to_thread(iceline, "export", journal, "--to", to)).exit_code == 0
    assert (folder / "a" / "results.json").read_bytes() == (folder / "b" / "results.json").read_bytes()
    assert (folder / "a" / "d.csv").read_bytes() == (folder / "b" / "d.csv").read_bytes()


async def test_export_writes_the_results_and_names_the_files(folder: Path) -> None:
    path = await skated(folder / "j.sqlite3")
    told = await asyncio.to_thread(iceline, "export", str(path), "--to", "out")
    names = ("results.json", "d.csv", "d.pdf", "d-start-list.pdf")
    assert told.stdout.split() == [str(Path("out", name)) for name in names]
    assert (folder / "out" / "d.pdf").read_bytes().startswith(b"%PDF-")
    rows = json.loads((folder / "out" / "results.json").read_text("utf-8"))["distances"][0]["results"]
    assert [row["time"] for row in rows] == ["1:15.20", "1:16.00"]


async def test_export_to_a_place_that_is_a_file_is_told(folder: Path) -> None:
    path = await skated(folder / "j.sqlite3")
    (folder / "results").write_text("taken")
    assert "results" in await asyncio.to_thread(fails, "export", str(path))


def test_tokens_are_made_listed_and_taken_back(folder: Path) -> None:
    made = iceline("token", "add", "photocell", "--role", "ingest")
    token = made.stdout.strip()
    assert Access(folder / "tokens.json").check(token) is not None
    assert iceline("token", "list").stdout.split() == ["ingest", "photocell"]
    assert fails("token", "add", "photocell", "--role", "desk").startswith('"photocell" has a token already')
    assert iceline("token", "remove", "photocell").exit_code == 0
    assert Access(folder / "tokens.json").check(token) is None
    assert fails("token", "remove", "photocell") == '"photocell" has no token.'
    assert token not in (folder / "tokens.json").read_text()


def test_replay_of_a_file_that_is_not_there_is_a_wrong_command_line() -> None:
    told = iceline("replay", "nowhere.jsonl")
    assert told.exit_code == 2
    assert "nowhere.jsonl" in told.stderr


def test_replay_says_which_lines_it_could_not_read(folder: Path) -> None:
    (folder / "feed.jsonl").write_bytes(b'nonsense\n\n{"typeName": "SomethingNew"}\n')
    told = iceline("replay", "feed.jsonl", "--out", "done.json")
    assert told.exit_code == 1
    assert "line 1" in told.stderr
    assert "holds nothing of a vantage feed" in told.stderr
    assert json.loads((folder / "done.json").read_text())["distances"] == []


@unix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminate"])
async def test_serve_answers_records_and_ends_with_a_screen_connected(folder: Path, number: signal.Signals) -> None:
    async with served("--journal", "rink.sqlite3") as (process, address, token):
        live = f"{address.replace('http', 'ws')}/live?board=arena"
        async with connect(live, proxy=None) as screen, httpx.AsyncClient(trust_env=False) as client:
            bearer = {"Authorization": f"Bearer {token}"}
            sent = await client.post(f"{address}/api/events", content=orjson.dumps(PROGRAMME), headers=bearer)
            assert sent.json() == {"fates": [{"id": "programme", "fate": "recorded", "seq": 1}]}
            process.send_signal(number)
            code, said = await ended(process)
            assert (code, "Traceback" in said, "error" in said) == (0, False, False)
            await asyncio.wait_for(screen.wait_closed(), PATIENCE_S)
            assert screen.close_code in (1001, 1012)
    assert [entry.id for entry in SqliteJournal.reading(folder / "rink.sqlite3").replay()] == ["programme"]


@unix
async def test_serve_ends_also_when_a_client_neither_reads_nor_answers(folder: Path) -> None:
    async with served() as (process, address, _):
        _, writer = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        writer.write(
            b"GET /live?board=arena HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
            b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        )
        _, half = await asyncio.open_connection("127.0.0.1", int(address.rpartition(":")[2]))
        half.write(b"POST /api/events HTTP/1.1\r\nContent-Le")
        await asyncio.gather(writer.drain(), half.drain())
        process.send_signal(signal.SIGINT)
        code, _ = await ended(process)
        assert code == 0
        writer.close()
        half.close()


@unix
async def test_a_second_server_on_the_same_journal_is_told_in_one_sentence(folder: Path) -> None:
    async with served("--journal", "rink.sqlite3"):
        code, said = await ended(await begun("serve", "--port", "0", "--journal", "rink.sqlite3"))
    assert (code, said.count("\n")) == (1, 1)
    assert "is open in another Iceline" in said


async def test_a_journal_that_cannot_be_replayed_keeps_the_server_from_starting(folder: Path) -> None:
    journal = SqliteJournal(folder / "iceline.sqlite3")
    await journal.append([Draft("s", "call", 0, b"{}")])
    await journal.close()
    told = await asyncio.to_thread(iceline, "serve", "--port", "0")
    assert told.exit_code == 1
    assert "Traceback" not in told.stderr
    assert told.stderr.startswith("iceline: Entry 1 of the journal does not fit what is before it: ")


async def test_a_demo_of_no_race_says_so_and_ends() -> None:
    process = await begun("demo", "--race", "nosuch", "--port", "0", "--no-browser")
    out, err = await asyncio.wait_for(process.communicate(), 30)
    assert process.returncode == 1
    assert b"nosuch cannot be played" in out + err
