"""Every row of the official team pursuits of two World Cups comes out of Iceline when its times are sent in as events.

The lists print teams, not their members: three of each are invented, and each half lap and the finish is told as three
crossings of theirs, in an order that changes from one line to the next. The third of them is the team's time.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from iceline.boards.distance import distance_board
from iceline.race.course import course
from iceline.race.events import (
    DistanceConfirmed,
    Event,
    InfractionNoted,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    SkaterDidNotFinish,
    SkaterDidNotStart,
    SkaterDisqualified,
    SkaterWithdrawn,
)
from iceline.race.programme import Competition, Distance, Entry, Pair, Rules, Skater
from iceline.race.times import HUNDREDTH_US, parse_time
from tests.race.telling import Telling
from tests.recordings.data import rows

Printed = dict[str, str]
COLUMNS = ("rank", "status", "time", "behind", "points", "codes")
GUN = datetime(2025, 11, 16, 12, tzinfo=UTC)
METRES = {"Women": 2400, "Men": 3200}
RULINGS = {"DNF": SkaterDidNotFinish, "DQ": SkaterDisqualified, "DNS": SkaterDidNotStart, "WDR": SkaterWithdrawn}
BEFORE_THIRD_US = (870_000, 410_000, 0)
UNSEEN_US = 4_300
"""Nobody printed the thousandth of a time, and it had one all the same."""


@dataclass(frozen=True)
class Pursuit:
    """One list, and its rows as entries with an id each."""

    rows: tuple[Printed, ...]

    @property
    def name(self) -> str:
        return f"{self.rows[0]['competition']}, {self.rows[0]['title']}"

    @property
    def metres(self) -> int:
        return next(metres for word, metres in METRES.items() if f"Pursuit {word}" in self.rows[0]["title"])

    def teams(self) -> Iterator[tuple[str, Printed]]:
        return ((f"t{number}", row) for number, row in enumerate(self.rows, 1))


def pursuits() -> list[Pursuit]:
    found: dict[tuple[str, str], list[Printed]] = {}
    for row in rows("worldcup/team_pursuit.csv"):
        found.setdefault((row["competition"], row["event_no"]), []).append(row)
    return [Pursuit(tuple(of_list)) for of_list in found.values()]


def programme_of(pursuit: Pursuit) -> ProgrammePublished:
    """Heats as printed: who starts on the finishing straight is the inner team."""
    entries: dict[int, list[Entry]] = {}
    for team, row in pursuit.teams():
        lane = "inner" if row["start_straight"] == "Finish" else "outer"
        entries.setdefault(int(row["heat"]), []).append(Entry(skater=team, lane=lane))
    title = pursuit.rows[0]["title"]
    distance = Distance(
        id="d",
        name=title,
        metres=pursuit.metres,
        category="W" if "Women" in title else "M",
        format="team_pursuit",
        division="B" if title.endswith("Division B") else "A",
        pairs=tuple(Pair(number=n, entries=tuple(of)) for n, of in sorted(entries.items())),
    )
    return ProgrammePublished(
        id="programme",
        competition=Competition(name=pursuit.name, rules=Rules(points_table="isu-2025-26")),
        skaters=tuple(skater for team, row in pursuit.teams() for skater in squad(team, row)),
        distances=(distance,),
    )


def squad(team: str, row: Printed) -> list[Skater]:
    members = tuple(f"{team}-{letter}" for letter in "abc")
    return [
        Skater(id=team, last_name=row["team"], members=members, bib=int(row["bib"])),
        *(Skater(id=member, last_name=f"{row['team']} {member[-1]}") for member in members),
    ]


def crossings(pursuit: Pursuit, team: str, row: Printed) -> Iterator[PassingMeasured]:
    """Three at each line; the finish of the third as printed, before it even half laps, the first one third longer."""
    finish_us = parse_time(row["time"]) + UNSEEN_US
    points = course(pursuit.metres, 400, "team_pursuit").points
    for point in points:
        time_us = finish_us * (3 * point.index + 4) // (3 * len(points) + 1)
        is_finish = point.index == len(points) - 1
        for turn, before_us in enumerate(BEFORE_THIRD_US):
            member = "abc"[(turn + point.index) % 3]
            yield PassingMeasured(
                id=f"{team}-{member}-{point.index}",
                distance="d",
                pair=int(row["heat"]),
                skater=f"{team}-{member}",
                how="photo_finish" if is_finish else "transponder",
                elapsed_us=time_us - before_us,
                metres=pursuit.metres if is_finish else None,
            )


def told_as_events(pursuit: Pursuit) -> Iterator[Event]:
    yield programme_of(pursuit)
    for heat in sorted({int(row["heat"]) for row in pursuit.rows}):
        of_heat = {"distance": "d", "pair": heat}
        here = [(team, row) for team, row in pursuit.teams() if int(row["heat"]) == heat]
        yield PairCalled(id=f"call-{heat}", **of_heat)
        yield PairStarted(id=f"gun-{heat}", started_at=GUN + timedelta(minutes=8 * heat), **of_heat)
        measured = [p for team, row in here if row["status"] == "OK" for p in crossings(pursuit, team, row)]
        yield from sorted(measured, key=lambda passing: passing.elapsed_us or 0)
        for team, row in here:
            if row["status"] != "OK":
                yield RULINGS[row["status"]](id=f"ruling-{team}", distance="d", skater=team, code=row["codes"] or None)
            elif row["codes"]:
                yield InfractionNoted(id=f"code-{team}", distance="d", skater=team, code=row["codes"])
        yield PairConfirmed(id=f"stands-{heat}", **of_heat)
    yield DistanceConfirmed(id="official", distance="d")


def printed(row: Printed) -> dict[str, str]:
    """What the list says, a text for each column."""
    return {name: row[name] for name in ("rank", "status", "time", "behind", "codes")} | {"points": row["wc_points"]}


def answered(row: dict[str, Any]) -> dict[str, str]:
    """What Iceline says of the same team."""
    return {
        "rank": "" if row["rank"] is None else str(row["rank"]),
        "status": "OK" if row["status"] == "finished" else row["status"],
        "time": row["time"],
        "behind": row["gap"].removeprefix("+"),
        "codes": "|".join(row["codes"]),
        "points": "" if row["points"] is None else str(row["points"]),
    }


def result_of(pursuit: Pursuit) -> dict[str, dict[str, Any]]:
    told = Telling().tell(*told_as_events(pursuit))
    board = distance_board(told.state, told.distance)
    assert board["state"] == "official"
    rows_shown = board["standings"]
    assert isinstance(rows_shown, list)
    return {row["skater"]: row for row in rows_shown}


def own_faults(pursuit: Pursuit) -> dict[tuple[str, str], str]:
    """Where a list breaks its own rule: a gap that is no difference of its times, a rank that is not their order."""
    faults: dict[tuple[str, str], str] = {}
    timed = {team: parse_time(row["time"]) for team, row in pursuit.teams() if row["status"] == "OK"}
    best = min(timed.values())
    for team, row in pursuit.teams():
        if team not in timed:
            continue
        gap = parse_time(row["behind"]) if row["behind"] else 0
        if gap != timed[team] - best:
            faults[team, "behind"] = f"{row['team']}: {row['behind']} is not {(timed[team] - best) // HUNDREDTH_US} cs"
        if int(row["rank"]) != 1 + sum(time < timed[team] for time in timed.values()):
            faults[team, "rank"] = f"{row['team']}: rank {row['rank']} is not the order of the times"
    return faults


def test_every_column_of_every_row_is_as_the_official_lists_print_it() -> None:
    right, count, faults, wrong = Counter[str](), 0, [], []
    for pursuit in pursuits():
        results, broken = result_of(pursuit), own_faults(pursuit)
        faults += [f"{pursuit.name}: {what}" for what in broken.values()]
        for team, row in pursuit.teams():
            count += 1
            expected, found = printed(row), answered(results[team])
            right.update(column for column in COLUMNS if expected[column] == found[column])
            wrong += [
                (pursuit.name, row["team"], column, expected[column], found[column])
                for column in COLUMNS
                if expected[column] != found[column] and (team, column) not in broken
            ]
    for column in COLUMNS:
        print(f"{column}: {right[column]} of {count}")
    for fault in faults:
        print(f"the list breaks its own rule: {fault}")
    assert wrong == []
    assert count == 57
    assert {column: right[column] for column in COLUMNS} == dict.fromkeys(COLUMNS, count)


def test_each_team_s_finish_and_half_laps_are_those_of_its_third_skater() -> None:
    for pursuit in pursuits():
        results = result_of(pursuit)
        for team, row in pursuit.teams():
            thirds = [p.elapsed_us for p in crossings(pursuit, team, row)][2::3]
            assert [split["elapsed_us"] for split in results[team]["splits"]] == thirds
            assert results[team]["lane"] == ("inner" if row["start_straight"] == "Finish" else "outer")
            assert results[team]["pair"] == int(row["heat"])
