"""Times: truncated, never rounded; laps from truncated times (RULES.md 2.2, 2.3)."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iceline.race.times import (
    format_gap,
    format_hundredths,
    format_time,
    hundredths,
    lap_hundredths,
    parse_time,
)

REAL_CASES = [
    (100_176_000, "1:40.17"),
    (109_839_000, "1:49.83"),
    (33_616_000, "33.61"),
    (232_027_000, "3:52.02"),
    (105_009_000, "1:45.00"),
]
"""Measured and official: Nuis, Takagi, Kulizhnikov, Sablikova 2019, Verweij 2014 (RULES.md 2.2)."""

PURSUIT_CUMULATIVE = [
    181133, 313913, 447914, 582700, 718962, 855535, 990339, 1124459, 1261147, 1395605, 1530169, 1665073, 1803623,
    1944891, 2084346, 2224820,
]  # fmt: skip
PURSUIT_LAPS = [
    "18.11", "13.28", "13.40", "13.48", "13.62", "13.66", "13.48", "13.41", "13.67", "13.45", "13.45", "13.49", "13.86",
    "14.12", "13.95", "14.05",
]  # fmt: skip
"""A recorded pursuit in 0.1 ms and its presented laps (RULES.md 2.3)."""


@pytest.mark.parametrize(("measured_us", "official"), REAL_CASES)
def test_official_time_is_truncated_not_rounded(measured_us: int, official: str) -> None:
    assert format_time(measured_us) == official


def test_lap_is_the_difference_of_truncated_cumulative_times() -> None:
    cumulative = [0, *(t * 100 for t in PURSUIT_CUMULATIVE)]
    laps = [lap_hundredths(after, before) for before, after in pairwise(cumulative)]
    assert [format_hundredths(lap) for lap in laps] == PURSUIT_LAPS


def test_thousandth_is_shown_in_brackets_where_it_decided() -> None:
    assert format_time(69_651_900, decided=True) == "1:09.65(1)"


@pytest.mark.parametrize(
    ("gap_cs", "text"), [(28, "+0.28"), (164, "+1.64"), (-144, "\u22121.44"), (0, "+0.00"), (6_100, "+1:01.00")]
)
def test_gap_has_a_sign(gap_cs: int, text: str) -> None:
    assert format_gap(gap_cs) == text


@pytest.mark.parametrize("text", ["", "1:2.31", "72", "1:72", "72.3", "-1.00", "1:12.311", "1:12,31", "\u0661.00"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        parse_time(text)


@given(st.integers(min_value=0, max_value=3_600_000_000))
def test_a_printed_time_reads_back_as_its_hundredths(elapsed_us: int) -> None:
    assert parse_time(format_time(elapsed_us)) == hundredths(elapsed_us) * 10_000
