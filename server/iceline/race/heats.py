"""Heats of a knock-out: two teams against each other, decided by the time or by an official's word (RULES.md 4.2)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.races import Attempt, Race, Status, is_done, pair_attempts
from iceline.race.rulings import decision_on
from iceline.race.state import DistanceState, PairState
from iceline.race.times import gap_hundredths, hundredths, thousandths

PLACED: Final[tuple[Status, ...]] = ("finished", "WOT", "WO", "LOT")
"""Who has won or lost a heat by skating it. Who has a ruling stands behind them, as in any distance."""


@dataclass(frozen=True, slots=True)
class InHeat:
    """One team beside the other of its heat. `gap_cs` is to a faster one; `decided`: thousandths made the difference.

    `is_beaten` is provisional while the other is on the ice: who has finished alone leads.
    """

    race: Race
    is_beaten: bool
    gap_cs: int | None
    decided: bool


def winner_of(distance: DistanceState, pair: PairState) -> str | None:
    """Who has won the heat. None while somebody is still to come, when both have the same thousandth, and when nobody
    is left: then officials decide.
    """
    attempts = pair_attempts(distance, pair)
    decision = decision_on(distance.decisions, pair.pair.number)
    if decision is not None:
        named = next((a for a in attempts if a.skater == decision.winner), None)
        return decision.winner if named is not None and named.ruling is None else None
    if not attempts or not all(is_done(a) for a in attempts):
        return None
    return _fastest(attempts)


def in_heats(distance: DistanceState, races: Iterable[Race]) -> list[InHeat]:
    """Winners, the fastest first, then the beaten; only those who are placed."""
    field = {race.skater: race for race in races if race.status in PLACED}
    return sorted((_in_heat(distance, race, field) for race in field.values()), key=_order)


def _in_heat(distance: DistanceState, race: Race, field: Mapping[str, Race]) -> InHeat:
    pair = distance.pairs[race.counted.pair]
    others = [field[e.skater] for e in pair.pair.entries if e.skater != race.skater and e.skater in field]
    mine = _time_us(race)
    times = [time for other in others if (time := _time_us(other)) is not None]
    won = winner_of(distance, pair)
    slower = mine is not None and any(thousandths(time) < thousandths(mine) for time in times)
    is_beaten = slower if won is None else won != race.skater
    decided = mine is not None and any(hundredths(time) == hundredths(mine) for time in times)
    gap = gap_hundredths(mine, min(times)) if mine is not None and slower else None
    return InHeat(race, is_beaten, gap, decided)


def _order(one: InHeat) -> tuple[bool, bool, int]:
    time_us = _time_us(one.race)
    return one.is_beaten, time_us is None, thousandths(time_us or 0)


def _time_us(race: Race) -> int | None:
    return race.counted.finished_us if race.status == "finished" else None


def _fastest(attempts: Sequence[Attempt]) -> str | None:
    timed = sorted((thousandths(a.finished_us or 0), a.skater) for a in attempts if a.status == "finished")
    if not timed or (len(timed) > 1 and timed[0][0] == timed[1][0]):
        return None
    return timed[0][1]
