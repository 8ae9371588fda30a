"""Every mass start of two World Cups comes out of Iceline as the official list prints it, column for column.

The lists print no crossings, so each race is told as one that fits its list: the sprints in an order that gives the
printed points, the finish at the printed times, nobody overtaken on the last lap but where time and points say so. What
is told depends on a row's own columns only; who stands where, and with what, is Iceline's.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import pytest

from iceline.boards.distance import distance_board
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import (
    DistanceConfirmed,
    Event,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    SkaterDidNotFinish,
    SkaterDisqualified,
    SkaterLapped,
)
from iceline.race.programme import Competition, Distance, Division, Entry, Pair, Rules, Skater
from iceline.race.sprint_tables import SPRINT_TABLES
from iceline.race.state import Recorded, State
from iceline.race.times import parse_time
from tests.recordings.data import rows

GUN = datetime(2025, 11, 16, 17, 30, tzinfo=UTC)
TABLE = SPRINT_TABLES["isu-2018"]
SPRINT_STEP_US = 100_000
"""Those who take points at a sprint cross it so far apart, the others behind them."""

COLUMNS = ("rank", "laps", "sprint points", "total", "status", "time", "world cup points")


@dataclass
class Listed:
    """One row of an official list."""

    row: dict[str, str]
    sprints: tuple[int, ...] = ()
    """What it took at each sprint, the finish left out; found by `fitted`."""

    @property
    def bib(self) -> str:
        return self.row["bib"]

    @property
    def laps(self) -> int:
        return int(self.row["laps"])

    @property
    def figures(self) -> tuple[int, ...]:
        return tuple(map(int, self.row["sprint_points_raw"].split()))

    @property
    def elapsed_us(self) -> int | None:
        """The printed time; where no thousandth is printed, any would do."""
        if not self.row["time"]:
            return None
        return parse_time(self.row["time"]) + 1000 * int(self.row["thousandth_digit"] or 0)

    @property
    def division(self) -> Division:
        return "B" if self.row["title"].endswith("Division B") else "A"

    @property
    def printed(self) -> tuple[object, ...]:
        digit = self.row["thousandth_digit"]
        return (
            int(self.row["rank"]),
            self.laps,
            self.figures,
            int(self.row["total_points"]),
            self.row["status"],
            f"{self.row['time']}({digit})" if digit else self.row["time"],
            int(self.row["wc_points"]) if self.row["wc_points"] else None,
        )


@dataclass(eq=False)
class Race:
    """One official list, and the race told so that it fits."""

    name: str
    listed: list[Listed]
    broken: list[str] = field(default_factory=list)

    @cached_property
    def laps(self) -> int:
        return max(row.laps for row in self.listed)

    @property
    def lines(self) -> tuple[int, ...]:
        return TABLE.lines(self.laps)

    @cached_property
    def lap_us(self) -> int:
        """The pace of the pack: the first at the finish rides his last lap like the others."""
        return min(r.elapsed_us for r in self.listed if r.elapsed_us and r.laps == self.laps) // self.laps


@cache
def races() -> tuple[Race, ...]:
    found: dict[tuple[str, str], list[Listed]] = {}
    for row in rows("worldcup/mass_start.csv"):
        found.setdefault((row["competition"], row["title"]), []).append(Listed(row))
    return tuple(fitted(Race(" ".join(name), listed)) for name, listed in found.items())


def fitted(race: Race) -> Race:
    """Finds who took which sprint: what a row prints beyond its points at the finish, in the order of the sprints."""
    home = sorted((r for r in race.listed if r.laps == race.laps and r.elapsed_us), key=lambda r: r.elapsed_us or 0)
    left = {row.bib: row.figures for row in race.listed}
    for row, points in zip(home, TABLE.finish, strict=False):
        if left[row.bib][-1:] != (points,):
            race.broken.append(f"{race.name}, bib {row.bib}: {points} at the finish by time, prints {row.figures}")
        else:
            left[row.bib] = left[row.bib][:-1]
    sprints = race.lines[:-1]
    rode = [sum(lap < row.laps for lap in sprints) for row in race.listed]
    found = assignment(list(zip(left.values(), rode, strict=True)), [frozenset(TABLE.points)] * len(sprints))
    if found is None:
        race.broken.append(f"{race.name}: no sprints give the points it prints")
    for row, taken in zip(race.listed, found or [{}] * len(race.listed), strict=True):
        row.sprints = tuple(taken.get(number, 0) for number in range(len(sprints)))
    return race


Free = Sequence[frozenset[int]]


def assignment(rows: Sequence[tuple[tuple[int, ...], int]], free: Free) -> list[dict[int, int]] | None:
    """For each row, its figures and how many sprints it rode, what it took where; None if nothing fits.

    Each figure is on a sprint of its own, in order; each place of a sprint is given once, and none is left.
    """
    if not rows:
        return None if any(free) else []
    (figures, rode), rest = rows[0], rows[1:]
    for taken in placings(figures, free[:rode], 0):
        after = [places - {taken.get(number)} for number, places in enumerate(free)]
        found = assignment(rest, after)
        if found is not None:
            return [taken, *found]
    return None


def placings(figures: Sequence[int], free: Free, first: int) -> Iterator[dict[int, int]]:
    if not figures:
        yield {}
        return
    for sprint in range(first, len(free)):
        if figures[0] in free[sprint]:
            for rest in placings(figures[1:], free, sprint + 1):
                yield {sprint: figures[0], **rest}


def events(race: Race) -> Iterator[Event]:
    """The race as equipment and officials would tell it: crossings in the order of time, then the rulings."""
    entries = tuple(Entry(skater=row.bib) for row in sorted(race.listed, key=lambda r: int(r.bib)))
    skaters = tuple(
        Skater(id=row.bib, last_name=row.row["name"], country=row.row["country"], bib=int(row.bib))
        for row in race.listed
    )
    distance = Distance(
        id="ms",
        name=race.name,
        metres=400 * race.laps,
        category="X",
        format="mass_start",
        division=race.listed[0].division,
        pairs=(Pair(number=1, entries=entries),),
    )
    competition = Competition(name=race.name, rules=Rules(points_table="isu-2025-26"))
    yield ProgrammePublished(id="programme", competition=competition, skaters=skaters, distances=(distance,))
    yield PairCalled(id="called", distance="ms", pair=1)
    yield PairStarted(id="started", distance="ms", pair=1, started_at=GUN)
    crossings = [c for row in race.listed for c in crossings_of(race, row)]
    yield from sorted(crossings, key=lambda c: c.elapsed_us or 0)
    for row in race.listed:
        yield from rulings_of(race, row)
    yield PairConfirmed(id="confirmed", distance="ms", pair=1)
    yield DistanceConfirmed(id="official", distance="ms")


def crossings_of(race: Race, row: Listed) -> Iterator[PassingMeasured]:
    """Nobody says which lap it was: that is Iceline's to count."""
    times = [race.lap_us * lap + delay_us(race, row, lap) for lap in range(1, row.laps + 1)]
    times[-1] = row.elapsed_us or times[-1]
    for lap, time in enumerate(times, 1):
        yield PassingMeasured(
            id=f"{row.bib}-{lap}", distance="ms", pair=1, skater=row.bib, how="transponder", elapsed_us=time
        )


