"""Teams on a board: the surnames of their members, who of them passed the last line when, and the hand-overs."""

from collections.abc import Mapping, Sequence

from iceline.boards.scene import LaneView, Scene
from iceline.boards.text import Json, known
from iceline.race.course import Course
from iceline.race.programme import Skater
from iceline.race.state import Passing, Run, State
from iceline.race.teams import HandOver, Team, hand_overs, member_passings, order_at, team_of
from iceline.race.times import format_gap, format_time, gap_hundredths


def member_names(skaters: Mapping[str, Skater], members: Sequence[str]) -> tuple[str, ...]:
    """The surnames in the order of the programme; empty for who is no team."""
    return tuple(skaters[member].last_name for member in members)


def team_block(seen: Scene, lane: LaneView) -> Json:
    """`crossed` and `hand_overs` of a team on the ice; nothing for a skater, and before the first line."""
    team, run = team_of(seen.distance, lane.attempt.skater), lane.pair.run
    if team is None or run is None:
        return {}
    course = seen.distance.course
    changes = [_hand_over(seen.state, change) for change in hand_overs(run, team, course)]
    return known(crossed=_crossed(seen.state, run, team, course), hand_overs=changes)


def _crossed(state: State, run: Run, team: Team, course: Course) -> Json | None:
    """The newest line that a member has passed, and the members in the order in which they came; a pursuit's only."""
    measured = member_passings(run, team, course)
    newest = max((index for there in measured.values() for index in there), default=None)
    if newest is None or team.format != "team_pursuit":
        return None
    return {"metres": course.points[newest].metres, "members": _in_order(state, newest, measured)}


def _in_order(state: State, index: int, measured: Mapping[str, Mapping[int, Passing]]) -> list[Json]:
    passed = order_at(index, measured)
    first_us = passed[0][1]
    return [
        known(last_name=state.skater(m).last_name, gap=format_gap(gap_hundredths(time_us, first_us)) if nth else None)
        for nth, (m, time_us) in enumerate(passed)
    ]


def _hand_over(state: State, change: HandOver) -> Json:
    return known(
        metres=change.metres,
        leaves=state.skater(change.leaves).last_name,
        takes_over=state.skater(change.takes_over).last_name,
        time=format_time(change.elapsed_us),
        gap=None if change.gap_cs is None else format_gap(change.gap_cs),
    )
