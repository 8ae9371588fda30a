"""Where a distance is timed on a 400 m track: its split points, the finish last (ISU; RULES.md 1.3)."""

from typing import Final, Literal

Metres = Literal[500, 1000, 1500, 3000, 5000, 10000]

LAP_METRES: Final = 400
FIRST_SPLIT: Final[dict[int, int]] = {500: 100, 1000: 200, 1500: 300, 3000: 200, 5000: 200, 10000: 400}


def split_points(metres: int) -> tuple[int, ...]:
    return tuple(range(FIRST_SPLIT[metres], metres + 1, LAP_METRES))
