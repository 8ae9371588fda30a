"""World Cup points by season: how many points each rank of a distance earns (docs/rules.md).

The lists of a season are one ladder. Division A goes down it from the top; division B goes on where the field of A
ends, and its first three get a few points more.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from iceline.race.programme import Category, Distance


@dataclass(frozen=True, slots=True)
class Season:
    """`podium` are the points of the first ranks of A; below them rank n earns `ladder` - n, down to nothing.

    `b_extra` is what the first of B earn beside what their place on the ladder is worth; not in the mass start.
    `long` are the two long distances of a category, the shorter first. `fields` is how many start in division A.
    """

    podium: tuple[int, ...]
    ladder: int
    b_extra: tuple[int, ...]
    short: tuple[int, ...]
    long: Mapping[Category, tuple[int, int]]
    fields: Mapping[str, int]


SEASONS: Final[Mapping[str, Season]] = {
    "isu-2025-26": Season(
        podium=(60, 54, 48, 43, 40, 38, 36, 34),
        ladder=41,
        b_extra=(8, 5, 3),
        short=(500, 1000, 1500),
        long={"W": (3000, 5000), "M": (5000, 10000)},
        fields={"short": 20, "long": 16, "longest": 12, "mass_start": 20, "team_pursuit": 8},
    ),
}
"""Read off the official lists of the four World Cups of November and December 2025 (RULES.md 4.6)."""


def points_table(season: str, distance: Distance) -> tuple[int, ...] | None:
    """The points of each rank, best first; None where the season has none for this distance. Unknown seasons too."""
    rules = SEASONS.get(season)
    kind = _kind(rules, distance) if rules else None
    if rules is None or kind is None or distance.division is None:
        return None
    if distance.division == "A":
        last_of_podium = len(rules.podium)
        return rules.podium + tuple(range(rules.ladder - last_of_podium - 1, 0, -1))
    going_on = range(rules.ladder - rules.fields[kind] - 1, 0, -1)
    extra = () if kind == "mass_start" else rules.b_extra
    return tuple(points + (extra[n] if n < len(extra) else 0) for n, points in enumerate(going_on))


def _kind(rules: Season, distance: Distance) -> str | None:
    """By which field division A starts: the shorter the distance, the more skaters."""
    if distance.format != "pairs":
        return distance.format if distance.format in rules.fields else None
    if distance.metres in rules.short:
        return "short"
    long = rules.long.get(distance.category, ())
    return ("long", "longest")[long.index(distance.metres)] if distance.metres in long else None