def delay_us(race: Race, row: Listed, lap: int) -> int:
    """Who takes points at a sprint is ahead of all others there, the most points first."""
    if lap not in race.lines[:-1]:
        return 0
    points = row.sprints[race.lines.index(lap)]
    return SPRINT_STEP_US * (max(TABLE.points) + 1 - points)


def rulings_of(race: Race, row: Listed) -> Iterator[Event]:
    if row.row["status"] == "DQ":
        yield SkaterDisqualified(id=f"dq-{row.bib}", distance="ms", skater=row.bib, code=row.row["note"] or None)
    elif row.laps < race.laps:
        yield SkaterDidNotFinish(id=f"dnf-{row.bib}", distance="ms", skater=row.bib)
    elif row.figures and row.row["total_points"] == "0":
        yield SkaterLapped(id=f"lapped-{row.bib}", distance="ms", skater=row.bib)


@cache
def told(race: Race) -> list[dict[str, Any]]:
    """The rows of the distance as Iceline answers them."""
    state = State()
    for seq, event in enumerate(events(race), 1):
        admit(state, event)
        state = apply(state, Recorded(seq, "list", 0, event))
    board = distance_board(state, state.distances["ms"])
    assert board["state"] == "official"
    rows = board["standings"]
    assert isinstance(rows, list)
    return rows


