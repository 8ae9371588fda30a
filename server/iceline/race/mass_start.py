"""The mass start: laps, points of the sprints, and the ranking by points, laps and time (RULES.md 4.1).

Who is not at the finish yet is ranked as if the order at the last line were the finish, so one ranking serves the whole
race: it is virtual while skaters are on the ice, and the result when none is.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from iceline.race.passings import Split
from iceline.race.programme import Rules
from iceline.race.races import Race, Status, races
from iceline.race.sprint_tables import SPRINT_TABLES, SprintTable, points_for
from iceline.race.standings import UNCLASSIFIED
from iceline.race.state import DistanceState
from iceline.race.times import hundredths, thousandths

RANKED: Final[frozenset[Status]] = frozenset({"finished", "DNF", "on_ice"})
"""Who has a place, also at a line: a lapped skater and one who stopped keep theirs, a disqualified one never had it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What one skater has collected. `taken` are the points at each line, in their order, as the list prints them.

    `laps` are those completed, `time_us` is the time at the last passage, None before the first.
    """

    race: Race
    status: Status
    splits: tuple[Split, ...]
    taken: tuple[int, ...]
    is_lapped: bool
    is_advanced: bool = False

    @property
    def skater(self) -> str:
        return self.race.skater

    @property
    def laps(self) -> int:
        return self.splits[-1].index + 1 if self.splits else 0

    @property
    def time_us(self) -> int | None:
        return self.splits[-1].elapsed_us if self.splits else None

    @property
    def forfeits(self) -> bool:
        """Lapped, or not completing: the points count for nothing and stay on the list."""
        return self.is_lapped or self.status in ("DNF", "DQ")

    @property
    def points(self) -> int:
        return 0 if self.forfeits else sum(self.taken)


@dataclass(frozen=True, slots=True)
class Placed:
    """One row. `place` is the virtual rank, None for who has none; `virtual` the points it stands on.

    `number` is what the list prints in front of the row: the rank, and a disqualified skater's row number. `decided`:
    another with as many laps has equal hundredths, so thousandths are shown.
    """

    tally: Tally
    place: int | None
    virtual: int
    number: int | None
    decided: bool

    @property
    def skater(self) -> str:
        return self.tally.skater

    @property
    def rank(self) -> int | None:
        """The place of who is done; None on the ice, and for who has no rank."""
        return self.place if self.tally.status != "on_ice" else None

    @property
    def time_us(self) -> int | None:
        """The time that is printed: none for who is disqualified."""
        return self.tally.time_us if self.tally.status in RANKED else None


@dataclass(frozen=True, slots=True)
class MassStart:
    """`rows` in order: ranked, then unclassified by the competition's order, then who has not started.

    `lines` are the laps that end in a sprint, the finish last.
    """

    rows: tuple[Placed, ...]
    lines: tuple[int, ...]
    table: SprintTable

    @property
    def laps(self) -> int:
        return self.lines[-1]

    def row(self, skater: str) -> Placed:
        return next(r for r in self.rows if r.skater == skater)


def mass_start(distance: DistanceState, rules: Rules) -> MassStart:
    """The ranking of one mass start as it is now. Raises KeyError for a sprint table that is not known."""
    table = SPRINT_TABLES[distance.distance.sprint_table or rules.sprint_table]
    lines = table.lines(len(distance.course.points))
    tallies = _tallies(distance, table, lines)
    marks = [m for m in dict.fromkeys((*rules.unclassified_order, *UNCLASSIFIED)) if m != "DNF"]
    ranked = _ranked([t for t in tallies if t.status in RANKED], table, lines[-1])
    unclassified = [t for mark in marks for t in tallies if t.status == mark]
    numbers = {t.skater: len(ranked) + n for n, t in enumerate((t for t in unclassified if t.status == "DQ"), 1)}
    waiting = [t for t in tallies if t.status == "not_started"]
    others = [Placed(t, None, 0, numbers.get(t.skater), decided=False) for t in (*unclassified, *waiting)]
    return MassStart((*ranked, *others), lines, table)


def qualified(mass: MassStart, best: int | None) -> set[str]:
    """Who goes on to the next phase: the best so many, virtually while the race is on; all who share the last rank.

    Whom the referee advances goes on besides, and takes nobody's place; not who is disqualified (RULES.md 4.1).
    """
    return {row.skater for row in mass.rows if best and (is_among_best(row, best) or _is_advanced(row.tally))}


def is_among_best(row: Placed, best: int) -> bool:
    """Among the best so many by place, once the race has begun."""
    return row.place is not None and row.place <= best and row.tally.laps > 0


def _is_advanced(tally: Tally) -> bool:
    return tally.is_advanced and tally.status not in ("DQ", "WDR")


def order_at_last_line(tallies: Iterable[Tally]) -> list[Tally]:
    """Who has done more laps is ahead, then who was earlier at the line; before the first line as entered."""
    return sorted(tallies, key=_line_key)


def _tallies(distance: DistanceState, table: SprintTable, lines: Sequence[int]) -> list[Tally]:
    lapped = {(r.skater, r.pair) for r in distance.remarks if r.lapped}
    advanced = {r.skater for r in distance.remarks if r.advanced}
    field = [
        Tally(
            race=race,
            status=_status(distance, race),
            splits=_skated(distance, race),
            taken=(),
            is_lapped=(race.skater, race.counted.pair) in lapped,
            is_advanced=race.skater in advanced,
        )
        for race in races(distance).values()
    ]
    at_lines = [_taken(field, lap, table.finish if lap == lines[-1] else table.points) for lap in lines]
    return [replace(t, taken=tuple(line.get(t.skater, 0) for line in at_lines)) for t in field]


def _skated(distance: DistanceState, race: Race) -> tuple[Split, ...]:
    """A field that starts again starts all of it again: its first run counts only until then.

    Who did not complete has no finish, though the line was crossed so often: lapped, and rolling out after the race.
    """
    skated = race.counted.live if distance.pairs[race.counted.pair].run else race.counted.splits
    ruling = race.counted.ruling
    at_finish = bool(skated) and skated[-1].index == distance.course.finish.index
    return skated[:-1] if at_finish and ruling is not None and ruling.kind == "DNF" else skated


def _status(distance: DistanceState, race: Race) -> Status:
    skated = _skated(distance, race)
    if race.counted.ruling is not None:
        return race.counted.ruling.kind
    if skated and skated[-1].index == distance.course.finish.index:
        return "finished"
    return "on_ice" if distance.pairs[race.counted.pair].run else "not_started"


def _taken(field: Iterable[Tally], lap: int, points: tuple[int, ...]) -> dict[str, int]:
    """The points at the end of a lap. Equal thousandths share the place and its points, and the next is skipped."""
    passed = {
        tally.skater: thousandths(split.elapsed_us)
        for tally in field
        for split in tally.splits
        if split.index == lap - 1 and tally.status in RANKED
    }
    times = sorted(passed.values())
    return {skater: points_for(bisect_left(times, time) + 1, points) for skater, time in passed.items()}


def _ranked(tallies: Sequence[Tally], table: SprintTable, laps: int) -> list[Placed]:
    virtual = _virtual_points(tallies, table, laps)
    keys = {t.skater: (-virtual[t.skater], *_line_key(t)) for t in tallies}
    times = Counter((t.laps, hundredths(t.time_us)) for t in tallies if t.time_us is not None)
    in_order = sorted(keys.values())
    return [
        Placed(t, place, virtual[t.skater], place if t.status != "on_ice" else None, decided=_decided(t, times))
        for t in sorted(tallies, key=lambda t: keys[t.skater])
        for place in (bisect_left(in_order, keys[t.skater]) + 1,)
    ]


def _virtual_points(tallies: Iterable[Tally], table: SprintTable, laps: int) -> dict[str, int]:
    """Points so far, and those of the finish if everybody on the ice came in as at the last line."""
    racing = [t for t in order_at_last_line(tallies) if t.status in ("finished", "on_ice") and t.laps]
    keys = [_line_key(t) for t in racing]
    come = {t.skater: points_for(bisect_left(keys, _line_key(t)) + 1, table.finish) for t in racing if t.laps < laps}
    return {t.skater: 0 if t.forfeits else t.points + come.get(t.skater, 0) for t in tallies}


def _line_key(tally: Tally) -> tuple[int, int]:
    return -tally.laps, thousandths(tally.time_us or 0)


def _decided(tally: Tally, times: Mapping[tuple[int, int], int]) -> bool:
    return tally.time_us is not None and times[tally.laps, hundredths(tally.time_us)] > 1
