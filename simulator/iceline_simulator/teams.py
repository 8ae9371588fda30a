"""Who of a team crosses the line where: three of a pursuit and a sprint, one after the other in a relay."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final

from iceline_simulator.course import LAP_METRES, Format

RIDERS: Final = 3
"""A fourth is a reserve."""

FOLLOWS_US: Final = (210_000, 420_000)
"""Half a second at most between two skates of one team: they push each other."""


@dataclass(frozen=True, slots=True)
class Ridden:
    """A member crosses this point."""

    member: str
    metres: float
    elapsed_us: int


def ridden(
    form: Format, members: Sequence[str], points: Sequence[float], times_us: Sequence[int], rng: Random
) -> Iterator[Ridden]:
    """Every crossing of every member: the team's time at each point is that of the member who counts there.

    In a pursuit the third counts, in a sprint and in a relay whose lap it is (docs/rules.md).
    """
    for metres, team_us in zip(points, times_us, strict=True):
        for member, offset_us in _order(form, members, metres, rng):
            yield Ridden(member, metres, team_us + offset_us)


def _order(form: Format, members: Sequence[str], metres: float, rng: Random) -> Iterator[tuple[str, int]]:
    """Who crosses there, first to last, and how far from the team's time."""
    lap = -int(-metres // LAP_METRES)
    if form == "mixed_relay":
        yield members[(lap // 2) % 2], 0
        return
    left = members[lap - 1 : RIDERS] if form == "team_sprint" else _rotated(members[:RIDERS], lap - 1)
    behind = [0]
    for _ in left[1:]:
        behind.append(behind[-1] + rng.randrange(*FOLLOWS_US, 100))
    counts = 0 if form == "team_sprint" else behind[-1]
    yield from ((member, us - counts) for member, us in zip(left, behind, strict=True))


def _rotated(members: Sequence[str], laps: int) -> list[str]:
    """Who has led a lap goes to the back."""
    first = laps % len(members)
    return [*members[first:], *members[:first]]
