"""Short distances, and tracks of 333 1/3 m: where they are timed, and that they look like skating."""

from itertools import pairwise

import pytest

from iceline_simulator.course import split_points
from iceline_simulator.performance import performance
from iceline_simulator.times import parse
from tests.simulator.races import Json, race, steps_of
from tests.simulator.steps import of

# 333 1/3 m: a 500 is a lap and a half, a 1000 three laps, a 1500 four and a half (RULES.md 1.3).
POINTS = [
    (100, 400, (100,)), (300, 400, (300,)), (700, 400, (300, 700)),
    (100, 333, (100,)), (300, 333, (300,)),
    (500, 333, (166.67, 500)),
    (1000, 333, (333.33, 666.67, 1000)),
    (1500, 333, (166.67, 500, 833.33, 1166.67, 1500)),
    (3000, 333, (333.33, 666.67, 1000, 1333.33, 1666.67, 2000, 2333.33, 2666.67, 3000)),
]  # fmt: skip


def alone(metres: int, track: int, **entry: str | dict[str, str]) -> Json:
    return {
        "id": "d", "name": "Test", "metres": metres, "track": track, "category": "W",
        "pairs": [{"number": 1, "entries": [{"skater": "ada", "lane": "inner"} | entry]}],
    }  # fmt: skip


@pytest.mark.parametrize(("metres", "track", "points"), POINTS)
def test_a_distance_is_timed_where_its_track_has_the_line(metres: int, track: int, points: tuple[float, ...]) -> None:
    assert split_points(metres, track) == points
    told = of(steps_of(alone(metres, track)), "passing_measured", how="transponder")
    assert [step.event["metres"] for step in told] == list(points)


def test_there_is_no_700_on_a_short_track() -> None:
    with pytest.raises(KeyError):
        split_points(700, 333)


@pytest.mark.parametrize("seed", range(1, 11))
def test_laps_of_a_short_track_are_five_sixths_of_the_others(seed: int) -> None:
    """A 1500 m in two minutes is laps of 32 s on 400 m, and of 26 to 27 s on 333 1/3 m."""
    distance = race(alone(1500, 333, time={"time": "2:00.00"})).distances[0]
    times = performance(distance, distance.pairs[0].entries[0], 1, seed).elapsed_us
    opener, *laps = [after - before for before, after in pairwise((0, *times))]
    assert times[-1] // 10_000 * 10_000 == parse("2:00.00")
    assert 15.5 < opener / 1e6 < 18.0
    assert all(24.5 < lap / 1e6 < 28.5 for lap in laps)
    assert laps[1:] == sorted(laps[1:])


@pytest.mark.parametrize(("metres", "least_s", "most_s"), [(100, 10.5, 12.5), (300, 25.5, 29.0), (700, 53.0, 58.5)])
def test_a_short_distance_without_a_time_takes_what_is_usual(metres: int, least_s: float, most_s: float) -> None:
    distance = race(alone(metres, 400)).distances[0]
    for seed in range(1, 11):
        assert least_s < performance(distance, distance.pairs[0].entries[0], 1, seed).total_us / 1e6 < most_s
