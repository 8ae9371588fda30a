"""Samalog points: seconds per 500 m, truncated to thousandths per distance, then added (RULES.md 4.5).

Points are integers of a thousandth. They are made of official times, never of measured ones; what time is needed for
how many points is solved in integers too, so that it is exact.
"""


def points_milli(time_cs: int, metres: int) -> int:
    """The points of an official time over a distance: 1:42.56 over 1500 m are 34186."""
    return 5_000 * time_cs // metres


def format_points(milli: int) -> str:
    """`144.690`."""
    return f"{milli // 1_000}.{milli % 1_000:03}"


def slowest_below_cs(milli: int, metres: int) -> int | None:
    """The slowest time with fewer points than `milli`; a hundredth more has as many or more. None where there is none.

    5000 t // metres < milli exactly when 5000 t < milli metres.
    """
    return lead_cs(milli, metres) - 1 if milli > 0 else None


def lead_cs(milli: int, metres: int) -> int:
    """How much faster over the distance makes up for `milli` points, whatever time the other skates."""
    return -(-milli * metres // 5_000)
