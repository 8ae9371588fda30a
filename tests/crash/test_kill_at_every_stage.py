"""A server that dies in the middle of a commit loses nothing it has acknowledged; the whole walk is a script."""

from pathlib import Path

import pytest

from tests.crash.doom import Unsynced
from tests.crash.kill_at_every_stage import Death, die
from tests.crash.watched import report

DEATHS = [
    Death("wal-half-write", 2),
    Death("wal-synced", unsynced=Unsynced.LOST),
]


@pytest.mark.parametrize("death", DEATHS, ids=lambda death: f"{death.stage}-{death.unsynced}")
async def test_nothing_acknowledged_is_lost_at_this_stage_of_a_commit(death: Death, tmp_path: Path) -> None:
    certificate, outcome = await die(death, tmp_path, screens=3)
    assert certificate.stage == f"{death.stage}:{death.nth}"
    assert outcome.is_clean, report(outcome)


async def test_a_disk_that_lies_about_its_syncs_is_found_out(tmp_path: Path) -> None:
    """The proof can fail: with such a disk a power cut does lose what was acknowledged. The server says so itself."""
    with pytest.raises(AssertionError, match=r"has acknowledged \d+ events and holds 0"):
        await die(Death("committed", unsynced=Unsynced.LOST, lying_disk=True), tmp_path, screens=3)
