"""Generated races look like skating."""

from itertools import pairwise
from random import Random

import pytest

from iceline_simulator.course import split_points
from iceline_simulator.pacing import PACING, TYPICAL_S, cumulative

SEEDS = range(60)
EVERY = sorted(PACING)

# Shares of the total, a little outside what was seen: openers and last laps of 13 to 25 published races a distance
# (500 m: the published opener of 10.18 in 36.49 is 0.279).
OPENER = {500: (0.268, 0.290), 1000: (0.228, 0.256), 1500: (0.218, 0.235), 3000: (0.077, 0.087)}
LAST_LAP = {500: (0.710, 0.732), 1000: (0.374, 0.416), 1500: (0.263, 0.283), 3000: (0.131, 0.143)}


def skated(metres: int, category: str, seed: int) -> tuple[int, ...]:
    return cumulative(metres, category, round(TYPICAL_S[metres, category] * 1_000_000), Random(seed))


@pytest.mark.parametrize(("metres", "category"), EVERY)
def test_shares_add_up_to_the_whole(metres: int, category: str) -> None:
    pacing = PACING[metres, category]
    assert len(pacing.shares) == len(pacing.fade) == len(split_points(metres))
    assert sum(pacing.shares) == pytest.approx(1, abs=0.004)
    assert sum(pacing.fade) == pytest.approx(0, abs=0.0005)


@pytest.mark.parametrize(("metres", "category"), EVERY)
def test_time_goes_forward_and_ends_with_the_total(metres: int, category: str) -> None:
    total_us = round(TYPICAL_S[metres, category] * 1_000_000)
    for seed in SEEDS:
        times = skated(metres, category, seed)
        assert all(before < after for before, after in pairwise((0, *times)))
        assert times[-1] == total_us


@pytest.mark.parametrize(("metres", "category"), [each for each in EVERY if each[0] in OPENER])
def test_openers_and_last_laps_keep_to_what_was_seen(metres: int, category: str) -> None:
    for seed in SEEDS:
        times = skated(metres, category, seed)
        assert OPENER[metres][0] < times[0] / times[-1] < OPENER[metres][1]
        assert LAST_LAP[metres][0] < (times[-1] - times[-2]) / times[-1] < LAST_LAP[metres][1]


@pytest.mark.parametrize(("metres", "category"), [each for each in EVERY if each[0] in (1000, 1500)])
def test_laps_of_the_middle_distances_get_slower(metres: int, category: str) -> None:
    for seed in SEEDS:
        laps = [after - before for before, after in pairwise(skated(metres, category, seed))]
        assert laps == sorted(laps)


@pytest.mark.parametrize(("metres", "category"), [each for each in EVERY if each[0] >= 3000])
def test_laps_of_the_long_distances_stay_within_a_tenth_of_each_other(metres: int, category: str) -> None:
    for seed in SEEDS:
        laps = [after - before for before, after in pairwise(skated(metres, category, seed))]
        assert max(laps) < 1.13 * min(laps)


def test_skaters_differ() -> None:
    assert len({skated(1000, "W", seed) for seed in SEEDS}) == len(SEEDS)
