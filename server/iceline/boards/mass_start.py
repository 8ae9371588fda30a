"""The boards of a mass start: the order at the last line, the next sprint, the ranking (docs/protocol.md 4.3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from iceline.boards.clock import running_clock, stopped_clock
from iceline.boards.mass_results import gap_text, time_text
from iceline.boards.mass_saying import said
from iceline.boards.text import Json, known, name
from iceline.race.mass_start import MassStart, Placed, is_among_best, mass_start, qualified
from iceline.race.pack import Pack, Riding, out_of_reach, pack
from iceline.race.progress import distance_progress, pair_progress
from iceline.race.races import is_run_done
from iceline.race.state import DistanceState, PairState, State
from iceline.race.times import format_gap, format_hundredths


@dataclass(frozen=True, slots=True)
class MassScene:
    """What both boards of a mass start look at. `positions` are those of the start list, from 1."""

    state: State
    distance: DistanceState
    pair: PairState | None
    mass: MassStart
    pack: Pack
    positions: Mapping[str, int]

    def position(self, skater: str) -> int:
        return self.positions[skater]


@lru_cache(maxsize=1)
def mass_scene(state: State) -> MassScene:
    """The mass start that is on. Kept for the newest state: both boards look at the same scene."""
    distance = state.shown
    assert distance is not None
    mass = mass_start(distance, state.rules)
    entered = [e.skater for n in sorted(distance.pairs) for e in distance.pairs[n].pair.entries]
    positions = {skater: position for position, skater in enumerate(dict.fromkeys(entered), 1)}
    pair = distance.pairs.get(state.live.pair) if state.live else None
    return MassScene(state, distance, pair, mass, pack(mass), positions)


@lru_cache(maxsize=1)
def mass_start_board(state: State) -> Json:
    """What the wall shows of it. Kept for the newest state: the desk builds on it."""
    seen = mass_scene(state)
    return known(
        competition=_competition(seen),
        distance=_distance(seen),
        skaters=_skaters(seen),
        pair=_pair(seen),
        clocks=_clocks(seen),
        pack=_pack(seen),
        sprints=_sprints(seen),
        standings=_standings(seen),
    )


def mass_start_desk(state: State) -> Json:
    """What the commentator sees: the same, whom the clock saw caught, who has no podium left, lines to say."""
    seen = mass_scene(state)
    return mass_start_board(state) | known(
        ahead=[_gap(r.ahead_cs) if r.ahead_cs is None or r.ahead_cs >= 0 else "" for r in seen.pack.order],
        caught=[seen.position(r.tally.skater) for r in seen.pack.order if r.is_caught and not r.tally.is_lapped],
        out_of_reach=sorted(map(seen.position, out_of_reach(seen.mass))),
        said=said(seen.state, seen.mass, seen.pack),
    )


def _competition(seen: MassScene) -> Json:
    competition = seen.state.competition
    return known(name=competition.name, venue=competition.venue, city=competition.city) if competition else {}


def _distance(seen: MassScene) -> Json:
    distance = seen.distance.distance
    return known(
        id=distance.id,
        name=distance.name,
        metres=distance.metres,
        format=distance.format,
        laps=seen.mass.laps,
        sprints=list(seen.mass.lines),
        state=distance_progress(seen.distance),
        phase=distance.phase,
        heat=distance.heat,
        qualify=distance.qualify,
    )


def _skaters(seen: MassScene) -> Json:
    entries = ((e, seen.state.skater(e.skater)) for p in seen.distance.pairs.values() for e in p.pair.entries)
    return {str(seen.position(e.skater)): {"id": s.id} | name(s) | known(note=e.note) for e, s in entries}


def _pair(seen: MassScene) -> Json | None:
    if seen.pair is None:
        return None
    return {"number": seen.pair.pair.number, "state": pair_progress(seen.distance, seen.pair)}


def _clocks(seen: MassScene) -> Json | None:
    """It runs until the last skater is home, and then shows the time of the first of the ranking."""
    if seen.pair is None:
        return None
    number, run = str(seen.pair.pair.number), seen.pair.run
    if run is not None and not is_run_done(seen.distance, seen.pair):
        return {number: running_clock(run)}
    first = seen.mass.rows[0] if seen.mass.rows else None
    return {number: stopped_clock(first.time_us if first and run else None)}


def _pack(seen: MassScene) -> Json | None:
    """Columns in the order at the last line; nothing before the gun."""
    riding = seen.pack
    if not riding.order:
        return None
    leader = riding.order[0].tally
    last_lap = leader.splits[-1].lap_cs if leader.splits else None
    return known(
        laps=riding.laps,
        laps_to_go=riding.laps_to_go,
        last_lap=None if last_lap is None else format_hundredths(last_lap),
        sprint=_next_sprint(riding),
        **(_order(seen) if riding.laps else {}),
    )


def _order(seen: MassScene) -> Json:
    order = seen.pack.order
    return {
        "order": [seen.position(r.tally.skater) for r in order],
        "lap": [r.tally.laps for r in order],
        "gap": [_gap(r.gap_cs) for r in order],
        "groups": _groups(seen.pack),
    }


def _groups(riding: Pack) -> list[Json]:
    """How many ride in each group, front first, and how far its first is behind the last of the group before."""
    firsts = [(nth, r) for nth, r in enumerate(riding.order) if nth == 0 or r.group != riding.order[nth - 1].group]
    ends = [nth for nth, _ in firsts[1:]] + [len(riding.order)]
    return [_group(end - nth, first) for (nth, first), end in zip(firsts, ends, strict=True)]


def _group(size: int, first: Riding) -> Json:
    return known(size=size, gap=_gap(first.ahead_cs), behind=_gap(first.gap_cs))


def _next_sprint(riding: Pack) -> Json | None:
    sprint = riding.sprint
    if sprint is None:
        return None
    return known(
        number=sprint.number,
        lap=sprint.lap,
        laps_to=sprint.laps_to,
        points=list(sprint.points),
        finish=sprint.is_finish or None,
    )


def _sprints(seen: MassScene) -> Json:
    """Who took points where: by lap, then by position; also of who forfeits them since."""
    return {
        str(lap): taken
        for nth, lap in enumerate(seen.mass.lines)
        if (taken := {str(seen.position(r.skater)): r.tally.taken[nth] for r in seen.mass.rows if r.tally.taken[nth]})
    }


def _standings(seen: MassScene) -> Json:
    """Columns in the order of the ranking: `places`, `points` and `virtual` of those who have a place."""
    rows = seen.mass.rows
    placed = [r for r in rows if r.place is not None] if seen.pack.laps else []
    best = seen.distance.distance.qualify or 0
    going_on = qualified(seen.mass, best)
    return known(
        order=[seen.position(r.skater) for r in rows],
        places=[r.place for r in placed],
        points=[r.tally.points for r in placed],
        virtual=[r.virtual for r in placed],
        going_on=sum(is_among_best(r, best) for r in rows) or None,
        rows={str(seen.position(r.skater)): row for r in rows if (row := _row(seen, r, r.skater in going_on))},
    )


def _row(seen: MassScene, row: Placed, goes_on: bool) -> Json:
    """What a row says beside its columns; nothing while a skater simply rides."""
    tally = row.tally
    done = tally.status not in ("on_ice", "not_started")
    return known(
        status=tally.status if done else None,
        number=row.number if row.number != row.place else None,
        laps=tally.laps if done else None,
        time=time_text(row) if done else None,
        gap=gap_text(row, seen.mass.rows[0]) if done else None,
        lapped=tally.is_lapped or None,
        advanced=(tally.is_advanced and goes_on) or None,
        code=tally.race.counted.ruling.code if tally.race.counted.ruling else None,
    )


def _gap(gap_cs: int | None) -> str:
    return "" if gap_cs is None else format_gap(gap_cs)
