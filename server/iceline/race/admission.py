"""Admission: whether an event can be true, given all that was recorded before it. Officials decide the rest."""

from collections.abc import Mapping
from typing import Final

from iceline.errors import Refused
from iceline.race.course import SplitPoint, is_possible, point_at
from iceline.race.events import (
    ConditionsMeasured,
    Crossing,
    DistanceConfirmed,
    Event,
    HeatWon,
    InfractionNoted,
    OfPair,
    OfSkater,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingAssigned,
    PassingMeasured,
    PassingVoided,
    ProgrammePublished,
    ProtestLodged,
    RecordRatified,
    RecordsPublished,
    Ref,
    ReskateGranted,
    RulingReversed,
    SkaterAdvanced,
    SkaterLapped,
    SourceSelected,
    StartCancelled,
)
from iceline.race.fitting import admit_format
from iceline.race.notes import admit_note, in_pair, noted_refs, of_distance
from iceline.race.programmes import admit_programme, admit_records
from iceline.race.races import is_pair_done, is_run_done
from iceline.race.rulings import distance_of_ruling, pair_of_ruling, ruling_kind
from iceline.race.state import DistanceState, PairState, Passing, Run, State
from iceline.race.times import format_hundredths, hundredths, unix_us

GUN_READING_US: Final = 2_000_000
"""Two readings of one gun differ by milliseconds; a gun farther off is another start."""


def admit(state: State, event: Event, about: Event | None = None) -> None:  # noqa: C901 - a branch for each kind of event
    """Raises Refused, with a code of docs/protocol.md and a sentence, when the event cannot be recorded.

    `about` is the recorded event that a correction names: so nothing has to be searched for in all that was recorded.
    """
    match event:
        case ProgrammePublished():
            admit_programme(state, event)
        case RecordsPublished():
            admit_records(state)
        case RecordRatified() | ConditionsMeasured():
            admit_note(_fitting(_known_distance(state, event.distance), event), event)
        case SkaterLapped() | SkaterAdvanced() | InfractionNoted() | HeatWon() | ProtestLodged():
            admit_note(_fitting(_open_distance(state, event.distance), event), event)
        case PassingMeasured():
            _admit_passing(*_open_pair(state, event), event)
        case PassingVoided() | PassingAssigned():
            _admit_correction(state, event, about)
        case OfPair():
            _admit_pair(*_open_pair(state, event), event)
        case OfSkater():
            _admit_ruling(_open_distance(state, event.distance), event)
        case RulingReversed():
            _admit_reversal(state, event.ruling, about)
        case ReskateGranted():
            _admit_reskate(_fitting(_open_distance(state, event.distance), event), event)
        case DistanceConfirmed():
            _admit_result(_open_distance(state, event.distance))


def elapsed_us(run: Run, event: Crossing) -> int:
    """The time of a passing since its start, microseconds of race time."""
    told_us = event.elapsed_us
    if told_us is not None:
        return told_us
    return (unix_us(event.passed_at) - run.started_at_us) * run.clock_rate if event.passed_at else 0


def _known_distance(state: State, distance_id: str) -> DistanceState:
    distance = state.distances.get(distance_id)
    if distance is None:
        raise Refused("unknown_distance", f'No distance "{distance_id}" in the programme.')
    return distance


def _open_distance(state: State, distance_id: str) -> DistanceState:
    return _still_open(_known_distance(state, distance_id))


def _still_open(distance: DistanceState) -> DistanceState:
    if distance.official:
        raise Refused("distance_official", f"{distance.distance.name} is official. Reverse its confirmation first.")
    return distance


def _fitting(distance: DistanceState, event: Event) -> DistanceState:
    admit_format(distance.distance, event)
    return distance


def _open_pair(state: State, event: OfPair) -> tuple[DistanceState, PairState]:
    distance = _open_distance(state, event.distance)
    return distance, _pair(distance, event.pair)


def _pair(distance: DistanceState, number: int) -> PairState:
    pair = distance.pairs.get(number)
    if pair is None:
        raise Refused("unknown_pair", f"No pair {number} in {distance.distance.name}.")
    return pair


def _admit_pair(distance: DistanceState, pair: PairState, event: OfPair) -> None:
    done = is_run_done(distance, pair) if pair.run else is_pair_done(distance, pair)
    number = pair.pair.number
    match event:
        case PairCalled() if pair.run and not done:
            raise Refused("pair_running", f"Pair {number} is on the ice. Cancel its start first.")
        case PairStarted() if pair.run and done:
            raise Refused("already_skated", f"Pair {number} has been skated. Call it again first.")
        case PairStarted() if pair.run and abs(unix_us(event.started_at) - pair.run.started_at_us) > GUN_READING_US:
            raise Refused("pair_running", f"Pair {number} is on the ice. Cancel its start first.")
        case PairStarted() if pair.run:
            _admit_gun(distance, pair.run, unix_us(event.started_at))
        case StartCancelled() if pair.run and done:
            raise Refused("already_skated", f"Pair {number} has finished: there is no start to cancel.")
        case StartCancelled() if pair.run is None:
            raise Refused("not_started", f"Pair {number} has not started.")
        case PairConfirmed() if not done:
            raise Refused("pending", f"Pair {number}: a skater has neither a time at the finish nor a ruling.")
        case PairConfirmed() if pair.confirmed:
            raise Refused("already_confirmed", f"Pair {number} is confirmed already.")
        case SourceSelected():
            _in_pair(distance.teams, pair, event.skater)
            _point(distance, event.metres)


