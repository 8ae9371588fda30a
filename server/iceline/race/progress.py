"""How far things are: the states of a pair and of a distance (RULES.md 3, result life cycle)."""

from collections.abc import Iterable
from typing import Literal

from iceline.race.races import is_pair_done, is_run_done
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


def next_pair(distance: DistanceState, after: Iterable[PairState]) -> PairState | None:
    """The next pair of the programme that has not skated and is not one of those on the ice."""
    on_ice = {p.pair.number for p in after}
    waiting = (distance.pairs[n] for n in sorted(distance.pairs) if n not in on_ice)
    return next((p for p in waiting if not p.runs and not is_pair_done(distance, p)), None)
