"""The standings of a series: points brought into the competition and those its distances earn, as they stand now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from iceline.race.mass_start import MassStart, mass_start
from iceline.race.points import award, table_of
from iceline.race.programme import Series
from iceline.race.ranking import shared_ranks
from iceline.race.standings import kept_standings
from iceline.race.state import DistanceState, State
from iceline.race.virtual import virtual_ranking


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """One skater, or team. `earned` are the points by distance as the standings are now; `points` are all together.

    The `virtual` ones count who is on the ice by the projected rank; `projected`: this skater is one of them. Equal
    points share a rank, the next is skipped.
    """

    skater: str
    rank: int
    points: int
    carried: int
    earned: Mapping[str, int]
    virtual_rank: int
    virtual_points: int
    projected: bool


def cup_distances(state: State, series: Series) -> list[DistanceState]:
    """The distances of this competition whose points count for the series."""
    return [d for d in state.distances.values() if d.distance.cup == series.id]


def series_standings(state: State, series: Series) -> list[SeriesRow]:
    """Everybody who brings points or is entered in a distance of the series, best first by the virtual rank."""
    distances = cup_distances(state, series)
    carried = {c.skater: c.points for c in series.carried}
    now = {d.distance.id: _Earned.of(state, d) for d in distances}
    skaters = list(dict.fromkeys([*carried, *(s for of in now.values() for s in of.entered)]))
    points = {s: carried.get(s, 0) + sum(of.points.get(s, 0) for of in now.values()) for s in skaters}
    virtual = {s: carried.get(s, 0) + sum(of.virtual.get(s, 0) for of in now.values()) for s in skaters}
    ranks, virtual_ranks = _ranks(points), _ranks(virtual)
    rows = [
        SeriesRow(
            skater=skater,
            rank=ranks[skater],
            points=points[skater],
            carried=carried.get(skater, 0),
            earned={key: of.points[skater] for key, of in now.items() if skater in of.points},
            virtual_rank=virtual_ranks[skater],
            virtual_points=virtual[skater],
            projected=any(skater in of.projected for of in now.values()),
        )
        for skater in skaters
    ]
    return sorted(rows, key=lambda row: (row.virtual_rank, row.rank))


@dataclass(frozen=True, slots=True)
class _Earned:
    """What a distance earns: by the ranks now, and by the virtual ones."""

    entered: tuple[str, ...]
    points: Mapping[str, int]
    virtual: Mapping[str, int]
    projected: frozenset[str]

    @classmethod
    def of(cls, state: State, distance: DistanceState) -> "_Earned":
        worth = table_of(distance.distance, state.rules) or ()
        if distance.distance.format == "mass_start":
            return cls._of_mass_start(mass_start(distance, state.rules), worth)
        table = kept_standings(distance, state.rules)
        placed = virtual_ranking(distance, table)
        return cls(
            entered=tuple(row.skater for row in table.rows),
            points=award(((row.skater, row.rank) for row in table.rows), worth),
            virtual=award(((p.skater, p.rank) for p in placed), worth),
            projected=frozenset(p.skater for p in placed if p.projected),
        )

    @classmethod
    def _of_mass_start(cls, mass: MassStart, worth: Sequence[int]) -> "_Earned":
        """By the points of the sprints; virtually from the first line on."""
        riding = frozenset(r.skater for r in mass.rows if r.tally.status == "on_ice" and r.tally.laps)
        placed = ((r.skater, r.rank or (r.place if r.skater in riding else None)) for r in mass.rows)
        return cls(
            entered=tuple(r.skater for r in mass.rows),
            points=award(((r.skater, r.rank) for r in mass.rows), worth),
            virtual=award(placed, worth),
            projected=riding,
        )


def _ranks(points: Mapping[str, int]) -> dict[str, int]:
    """Most points first."""
    order: Iterable[str] = sorted(points, key=lambda skater: -points[skater])
    ranks = shared_ranks(sorted(-p for p in points.values()))
    return dict(zip(order, ranks, strict=True))
