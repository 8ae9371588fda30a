"""For every test: logs as they were before it; a real Chromium where it needs one, or a skip with a reason."""

import logging
import os
from collections.abc import Iterator

import pytest
import structlog

from tests.browser.chromium import NO_CHROMIUM, find_chromium


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Fixtures would be too late: a skip must not start a server first."""
    if item.get_closest_marker("browser") is None or find_chromium() is not None:
        return
    if os.environ.get("ICELINE_BROWSER") == "required":
        pytest.fail(f"{NO_CHROMIUM} It is required here (ICELINE_BROWSER=required).", pytrace=False)
    pytest.skip(NO_CHROMIUM)


@pytest.fixture(autouse=True)
def _logs_as_they_were() -> Iterator[None]:
    """A command that runs in this process sets up its log."""
    root, before = logging.getLogger(), structlog.get_config()
    handlers = list(root.handlers)
    yield
    root.handlers = handlers
    structlog.configure(**before)
