"""Publishing a programme: it may replace whatever has not been skated, and must agree with what has."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from iceline.errors import Refused
from iceline.race.course import course
from iceline.race.events import ProgrammePublished, RecordsPublished
from iceline.race.points_tables import SEASONS
from iceline.race.programme import Distance, Entry, Format, Pair, Programme, Skater
from iceline.race.sprint_tables import SPRINT_TABLES
from iceline.race.state import DistanceState, PairState, Remark, Ruling, State


def admit_programme(state: State, event: ProgrammePublished) -> None:
    """Raises Refused("conflicting_programme" or "unknown_skater") and says where."""
    _unique("skater", (s.id for s in event.skaters))
    _unique("distance", (d.id for d in event.distances))
    skaters = {s.id: s for s in event.skaters}
    known = set(skaters)
    _admit_sprints(event.competition.rules.sprint_table)
    _admit_season(event.competition.rules.points_table)
    for distance in event.distances:
        _admit_distance(distance, skaters)
        _admit_tables(distance)
    _admit_teams(event.skaters, known)
    _admit_combinations(event)
    _admit_series(event, known)
    _admit_day(event.competition.date)
    programme = _programme(event)
    for old in state.distances.values():
        if old.official:
            _admit_official(state.programme, programme, old.distance)
        for pair in old.pairs.values():
            _admit_skated(old, pair, programme.distances.get(old.distance.id), known)


def publish(state: State, event: ProgrammePublished) -> State:
    """The state with this programme; pairs that are in it, and all that were skated, keep what was recorded of them."""
    programme = _programme(event)
    distances = {d.id: _distance_state(state.distances.get(d.id), d, programme.skaters) for d in event.distances}
    live = state.live if state.live and state.live.distance in distances else None
    return replace(state, programme=programme, distances=distances, live=live)


def _programme(event: ProgrammePublished) -> Programme:
    return Programme(
        competition=event.competition,
        skaters={s.id: s for s in event.skaters},
        distances={d.id: d for d in event.distances},
        records=event.records,
        records_as_of=event.records_as_of,
        combinations=event.combinations,
        series=event.series,
    )


def admit_records(state: State) -> None:
    """Raises Refused: a book of records belongs to a programme, and an official result to the book it was judged by."""
    if state.programme is None:
        raise Refused("pending", "Publish the programme first: records belong to a competition.")
    official = next((d for d in state.distances.values() if d.official), None)
    if official is not None:
        raise Refused("distance_official", f"{official.distance.name} is official and was judged by the book before.")


def publish_records(state: State, event: RecordsPublished) -> State:
    """The state with this book; what has been skated is judged against it."""
    assert state.programme is not None
    return replace(state, programme=replace(state.programme, records=event.records, records_as_of=event.as_of))


def _distance_state(old: DistanceState | None, distance: Distance, skaters: Mapping[str, Skater]) -> DistanceState:
    pairs = {pair.number: PairState(pair) for pair in distance.pairs}
    entered = (skaters[entry.skater] for pair in distance.pairs for entry in pair.entries)
    teams = {s.id: s.members for s in entered if s.members}
    if old is None:
        return DistanceState(distance, pairs, teams=teams)
    teams |= teams_on_ice(old)
    for number, pair in old.pairs.items():
        if number in pairs:
            pairs[number] = replace(pair, pair=pairs[number].pair)
        elif pair.runs or pair.reskate:
            pairs[number] = pair
    drawn = {entry.skater: pair.number for pair in distance.pairs for entry in pair.entries}
    return replace(
        old,
        distance=distance,
        pairs=dict(sorted(pairs.items())),
        teams=teams,
        rulings=tuple(replace(r, pair=_pair_now(r, pairs, drawn)) for r in old.rulings),
        remarks=tuple(replace(r, pair=_pair_now(r, pairs, drawn)) for r in old.remarks),
        decisions=tuple(d for d in old.decisions if _same_heat(old.pairs[d.pair], pairs.get(d.pair))),
    )


def _same_heat(before: PairState, now: PairState | None) -> bool:
    """Who won a heat was said of those two."""
    return now is not None and {e.skater for e in now.pair.entries} == {e.skater for e in before.pair.entries}


def _pair_now(said: Ruling | Remark, pairs: Mapping[int, PairState], drawn: Mapping[str, int]) -> int:
    """What was said of a skater who is now drawn into another pair goes with her: it was about the race to come."""
    pair = pairs.get(said.pair)
    is_still_there = pair is not None and pair.entry_of(said.skater) is not None
    return said.pair if is_still_there else drawn.get(said.skater, said.pair)


def teams_on_ice(distance: DistanceState) -> dict[str, tuple[str, ...]]:
    """The teams that have skated, as they skated: a substitute of a later round changes nothing of this one."""
    skated = (e.skater for p in distance.pairs.values() if p.runs for e in p.pair.entries)
    return {team: distance.teams[team] for team in skated if team in distance.teams}


MOST_ENTRIES: Final[Mapping[Format, int]] = {
    "pairs": 2,
    "mass_start": 60,
    "team_pursuit": 2,
    "team_sprint": 2,
    "mixed_relay": 4,
}
FEWEST_MEMBERS: Final[Mapping[Format, int]] = {"team_pursuit": 3, "team_sprint": 3, "mixed_relay": 2}
"""The formats of teams. The third skater's time counts, each of three leads a lap, two take turns."""


