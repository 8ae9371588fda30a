"""The course: split points, laps to go, lanes (RULES.md 1.3, 1.4)."""

import pytest

from iceline.race.course import course, is_possible, lane_at, point_at

SPLITS = {
    500: [100, 500],
    1000: [200, 600, 1000],
    1500: [300, 700, 1100, 1500],
    3000: [200, 600, 1000, 1400, 1800, 2200, 2600, 3000],
    5000: [200, *range(600, 5001, 400)],
    10000: list(range(400, 10001, 400)),
}

FINISH_LANE_OF_INNER_STARTER = {
    500: "outer", 1000: "inner", 1500: "outer", 3000: "outer", 5000: "inner", 10000: "outer",
}  # fmt: skip

CROSSINGS = {500: 1, 1000: 2, 1500: 3, 3000: 7, 5000: 12, 10000: 25}

LAPS_ON_333 = {500: 1.5, 1000: 3, 1500: 4.5, 3000: 9, 5000: 15, 10000: 30}


@pytest.mark.parametrize("metres", SPLITS)
def test_split_points_on_400_m(metres: int) -> None:
    assert [p.metres for p in course(metres).points] == SPLITS[metres]


@pytest.mark.parametrize("metres", SPLITS)
def test_laps_to_go_count_down_to_zero_at_the_finish(metres: int) -> None:
    assert [p.laps_to_go for p in course(metres).points] == list(range(len(SPLITS[metres]) - 1, -1, -1))


@pytest.mark.parametrize("metres", CROSSINGS)
def test_crossings_and_finish_lane(metres: int) -> None:
    finish = course(metres).finish
    assert finish.crossings == CROSSINGS[metres]
    assert lane_at("inner", finish) == FINISH_LANE_OF_INNER_STARTER[metres]
    assert lane_at("outer", finish) != lane_at("inner", finish)


@pytest.mark.parametrize("metres", LAPS_ON_333)
def test_course_on_a_short_track_ends_at_the_finish(metres: int) -> None:
    a_course = course(metres, 333)
    whole_laps = len(a_course.points) - 1
    first = a_course.points[0].metres / 333.333
    assert a_course.finish.metres == metres
    assert round(whole_laps + first, 1) == LAPS_ON_333[metres]


@pytest.mark.parametrize(
    ("metres", "time_us", "possible"),
    [
        (1000, 65_370_000, True),  # the men's world record
        (500, 33_610_000, True),
        (10000, 745_690_000, True),
        (10000, 1_500_000_000, True),  # a slow club skater
        (1000, 40_000_000, False),
        (500, 20_000_000, False),
        (1000, -1, False),
        (1000, 3_600_000_001, False),
    ],
)
def test_only_what_somebody_could_skate_is_possible(metres: int, time_us: int, possible: bool) -> None:
    assert is_possible(course(metres).finish, time_us) is possible


def test_metres_name_a_split_point_or_none() -> None:
    assert point_at(course(1000), 600.2) == course(1000).points[1]
    assert point_at(course(1000), 400) is None


@pytest.mark.parametrize(
    ("metres", "track", "points", "laps_to_go"),
    [
        (100, 400, [100], [0]),
        (300, 400, [300], [0]),
        (700, 400, [300, 700], [1, 0]),
        (100, 333, [100], [0]),
        (300, 333, [300], [0]),
        (700, 333, [366.67, 700], [1, 0]),
    ],
)
def test_distances_of_clubs(metres: int, track: int, points: list[float], laps_to_go: list[int]) -> None:
    """The 700 m of a track of 333 1/3 m are two laps and 33 1/3 m: nobody is timed after so short a start."""
    found = course(metres, track)
    assert [(p.metres, p.laps_to_go) for p in found.points] == list(zip(points, laps_to_go, strict=True))


def test_the_700_m_of_a_short_track_has_two_crossings_and_ends_in_the_lane_it_began_in() -> None:
    found = course(700, 333)
    assert [lane_at("inner", point) for point in found.points] == ["outer", "inner"]
