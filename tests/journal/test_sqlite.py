"""The journal on disk keeps the contract, and what only a file can break."""

import asyncio
import os
import sys
from pathlib import Path

import apsw
import pytest
from hypothesis import given, settings

from iceline.errors import JournalCorrupt, JournalFailed
from iceline.journal import schema
from iceline.journal.journal import Draft, Journal
from iceline.journal.sqlite import SqliteJournal

from .contract import JournalContract, appends, draft, numbered

OPENING = """
import sys
from pathlib import Path
from iceline.journal.sqlite import SqliteJournal
SqliteJournal(Path(sys.argv[1]))
"""

A = ("photocell", "a")

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


class TestSqliteJournal(JournalContract):
    def opened(self, folder: Path) -> Journal:
        return SqliteJournal(folder / "journal.sqlite3")

    @settings(max_examples=10, deadline=None)
    @given(batches=appends())
    def test_whatever_was_appended_comes_back_unchanged(self, batches: list[list[Draft]]) -> None:
        self.check_unchanged(batches)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


async def written(path: Path, *names: str) -> None:
    """A closed journal with an entry of each name."""
    journal = SqliteJournal(path)
    await journal.append([draft(name) for name in names])
    await journal.close()


async def test_journal_opened_again_holds_what_it_held_and_counts_on(path: Path) -> None:
    await written(path, "a", "b")
    await written(path, "c")
    assert list(SqliteJournal.reading(path).replay()) == numbered([draft("a"), draft("b"), draft("c")])


def beside(path: Path) -> list[str]:
    """The file and all whose names begin like its name."""
    return sorted(file.name for file in path.parent.glob(f"{path.name}*"))


async def test_second_server_on_the_same_journal_is_told_so_in_one_sentence(path: Path) -> None:
    journal = SqliteJournal(path)
    with pytest.raises(JournalFailed, match=r"is open in another Iceline: stop that one, or take another --journal\.$"):
        SqliteJournal(path)
    await journal.append([draft("a")])
    await journal.close()
    await written(path, "b")


async def test_other_process_cannot_open_the_journal_either(path: Path) -> None:
    journal = SqliteJournal(path)
    other = await asyncio.create_subprocess_exec(
        sys.executable, "-c", OPENING, str(path), stderr=asyncio.subprocess.PIPE
    )
    _, told = await asyncio.wait_for(other.communicate(), 30)
    await journal.close()
    assert b"is open in another Iceline" in told


async def test_appends_that_wait_for_the_disk_go_into_few_commits(path: Path) -> None:
    journal, other = SqliteJournal(path), apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    waiting = [asyncio.create_task(journal.append([draft(str(n))])) for n in range(90)]
    await asyncio.sleep(0)
    before = log_pages(path)
    other.execute("ROLLBACK")
    other.close()
    await asyncio.gather(*waiting)
    written_pages = log_pages(path) - before
    await journal.close()
    assert written_pages < 45, "90 commits would have written at least 90 pages, and most of them twice"


def log_pages(path: Path) -> int:
    return path.with_name(f"{path.name}-wal").stat().st_size // 4096


async def test_disk_that_does_not_answer_is_not_waited_for_at_the_end(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iceline.journal.sqlite.CLOSE_TIMEOUT_S", 0.05)
    journal, other = SqliteJournal(path), apsw.Connection(str(path))
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(journal.append([draft("a")]))
    await asyncio.sleep(0)
    with pytest.raises(JournalFailed, match="the disk has not answered for"):
        await journal.close()
    other.close()
    await waiting
    monkeypatch.undo()
    await journal.close()
    assert [entry.id for entry in SqliteJournal.reading(path).replay()] == ["a"]


async def test_closed_journal_finds_nothing_more_and_leaves_one_file(path: Path) -> None:
    journal = SqliteJournal(path)
    await journal.append([draft("a")])
    assert len(journal.find([A])) == 1
    await journal.close()
    with pytest.raises(JournalFailed, match=r"The journal is closed\."):
        journal.find([A])
    assert [name for name in beside(path) if not name.endswith((".lock", ".acknowledged"))] == [path.name]


async def test_reader_finds_beside_the_writer_and_after_it(path: Path) -> None:
    journal, reader = SqliteJournal(path), SqliteJournal.reading(path)
    await journal.append([draft("a")])
    assert reader.find([A]) == {A: numbered([draft("a")])[0]}
    await journal.close()
    assert reader.find([A]) == {A: numbered([draft("a")])[0]}


async def test_readers_beside_the_writer_see_what_is_committed(path: Path) -> None:
    journal = SqliteJournal(path)
    reader = SqliteJournal.reading(path)
    await journal.append([draft("a")])
    assert [entry.id for entry in reader.replay()] == ["a"]
    await journal.append([draft("b")])
    assert [entry.id for entry in reader.replay(after=1)] == ["b"]
    await journal.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET body = x'00'",
        "DELETE FROM entry",
        "INSERT OR REPLACE INTO entry VALUES (1, 'photocell', 'a', 0, x'00')",
        "INSERT OR REPLACE INTO entry VALUES (2, 'photocell', 'a', 0, x'00')",
        "INSERT INTO entry VALUES (3, 'photocell', 'c', 0, x'00')",
        "INSERT INTO entry (source, id, received_at_us, body) VALUES ('photocell', 'a', 0, x'00')",
    ],
)
async def test_nothing_is_edited_deleted_or_left_out_whoever_writes(path: Path, statement: str) -> None:
    await written(path, "a")
    with schema.open_writing(path) as connection, pytest.raises(apsw.ConstraintError):
        connection.execute(statement)
    connection.close()
    assert list(SqliteJournal.reading(path).replay()) == numbered([draft("a")])


