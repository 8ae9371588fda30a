"""The pack: who is where in a mass start at the last line, in which group, how far behind, and what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.course import HOUR_US
from iceline.race.mass_start import MassStart, Placed, Tally, order_at_last_line
from iceline.race.sprint_tables import points_for
from iceline.race.times import gap_hundredths

GROUP_GAP_CS: Final = 150
"""A skater farther than this behind the one before him rides in another group: some 20 m at 13 m/s, out of the draught.
The book knows no groups; this is Iceline's own."""

PODIUM: Final = 3


@dataclass(frozen=True, slots=True)
class Riding:
    """One skater of the race, at the last line passed. Gaps are hundredths there, None where they cannot be told.

    `group` counts from 1 at the front. `gap_cs` is to the first at that line, `ahead_cs` to the skater before in the
    order: negative where that one has overtaken him since. `is_caught`: by the clock the first has gone by a lap up.
    Whether that is lapped, and so the end of the points, the referee says.
    """

    row: Placed
    group: int
    gap_cs: int | None
    ahead_cs: int | None
    is_caught: bool

    @property
    def tally(self) -> Tally:
        return self.row.tally


@dataclass(frozen=True, slots=True)
class Sprint:
    """The next line with points: the number of the sprint, the lap it ends, laps until there, and its points.

    `laps_to` 1 is the alarm: this lap ends in it.
    """

    number: int
    lap: int
    laps_to: int
    points: tuple[int, ...]
    is_finish: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """`order` at the last line, without those who stopped or were taken out; `laps` the leader's."""

    order: tuple[Riding, ...]
    laps: int
    laps_to_go: int
    sprint: Sprint | None


def pack(mass: MassStart) -> Pack:
    """The race as it lies, from the first line on and until the last skater is home."""
    rows = {r.skater: r for r in mass.rows if r.tally.status in ("on_ice", "finished")}
    order = [rows[t.skater] for t in order_at_last_line(r.tally for r in rows.values())]
    laps = order[0].tally.laps if order else 0
    return Pack(tuple(_riding(order, _first_at_lines(order))), laps, mass.laps - laps, _next_sprint(mass, laps))


def out_of_reach(mass: MassStart, best: int = PODIUM) -> set[str]:
    """Who cannot be among the best so many any more, if nobody else is lapped, falls out or is taken out.

    At best a skater wins every sprint that is left and comes in right behind those who are home; at worst the others
    get nothing more.
    """
    running = [r.tally for r in mass.rows if r.tally.status in ("on_ice", "finished") and not r.tally.is_lapped]
    if len(running) < best:
        return set()
    sure = sorted((t.points for t in running), reverse=True)
    bar = sure[best - 1]
    everybody = (r.tally for r in mass.rows if r.tally.status != "not_started")
    home = sum(t.status == "finished" for t in running)
    return {t.skater for t in everybody if t not in running or _best_case(mass, t, home) < bar}


def _best_case(mass: MassStart, tally: Tally, home: int) -> int:
    if tally.status == "finished":
        return tally.points
    sprints = sum(lap > tally.laps for lap in mass.lines[:-1]) * points_for(1, mass.table.points)
    return tally.points + sprints + points_for(home + 1, mass.table.finish)


def _first_at_lines(order: Sequence[Placed]) -> dict[int, int]:
    """The first time at each line, by its index."""
    first: dict[int, int] = {}
    for split in (split for row in order for split in row.tally.splits):
        first[split.index] = min(split.elapsed_us, first.get(split.index, split.elapsed_us))
    return first


def _is_caught(tally: Tally, first: Mapping[int, int]) -> bool:
    """Somebody had done a lap more before this skater's line, at any line; or two more by now."""
    at_line = any(first.get(s.index + 1, HOUR_US) <= s.elapsed_us for s in tally.splits)
    return at_line or max(first, default=0) + 1 >= tally.laps + 2


def _riding(order: Sequence[Placed], first: Mapping[int, int]) -> list[Riding]:
    riding: list[Riding] = []
    for row in order:
        before = riding[-1] if riding else None
        ahead = _behind(row.tally, before.tally) if before else None
        group = before.group + (ahead is None or ahead > GROUP_GAP_CS) if before else 1
        riding.append(Riding(row, group, _gap(row.tally, first), ahead, _is_caught(row.tally, first)))
    return riding


def _gap(tally: Tally, first: Mapping[int, int]) -> int | None:
    """Behind the first at the last line of this skater; None for who was first there."""
    if not tally.splits or first[tally.splits[-1].index] == tally.time_us:
        return None
    return gap_hundredths(tally.splits[-1].elapsed_us, first[tally.splits[-1].index])


def _behind(tally: Tally, other: Tally) -> int | None:
    """How far behind another at the last line of his own, hundredths; None where the two have no line together."""
    if not tally.splits:
        return None
    there = next((s for s in other.splits if s.index == tally.splits[-1].index), None)
    return None if there is None else gap_hundredths(tally.splits[-1].elapsed_us, there.elapsed_us)


def _next_sprint(mass: MassStart, laps: int) -> Sprint | None:
    ahead = [(number, lap) for number, lap in enumerate(mass.lines, 1) if lap > laps]
    if not ahead:
        return None
    number, lap = ahead[0]
    is_finish = lap == mass.laps
    return Sprint(number, lap, lap - laps, mass.table.finish if is_finish else mass.table.points, is_finish)
