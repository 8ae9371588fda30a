"""A server whose clock is set an hour forward and back goes on as if nothing had been; the script reads pages too."""

from pathlib import Path

from tests.crash.stepped_clock import run
from tests.crash.watched import report


async def test_a_clock_that_is_set_in_mid_race_moves_nothing(tmp_path: Path) -> None:
    outcome = await run(tmp_path, screens=3)
    assert outcome.is_clean, report(outcome)
