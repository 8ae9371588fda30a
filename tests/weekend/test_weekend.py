"""A whole World Cup weekend before a screen of every kind; `python -m tests.weekend` prints the counts."""

import shutil
from pathlib import Path

import pytest

from tests.crash.watched import report
from tests.weekend.plan import PATHS, Plan
from tests.weekend.weekend import run

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)"),
]


async def test_a_whole_weekend_is_played_shown_and_written_without_a_fault(tmp_path: Path) -> None:
    outcome = await run(Plan(), tmp_path)
    assert outcome.is_clean, report(outcome)
    assert outcome.counts["pages"] == len(PATHS)
    assert outcome.counts["official rows read on a glass"] > 0
