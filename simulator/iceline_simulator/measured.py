"""What the timing equipment tells of a pair, with what it misses, books wrongly, tells late or makes up."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random
from typing import Final

from pydantic import JsonValue

from iceline_simulator.crossings import crossings
from iceline_simulator.equipment import Crossing, Passing, hand_timed, passings
from iceline_simulator.heat import Heat
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US, show
from iceline_simulator.troubles import HandTimed, LatePhotoFinish, Missed, Phantom, WrongCredit
from iceline_simulator.wire import Event, event

KNOWS_METRES: Final = ("transponder", "photo_finish", "hand")
PHANTOM_DELAY_US: Final = 150_000

Name = tuple[str | float, ...]


def told(heat: Heat, attempt: int) -> list[Passing]:
    """What the equipment says of every crossing, where nothing goes wrong with it."""
    by_hand = heat.troubles(HandTimed)
    measured: list[Passing] = []
    for crossing in crossings(heat):
        tag = heat.tag(crossing.entry, crossing.skater)
        rng = Random(f"{heat.evening.seed}|{heat.title}|{tag}|{crossing.metres}|{attempt}")
        measured += passings(crossing, heat.evening.race.rhythm, rng)
        if any(_is_at(heat, trouble, crossing) for trouble in by_hand):
            measured.append(hand_timed(crossing, rng))
    return measured


def troubled(heat: Heat, measured: Sequence[Passing]) -> list[Passing]:
    """The same with what was missed, booked wrongly or told late."""
    return [found for passing in measured if (found := _troubled(heat, passing)) is not None]


def _troubled(heat: Heat, passing: Passing) -> Passing | None:
    crossing = passing.crossing
    for credit in heat.troubles(WrongCredit):
        if credit.how == passing.how and _is_at(heat, credit, crossing):
            return replace(passing, booked=heat.other(heat.entry(credit)).skater)
    if any(missed.how == passing.how and _is_at(heat, missed, crossing) for missed in heat.troubles(Missed)):
        return None
    for late in heat.troubles(LatePhotoFinish):
        if passing.how == "photo_finish" and heat.concerns(late, crossing.entry, crossing.skater):
            return replace(passing, told_us=crossing.elapsed_us + late.after_s * SECOND_US)
    return passing


def _is_at(heat: Heat, trouble: HandTimed | Missed | WrongCredit, crossing: Crossing) -> bool:
    return trouble.metres == crossing.metres and heat.concerns(trouble, crossing.entry, crossing.skater)


def passing_step(heat: Heat, passing: Passing, start_us: int, attempt: int) -> Step:
    tell = ""
    if passing.how == "photo_finish":
        where = "" if passing.crossing.at_finish else f" at {passing.crossing.metres:g} m"
        tell = f"{heat.title}: {heat.evening.last_name(passing.crossing.skater)} {show(passing.elapsed_us)}{where}"
    return Step(start_us + passing.told_us, _measured(heat, passing, _name(heat, passing, attempt)), tell)


def corrections(heat: Heat, start_us: int, attempt: int) -> Iterator[Step]:
    """Phantoms with their voiding, and wrong credits given back."""
    for number, phantom in enumerate(heat.troubles(Phantom)):
        yield from _phantom(heat, phantom, start_us, number)
    for credit in heat.troubles(WrongCredit):
        yield from _given_back(heat, credit, start_us, attempt)


def _phantom(heat: Heat, phantom: Phantom, start_us: int, number: int) -> Iterator[Step]:
    at_us = start_us + phantom.time
    entry = heat.entry(phantom).skater
    who = phantom.skater or entry
    ghost = Crossing(entry, who, phantom.metres or 0, phantom.time, at_finish=False, seen_by=(phantom.how,))
    name: Name = ("phantom", number)
    passing = Passing(ghost, phantom.how, who, phantom.time, phantom.time)
    yield Step(at_us + PHANTOM_DELAY_US, _measured(heat, passing, name))
    yield Step(
        at_us + PHANTOM_DELAY_US + phantom.voided_after_s * SECOND_US,
        _about(heat, "passing_voided", name, "voided", reason=phantom.reason),
        f"{heat.title}: phantom at {show(phantom.time)} voided",
    )


def _given_back(heat: Heat, credit: WrongCredit, start_us: int, attempt: int) -> Iterator[Step]:
    for passing in told(heat, attempt):
        if passing.how == credit.how and _is_at(heat, credit, passing.crossing):
            name, skater = _name(heat, passing, attempt), passing.crossing.skater
            yield Step(
                start_us + passing.told_us + credit.assigned_after_s * SECOND_US,
                _about(heat, "passing_assigned", name, "given", skater=skater),
                f"{heat.title}: {credit.metres:g} m given back to {heat.last_name(credit)}",
            )


def _measured(heat: Heat, passing: Passing, name: Name) -> Event:
    """A transponder knows whose it is, a photocell only the lane; loops know where they lie, photocells do not say.

    Where there are no lanes everything names the skater, or the team.
    """
    entry = heat.entry_of(passing.booked)
    by_lane = passing.how != "transponder" and entry is not None and entry.lane is not None
    whose: Event = {"lane": entry.lane} if by_lane and entry else {"skater": passing.booked}
    metres = passing.crossing.metres if passing.how in KNOWS_METRES and passing.crossing.metres else None
    return heat.event("passing_measured", *name, how=passing.how, elapsed_us=passing.elapsed_us, metres=metres, **whose)


def _about(heat: Heat, kind: str, passing: Name, done: str, **body: JsonValue) -> Event:
    """An event about an earlier passing of this heat, which is named by its sender and its id."""
    earlier: Event = {"source": heat.evening.source, "id": heat.name(*passing)}
    return event(kind, heat.name(*passing, done), passing=earlier, **body)


def _name(heat: Heat, passing: Passing, attempt: int) -> Name:
    crossing = passing.crossing
    return attempt, heat.tag(crossing.entry, crossing.skater), crossing.metres, passing.how