def test_journal_waits_for_the_disk_at_every_commit(path: Path) -> None:
    connection = schema.open_writing(path)
    assert connection.pragma("journal_mode") == "wal"
    assert connection.pragma("synchronous") == 2
    connection.close()


def test_file_of_something_else_is_refused_and_left_alone(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises(JournalCorrupt, match=r"is not a journal of Iceline\.$"):
        SqliteJournal(path)
    assert path.read_bytes() == b"Dear diary, " * 100


def test_database_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    with apsw.Connection(str(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalCorrupt, match=r"is not a journal of Iceline\.$"):
        SqliteJournal(path)
    assert path.read_bytes() == before


async def test_journal_of_a_newer_version_is_refused(path: Path) -> None:
    await written(path, "a")
    with apsw.Connection(str(path)) as newer:
        newer.pragma("user_version", 2)
    newer.close()
    with pytest.raises(JournalCorrupt, match="of another version of Iceline: its format is 2, not 1"):
        SqliteJournal(path)


def test_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "journal.sqlite3"
    with pytest.raises(JournalFailed, match=r"nowhere.*cannot be opened"):
        SqliteJournal(path)


def test_folder_in_the_place_of_the_journal_is_refused(path: Path) -> None:
    path.mkdir()
    with pytest.raises(JournalFailed, match="cannot be opened"):
        SqliteJournal(path)


@pytest.mark.skipif(AS_ROOT, reason="nothing is read-only for root")
def test_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(JournalFailed, match="its folder cannot be written"):
        SqliteJournal(tmp_path / "journal.sqlite3")
    tmp_path.chmod(0o700)


def test_sqlite_that_may_lose_entries_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(JournalFailed, match=r"SQLite 3\.51\.2 can lose entries; Iceline needs 3\.51\.3 or newer"):
        SqliteJournal(path)


async def test_draft_that_no_journal_can_hold_is_told_and_the_next_is_stored(path: Path) -> None:
    journal = SqliteJournal(path)
    with pytest.raises(JournalFailed):
        await journal.append([draft("a", source="\ud800")])
    with pytest.raises(JournalFailed):
        await journal.append([Draft("photocell", "a", 2**70, b"{}")])
    await journal.append([draft("b")])
    assert [entry.id for entry in journal.replay()] == ["b"]
    await journal.close()


async def test_backup_of_a_running_journal_is_a_journal_in_one_file(path: Path, tmp_path: Path) -> None:
    journal, copy = SqliteJournal(path), tmp_path / "copy.sqlite3"
    await journal.append([draft("a"), draft("b")])
    journal.backup(copy)
    await journal.append([draft("c")])
    await journal.close()
    assert [entry.id for entry in SqliteJournal.reading(copy).replay()] == ["a", "b"]
    assert beside(copy) == ["copy.sqlite3"]
    await written(copy, "c")


async def test_backup_never_replaces_a_file(path: Path, tmp_path: Path) -> None:
    await written(path, "a")
    copy = tmp_path / "copy.sqlite3"
    copy.write_text("mine")
    with pytest.raises(JournalFailed, match="exists already"):
        SqliteJournal.reading(path).backup(copy)
    assert copy.read_text() == "mine"


def test_backup_of_what_is_no_journal_leaves_no_file(path: Path, tmp_path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    with pytest.raises((JournalFailed, JournalCorrupt)):
        SqliteJournal.reading(path).backup(tmp_path / "copy.sqlite3")
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


async def test_missing_entry_is_found_when_replaying(path: Path) -> None:
    await written(path, "a", "b", "c")
    with apsw.Connection(str(path)) as connection:
        connection.execute("DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE seq = 2")
    connection.close()
    with pytest.raises(JournalCorrupt, match=r"Entry 2 of the journal .* is missing"):
        list(SqliteJournal.reading(path).replay())
