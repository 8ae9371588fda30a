"""The whole evening in order: programme, pairs, breaks, re-skates, confirmations (race time, no clock here)."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from typing import Final

from iceline_simulator.heat import Evening, Heat
from iceline_simulator.officials import absences
from iceline_simulator.pairs import called, false_starts, skated
from iceline_simulator.programmes import drawn, first_programme
from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile
from iceline_simulator.results import measured_at, protested, ratified, result
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.troubles import Reskate

CONFIRM_DISTANCE_AFTER_US: Final = 15 * SECOND_US
QUARTET_CALL_US: Final = 2 * SECOND_US


def timeline(
    race: RaceFile, *, seed: int = 1, source: str = "simulator", run: str = "", from_pair: int = 1
) -> tuple[Step, ...]:
    """Every step of the race in the order of its sending; the first is the programme.

    The same race and seed give the same steps with the same ids, which begin with `run` (or a digest of both).
    With `from_pair` the first distance begins with that pair.
    """
    evening = Evening(race, seed, run or run_name(race, seed, from_pair), source)
    steps = first_programme(evening)
    at_us, day = race.rhythm.first_call_s * SECOND_US, race.distances[0].day
    for distance in race.distances:
        at_us += (race.rhythm.between_days_s if distance.day > day else 0) * SECOND_US
        played, at_us = _distance(evening, distance, at_us, from_pair)
        steps += [*played, *drawn(evening, distance.id, at_us)]
        from_pair, at_us, day = 1, at_us + race.rhythm.between_distances_s * SECOND_US, distance.day
    return tuple(sorted(steps, key=lambda step: step.at_us))


def run_name(race: RaceFile, seed: int, from_pair: int) -> str:
    """What the ids of a run begin with: another file, seed or beginning is another run."""
    return hashlib.sha256(f"{race!r}|{seed}|{from_pair}".encode()).hexdigest()[:8]


def _distance(evening: Evening, distance: Distance, at_us: int, from_pair: int) -> tuple[list[Step], int]:
    steps = list(measured_at("start", evening, distance, at_us))
    confirmed_us = at_us
    for heats in _on_the_ice(evening, distance, from_pair):
        played, at_us, done_us = _together(heats, at_us)
        steps += played
        confirmed_us = max(confirmed_us, done_us)
        last = heats[-1].pair.number
        if any(pause.after_pair == last for pause in distance.breaks):
            at_us += evening.race.rhythm.break_s * SECOND_US
    for heat in _re_skates(evening, distance, from_pair):
        at_us = max(at_us, confirmed_us) + evening.race.rhythm.reskate_rest_s * SECOND_US
        played, at_us, done_us = _together((heat,), at_us)
        steps += played
        confirmed_us = max(confirmed_us, done_us)
    done_us = max([confirmed_us, *(step.at_us for step in steps)])
    steps += [*measured_at("end", evening, distance, done_us), *protested(evening, distance, done_us)]
    end_us = max(step.at_us for step in (*steps, Step(done_us, {}))) + CONFIRM_DISTANCE_AFTER_US
    return [*steps, result(evening, distance, end_us), *ratified(evening, distance, end_us)], end_us


def _on_the_ice(evening: Evening, distance: Distance, from_pair: int) -> Iterator[tuple[Heat, ...]]:
    """The pairs in their order; the two of a quartet together."""
    for _, group in groupby(distance.pairs, key=lambda pair: ("quartet", pair.quartet or -pair.number)):
        heats = tuple(Heat(evening, distance, pair) for pair in group if pair.number >= from_pair)
        if heats:
            yield heats


def _re_skates(evening: Evening, distance: Distance, from_pair: int) -> Iterator[Heat]:
    granted = [(pair, trouble) for pair in distance.pairs for trouble in pair.troubles if isinstance(trouble, Reskate)]
    for pair, trouble in sorted(granted, key=lambda found: found[1].pair):
        if trouble.pair >= from_pair:
            skater = Heat(evening, distance, pair).entry(trouble).skater
            entry = Entry(skater=skater, lane=trouble.start_lane)
            yield Heat(evening, distance, Pair(number=trouble.pair, entries=(entry,)), trouble)


def _together(heats: tuple[Heat, ...], at_us: int) -> tuple[list[Step], int, int]:
    """The steps of the pairs on the ice at once, when the next may be called, and when all is confirmed."""
    rhythm = heats[0].evening.race.rhythm
    steps = [step for heat in heats for step in absences(heat, at_us)]
    finished_us = confirmed_us = at_us
    start_us = at_us + rhythm.call_to_start_s * SECOND_US
    for number, heat in enumerate(heat for heat in heats if heat.starters()):
        steps.append(called(heat, at_us + number * QUARTET_CALL_US))
        void, start_us = false_starts(heat, start_us)
        played = skated(heat, start_us)
        steps += [*void, *played.steps]
        finished_us, confirmed_us = max(finished_us, played.finished_us), max(confirmed_us, played.confirmed_us)
        start_us += rhythm.quartet_after_s * SECOND_US
    return steps, finished_us + rhythm.finish_to_call_s * SECOND_US, confirmed_us


def only(race: RaceFile, distance: str) -> RaceFile:
    """The same race with one distance of it. Raises ValueError naming those there are."""
    kept = tuple(each for each in race.distances if each.id == distance)
    if not kept:
        raise ValueError(
            f'there is no distance "{distance}" (there are {", ".join(each.id for each in race.distances)})'
        )
    alone = replace(kept[0], drawn_after=None)
    series = tuple(each for each in race.series if each.id == alone.cup)
    return replace(race, distances=(alone,), combinations=(), series=series)
