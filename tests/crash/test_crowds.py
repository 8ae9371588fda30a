"""Unruly screens hurt nobody, and a herd comes back whole; the scripts do it with a thousand and more."""

import re
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from tests.crash import thundering_herd, unruly_screens
from tests.crash.lean_screen import retry_delay_s
from tests.crash.watched import report

LINK_JS = files("iceline_web") / "static" / "js" / "link.js"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


async def test_unruly_screens_hurt_nobody(tmp_path: Path) -> None:
    outcome, felt = await unruly_screens.run(unruly_screens.Plan(clients=40, seconds=2, seed=3), tmp_path)
    assert outcome.is_clean, f"{felt}\n{report(outcome)}"
    assert outcome.counts["unruly: flood: closed with 1008"] >= 1


@pytest.mark.parametrize(("has_jitter", "restarts"), [(True, 2), (False, 1)])
async def test_a_herd_comes_back_whole(tmp_path: Path, has_jitter: bool, restarts: int) -> None:
    plan = thundering_herd.Plan(clients=40, restarts=restarts, seed=3, has_jitter=has_jitter)
    outcome, felt = await thundering_herd.run(plan, tmp_path)
    assert outcome.is_clean, f"{felt}\n{report(outcome)}"
    assert outcome.counts["screens: connections"] >= (restarts + 1) * 40


def test_screens_of_a_crowd_retry_by_the_rule_of_pages() -> None:
    """Against the page's own numbers: a doubling wait of 250 ms to 5 s, spread over its second half."""
    link = LINK_JS.read_text()
    first_ms, last_ms = (int(re.search(rf"{name}_RETRY_MS = ([\d_]+)", link)[1]) for name in ("FIRST", "LAST"))
    assert "longest * (0.5 + random / 2)" in link
    for attempt in range(8):
        longest_s = min(last_ms, first_ms * 2**attempt) / 1000
        assert retry_delay_s(attempt, 0) == longest_s / 2
        assert retry_delay_s(attempt, 1) == longest_s
