"""Times between text and microseconds."""

import pytest

from iceline_simulator.times import official, parse, show


@pytest.mark.parametrize(("text", "us"), [("36.49", 36_490_000), ("1:12.31", 72_310_000), ("12:25.69", 745_690_000)])
def test_a_time_reads_and_shows_alike(text: str, us: int) -> None:
    assert parse(text) == us
    assert show(us) == text


@pytest.mark.parametrize(
    "text", ["", "1:60.00", "72", "1:12.3", "1:12.314", "1:12,31", "-1.00", "1:12.31\n", 72.31, None]
)
def test_anything_else_is_no_time(text: object) -> None:
    with pytest.raises(ValueError, match="is not a time"):
        parse(text)


def test_an_official_time_is_truncated_never_rounded() -> None:
    assert show(official(100_176_000)) == "1:40.17"  # Nuis, 1500 m, 2019: measured 1:40.176
    assert show(official(105_009_000)) == "1:45.00"  # Verweij, 1500 m, 2014: measured 1:45.009
