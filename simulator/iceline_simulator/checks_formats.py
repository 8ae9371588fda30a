"""What a format asks of its heats, and what combinations, series and draws name, checked against the programme."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from iceline_simulator.course import LAP_METRES, Format
from iceline_simulator.racefile import Distance, Pair, RaceFile, Skater
from iceline_simulator.troubles import Lapped, Overtaken, Phantom, Reskate, Trouble, Walkover, WrongCredit

Path = tuple[str | int, ...]
Finding = tuple[Path, str]

MOST_ENTRIES: Final[Mapping[Format, int]] = {
    "pairs": 2, "mass_start": 60, "team_pursuit": 2, "team_sprint": 2, "mixed_relay": 4,
}  # fmt: skip
FEWEST_MEMBERS: Final[Mapping[Format, int]] = {"team_pursuit": 3, "team_sprint": 3, "mixed_relay": 2}
WITHOUT_LANES: Final[tuple[Format, ...]] = ("mass_start", "mixed_relay")


def formats(path: Path, distance: Distance, skaters: Mapping[str, Skater]) -> Iterator[Finding]:
    """Entries, lanes, teams, sprints and troubles that the format of this distance does not know."""
    for at, pair in enumerate(distance.pairs):
        here = (*path, "pairs", at)
        if len(pair.entries) > MOST_ENTRIES[distance.format]:
            yield (*here, "entries"), f"a {_said(distance)} has {MOST_ENTRIES[distance.format]} entries at most"
        yield from _entries(here, distance, pair, skaters)
        yield from _sprints(here, distance, pair)
        for number, trouble in enumerate(pair.troubles):
            if (why := _misplaced(trouble, distance, pair)) is not None:
                yield (*here, "troubles", number), f'"{trouble.kind}" {why}'


def programme(race: RaceFile) -> Iterator[Finding]:
    """Members, combinations, series and draws that name nothing we know."""
    skaters = {skater.id for skater in race.skaters}
    for at, team in enumerate(race.skaters):
        for number, member in enumerate(team.members):
            if member not in skaters:
                yield ("skaters", at, "members", number), f'there is no skater "{member}"'
    distances = [distance.id for distance in race.distances]
    for at, combination in enumerate(race.combinations):
        for number, key in enumerate(combination.distances):
            if key not in distances:
                yield ("combinations", at, "distances", number), f'there is no distance "{key}"'
    yield from _cups(race, skaters)
    for at, distance in enumerate(race.distances):
        if distance.drawn_after is not None and distance.drawn_after not in distances[:at]:
            yield ("distances", at, "drawn_after"), f'there is no distance "{distance.drawn_after}" before this one'
        if at and distance.day < race.distances[at - 1].day:
            yield ("distances", at, "day"), "this day is before that of the distance before"


def _entries(path: Path, distance: Distance, pair: Pair, skaters: Mapping[str, Skater]) -> Iterator[Finding]:
    needs_lane, fewest = distance.format not in WITHOUT_LANES, FEWEST_MEMBERS.get(distance.format, 0)
    for at, entry in enumerate(pair.entries):
        if needs_lane != (entry.lane is not None):
            wants = "needs a lane" if needs_lane else "has no lanes"
            yield (*path, "entries", at), f'a {_said(distance)} {wants} ("{entry.skater}")'
        members = skaters[entry.skater].members if entry.skater in skaters else ()
        if entry.skater in skaters and (len(members) < fewest or (members and not fewest)):
            wants = f"wants teams of {fewest}" if fewest else "is not for teams"
            yield (*path, "entries", at), f'a {_said(distance)} {wants} ("{entry.skater}")'


def _sprints(path: Path, distance: Distance, pair: Pair) -> Iterator[Finding]:
    entered, laps = {entry.skater for entry in pair.entries}, distance.metres // LAP_METRES
    for at, sprint in enumerate(pair.sprints):
        if distance.format != "mass_start" or sprint.lap >= laps:
            yield (*path, "sprints", at, "lap"), f"{_said(distance)}: there is no sprint at lap {sprint.lap}"
        for number, skater in enumerate(sprint.order):
            if skater not in entered or skater in sprint.order[:number]:
                yield (*path, "sprints", at, "order", number), f'"{skater}" does not sprint here, or twice'


def _misplaced(trouble: Trouble, distance: Distance, pair: Pair) -> str | None:
    """Why this cannot happen in a heat of this format; None where it can."""
    match trouble:
        case Lapped() if distance.format != "mass_start":
            return "happens in a mass start only"
        case Overtaken() | Walkover() if not distance.knock_out or len(pair.entries) != 2:
            return "needs a knock-out of two teams"
        case Reskate() if distance.format != "pairs":
            return "happens in pairs only"
        case WrongCredit() if len(pair.entries) != 2:
            return "needs two entries"
        case Phantom() if distance.format == "mass_start" and trouble.how == "optical":
            return "cannot be optical in a mass start"
        case _:
            return None


def _cups(race: RaceFile, skaters: set[str]) -> Iterator[Finding]:
    known: Sequence[str] = [series.id for series in race.series]
    for at, series in enumerate(race.series):
        for number, carried in enumerate(series.carried):
            if carried.skater not in skaters:
                yield ("series", at, "carried", number, "skater"), f'there is no skater "{carried.skater}"'
    for at, distance in enumerate(race.distances):
        if distance.cup is not None and distance.cup not in known:
            yield ("distances", at, "cup"), f'there is no series "{distance.cup}"'


def _said(distance: Distance) -> str:
    return "race in pairs" if distance.format == "pairs" else distance.format.replace("_", " ")
