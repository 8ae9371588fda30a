"""What the timing equipment tells of a pair, with what it misses, books wrongly, tells late or makes up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from pydantic import JsonValue

from iceline_simulator.equipment import Crossing, Passing, hand_timed, passings
from iceline_simulator.heat import Heat
from iceline_simulator.performance import performance
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US, show
from iceline_simulator.troubles import Fall, HandTimed, LatePhotoFinish, Missed, Phantom, WrongCredit
from iceline_simulator.values import Lane
from iceline_simulator.wire import Event, event

KNOWS_METRES: Final = ("transponder", "photo_finish", "hand")
PHANTOM_DELAY_US: Final = 150_000
OTHER: Final[dict[Lane, Lane]] = {"inner": "outer", "outer": "inner"}

Name = tuple[str | int, ...]


def crossings(heat: Heat) -> Iterator[Crossing]:
    """Every crossing of a timing line that is skated in this heat, up to a fall."""
    falls = {fall.lane: fall.after_metres for fall in heat.troubles(Fall)}
    for entry in heat.starters():
        skates = performance(heat.distance, heat.re_skate or entry, heat.pair.number, heat.evening.seed)
        for metres, elapsed_us in zip(skates.metres, skates.elapsed_us, strict=True):
            if metres <= falls.get(entry.lane, metres):
                yield Crossing(entry.skater, entry.lane, metres, elapsed_us, metres == heat.distance.metres)


def told(heat: Heat, attempt: int) -> list[Passing]:
    """What the equipment says of every crossing, where nothing goes wrong with it."""
    by_hand = {(trouble.lane, trouble.metres) for trouble in heat.troubles(HandTimed)}
    measured: list[Passing] = []
    for crossing in crossings(heat):
        rng = Random(f"{heat.evening.seed}|{heat.title}|{crossing.lane}|{crossing.metres}|{attempt}")
        measured += passings(crossing, heat.evening.race.rhythm, rng)
        if (crossing.lane, crossing.metres) in by_hand:
            measured.append(hand_timed(crossing, rng))
    return measured


def troubled(heat: Heat, measured: Sequence[Passing]) -> list[Passing]:
    """The same with what was missed, booked wrongly or told late."""
    missed = {(trouble.lane, trouble.metres, trouble.how) for trouble in heat.troubles(Missed)}
    wrong = {(trouble.lane, trouble.metres, trouble.how) for trouble in heat.troubles(WrongCredit)}
    late_s = {lane: trouble.after_s for trouble in heat.troubles(LatePhotoFinish) for lane in _lanes(trouble.lane)}
    kept = []
    for passing in measured:
        seen = (passing.crossing.lane, passing.crossing.metres, passing.how)
        if seen in wrong:
            kept.append(replace(passing, booked=OTHER[passing.booked]))
        elif passing.how == "photo_finish" and passing.crossing.lane in late_s:
            told_us = passing.crossing.elapsed_us + late_s[passing.crossing.lane] * SECOND_US
            kept.append(replace(passing, told_us=told_us))
        elif seen not in missed:
            kept.append(passing)
    return kept


def passing_step(heat: Heat, passing: Passing, start_us: int, attempt: int) -> Step:
    tell = ""
    if passing.how == "photo_finish":
        tell = f"{heat.title}: {heat.last_name(passing.crossing.lane)} {show(passing.elapsed_us)}"
    return Step(start_us + passing.told_us, _measured(heat, passing, _name(passing, attempt)), tell)


def corrections(heat: Heat, start_us: int, attempt: int) -> Iterator[Step]:
    """Phantoms with their voiding, and wrong credits given back."""
    for number, phantom in enumerate(heat.troubles(Phantom)):
        yield from _phantom(heat, phantom, start_us, number)
    for credit in heat.troubles(WrongCredit):
        yield from _given_back(heat, credit, start_us, attempt)


def _phantom(heat: Heat, phantom: Phantom, start_us: int, number: int) -> Iterator[Step]:
    at_us = start_us + phantom.time
    ghost = Crossing(heat.entry(phantom.lane).skater, phantom.lane, phantom.metres or 0, phantom.time, at_finish=False)
    name: Name = ("phantom", number)
    passing = Passing(ghost, phantom.how, phantom.lane, phantom.time, phantom.time)
    yield Step(at_us + PHANTOM_DELAY_US, _measured(heat, passing, name))
    yield Step(
        at_us + PHANTOM_DELAY_US + phantom.voided_after_s * SECOND_US,
        _about(heat, "passing_voided", name, "voided", reason=phantom.reason),
        f"{heat.title}: phantom at {show(phantom.time)} voided",
    )


def _given_back(heat: Heat, credit: WrongCredit, start_us: int, attempt: int) -> Iterator[Step]:
    for passing in told(heat, attempt):
        if (passing.crossing.lane, passing.crossing.metres, passing.how) == (credit.lane, credit.metres, credit.how):
            name, skater = _name(passing, attempt), passing.crossing.skater
            yield Step(
                start_us + passing.told_us + credit.assigned_after_s * SECOND_US,
                _about(heat, "passing_assigned", name, "given", skater=skater),
                f"{heat.title}: {credit.metres} m given back to {heat.last_name(credit.lane)}",
            )


def _measured(heat: Heat, passing: Passing, name: Name) -> Event:
    """A transponder knows whose it is, a photocell only the lane; loops know where they lie, photocells do not say."""
    whose: Event = {"lane": passing.booked}
    if passing.how == "transponder":
        whose = {"skater": heat.entry(passing.booked).skater}
    metres = passing.crossing.metres if passing.how in KNOWS_METRES and passing.crossing.metres else None
    return heat.event("passing_measured", *name, how=passing.how, elapsed_us=passing.elapsed_us, metres=metres, **whose)


def _about(heat: Heat, kind: str, passing: Name, done: str, **body: JsonValue) -> Event:
    """An event about an earlier passing of this heat, which is named by its sender and its id."""
    earlier: Event = {"source": heat.evening.source, "id": heat.name(*passing)}
    return event(kind, heat.name(*passing, done), passing=earlier, **body)


def _name(passing: Passing, attempt: int) -> Name:
    return (attempt, passing.crossing.lane, passing.crossing.metres, passing.how)


def _lanes(lane: Lane | None) -> tuple[Lane, ...]:
    return ("inner", "outer") if lane is None else (lane,)
