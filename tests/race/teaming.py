"""Team races, as a test would write them down: invented teams of a few members each, of any team format."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from iceline.race.events import PairCalled, PairConfirmed, PairStarted, PassingMeasured, ProgrammePublished
from iceline.race.programme import Competition, Distance, Entry, Format, Lane, Pair, Phase, Rules, Skater

from .telling import GUN, LANES, Telling

METRES: Mapping[Format, int] = {"team_pursuit": 2400, "team_sprint": 1200, "mixed_relay": 2400}


def members(team: str, how_many: int = 3) -> tuple[str, ...]:
    return tuple(f"{team}{number}" for number in range(1, how_many + 1))


def team_distance(
    heats: Sequence[Sequence[str]],
    *,
    kind: Format = "team_pursuit",
    key: str = "d",
    metres: int | None = None,
    phase: Phase | None = None,
    heat: str | None = None,
    knock_out: bool = False,
    qualify: int | None = None,
) -> Distance:
    """One team distance with these heats, the team on the finishing straight first."""
    lanes: Sequence[Lane | None] = LANES if kind != "mixed_relay" else (None,) * 4  # type: ignore[assignment]
    pairs = tuple(
        Pair(number=n, entries=tuple(Entry(skater=t, lane=lane) for t, lane in zip(teams, lanes, strict=False)))
        for n, teams in enumerate(heats, 1)
    )
    return Distance(
        id=key,
        name=f"{kind} {key}",
        metres=metres or METRES[kind],
        category="X" if kind == "mixed_relay" else "W",
        format=kind,
        pairs=pairs,
        phase=phase,
        heat=heat,
        knock_out=knock_out,
        qualify=qualify,
        event="event" if phase else None,
    )


def teams_programme(
    *distances: Distance, how_many: int = 3, rules: Rules | None = None, name: str = "programme"
) -> ProgrammePublished:
    """The teams of these distances, with members of their own."""
    teams = dict.fromkeys(e.skater for d in distances for p in d.pairs for e in p.entries)
    entered = [
        Skater(id=t, last_name=t.upper(), country=t.upper()[:3], members=members(t, how_many)) for t in teams
    ] + [Skater(id=m, last_name=m.title(), country=t.upper()[:3]) for t in teams for m in members(t, how_many)]
    return ProgrammePublished(
        id=name,
        competition=Competition(name="Test meeting", rules=rules or Rules()),
        skaters=tuple(entered),
        distances=distances,
    )


def on_ice(*teams: str, kind: Format = "team_pursuit", how_many: int = 3, knock_out: bool = False) -> Telling:
    """One heat of one distance "d", started."""
    distance = team_distance([teams], kind=kind, knock_out=knock_out)
    return Telling().tell(teams_programme(distance, how_many=how_many)).start(1)


def skate(told: Telling, distance: str, pair: int, **times_us: int) -> Telling:
    """A whole heat of any distance, from the call to the confirmation, with finish times only."""
    of_pair = {"distance": distance, "pair": pair}
    at = GUN + timedelta(hours=1, seconds=len(told.events))
    told.tell(PairCalled(id=told.fresh(), **of_pair))
    told.tell(PairStarted(id=told.fresh(), started_at=at, **of_pair))
    metres = float(told.state.distances[distance].distance.metres)
    for team, time_us in times_us.items():
        told.tell(
            PassingMeasured(
                id=told.fresh(), skater=team, how="photo_finish", elapsed_us=time_us, metres=metres, **of_pair
            )
        )
    return told.tell(PairConfirmed(id=told.fresh(), **of_pair))
