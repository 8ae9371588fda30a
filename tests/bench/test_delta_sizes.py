"""What a screen is sent for a split stays small: bytes, unlike times, are the same on every machine."""

import pytest

from tests.bench.delta_sizes import METRES, Played, olympic, play
from tests.bench.invented import Story, told

MEDIAN_BYTES = 450
P99_BYTES = 1_200
SNAPSHOT_BYTES = 15_000

RACES = {
    **{f"{metres} m": lambda metres=metres: told(Story(metres, with_uuids=True)) for metres in METRES},
    "5000 m in quartets": lambda: told(Story(5000, with_uuids=True, quartets=True)),
    "the Olympic 1000 m": olympic,
}


@pytest.fixture(scope="module", params=RACES)
def played(request: pytest.FixtureRequest) -> Played:
    return play(RACES[request.param]())


@pytest.mark.parametrize("board", ["arena", "desk"])
def test_a_split_among_thirty_skaters_is_a_small_delta(played: Played, board: str) -> None:
    sizes = played.sizes[board]
    assert sizes.of_splits(0.5) <= MEDIAN_BYTES
    assert sizes.of_splits(0.99) <= P99_BYTES


@pytest.mark.parametrize("board", ["arena", "desk"])
def test_the_snapshot_of_a_whole_distance_is_small(played: Played, board: str) -> None:
    assert played.sizes[board].snapshot <= SNAPSHOT_BYTES