def _admit_distance(distance: Distance, skaters: Mapping[str, Skater]) -> None:
    where = f'Distance "{distance.id}"'
    _unique(f"{where}: pair", (str(p.number) for p in distance.pairs))
    entries = [(pair, entry) for pair in distance.pairs for entry in pair.entries]
    _unique(f"{where}: skater", (entry.skater for _, entry in entries))
    _unique(f"{where}: lane of pair", (f"{pair.number} {entry.lane}" for pair, entry in entries if entry.lane))
    for pair, entry in entries:
        _admit_entry(f"{where}, pair {pair.number}", distance.format, entry, skaters)
    _unique(f"{where}: member", (m for _, entry in entries for m in skaters[entry.skater].members))
    for pair in distance.pairs:
        if len(pair.entries) > MOST_ENTRIES[distance.format]:
            raise Refused("conflicting_programme", f"{where}, pair {pair.number}: {len(pair.entries)} entries.")
    quartets = Counter(p.quartet for p in distance.pairs if p.quartet is not None)
    for number, pairs in quartets.items():
        if pairs > 2:
            raise Refused("conflicting_programme", f"{where}: quartet {number} has {pairs} pairs.")
    try:
        course(distance.metres, distance.track, distance.format)
    except KeyError as error:
        what = f"{distance.metres} m on a track of {distance.track} m as {distance.format}"
        raise Refused("conflicting_programme", f"{where}: there is no course of {what}.") from error


def _admit_entry(where: str, kind: Format, entry: Entry, skaters: Mapping[str, Skater]) -> None:
    skater = skaters.get(entry.skater)
    if skater is None:
        raise Refused("unknown_skater", f'{where}: no skater "{entry.skater}" in the list.')
    if (entry.lane is None) != (kind in ("mass_start", "mixed_relay")):
        needs = "has no lanes" if entry.lane else "needs a lane for everybody"
        raise Refused("conflicting_programme", f'{where}: a {kind} {needs} ("{entry.skater}").')
    if bool(skater.members) != (kind in FEWEST_MEMBERS):
        raise Refused("conflicting_programme", f'{where}: "{entry.skater}" is {"a" if skater.members else "no"} team.')
    if len(skater.members) < FEWEST_MEMBERS.get(kind, 0):
        said = f'"{entry.skater}" has {len(skater.members)} members, and a {kind} takes {FEWEST_MEMBERS[kind]}.'
        raise Refused("conflicting_programme", f"{where}: {said}")


def _admit_day(day: str | None) -> None:
    if day is None:
        return
    try:
        date.fromisoformat(day)
    except ValueError as error:
        raise Refused("conflicting_programme", f'competition.date: "{day}" is not like 2026-02-09.') from error


def _admit_official(before: Programme | None, now: Programme, distance: Distance) -> None:
    """An official distance stays as it is, and so does what its ranks and marks were judged by."""
    assert before is not None
    if now.distances.get(distance.id) != distance or _judged_by(now, distance) != _judged_by(before, distance):
        raise Refused("distance_official", f"{distance.name} is official and must stay as it is.")


