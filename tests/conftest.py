"""Tests that need a real Chromium: skipped where there is none, failed where ICELINE_BROWSER=required."""

import os

import pytest

from tests.browser.chromium import NO_CHROMIUM, find_chromium


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fixtures would be too late: a skip must not start a server first."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get("ICELINE_BROWSER") == "required":
        pytest.fail(f"{NO_CHROMIUM} It is required here (ICELINE_BROWSER=required).", pytrace=False)
    pytest.skip(NO_CHROMIUM)
