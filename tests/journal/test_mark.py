"""A journal that has lost what it acknowledged is not started, and says so."""

import shutil
from pathlib import Path

import pytest

from iceline.errors import JournalCorrupt
from iceline.journal.journal import Draft
from iceline.journal.mark import acknowledged, mark_of
from iceline.journal.sqlite import SqliteJournal
from iceline.journal.verify import verify

BODY = b'{"type":"pair_called","id":"%d","distance":"w1000","pair":1}'


async def journal_left_by_a_crash(path: Path, events: int) -> None:
    """The files as a SIGKILL leaves them: the log is beside the journal."""
    written = path.with_name("written.sqlite3")
    journal = SqliteJournal(written)
    for number in range(1, events + 1):
        await journal.append([Draft("photocell", str(number), number, BODY % number)])
    for file in (written, log_of(written), mark_of(written)):
        shutil.copy(file, file.with_name(file.name.replace(written.name, path.name)))
    await journal.close()


def log_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def cut(path: Path, by: int) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - by)


async def test_the_mark_is_the_number_of_the_last_acknowledged_entry(tmp_path: Path) -> None:
    journal = SqliteJournal(tmp_path / "j")
    assert acknowledged(tmp_path / "j") == 0
    await journal.append([Draft("photocell", name, 0, b"{}") for name in "abc"])
    assert acknowledged(tmp_path / "j") == 3
    await journal.close()


async def test_a_log_that_lost_one_byte_is_not_started_and_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 7)
    cut(log_of(path), 1)
    before = path.read_bytes(), log_of(path).read_bytes()
    with pytest.raises(
        JournalCorrupt, match=r"acknowledged 7 events and holds 6: the last 1 are lost.*delete .*acknowl"
    ):
        SqliteJournal(path)
    assert (path.read_bytes(), log_of(path).read_bytes()) == before
    assert verify(path).problems == (f"The journal {path} has acknowledged 7 events and holds 6: the last 1 are lost.",)


async def test_without_the_mark_the_rest_is_taken_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 7)
    cut(log_of(path), 1)
    mark_of(path).unlink()
    journal = SqliteJournal(path)
    assert [entry.id for entry in journal.replay()] == ["1", "2", "3", "4", "5", "6"]
    assert (await journal.append([Draft("photocell", "7", 7, BODY % 7)]))[0].seq == 7
    await journal.close()


async def test_half_a_frame_behind_the_last_commit_is_no_loss(tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 7)
    with log_of(path).open("ab") as log:
        log.write(bytes(2000))
    journal = SqliteJournal(path)
    assert len(list(journal.replay())) == 7
    await journal.close()


async def test_a_mark_that_a_power_cut_left_behind_is_no_loss(tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 7)
    mark_of(path).write_text("3\n")
    journal = SqliteJournal(path)
    assert len(list(journal.replay())) == 7
    await journal.close()


@pytest.mark.parametrize("content", ["", "\0" * 21, "no number"])
async def test_a_mark_that_cannot_be_read_says_nothing(content: str, tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 2)
    mark_of(path).write_text(content)
    await SqliteJournal(path).close()


async def test_a_journal_that_was_deleted_is_missed(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = SqliteJournal(path)
    await journal.append([Draft("photocell", name, 0, b"{}") for name in "ab"])
    await journal.close()
    path.unlink()
    with pytest.raises(JournalCorrupt, match="acknowledged 2 events and holds 0"):
        SqliteJournal(path)
    assert not path.exists()


async def test_a_log_without_its_file_is_left_alone(tmp_path: Path) -> None:
    """SQLite would delete it, and with it everything that is not in the file yet."""
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 2)
    mark_of(path).unlink()
    path.write_bytes(b"")
    log = log_of(path).read_bytes()
    with pytest.raises(JournalCorrupt, match="The file is empty or gone, but its log j-wal is there"):
        SqliteJournal(path)
    assert verify(path).problems
    assert log_of(path).read_bytes() == log


async def test_a_file_that_was_cut_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "j"
    journal = SqliteJournal(path)
    await journal.append([Draft("photocell", str(number), 0, bytes(2000)) for number in range(20)])
    await journal.close()
    cut(path, 1)
    with pytest.raises(JournalCorrupt, match=r"is damaged\. The file is cut: .*iceline verify"):
        SqliteJournal(path)


async def test_a_crash_in_the_middle_of_a_checkpoint_is_no_damage(tmp_path: Path) -> None:
    """The first page is in the file already and says how long it will be; the others are still in the log."""
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 300)
    log = log_of(path).read_bytes()
    whole = tmp_path / "whole"
    for file in (path, log_of(path)):
        shutil.copy(file, file.with_name(file.name.replace("j", "whole", 1)))
    await SqliteJournal(whole).close()
    with path.open("r+b") as file:
        file.write(whole.read_bytes()[:4096])
    assert verify(path).problems == ()
    assert log_of(path).read_bytes() == log
    journal = SqliteJournal(path)
    assert len(list(journal.replay())) == 300
    await journal.close()


async def test_a_page_that_is_neither_in_the_file_nor_in_the_log_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "j"
    await journal_left_by_a_crash(path, 300)
    mark_of(path).unlink()
    await SqliteJournal(path).close()
    cut(path, 4096)
    with pytest.raises(JournalCorrupt, match="The file is cut"):
        SqliteJournal(path)
    assert any("The file is cut" in problem for problem in verify(path).problems)
