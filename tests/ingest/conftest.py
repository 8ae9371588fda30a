"""A fresh server for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.rink import Rink, running_rink


@pytest.fixture
async def rink(tmp_path: Path) -> AsyncIterator[Rink]:
    async with running_rink(tmp_path) as running:
        yield running
