"""Rulings: which race of a skater an official's word is about, and what it is called on the result list."""

from collections.abc import Iterable
from typing import Literal

from iceline.race.events import (
    DistanceConfirmed,
    Event,
    HeatWon,
    OfSkater,
    PairConfirmed,
    ProtestLodged,
    RecordRatified,
    SkaterDidNotFinish,
    SkaterDidNotStart,
    SkaterDisqualified,
    SkaterWithdrawn,
)
from iceline.race.state import Decision, DistanceState, Ruling, RulingKind

HeatMark = Literal["WOT", "LOT", "WO", "DNS"]
"""Won, or lost, by overtaking; a walkover, and who did not come to it."""


def ruling_kind(event: OfSkater) -> RulingKind:
    """The mark on the result list."""
    match event:
        case SkaterWithdrawn():
            return "WDR"
        case SkaterDidNotStart():
            return "DNS"
        case SkaterDidNotFinish():
            return "DNF"
        case SkaterDisqualified():
            return "DQ"
        case _:
            raise AssertionError(event)


def pair_of_ruling(distance: DistanceState, event: OfSkater) -> int:
    """The pair a ruling is about: the one it names, or the last one of the skater that was called or run.

    Who is withdrawn or does not start has a race to come, so it is about that one. So a fall in the first race does
    not spoil a re-skate, nor a re-skate given up the first race (Rule 262).
    """
    if event.pair is not None:
        return event.pair
    pairs = distance.pairs_of(event.skater)
    waiting = [p for p in pairs if not p.runs]
    if waiting and isinstance(event, SkaterWithdrawn | SkaterDidNotStart):
        return waiting[-1].pair.number
    begun = [p for p in pairs if p.called_seq or p.runs]
    return (begun or pairs)[-1].pair.number


def standing_ruling(rulings: Iterable[Ruling], skater: str, pair: int) -> Ruling | None:
    """What stands for this race: a disqualification before anything else, then the last word."""
    said = [r for r in rulings if r.skater == skater and r.pair == pair]
    return next((r for r in said if r.kind == "DQ"), said[-1] if said else None)


def decision_on(decisions: Iterable[Decision], pair: int) -> Decision | None:
    """The officials' decision on a knock-out heat; None while there is none, and where the clock decides."""
    return next((d for d in decisions if d.pair == pair), None)


def mark_of(decision: Decision | None, skater: str, *, is_timed: bool) -> HeatMark | None:
    """What a decided heat makes of one of its two. The winner's time, if there is one, stands before a mark."""
    if decision is None or (skater == decision.winner and is_timed):
        return None
    if decision.how == "overtaken":
        return "WOT" if skater == decision.winner else "LOT"
    return "WO" if skater == decision.winner else "DNS"


def distance_of_ruling(said: Event | None) -> str | None:
    """The distance a ruling or a confirmation is about; None for anything else, which nobody can reverse."""
    match said:
        case OfSkater() | PairConfirmed() | DistanceConfirmed() | HeatWon() | ProtestLodged() | RecordRatified():
            return said.distance
        case _:
            return None
