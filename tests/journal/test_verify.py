"""A journal is checked without being touched, whatever is wrong with it."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from iceline.codec import encode
from iceline.journal.journal import Draft
from iceline.journal.sqlite import SqliteJournal
from iceline.journal.verify import verify
from iceline.race.events import PairCalled

START_US = 1_770_000_000_000_000


def called(number: int, source: str = "photocell") -> Draft:
    event = PairCalled(id=f"call-{number}", source=source, distance="w1000", pair=number)
    return Draft(source, event.id, START_US + number * 1_000_000, encode(event))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "journal.sqlite3"


def written(path: Path, *drafts: Draft) -> None:
    async def write() -> None:
        journal = SqliteJournal(path)
        await journal.append(drafts)
        await journal.close()

    asyncio.run(write())


def contents(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def test_good_journal_is_counted_by_source_and_has_no_problems(path: Path) -> None:
    written(path, called(1), called(2), called(3, "desk"))
    report = verify(path)
    assert report.entries == 3
    assert report.sources == {"photocell": 2, "desk": 1}
    assert report.first == datetime(2026, 2, 2, 2, 40, 1, tzinfo=UTC)
    assert report.last == datetime(2026, 2, 2, 2, 40, 3, tzinfo=UTC)
    assert report.problems == ()


def test_empty_journal_has_neither_first_nor_last(path: Path) -> None:
    written(path)
    report = verify(path)
    assert (report.entries, report.first, report.last, report.problems) == (0, None, None, ())


def test_closed_journal_is_read_without_a_byte_or_file_changed(path: Path) -> None:
    written(path, called(1))
    before = contents(path.parent)
    verify(path)
    assert contents(path.parent) == before


async def test_journal_of_a_running_server_is_checked_beside_it(path: Path) -> None:
    journal = SqliteJournal(path)
    await journal.append([called(1)])
    assert verify(path).entries == 1
    await journal.append([called(2)])
    report = verify(path)
    await journal.close()
    assert (report.entries, report.problems) == (2, ())


@pytest.mark.parametrize("lost", [4096, 100])
def test_cut_journal_says_so_and_what_is_left_is_counted(path: Path, lost: int) -> None:
    written(path, *(called(n) for n in range(1, 400)))
    whole = path.read_bytes()
    path.write_bytes(whole[:-lost])
    report = verify(path)
    assert f"The file is cut: {len(whole) - lost} bytes are left of {len(whole)}." in report.problems
    assert 0 < report.entries <= 399
    assert path.read_bytes() == whole[:-lost]


@pytest.mark.parametrize("left", [0, 1, 50, 100, 4096, 5000, 8192, 20_000])
def test_journal_cut_anywhere_never_crashes_the_check(path: Path, left: int) -> None:
    written(path, *(called(n) for n in range(1, 400)))
    path.write_bytes(path.read_bytes()[:left])
    assert verify(path).problems


def test_journal_with_noise_in_it_never_crashes_the_check(path: Path) -> None:
    written(path, *(called(n) for n in range(1, 400)))
    whole = path.read_bytes()
    for place in range(0, len(whole), 1531):
        path.write_bytes(whole[:place] + bytes(b ^ 0x5A for b in whole[place : place + 64]) + whole[place + 64 :])
        verify(path)


def test_file_that_is_not_there_is_a_problem(path: Path) -> None:
    assert verify(path).problems[0] == "The file cannot be read: No such file or directory."
    assert not path.exists()


def test_file_of_something_else_is_a_problem(path: Path) -> None:
    path.write_bytes(b"Dear diary, " * 100)
    assert verify(path).problems[0] == "The file is not an SQLite database, or its beginning is lost."


def test_database_of_another_program_is_a_problem(path: Path) -> None:
    with apsw.Connection(str(path)) as other:
        other.execute("CREATE TABLE bookmarks (url TEXT)")
    other.close()
    assert verify(path).problems == (f"{path} is not a journal of Iceline.",)


def test_hole_is_named(path: Path) -> None:
    written(path, *(called(n) for n in range(1, 6)))
    with apsw.Connection(str(path)) as connection:
        connection.execute("DROP TRIGGER entry_is_never_deleted; DELETE FROM entry WHERE seq IN (2, 3)")
    connection.close()
    report = verify(path)
    assert report.entries == 3
    assert report.problems == ("Entries 2 to 3 are missing.",)


def test_entry_that_is_no_event_is_named(path: Path) -> None:
    written(path, called(1), Draft("photocell", "odd", START_US, b'{"type":"pair_called"}'))
    assert verify(path).problems[0].startswith("Entry 2: id: is missing")


def test_entry_that_stands_under_another_id_is_named(path: Path) -> None:
    event = called(1)
    written(path, Draft("photocell", "other", START_US, event.body))
    assert verify(path).problems == ('Entry 1: its event is "call-1", but it stands under "other".',)


def test_a_thousand_problems_are_told_shortly(path: Path) -> None:
    written(path, *(Draft("photocell", str(n), START_US, b"nothing") for n in range(1000)))
    report = verify(path)
    assert report.entries == 1000
    assert len(report.problems) == 21
    assert report.problems[-1] == "980 more problems."
