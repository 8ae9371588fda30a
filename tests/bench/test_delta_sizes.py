"""What a screen is sent for a split stays small: bytes, unlike times, are the same on every machine."""

import pytest

from tests.bench.delta_sizes import METRES, Played, play
from tests.bench.invented import Story

MEDIAN_BYTES = 450
P99_BYTES = 1_200
SNAPSHOT_BYTES = 15_000

STORIES = [
    *(Story(metres, with_uuids=True) for metres in METRES),
    Story(1000),
    Story(5000, with_uuids=True, quartets=True),
]


def _name(story: Story) -> str:
    parts = (f"{story.metres}", story.with_uuids and "uuids", story.quartets and "quartets")
    return "-".join(part for part in parts if part)


@pytest.fixture(scope="module", params=STORIES, ids=_name)
def played(request: pytest.FixtureRequest) -> Played:
    return play(request.param)


@pytest.mark.parametrize("board", ["arena", "desk"])
def test_a_split_among_thirty_skaters_is_a_small_delta(played: Played, board: str) -> None:
    sizes = played.sizes[board]
    assert sizes.of_splits(0.5) <= MEDIAN_BYTES
    assert sizes.of_splits(0.99) <= P99_BYTES


@pytest.mark.parametrize("board", ["arena", "desk"])
def test_the_snapshot_of_a_whole_distance_is_small(played: Played, board: str) -> None:
    assert played.sizes[board].snapshot <= SNAPSHOT_BYTES
