"""How far things are: the states of a pair and of a distance (RULES.md 3, result life cycle)."""

from collections.abc import Iterable
from typing import Literal

from iceline.race.races import is_pair_done, is_run_done, is_said, pair_attempts
from iceline.race.state import DistanceState, PairState

PairProgress = Literal["scheduled", "called", "running", "finished", "confirmed"]
DistanceProgress = Literal["scheduled", "called", "running", "unofficial", "protested", "official"]


def pair_progress(distance: DistanceState, pair: PairState) -> PairProgress:
    """scheduled, called (waits for the gun), running, finished (all times in), confirmed (they stand)."""
    if pair.confirmed:
        return "confirmed"
    if pair.open:
        return "called"
    if pair.run is not None:
        return "finished" if is_run_done(distance, pair) else "running"
    return "finished" if is_pair_done(distance, pair) else "scheduled"


def distance_progress(distance: DistanceState) -> DistanceProgress:
    """scheduled, called (the first pair waits), running, unofficial (all have skated), official (confirmed).

    protested: unofficial, and on hold until a protest is taken back.
    """
    if distance.official:
        return "official"
    pairs = list(distance.pairs.values())
    if pairs and all(is_pair_done(distance, p) for p in pairs):
        return "protested" if distance.protests else "unofficial"
    if any(p.runs for p in pairs):
        return "running"
    return "called" if any(p.open for p in pairs) else "scheduled"


def on_hold(distance: DistanceState, skater: str) -> bool:
    """True while a protest stands against this skater's result, or that of all."""
    return any(protest.skater in (None, skater) for protest in distance.protests)


def coming_pairs(distance: DistanceState, after: Iterable[PairState]) -> list[PairState]:
    """The pairs of the programme that have yet to skate, without those on the ice and those that nobody comes to."""
    on_ice = {p.pair.number for p in after}
    waiting = (distance.pairs[n] for n in sorted(distance.pairs) if n not in on_ice)
    return [p for p in waiting if not p.runs and not is_pair_done(distance, p)]


def starters(distance: DistanceState, pair: PairState) -> list[str]:
    """Who of a pair is to start: without those who are withdrawn, or have another word against them already."""
    return [attempt.skater for attempt in pair_attempts(distance, pair) if not is_said(attempt)]
