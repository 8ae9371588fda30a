"""The overall classification of a combination, live: after the distances skated, and with the one that is on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from iceline.race.programme import Combination, Rules, Unclassified
from iceline.race.ranking import shared_ranks
from iceline.race.samalog import lead_cs, points_milli, slowest_below_cs
from iceline.race.standings import UNCLASSIFIED, Row, Standings, kept_standings
from iceline.race.state import DistanceState, State
from iceline.race.times import hundredths
from iceline.race.virtual import projections


@dataclass(frozen=True, slots=True)
class Needed:
    """The slowest time on this distance that is ahead of `skater`, who stands at `place` among those who have a total.

    A hundredth more is not ahead: the same points, or worse.
    """

    place: int
    skater: str
    time_cs: int


@dataclass(frozen=True, slots=True)
class OverallRow:
    """One skater. Points are thousandths of a samalog point.

    `parts` are those of each distance up to the current one, None where there is no time. `total` is their sum where
    all are there, with the projected one when `projected`; `before` the sum without the current distance. `place`
    counts the projected, `rank` does not. `gap` is to the first, `gap_next_cs` what it is in time on the next distance;
    `start_gap` and `start_gap_cs` the same of the sums before the current distance, on the current one. `out`: dropped
    out of the classification by a mark in one of the distances.
    """

    skater: str
    parts: tuple[int | None, ...]
    before: int | None
    total: int | None
    projected: bool
    entered: bool
    out: Unclassified | None
    place: int | None = None
    rank: int | None = None
    gap: int | None = None
    gap_next_cs: int | None = None
    start_gap: int | None = None
    start_gap_cs: int | None = None
    needed: tuple[Needed, ...] = ()

    @property
    def is_waiting(self) -> bool:
        """Has yet to finish the current distance."""
        return self.out is None and self.entered and self.before is not None and (self.total is None or self.projected)


@dataclass(frozen=True, slots=True)
class Overall:
    """`at` is the place of the current distance in the combination. `rows` in order of place, then who waits, by the
    sum so far, then who skates no more, then those who dropped out.
    """

    at: int
    rows: tuple[OverallRow, ...]


def overall(state: State, combination: Combination) -> Overall:
    """The classification up to the distance that is on, or was last, of the skaters entered in the first distance.

    Equal totals share a place.
    """
    at = current(state, combination)
    distances = [state.distances[key] for key in combination.distances]
    after = distances[at + 1].distance.metres if at + 1 < len(distances) else None
    return Overall(at, tuple(classification(distances[: at + 1], state.rules, after)))


def classification(
    distances: Sequence[DistanceState], rules: Rules, next_metres: int | None = None
) -> list[OverallRow]:
    """The rows after these distances, the last of which may be on the ice, in the order of `Overall`."""
    sums = _sums(distances, [kept_standings(d, rules) for d in distances])
    return _classified(sums, distances[-1], next_metres)


def current(state: State, combination: Combination) -> int:
    """The place in the combination of the distance that is on the ice, or of the last one that was; the first else."""
    keys = combination.distances
    if state.live and state.live.distance in keys:
        return keys.index(state.live.distance)
    begun = [n for n, key in enumerate(keys) if any(p.runs for p in state.distances[key].pairs.values())]
    return max(begun, default=0)


def _sums(distances: Sequence[DistanceState], tables: Sequence[Standings]) -> list[OverallRow]:
    now = distances[-1]
    ahead = projections(now, tables[-1])
    raced = [{row.skater: row for row in table.rows} for table in tables]
    metres = [d.distance.metres for d in distances]
    return [_sum(skater, [of.get(skater) for of in raced], metres, ahead) for skater in raced[0]]


def _sum(skater: str, rows: Sequence[Row | None], metres: Sequence[int], ahead: Mapping[str, int]) -> OverallRow:
    real = [_part(row, of) for row, of in zip(rows, metres, strict=True)]
    projected = real[-1] is None and skater in ahead
    last = points_milli(ahead[skater], metres[-1]) if projected else real[-1]
    parts = (*real[:-1], last)
    out = next((mark for row in rows if row for mark in UNCLASSIFIED if row.race.status == mark), None)
    before, total = _added(parts[:-1]), _added(parts)
    return OverallRow(
        skater=skater,
        parts=parts,
        before=before if out is None else None,
        total=total if out is None else None,
        projected=projected,
        entered=rows[-1] is not None,
        out=out,
    )


def _part(row: Row | None, metres: int) -> int | None:
    return None if row is None or row.finished_us is None else points_milli(hundredths(row.finished_us), metres)


def _added(parts: Sequence[int | None]) -> int | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _classified(sums: Sequence[OverallRow], now: DistanceState, next_metres: int | None) -> list[OverallRow]:
    """In order, with places, gaps and what is needed."""
    complete = sorted((r for r in sums if r.total is not None), key=lambda r: r.total or 0)
    waiting = sorted((r for r in sums if r.is_waiting and r.total is None), key=lambda r: r.before or 0)
    short = sorted((r for r in sums if r.total is None and not r.is_waiting and r.out is None), key=_shorter)
    rows = _placed(complete) + waiting + _behind(short, len(complete) + len(waiting))
    first_before = min((r.before for r in sums if r.before is not None), default=0)
    first_total = complete[0].total or 0 if complete else 0
    done = [r for r in rows if r.total is not None and not r.projected]
    compared = _Compared(first_before, first_total, done, now, next_metres)
    return [_with_gaps(row, compared) for row in rows] + [r for r in sums if r.out is not None]


def _placed(complete: Sequence[OverallRow]) -> list[OverallRow]:
    places = shared_ranks([r.total or 0 for r in complete])
    real = sorted(r.total or 0 for r in complete if not r.projected)
    ranks = [None if r.projected else 1 + sum(other < (r.total or 0) for other in real) for r in complete]
    return [replace(r, place=p, rank=k) for r, p, k in zip(complete, places, ranks, strict=True)]


def _shorter(row: OverallRow) -> tuple[int, int]:
    """Who has skated more distances stands before; of as many, by the sum."""
    skated = [part for part in row.parts if part is not None]
    return -len(skated), sum(skated)


def _behind(short: Sequence[OverallRow], ahead: int) -> list[OverallRow]:
    """Who skates no more, behind everybody who does."""
    keys = [_shorter(r) for r in short]
    places = [ahead + 1 + sum(other < key for other in keys) for key in keys]
    return [replace(r, place=place, rank=place) for r, place in zip(short, places, strict=True)]


@dataclass(frozen=True, slots=True)
class _Compared:
    """What every row is compared with: the best sums, those who have a real total, the distances now and next."""

    first_before: int
    first: int
    done: Sequence[OverallRow]
    now: DistanceState
    next_metres: int | None


def _with_gaps(row: OverallRow, to: _Compared) -> OverallRow:
    start = None if row.before is None else row.before - to.first_before
    gap = None if row.total is None else row.total - to.first
    return replace(
        row,
        gap=gap,
        gap_next_cs=None if gap is None or to.next_metres is None else lead_cs(gap, to.next_metres),
        start_gap=start,
        start_gap_cs=None if start is None else lead_cs(start, to.now.distance.metres),
        needed=_needed(row, to.done, to.now) if row.is_waiting else (),
    )


def _needed(row: OverallRow, done: Sequence[OverallRow], now: DistanceState) -> tuple[Needed, ...]:
    """For each place that somebody has; a place that only an impossible time would take is left out."""
    fastest = hundredths(now.course.finish.fastest_us)
    found = [(r, slowest_below_cs((r.total or 0) - (row.before or 0), now.distance.metres)) for r in done]
    by_place = {r.rank: (r, time) for r, time in reversed(found) if time is not None and time >= fastest}
    return tuple(Needed(place, r.skater, time) for place, (r, time) in sorted(by_place.items()) if place is not None)