def _judged_by(programme: Programme, distance: Distance) -> tuple[object, ...]:
    competition = programme.competition
    entered = (programme.skaters[entry.skater] for pair in distance.pairs for entry in pair.entries)
    skaters = [(s.id, s.country, s.junior) for s in entered]
    return competition.rules, competition.altitude_m, programme.book(distance), skaters


def _admit_tables(distance: Distance) -> None:
    """A table of sprints is a mass start's, a heat with a winner two teams'; points are those of a season we know."""
    _admit_season(distance.points_table)
    if distance.sprint_table is not None:
        if distance.format != "mass_start":
            raise Refused("conflicting_programme", f'Distance "{distance.id}": only a mass start has sprints.')
        _admit_sprints(distance.sprint_table)
    if distance.knock_out and distance.format in ("pairs", "mass_start"):
        raise Refused("conflicting_programme", f'Distance "{distance.id}": a {distance.format} has no knock-out.')


def _admit_season(table: str | None) -> None:
    if table is not None and table not in SEASONS:
        raise Refused("conflicting_programme", f'No table of points "{table}": there are {", ".join(SEASONS)}.')


def _admit_sprints(table: str) -> None:
    if table not in SPRINT_TABLES:
        raise Refused("conflicting_programme", f'No sprint table "{table}": there are {", ".join(SPRINT_TABLES)}.')


def _admit_teams(skaters: Iterable[Skater], known: set[str]) -> None:
    for team in skaters:
        _unique(f'Team "{team.id}": member', team.members)
        for member in team.members:
            if member not in known:
                raise Refused("unknown_skater", f'Team "{team.id}": no skater "{member}" in the list.')


def _admit_combinations(event: ProgrammePublished) -> None:
    """They add up distances of the programme that are skated in pairs."""
    _unique("combination", (c.id for c in event.combinations))
    formats = {d.id: d.format for d in event.distances}
    for combination in event.combinations:
        where = f'Combination "{combination.id}"'
        _unique(f"{where}: distance", combination.distances)
        if len(combination.distances) < 2:
            raise Refused("conflicting_programme", f"{where} needs two distances at least.")
        for distance in combination.distances:
            if distance not in formats:
                raise Refused("unknown_distance", f'{where}: no distance "{distance}".')
            if formats[distance] != "pairs":
                raise Refused("conflicting_programme", f'{where}: "{distance}" is not skated in pairs.')


def _admit_series(event: ProgrammePublished, skaters: set[str]) -> None:
    """They name skaters of the list, whether they are entered or not; distances name series that there are."""
    _unique("series", (s.id for s in event.series))
    for series in event.series:
        where = f'Series "{series.id}"'
        _unique(f"{where}: skater", (c.skater for c in series.carried))
        for carried in series.carried:
            if carried.skater not in skaters:
                raise Refused("unknown_skater", f'{where}: no skater "{carried.skater}" in the list.')
    cups = {s.id for s in event.series}
    for distance in event.distances:
        if distance.cup is not None and distance.cup not in cups:
            raise Refused("conflicting_programme", f'Distance "{distance.id}": no series "{distance.cup}".')


def _admit_skated(old: DistanceState, pair: PairState, new: Distance | None, known: set[str]) -> None:
    if not pair.runs and not pair.reskate:
        return
    where = f'Distance "{old.distance.id}", pair {pair.pair.number}'
    if not {m for e in pair.pair.entries for m in (e.skater, *old.teams.get(e.skater, ()))} <= known:
        raise Refused("conflicting_programme", f"{where} has been skated by somebody who is not in the list.")
    if new is None or _what(new) != _what(old.distance):
        raise Refused("conflicting_programme", f"{where} has been skated, and the distance is not as it was.")
    again = next((p for p in new.pairs if p.number == pair.pair.number), None)
    if again is None and pair.reskate:
        return
    if again is None or _who(again) != _who(pair.pair):
        raise Refused("conflicting_programme", f"{where} has been skated by others.")


def _what(distance: Distance) -> tuple[int, int, Format]:
    return distance.metres, distance.track, distance.format


def _who(pair: Pair) -> set[tuple[str, str]]:
    return {_place(entry) for entry in pair.entries}


def _place(entry: Entry) -> tuple[str, str]:
    return entry.skater, entry.lane or ""


def _unique(what: str, names: Iterable[str]) -> None:
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Refused("conflicting_programme", f'{what} "{twice[0]}" stands twice in the programme.')