def shown(row: dict[str, Any]) -> tuple[object, ...]:
    """The same columns as Iceline prints them. The lists mark a DQ; who does not complete is known by the laps."""
    return (
        row["number"],
        row["laps"],
        tuple(p for p in row["sprint_points"] if p),
        row["total"],
        row["status"] if row["status"] == "DQ" else "OK",
        row["time"],
        row["points"],
    )


@cache
def compared() -> list[tuple[str, tuple[object, ...], tuple[object, ...]]]:
    """The name of each row, what is printed, and what Iceline answers."""
    return [
        (name_of(race, row), row.printed, shown(ours[row.bib]))
        for race in races()
        for ours in ({answer["skater"]: answer for answer in told(race)},)
        for row in race.listed
    ]


def faults() -> dict[str, str]:
    """Rows whose list breaks the rule of its World Cup points, by their name, found without Iceline.

    A season gives a rank the same points in every list of a division, and in division A in every distance: a row that
    prints other points than most lists do for its rank stands against them.
    """
    count: dict[tuple[str, str], Counter[str]] = {}
    ours = [(row.division, row.row) for race in races() for row in race.listed]
    others = [("A", row) for row in rows("worldcup/individual_results.csv") if row["division"] == "A"]
    for division, row in (*ours, *others):
        if row["status"] == "OK":
            count.setdefault((division, row["rank"]), Counter())[row["wc_points"]] += 1
    usual = {place: points.most_common(1)[0][0] for place, points in count.items()}
    return {
        name_of(race, row): f"prints {row.row['wc_points']} points, {usual[row.division, row.row['rank']]} elsewhere"
        for race in races()
        for row in race.listed
        if row.row["status"] == "OK" and row.row["wc_points"] != usual[row.division, row.row["rank"]]
    }


def name_of(race: Race, row: Listed) -> str:
    return f"{race.name}, rank {row.row['rank']} {row.row['name']}"


@pytest.mark.parametrize("column", COLUMNS)
def test_every_row_comes_out_as_printed(column: str) -> None:
    at = COLUMNS.index(column)
    broken = faults() if column == "world cup points" else {}
    wrong = {row: (printed[at], ours[at]) for row, printed, ours in compared() if printed[at] != ours[at]}
    right = len(compared()) - len(wrong)
    print(f"{column}: {right} of {len(compared())}", *(f"  {row} {why}" for row, why in broken.items()), sep="\n")
    assert len(compared()) == 186
    assert {row: differs for row, differs in wrong.items() if row not in broken} == {}
    assert broken.keys() == wrong.keys()


def test_the_rows_come_in_the_order_of_the_list() -> None:
    for race in races():
        assert [answer["skater"] for answer in told(race)] == [row.bib for row in race.listed], race.name


def test_no_list_breaks_the_rule_of_its_ranking() -> None:
    """The lists against the rule, without Iceline: one that broke it would be named here."""
    broken = [line for race in races() for line in (*race.broken, *against_the_rule(race))]
    print("\n".join(broken) or "no list breaks its rule")
    assert broken == []


def against_the_rule(race: Race) -> Iterator[str]:
    """A total is the sum of its figures or nothing; rows go down by points, laps, time; figures only where they tie."""
    ranked = [row for row in race.listed if row.elapsed_us is not None]
    for row in race.listed:
        if int(row.row["total_points"]) not in (0, sum(row.figures)):
            yield f"{race.name}, bib {row.bib}: {row.figures} add up to {row.row['total_points']}"
    for row, after in pairwise(ranked):
        if order_of(row) > order_of(after):
            yield f"{race.name}, bib {after.bib}: better than bib {row.bib}, and ranked behind"
        if (order_of(row) == order_of(after)) != (row.row["rank"] == after.row["rank"]):
            yield f"{race.name}, bib {after.bib}: rank {after.row['rank']} beside {row.row['rank']} of bib {row.bib}"
    printed = Counter((row.laps, row.row["time"]) for row in ranked)
    for row in ranked:
        if (printed[row.laps, row.row["time"]] > 1) != bool(row.row["thousandth_digit"]):
            yield f"{race.name}, bib {row.bib}: {row.row['time']} with thousandth {row.row['thousandth_digit']!r}"


def order_of(row: Listed) -> tuple[int, int, int]:
    return -int(row.row["total_points"]), -row.laps, row.elapsed_us or 0
