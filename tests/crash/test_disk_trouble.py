"""A disk that is full or read-only stops the events and nothing else; full_disk and read_only_disk do it at length."""

from pathlib import Path

from tests.crash.disk_trouble import refusing, run
from tests.crash.full_disk import filled
from tests.crash.small_disk import NoDisk, small_disk
from tests.crash.watched import report


async def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A real one where this machine lets us mount one."""
    try:
        with small_disk(tmp_path) as disk:
            outcome = await run(filled(disk), tmp_path, screens=3)
    except NoDisk as why:
        outcome = await run(refusing(tmp_path, "full", str(why)), tmp_path, screens=3)
    assert outcome.is_clean, report(outcome)


async def test_a_disk_that_is_read_only_for_a_while_loses_nothing(tmp_path: Path) -> None:
    outcome = await run(refusing(tmp_path, "read-only", "a test"), tmp_path, screens=3)
    assert outcome.is_clean, report(outcome)
