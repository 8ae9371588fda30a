"""Teams: whose crossing is the team's time at each point of the course (RULES.md 1.3, 4.2, 4.3, 4.4).

A crossing names the team, then it is the team's time; or a member, then the format says whether it counts: in a pursuit
the third member's, in a sprint or a relay that of the member whose lap it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil
from typing import Final

from msgspec import structs

from iceline.race.course import NOMINAL_LAP, Course
from iceline.race.passings import Split, accepted, splits
from iceline.race.programme import Format
from iceline.race.state import DistanceState, PairState, Passing, Run, Selection
from iceline.race.times import gap_hundredths

COUNTS_AT: Final = 3
"""A pursuit team is where its third skater is; a fourth may follow (RULES.md 4.2)."""

SPRINTERS: Final = 3
"""A fourth member of a sprint team is a reserve."""


@dataclass(frozen=True, slots=True)
class Team:
    """`id` is the team's as an entry, `members` in the order of the programme."""

    id: str
    members: tuple[str, ...]
    format: Format


@dataclass(frozen=True, slots=True)
class HandOver:
    """Where one member leaves the race to another: at `metres`, the time there, and how far behind the next one was.

    `gap_cs` is None in a relay, where the next one stands waiting, and until both have been measured.
    """

    metres: float
    leaves: str
    takes_over: str
    elapsed_us: int
    gap_cs: int | None


def team_of(distance: DistanceState, entry: str) -> Team | None:
    """The team that an entry is; None for a skater."""
    members = distance.teams.get(entry)
    return Team(entry, members, distance.distance.format) if members else None


def teams_in(distance: DistanceState, pair: PairState) -> tuple[Team, ...]:
    """The teams of a pair, in the order of its entries."""
    found = (team_of(distance, entry.skater) for entry in pair.pair.entries)
    return tuple(team for team in found if team is not None)


@lru_cache(maxsize=1024)
def team_splits(run: Run, team: Team, course: Course) -> tuple[Split, ...]:
    """The team's splits of one run: what names the team itself, and what follows from its members, by precedence."""
    own = [p for p in run.passings if p.skater == team.id]
    return splits([*own, *_derived(member_passings(run, team, course), team, course)], run.selections, course)


def member_passings(run: Run, team: Team, course: Course) -> dict[str, dict[int, Passing]]:
    """What counts of each member, by the index of the point. A source selected for the team is for its members too."""
    selections = tuple(_for_members(team, s) for s in run.selections)
    return {
        member: accepted((p for p in run.passings if p.skater == member), selections, course) for member in team.members
    }


def order_at(index: int, measured: Mapping[str, Mapping[int, Passing]]) -> list[tuple[str, int]]:
    """The members that have passed a point, first to last, each with its time."""
    passed = [(member, there[index].elapsed_us) for member, there in measured.items() if index in there]
    return sorted(passed, key=lambda one: one[1])


def whose_lap(team: Team, metres: float) -> str:
    """The member who skates the lap that ends at, or goes through, this point; of a sprint or a relay.

    A sprint loses its first skater after lap 1 and the second after lap 2. In a relay the second takes over after the
    first lap, and then they change every two: 1, 2-3, 4-5, 6 (the plan of 2020; RULES.md 4.4).
    """
    lap = ceil(metres / NOMINAL_LAP)
    if team.format == "team_sprint":
        return team.members[min(lap, SPRINTERS, len(team.members)) - 1]
    return team.members[(lap // 2) % len(team.members)]


def hand_overs(run: Run, team: Team, course: Course) -> list[HandOver]:
    """Every change of a sprint or a relay that has been measured, in order; none in a pursuit."""
    if team.format == "team_pursuit":
        return []
    measured = member_passings(run, team, course)
    changes = (_hand_over(team, course, index, measured) for index in range(len(course.points) - 1))
    return [change for change in changes if change is not None]


def _hand_over(
    team: Team, course: Course, index: int, measured: Mapping[str, Mapping[int, Passing]]
) -> HandOver | None:
    metres = course.points[index].metres
    leaves, next_one = whose_lap(team, metres), whose_lap(team, course.points[index + 1].metres)
    left = measured[leaves].get(index)
    if leaves == next_one or left is None:
        return None
    took = measured[next_one].get(index) if team.format == "team_sprint" else None
    gap = None if took is None else gap_hundredths(took.elapsed_us, left.elapsed_us)
    return HandOver(metres, leaves, next_one, left.elapsed_us, gap)


def _derived(measured: Mapping[str, Mapping[int, Passing]], team: Team, course: Course) -> Iterable[Passing]:
    """The team's crossing at each point where its members say it: of their measurements, the one that decides."""
    for point in course.points:
        if team.format == "team_pursuit":
            passed = order_at(point.index, measured)
            who = passed[COUNTS_AT - 1][0] if len(passed) >= COUNTS_AT else None
        else:
            who = whose_lap(team, point.metres)
        crossing = measured[who].get(point.index) if who is not None else None
        if crossing is not None:
            yield structs.replace(crossing, skater=team.id, index=point.index)


def _for_members(team: Team, chosen: Selection) -> Selection:
    return replace(chosen, skater=None) if chosen.skater == team.id else chosen
