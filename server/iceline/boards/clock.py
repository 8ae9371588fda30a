"""The clock of a pair on the ice: a start by our own time, which the browser counts on from."""

from typing import Final

from iceline.boards.text import Json
from iceline.race.state import Run

CLOCK_TRUST_US: Final = 5_000_000
"""A gun whose moment is farther than this from when we heard of it comes from a clock that is not ours."""


def running_clock(run: Run) -> Json:
    """Since the gun by our clock: as told, unless the sender's clock cannot be ours; then since we heard of it."""
    near = abs(run.received_at_us - run.started_at_us) <= CLOCK_TRUST_US
    started_at_us = run.started_at_us if near else run.received_at_us
    return {"state": "running", "started_at_us": started_at_us, "rate": run.clock_rate}


def stopped_clock(elapsed_us: int | None) -> Json:
    """At this time; without one there was no race, and it waits for the gun."""
    return {"state": "armed"} if elapsed_us is None else {"state": "stopped", "elapsed_us": elapsed_us}
