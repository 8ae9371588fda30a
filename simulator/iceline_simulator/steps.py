"""The steps of a played race: which event is sent when, in race time."""

from dataclasses import dataclass

from iceline_simulator.wire import Event


@dataclass(frozen=True, slots=True)
class Step:
    """One event, due `at_us` of race time after the programme. `tell` says it to people, when it is worth a line."""

    at_us: int
    event: Event
    tell: str = ""
    is_start: bool = False
