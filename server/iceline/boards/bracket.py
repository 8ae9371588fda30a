"""The bracket of a knock-out as screens and `GET /api/events/{event}/bracket` tell it (docs/protocol.md 2, 4.1)."""

from collections.abc import Sequence

from iceline.boards.text import Json, known, name
from iceline.race.brackets import Bracket, Heat, bracket
from iceline.race.progress import pair_progress
from iceline.race.races import Attempt, pair_attempts
from iceline.race.state import DistanceState, State
from iceline.race.times import format_time, hundredths


def bracket_block(state: State, distance: DistanceState) -> Json | None:
    """The bracket of the event a distance belongs to; None where it belongs to none."""
    event = distance.distance.event
    return None if event is None else bracket_board(state, event)


def bracket_board(state: State, event: str) -> Json | None:
    """The whole tree of an event with its ranking; None where there is no such event."""
    tree = bracket(state, event)
    if tree is None:
        return None
    return {
        "event": event,
        "quarter_final": tree.quarter_final.distance.id,
        "semi_finals": [_heat(state, heat) for heat in tree.semi_finals],
        "finals": [_heat(state, heat) for heat in tree.finals],
        "ranking": [known(rank=placing.rank, **_team(state, placing.team)) for placing in tree.ranking],
        "is_final": _is_final(tree),
    }


def _heat(state: State, heat: Heat) -> Json:
    """`teams` with what they have skated; before they are entered, those who are due, marked so."""
    told = known(name=heat.name, due=(not heat.teams and bool(heat.due)) or None)
    if heat.distance is None or heat.pair is None:
        return told | {"teams": [_team(state, team) for team in heat.due]}
    attempts = pair_attempts(heat.distance, heat.pair)
    return told | {
        "distance": heat.distance.distance.id,
        "pair": heat.pair.pair.number,
        "state": pair_progress(heat.distance, heat.pair),
        "teams": [_team(state, a.skater) | _skated(heat, a, attempts) for a in attempts],
    }


def _skated(heat: Heat, attempt: Attempt, attempts: Sequence[Attempt]) -> Json:
    is_timed = attempt.status == "finished" and attempt.finished_us is not None
    return known(
        status=attempt.status,
        time=format_time(attempt.finished_us or 0, decided=_is_level(attempts)) if is_timed else None,
        won=(attempt.skater == heat.winner) or None,
    )


def _is_level(attempts: Sequence[Attempt]) -> bool:
    """Equal hundredths: the thousandth is shown."""
    times = [hundredths(a.finished_us) for a in attempts if a.status == "finished" and a.finished_us is not None]
    return len(times) > len(set(times))


def _team(state: State, team: str) -> Json:
    return {"skater": team} | name(state.skater(team))


def _is_final(tree: Bracket) -> bool:
    """True when every final has a winner."""
    return bool(tree.finals) and all(heat.winner is not None for heat in tree.finals)
