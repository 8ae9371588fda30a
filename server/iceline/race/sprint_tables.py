"""Sprint tables: at which laps of a mass start points are given, and how many (RULES.md 4.1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class SprintTable:
    """`laps` at whose end a sprint is; `points` of each of them and `finish` points, by place from the first on."""

    laps: tuple[int, ...]
    points: tuple[int, ...]
    finish: tuple[int, ...]

    def lines(self, laps: int) -> tuple[int, ...]:
        """The laps with points in a race of so many: its sprints, then the finish. A shortened race drops sprints."""
        return (*(lap for lap in self.laps if lap < laps), laps)


SPRINT_TABLES: Final[Mapping[str, SprintTable]] = {
    "isu-2018": SprintTable((4, 8, 12), (3, 2, 1), (60, 40, 20, 10, 6, 3)),
    "isu-2018-junior": SprintTable((4, 7), (3, 2, 1), (30, 20, 10, 4, 2, 1)),
    "before-2018": SprintTable((4, 8, 12), (5, 3, 1), (60, 40, 20)),
}
"""By the name in `rules.sprint_table`. The juniors' laps are of the sources' weaker kind: check them against the
announcement of the competition.
"""


def points_for(place: int, points: tuple[int, ...]) -> int:
    """What a place is worth at a line; nothing behind the places that are paid."""
    return points[place - 1] if place <= len(points) else 0
