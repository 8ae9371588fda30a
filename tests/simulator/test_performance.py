"""What is drawn keeps to what the file says."""

from dataclasses import replace
from itertools import pairwise

import pytest

from iceline_simulator.performance import performance
from iceline_simulator.racefile import Distance, Entry, RaceFile
from iceline_simulator.reading import read
from iceline_simulator.times import official, parse
from iceline_simulator.values import Goal, SplitGoal

SEEDS = range(40)


@pytest.fixture(scope="module")
def kilometre() -> Distance:
    return read("olympic-w1000-2026").distances[0]


def skate(distance: Distance, entry: Entry, seed: int = 1) -> tuple[int, ...]:
    return performance(distance, entry, 1, seed).elapsed_us


def test_a_published_time_comes_out_truncated(kilometre: Distance) -> None:
    entry = Entry(skater="a", lane="inner", time=Goal(time=parse("1:12.31")))
    for seed in SEEDS:
        total_us = skate(kilometre, entry, seed)[-1]
        assert official(total_us) == parse("1:12.31")
        assert total_us % 1000 == 0  # a photo finish reads whole thousandths


def test_the_thousandth_of_the_file_decides(kilometre: Distance) -> None:
    entry = Entry(skater="a", lane="inner", time=Goal(time=parse("1:15.83"), thousandth=7))
    assert skate(kilometre, entry)[-1] == 75_837_000


def test_published_splits_come_out_truncated(kilometre: Distance) -> None:
    splits = (SplitGoal(metres=200, time=parse("17.83")), SplitGoal(metres=600, time=parse("45.33")))
    entry = Entry(skater="a", lane="inner", time=Goal(time=parse("1:16.24")), splits=splits)
    for seed in SEEDS:
        assert [official(us) for us in skate(kilometre, entry, seed)] == [17_830_000, 45_330_000, 76_240_000]


def test_values_between_bounds_stay_there(kilometre: Distance) -> None:
    opener = SplitGoal(metres=200, between=(parse("17.40"), parse("17.49")))
    entry = Entry(skater="a", lane="inner", time=Goal(between=(parse("1:15.01"), parse("1:15.45"))), splits=(opener,))
    drawn = [skate(kilometre, entry, seed) for seed in SEEDS]
    assert all(parse("17.40") <= official(times[0]) <= parse("17.49") for times in drawn)
    assert all(parse("1:15.01") <= official(times[-1]) <= parse("1:15.45") for times in drawn)
    assert len({official(times[-1]) for times in drawn}) > 20


def test_laps_of_truncated_times_add_up_to_the_official_time(kilometre: Distance) -> None:
    for pair in kilometre.pairs:
        for entry in pair.entries:
            times = [0, *(official(us) for us in performance(kilometre, entry, pair.number, 1).elapsed_us)]
            assert sum(after - before for before, after in pairwise(times)) == times[-1]
            assert all(before < after for before, after in pairwise(times))


def test_the_same_seed_skates_the_same_and_another_another(kilometre: Distance) -> None:
    entry = Entry(skater="a", lane="inner")
    assert skate(kilometre, entry, 1) == skate(kilometre, entry, 1)
    assert skate(kilometre, entry, 1) != skate(kilometre, entry, 2)


def test_an_entry_does_not_depend_on_the_others(small_race: RaceFile) -> None:
    distance = small_race.distances[0]
    alone = replace(distance, pairs=distance.pairs[1:])
    entry = distance.pairs[1].entries[0]
    assert performance(distance, entry, 2, 1) == performance(alone, entry, 2, 1)


def test_a_skater_without_a_time_skates_near_her_best(kilometre: Distance) -> None:
    entry = Entry(skater="a", lane="inner", personal_best=parse("1:16.00"))
    assert all(parse("1:16.00") < skate(kilometre, entry, seed)[-1] < parse("1:18.00") for seed in SEEDS)
