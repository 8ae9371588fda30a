"""Applying: the state after one more recorded event. Total: an event that was admitted always applies."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from msgspec import structs

from iceline.race.admission import elapsed_us, skater_of
from iceline.race.course import Course, point_at
from iceline.race.events import (
    ConditionsMeasured,
    Crossing,
    DistanceConfirmed,
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
    corrected,
)
from iceline.race.notes import noted, without_note
from iceline.race.programme import Entry, Pair
from iceline.race.programmes import publish, publish_records
from iceline.race.races import pair_attempts
from iceline.race.rulings import distance_of_ruling, pair_of_ruling, ruling_kind
from iceline.race.state import (
    DistanceState,
    Live,
    PairState,
    Passing,
    Recorded,
    Ruling,
    Run,
    Selection,
    State,
)
from iceline.race.times import unix_us


def apply(state: State, recorded: Recorded) -> State:
    """The state with this event in it; `state` itself is unchanged."""
    applied = _applied(state, recorded)
    return State(applied.programme, applied.distances, applied.live, recorded.seq)


def passing_of(
    distance: DistanceState, course: Course, pair: PairState, run: Run, seq: int, source: str, told: Crossing
) -> Passing:
    """The passing of the pair's run that event number `seq` of `source` told of."""
    metres, passed_at = told.metres, told.passed_at
    point = None if metres is None else point_at(course, metres)
    return Passing(
        source,
        told.id,
        seq,
        skater_of(distance.teams, pair, told),
        told.how,
        elapsed_us(run, told),
        None if point is None else point.index,
        None if passed_at is None else unix_us(passed_at),
    )


def with_passings(distance: DistanceState, pair: PairState, passings: Sequence[Passing]) -> PairState:
    """The pair with these passings in its run, as if each had come by itself."""
    for done, passing in enumerate(passings):
        if pair.confirmed is None:
            return _with_run(pair, passings[done:])
        pair = _reopened(distance, pair, _with_run(pair, (passing,)))
    return pair


def _applied(state: State, recorded: Recorded) -> State:  # noqa: C901 - a branch for each kind of event
    match recorded.event:
        case ProgrammePublished() as event:
            return publish(state, event)
        case RecordsPublished() as book:
            return publish_records(state, book)
        case (
            SkaterLapped()
            | SkaterAdvanced()
            | InfractionNoted()
            | HeatWon()
            | ProtestLodged()
            | RecordRatified()
            | ConditionsMeasured() as note
        ):
            return _with_distance(state, note.distance, lambda d: noted(d, recorded.ref, note))
        case PairCalled() | PairStarted() as event:
            read_again = isinstance(event, PairStarted) and state.distances[event.distance].pairs[event.pair].run
            live = state.live if read_again else Live(event.distance, event.pair)
            return replace(_with_pair(state, event, lambda d, p: _ran(d, p, recorded)), live=live)
        case OfPair() as event:
            return _with_pair(state, event, lambda d, p: _ran(d, p, recorded))
        case PassingVoided():
            return _with_passing(state, recorded, lambda passing: structs.replace(passing, voided=True))
        case PassingAssigned(skater=skater):
            return _with_passing(state, recorded, lambda passing: structs.replace(passing, skater=skater))
        case OfSkater() as said:
            return _with_distance(state, said.distance, lambda d: _ruled(d, recorded, said))
        case RulingReversed(ruling=ref):
            key = distance_of_ruling(recorded.about)
            assert key is not None
            return _with_distance(state, key, lambda d: _reversed(d, ref))
        case ReskateGranted() as granted:
            return _with_distance(state, granted.distance, lambda d: _with_reskate(d, granted))
        case DistanceConfirmed(distance=key, by=by):
            return _with_distance(state, key, lambda d: replace(d, official=recorded.ref, confirmed_by=by))


def _ran(distance: DistanceState, pair: PairState, recorded: Recorded) -> PairState:
    match recorded.event:
        case PairCalled():
            return replace(pair, called_seq=recorded.seq, open=True, confirmed=None)
        case PairStarted() as event:
            return _started(pair, event, recorded)
        case StartCancelled():
            return replace(pair, runs=pair.runs[:-1], open=True, confirmed=None)
        case PassingMeasured() as event:
            assert pair.run is not None
            run, course = pair.run, distance.course
            passing = passing_of(distance, course, pair, run, recorded.seq, recorded.source, event)
            return with_passings(distance, pair, (passing,))
        case SourceSelected() as event:
            point = None if event.metres is None else point_at(distance.course, event.metres)
            chosen = Selection(recorded.seq, event.how, event.skater, point.index if point else None)
            return _reopened(distance, pair, _selected(pair, chosen))
        case PairConfirmed():
            return replace(pair, confirmed=recorded.ref)
        case _:
            raise AssertionError(recorded.event)


