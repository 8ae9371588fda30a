"""One pair on the ice: what is told about it, from the call to the confirmation."""

from dataclasses import dataclass
from typing import Final

from iceline_simulator.crossings import crossings
from iceline_simulator.heat import Heat
from iceline_simulator.measured import corrections, passing_step, told, troubled
from iceline_simulator.officials import decisions, endings, lapped
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.troubles import FalseStart

CONFIRM_AFTER_US: Final = 3 * SECOND_US
"""After the last photo is read, and after a correction: a confirmation is about the times it saw."""


@dataclass(frozen=True, slots=True)
class Played:
    """What is told of a heat, when its last skater finished, and when it was confirmed."""

    steps: tuple[Step, ...]
    finished_us: int
    confirmed_us: int


def called(heat: Heat, at_us: int) -> Step:
    return Step(at_us, heat.event("pair_called", "called"), f"{heat.title} called: {_who(heat)}")


def _who(heat: Heat) -> str:
    starters = heat.starters()
    if heat.distance.format == "mass_start":
        return f"{len(starters)} skaters"
    names = [heat.evening.last_name(entry.skater) for entry in starters]
    return " and ".join(
        f"{name} ({entry.lane})" if entry.lane else name for name, entry in zip(names, starters, strict=True)
    )


def false_starts(heat: Heat, start_us: int) -> tuple[list[Step], int]:
    """The void starts, and when the one that counts may be."""
    steps: list[Step] = []
    for attempt, trouble in enumerate(heat.troubles(FalseStart)):
        cut_us = trouble.cancelled_after_s * SECOND_US
        void = [passing for passing in told(heat, attempt) if passing.told_us < cut_us]
        cancelled = heat.event("start_cancelled", attempt, "cancelled", reason=trouble.reason)
        steps.append(_start(heat, start_us, attempt))
        steps += [passing_step(heat, passing, start_us, attempt) for passing in void]
        steps.append(Step(start_us + cut_us, cancelled, f"{heat.title}: start cancelled: {trouble.reason}"))
        start_us += cut_us + heat.evening.race.rhythm.false_start_pause_s * SECOND_US
    return steps, start_us


def skated(heat: Heat, start_us: int) -> Played:
    """Start to confirmation of the start that counts."""
    attempt = len(heat.troubles(FalseStart))
    measured = troubled(heat, told(heat, attempt))
    ended = endings(heat, start_us)
    finishes_us = [start_us + crossing.elapsed_us for crossing in crossings(heat) if crossing.at_finish]
    finished_us = max([*finishes_us, *(step.at_us for step in ended)])
    corrected = list(corrections(heat, start_us, attempt))
    last_us = [*(start_us + p.told_us for p in measured if p.how == "photo_finish"), *(s.at_us for s in corrected)]
    waits_us = [at_us + CONFIRM_AFTER_US for at_us in last_us]
    confirmed_us = max([finished_us + heat.evening.race.rhythm.finish_to_confirm_s * SECOND_US, *waits_us])
    steps = [
        _start(heat, start_us, attempt),
        *(passing_step(heat, passing, start_us, attempt) for passing in measured),
        *ended,
        *lapped(heat, start_us),
        *corrected,
        *decisions(heat, finished_us),
        Step(confirmed_us, heat.event("pair_confirmed", "confirmed"), f"{heat.title} confirmed"),
    ]
    return Played(tuple(steps), finished_us, confirmed_us)


def _start(heat: Heat, at_us: int, attempt: int) -> Step:
    return Step(at_us, heat.event("pair_started", attempt, "started"), f"{heat.title} started", is_start=True)