def _admit_gun(distance: DistanceState, run: Run, started_at_us: int) -> None:
    """A better reading of the gun moves what was measured by the time of day; it must stay possible."""
    for passing in run.passings:
        if passing.passed_at_us is not None and not passing.voided:
            shifted = (passing.passed_at_us - started_at_us) * run.clock_rate
            _admit_time(shifted, distance.course.points[passing.index or 0])


def _admit_passing(distance: DistanceState, pair: PairState, event: PassingMeasured) -> None:
    run = pair.run
    if (event.lane is None) == (event.skater is None):
        raise Refused("ambiguous", "A passing names either its lane or its skater.")
    if (event.elapsed_us is None) == (event.passed_at is None):
        raise Refused("ambiguous", "A passing has either elapsed_us or passed_at.")
    if run is None:
        raise Refused("not_started", f"Pair {pair.pair.number} has not started.")
    skater_of(distance.teams, pair, event)
    point = _point(distance, event.metres)
    _admit_time(elapsed_us(run, event), point or distance.course.points[0])


def _admit_time(time_us: int, point: SplitPoint) -> None:
    if is_possible(point, time_us):
        return
    if time_us < 0:
        raise Refused("impossible_time", f"A passing {-time_us} us before the start.")
    shown, bound = format_hundredths(hundredths(time_us)), format_hundredths(hundredths(point.fastest_us))
    raise Refused("impossible_time", f"{shown} at {point.metres} m: possible is {bound} to an hour.")


def skater_of(teams: Mapping[str, tuple[str, ...]], pair: PairState, event: Crossing) -> str:
    """Whose passing it is: an entry's of the pair, or a member's of a team in it. Raises Refused when nobody fits."""
    skater, lane = event.skater, event.lane
    for entry in pair.pair.entries:
        if entry.lane == lane if skater is None else entry.skater == skater:
            return entry.skater
    if skater is None:
        raise Refused("not_in_pair", f"Nobody starts in the {lane} lane of pair {pair.pair.number}.")
    _in_pair(teams, pair, skater)
    return skater


def _in_pair(teams: Mapping[str, tuple[str, ...]], pair: PairState, skater: str | None) -> None:
    """As an entry, or as a member of a team that is one."""
    if skater is None or pair.entry_of(skater) is not None:
        return
    if not any(skater in teams.get(entry.skater, ()) for entry in pair.pair.entries):
        raise Refused("not_in_pair", f'"{skater}" is not in pair {pair.pair.number}.')


def _point(distance: DistanceState, metres: float | None) -> SplitPoint | None:
    if metres is None:
        return None
    point = point_at(distance.course, metres)
    if point is None:
        points = ", ".join(str(p.metres) for p in distance.course.points)
        raise Refused("not_a_split", f"{metres:g} m is no split point of {distance.distance.name}: {points}.")
    return point


def _admit_correction(state: State, event: PassingVoided | PassingAssigned, about: Event | None) -> None:
    distance, pair, passing = _find(state, event.passing, about)
    if isinstance(event, PassingAssigned):
        _in_pair(distance.teams, pair, event.skater)
    elif passing.voided:
        raise Refused("already_voided", f'Passing "{passing.id}" of {passing.source} is void already.')


def _find(state: State, ref: Ref, about: Event | None) -> tuple[DistanceState, PairState, Passing]:
    found = state.find_passing(ref, about)
    if found is None:
        raise Refused("unknown_passing", f'No passing "{ref.id}" of source "{ref.source}" in any run that stands.')
    _still_open(found[0])
    return found


def _admit_ruling(distance: DistanceState, event: OfSkater) -> None:
    if not distance.pairs_of(event.skater):
        raise Refused("unknown_skater", f'No skater "{event.skater}" in {distance.distance.name}.')
    if event.pair is not None:
        in_pair(distance, event.pair, event.skater)
    pair, kind = pair_of_ruling(distance, event), ruling_kind(event)
    if any(r.skater == event.skater and r.pair == pair and r.kind == kind for r in distance.rulings):
        raise Refused("already_ruled", f'"{event.skater}" is {kind} in pair {pair} already.')


def _admit_reversal(state: State, ref: Ref, about: Event | None) -> None:
    """Of an official distance only its confirmation can be reversed, and a ratification, for that may come after it."""
    distance = state.distances.get(distance_of_ruling(about) or "")
    if distance is not None and (distance.official == ref or ref in {r.ref for r in distance.ratifications}):
        return
    if distance is None or not _stands(distance, ref):
        raise Refused("unknown_ruling", f'No ruling or confirmation "{ref.id}" of source "{ref.source}" stands.')
    _still_open(distance)


def _stands(distance: DistanceState, ref: Ref) -> bool:
    rulings, confirmed = {r.ref for r in distance.rulings}, {p.confirmed for p in distance.pairs.values()}
    return ref in rulings | confirmed | noted_refs(distance)


def _admit_reskate(distance: DistanceState, event: ReskateGranted) -> None:
    pairs = distance.pairs_of(event.skater)
    of_distance(distance, event.skater)
    if event.pair in distance.pairs:
        raise Refused("pair_exists", f"Pair {event.pair} exists already: a re-skate takes a new number.")
    if not pairs[-1].runs:
        raise Refused("not_started", f'"{event.skater}" has not skated in pair {pairs[-1].pair.number} yet.')


def _admit_result(distance: DistanceState) -> None:
    if distance.protests:
        raise Refused("pending", f"{distance.distance.name} is under protest: {distance.protests[0].reason}")
    pairs = (distance.pairs[n] for n in sorted(distance.pairs))
    waiting = [p.pair.number for p in pairs if not is_pair_done(distance, p) or (p.runs and p.confirmed is None)]
    if waiting:
        numbers = ", ".join(map(str, waiting))
        raise Refused("pending", f"{distance.distance.name} waits for pair {numbers}.")
