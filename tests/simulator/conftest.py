"""The tiny server, the movable clock and the small race as fixtures."""

from collections.abc import Iterator

import pytest

from iceline_simulator.racefile import RaceFile
from iceline_simulator.reading import parse
from tests.simulator.tiny_server import FakeTime, TinyServer

SMALL_RACE = """{
  "format": "iceline-race/1",
  "competition": {"name": "Two pairs"},
  "skaters": [
    {"id": "ada", "last_name": "Ada"},
    {"id": "bea", "last_name": "Bea"},
    {"id": "cleo", "last_name": "Cleo"},
    {"id": "dora", "last_name": "Dora"}
  ],
  "distances": [
    {"id": "w500", "name": "Women 500 m", "metres": 500, "category": "W", "pairs": [
      {"number": 1, "entries": [
        {"skater": "ada", "lane": "inner", "time": {"time": "40.00"}},
        {"skater": "bea", "lane": "outer", "time": {"time": "41.00"}}]},
      {"number": 2, "entries": [
        {"skater": "cleo", "lane": "inner", "time": {"time": "39.50"}},
        {"skater": "dora", "lane": "outer", "time": {"time": "42.00"}}]}]}
  ]
}"""


@pytest.fixture
def server() -> Iterator[TinyServer]:
    tiny = TinyServer()
    tiny.start()
    yield tiny
    tiny.stop()


@pytest.fixture
def fake_time() -> FakeTime:
    return FakeTime()


@pytest.fixture
def small_text() -> str:
    return SMALL_RACE


@pytest.fixture
def small_race() -> RaceFile:
    return parse("small.json", SMALL_RACE)
