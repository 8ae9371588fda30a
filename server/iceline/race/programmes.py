"""Publishing a programme: it may replace whatever has not been skated, and must agree with what has."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from iceline.errors import Refused
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Distance, Entry, Pair, Programme
from iceline.race.state import DistanceState, PairState, State


def admit_programme(state: State, event: ProgrammePublished) -> None:
    """Raises Refused("conflicting_programme" or "unknown_skater") and says where."""
    _unique("skater", (s.id for s in event.skaters))
    _unique("distance", (d.id for d in event.distances))
    known = {s.id for s in event.skaters}
    for distance in event.distances:
        _admit_distance(distance, known)
    published = {d.id: d for d in event.distances}
    other_rules = event.competition.rules != state.rules
    for old in state.distances.values():
        if old.official and (other_rules or published.get(old.distance.id) != old.distance):
            raise Refused("distance_official", f"{old.distance.name} is official and must stay as it is.")
        for pair in old.pairs.values():
            _admit_skated(old, pair, published.get(old.distance.id), known)


def publish(state: State, event: ProgrammePublished) -> State:
    """The state with this programme; pairs that are in it, and all that were skated, keep what was recorded of them."""
    programme = Programme(
        competition=event.competition,
        skaters={s.id: s for s in event.skaters},
        distances={d.id: d for d in event.distances},
        records=event.records,
    )
    distances = {d.id: _distance_state(state.distances.get(d.id), d) for d in event.distances}
    live = state.live if state.live and state.live.distance in distances else None
    return replace(state, programme=programme, distances=distances, live=live)


def _distance_state(old: DistanceState | None, distance: Distance) -> DistanceState:
    pairs = {pair.number: PairState(pair) for pair in distance.pairs}
    if old is None:
        return DistanceState(distance, pairs)
    for number, pair in old.pairs.items():
        if number in pairs:
            pairs[number] = replace(pair, pair=pairs[number].pair)
        elif pair.runs or pair.reskate:
            pairs[number] = pair
    return replace(old, distance=distance, pairs=dict(sorted(pairs.items())))


def _admit_distance(distance: Distance, known: set[str]) -> None:
    where = f'Distance "{distance.id}"'
    _unique(f"{where}: pair", (str(p.number) for p in distance.pairs))
    entries = [(pair, entry) for pair in distance.pairs for entry in pair.entries]
    _unique(f"{where}: skater", (entry.skater for _, entry in entries))
    _unique(f"{where}: lane of pair", (f"{pair.number} {entry.lane}" for pair, entry in entries))
    for pair, entry in entries:
        if entry.skater not in known:
            raise Refused("unknown_skater", f'{where}, pair {pair.number}: no skater "{entry.skater}" in the list.')
    quartets = Counter(p.quartet for p in distance.pairs if p.quartet is not None)
    for number, pairs in quartets.items():
        if pairs > 2:
            raise Refused("conflicting_programme", f"{where}: quartet {number} has {pairs} pairs.")


def _admit_skated(old: DistanceState, pair: PairState, new: Distance | None, known: set[str]) -> None:
    if not pair.runs and not pair.reskate:
        return
    where = f'Distance "{old.distance.id}", pair {pair.pair.number}'
    if not all(e.skater in known for e in pair.pair.entries):
        raise Refused("conflicting_programme", f"{where} has been skated by somebody who is not in the list.")
    if new is None or (new.metres, new.track) != (old.distance.metres, old.distance.track):
        raise Refused("conflicting_programme", f"{where} has been skated, and the distance is not as it was.")
    again = next((p for p in new.pairs if p.number == pair.pair.number), None)
    if again is None and pair.reskate:
        return
    if again is None or _who(again) != _who(pair.pair):
        raise Refused("conflicting_programme", f"{where} has been skated by others.")


def _who(pair: Pair) -> set[tuple[str, str]]:
    return {_place(entry) for entry in pair.entries}


def _place(entry: Entry) -> tuple[str, str]:
    return entry.skater, entry.lane


def _unique(what: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Refused("conflicting_programme", f'{what} "{twice[0]}" stands twice in the programme.')