def _reopened(distance: DistanceState, before: PairState, after: PairState) -> PairState:
    """A confirmation is about the times it saw: when a finish time changes, the pair has to be confirmed again."""
    if after.confirmed is None:
        return after
    times = [[a.finished_us for a in pair_attempts(distance, pair)] for pair in (before, after)]
    return after if times[0] == times[1] else replace(after, confirmed=None)


def _started(pair: PairState, event: PairStarted, recorded: Recorded) -> PairState:
    """A new run; or, while the pair is on the ice, a better reading of the gun for the run that is on."""
    run = Run(unix_us(event.started_at), recorded.received_at_us, event.clock_rate, (), pair.selections)
    if pair.run is None:
        return replace(pair, open=False, runs=(*pair.runs, run), called_seq=pair.called_seq or recorded.seq)
    shift_us = (pair.run.started_at_us - run.started_at_us) * run.clock_rate
    passings = tuple(_shifted(p, shift_us) for p in pair.run.passings)
    again = replace(pair.run, started_at_us=run.started_at_us, clock_rate=run.clock_rate, passings=passings)
    return replace(pair, runs=(*pair.runs[:-1], again))


def _selected(pair: PairState, chosen: Selection) -> PairState:
    pair = replace(pair, selections=(*pair.selections, chosen))
    if pair.run is None:
        return pair
    run = replace(pair.run, selections=(*pair.run.selections, chosen))
    return replace(pair, runs=(*pair.runs[:-1], run))


def _shifted(passing: Passing, shift_us: int) -> Passing:
    if passing.passed_at_us is None:
        return passing
    return structs.replace(passing, elapsed_us=passing.elapsed_us + shift_us)


def _with_run(pair: PairState, passings: Sequence[Passing]) -> PairState:
    """Written out, for this is what most events do: `replace` takes three times as long."""
    run = pair.run
    assert run is not None
    longer = Run(run.started_at_us, run.received_at_us, run.clock_rate, (*run.passings, *passings), run.selections)
    runs = (*pair.runs[:-1], longer)
    return PairState(pair.pair, pair.called_seq, pair.open, runs, pair.selections, pair.confirmed, pair.reskate)


def _ruled(distance: DistanceState, recorded: Recorded, event: OfSkater) -> DistanceState:
    pair = pair_of_ruling(distance, event)
    ruling = Ruling(recorded.ref, ruling_kind(event), event.skater, pair, event.code)
    return replace(distance, rulings=(*distance.rulings, ruling))


def _reversed(distance: DistanceState, ref: Ref) -> DistanceState:
    pairs = {n: replace(p, confirmed=None) if p.confirmed == ref else p for n, p in distance.pairs.items()}
    distance = replace(without_note(distance, ref), pairs=pairs)
    if distance.official == ref:
        distance = replace(distance, official=None, confirmed_by=None)
    return replace(distance, rulings=tuple(r for r in distance.rulings if r.ref != ref))


def _with_reskate(distance: DistanceState, event: ReskateGranted) -> DistanceState:
    first = distance.pairs_of(event.skater)[0].entry_of(event.skater)
    assert first is not None
    entry = Entry(
        skater=event.skater,
        lane=event.lane,
        personal_best_us=first.personal_best_us,
        season_best_us=first.season_best_us,
    )
    pair = PairState(Pair(number=event.pair, entries=(entry,)), reskate=True)
    return replace(distance, pairs={**distance.pairs, event.pair: pair})


def _with_passing(state: State, recorded: Recorded, change: Callable[[Passing], Passing]) -> State:
    ref = corrected(recorded.event)
    found = state.find_passing(ref, recorded.about) if ref else None
    assert found is not None
    distance, pair, old = found
    runs = tuple(replace(r, passings=tuple(change(p) if p is old else p for p in r.passings)) for r in pair.runs)
    changed = _reopened(distance, pair, replace(pair, runs=runs))
    return _with_distance(state, distance.distance.id, lambda d: d.with_pairs({**d.pairs, pair.pair.number: changed}))


def _with_pair(state: State, event: OfPair, change: Callable[[DistanceState, PairState], PairState]) -> State:
    def changed(distance: DistanceState) -> DistanceState:
        return distance.with_pairs({**distance.pairs, event.pair: change(distance, distance.pairs[event.pair])})

    return _with_distance(state, event.distance, changed)


def _with_distance(state: State, key: str, change: Callable[[DistanceState], DistanceState]) -> State:
    return State(state.programme, {**state.distances, key: change(state.distances[key])}, state.live, state.seq)
