"""What is kept from one board to the next is never older than the race: told afresh, the same events make the same."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import orjson
import pytest

from iceline.boards.distance import distance_board
from iceline.codec import decode_object
from iceline.publisher import BOARDS
from iceline.race.apply import apply
from iceline.race.events import Event, corrected
from iceline.race.state import Recorded, State
from iceline_simulator.reading import read
from iceline_simulator.timeline import timeline

GUN = datetime(2026, 12, 5, 10, 0, tzinfo=UTC)
EVERY = 61
"""Events between two looks: a prime, so that looks fall on every kind of event."""


def told(race: str) -> list[dict[str, object]]:
    return [
        {**step.event, "source": "simulator"} | ({"started_at": moment(step.at_us)} if step.is_start else {})
        for step in timeline(read(race))
    ]


def moment(at_us: int) -> str:
    return (GUN + timedelta(microseconds=at_us)).isoformat()


def states(messages: list[dict[str, object]]) -> Iterator[State]:
    """The state after each event, all of it made anew."""
    state, events = State(), dict[str, Event]()
    for seq, message in enumerate(messages, 1):
        event = decode_object(message)
        events[event.id] = event
        ref = corrected(event)
        state = apply(state, Recorded(seq, "simulator", seq, event, events[ref.id] if ref else None))
        yield state


def drawn(state: State) -> dict[str, bytes]:
    boards = {name: board(state) for name, board in BOARDS.items()}
    boards |= {key: distance_board(state, distance) for key, distance in state.distances.items()}
    return {name: orjson.dumps(board, option=orjson.OPT_SORT_KEYS) for name, board in boards.items()}


@pytest.mark.parametrize("race", ["club-evening", "world-cup-weekend"])
def test_boards_drawn_while_racing_are_those_of_the_same_events_told_afresh(race: str) -> None:
    messages = told(race)
    looks = 0
    for seq, live in enumerate(states(messages), 1):
        for board in BOARDS.values():
            board(live)
        if seq % EVERY and seq != len(messages):
            continue
        looks += 1
        *_, afresh = states(messages[:seq])
        assert drawn(live) == drawn(afresh), messages[seq - 1]
    assert looks > len(messages) // EVERY
