"""Unruly screens hurt nobody, and a herd comes back whole; the scripts do it with a thousand and more."""

import sys
from pathlib import Path

import pytest

from tests.crash import thundering_herd, unruly_screens
from tests.crash.watched import report

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


async def test_unruly_screens_hurt_nobody(tmp_path: Path) -> None:
    outcome, table = await unruly_screens.run(unruly_screens.Plan(clients=40, seconds=2, seed=3), tmp_path)
    assert outcome.is_clean, f"{table}\n{report(outcome)}"
    assert outcome.counts["unruly: flood: closed with 1008"] == 1


@pytest.mark.parametrize("has_jitter", [True, False])
async def test_a_herd_comes_back_whole(tmp_path: Path, has_jitter: bool) -> None:
    plan = thundering_herd.Plan(clients=40, restarts=2, seed=3, has_jitter=has_jitter)
    outcome, table = await thundering_herd.run(plan, tmp_path)
    assert outcome.is_clean, f"{table}\n{report(outcome)}"
    assert outcome.counts["screens: connections"] >= 3 * 40
