"""A server that is killed in mid-race loses nothing it has acknowledged; `kill_the_server` does it more often."""

from pathlib import Path

from tests.crash.kill_the_server import Plan, report, run


async def test_nothing_acknowledged_is_lost_when_the_server_is_killed_in_mid_race(tmp_path: Path) -> None:
    outcome = await run(Plan(kills=3, seed=7, screens=6), tmp_path)
    assert outcome.is_clean, report(outcome)
    assert outcome.counts["requests that broke"] > 0
