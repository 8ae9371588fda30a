"""`iceline import` writes or sends a whole programme, or nothing."""

import asyncio
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from iceline.cli import cli
from iceline.codec import decode_object
from iceline.journal.sqlite import SqliteJournal
from iceline.race.events import RecordsPublished
from iceline.race.times import format_time
from tests.command import served
from tests.importing.test_start_lists import EVT, GOOD, PPL


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ICELINE_TOKEN", raising=False)
    return tmp_path


def iceline(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}).invoke(cli, arguments)


def test_a_good_list_is_written_and_summed_up(folder: Path) -> None:
    (folder / "list.csv").write_text(GOOD, encoding="utf-8")
    result = iceline("import", "list.csv", "--competition", "Club evening", "--date", "2026-02-09", "--out", "p.json")
    assert (result.exit_code, result.stdout) == (0, "distances: 1, pairs: 2, skaters: 3\n")
    written = json.loads((folder / "p.json").read_text("utf-8"))
    assert written["competition"]["name"] == "Club evening"
    assert iceline("import", "p.json", "--check").exit_code == 0


def test_one_fault_and_nothing_is_written(folder: Path) -> None:
    (folder / "list.csv").write_text(GOOD.replace("outer", "up"), encoding="utf-8")
    result = iceline("import", "list.csv", "--competition", "Club evening", "--out", "p.json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == 'list.csv:3: lane "up": is not inner (1) or outer (2)\n'
    assert [path.name for path in folder.iterdir()] == ["list.csv"]


def test_finishlynx_files_are_read_together(folder: Path) -> None:
    (folder / "lynx.evt").write_bytes(EVT.encode("cp1252"))
    (folder / "lynx.ppl").write_text(PPL)
    result = iceline("import", "lynx.evt", "lynx.ppl", "--competition", "Club evening", "--check")
    assert (result.exit_code, result.stdout) == (0, "distances: 1, pairs: 2, skaters: 3\n")


@pytest.mark.parametrize("wrong", [[], ["--check"], ["--check", "--competition", "x", "--out", "y"]])
def test_a_wrong_command_line_is_exit_code_2(folder: Path, wrong: list[str]) -> None:
    (folder / "list.csv").write_text(GOOD)
    assert iceline("import", "list.csv", *wrong).exit_code == 2


def test_a_server_that_is_not_there_is_told_in_one_sentence(folder: Path) -> None:
    (folder / "list.csv").write_text(GOOD)
    result = iceline("import", "list.csv", "--competition", "x", "--to", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert result.stderr.startswith("iceline: http://127.0.0.1:1/api/events did not answer")


async def test_a_server_records_what_is_sent_and_each_sending_is_new(folder: Path) -> None:
    (folder / "list.csv").write_text(GOOD)
    (folder / "book.json").write_text('{"as_of": "2026-02-08", "records": []}')
    async with served("--journal", "rink.sqlite3") as (_, address, token):
        to = ("--to", address, "--token", token)
        for command in (("import", "list.csv", "--competition", "x"),) * 2 + (("records", "book.json"),):
            result = await asyncio.to_thread(iceline, *command, *to)
            assert (result.exit_code, result.stderr) == (0, "")
        result = await asyncio.to_thread(iceline, "import", "list.csv", "--competition", "x", "--to", address)
        assert result.exit_code == 1
        assert result.stderr.startswith("iceline: The server did not take it: ")
    assert len(list(SqliteJournal.reading(folder / "rink.sqlite3").replay())) == 3


def test_the_schema_is_printed() -> None:
    assert json.loads(iceline("schema").stdout)["title"] == "ProgrammePublished"


def test_the_shipped_book_is_one_that_a_server_takes_and_says_its_day() -> None:
    book = json.loads(iceline("records").stdout)
    assert book["as_of"] == "2026-03-01"
    event = decode_object({**book, "type": "records_published", "id": "book"})
    assert isinstance(event, RecordsPublished)
    kok = [format_time(r.time_us) for r in event.records if (r.kind, r.metres, r.category) == ("WR", 500, "W")]
    assert kok == ["36.09"]
