"""A disk that is full or read-only stops the events and nothing else; full_disk and read_only_disk do it at length."""

from pathlib import Path

import pytest

from tests.crash import full_disk, read_only_disk
from tests.crash.disk_trouble import refusing, run
from tests.crash.small_disk import NoDisk, small_disk
from tests.crash.watched import report


@pytest.mark.parametrize("word", ["full", "read-only"])
async def test_a_disk_that_refuses_for_a_while_loses_nothing(word: str, tmp_path: Path) -> None:
    outcome = await run(refusing(tmp_path, word, "a test"), tmp_path, screens=3)
    assert outcome.is_clean, report(outcome)


async def test_a_real_full_disk_loses_nothing(tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path) as disk:
            outcome = await run(full_disk.filled(disk), tmp_path, screens=3)
    except NoDisk as why:
        pytest.skip(f"no disk of our own: {why}")
    assert outcome.is_clean, report(outcome)


async def test_a_real_disk_that_fails_loses_nothing(tmp_path: Path) -> None:
    try:
        with small_disk(tmp_path) as disk:
            outcome = await read_only_disk.real(disk, tmp_path, screens=3, pages=False)
    except NoDisk as why:
        pytest.skip(f"no disk of our own: {why}")
    assert outcome.is_clean, report(outcome)
