"""Teams of a start list: one row a member, in the order in which they skate; what is said of the team is said once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import TypeAdapter

from iceline.importing.faults import Fault
from iceline.importing.rows import ReadRow
from iceline.race.programme import Entry, Format, Lane, Pair, Skater
from iceline.race.programmes import FEWEST_MEMBERS, MOST_ENTRIES

MOST_MEMBERS: Final = 4
OF_TEAM: Final = ("pair", "lane", "note", "pb", "sb")
LANES: Final = TypeAdapter[Lane | None](Lane | None)


@dataclass(slots=True)
class Team:
    """One team in one distance: its first row, what its rows said of it, and who skates."""

    first: ReadRow
    values: dict[str, str | int] = field(default_factory=dict)
    members: list[str] = field(default_factory=list)


Teams = dict[str, dict[str, Team]]
"""By distance, then by the team's name."""


def take_member(teams: Teams, read: ReadRow, distance: str, member: str) -> Iterator[Fault]:
    """Puts the skater into the team of the row, or says why not."""
    name = read.texts.get("team")
    if name is None:
        if not read.row.cells.get("team"):
            yield read.row.fault("team", "is missing")
        return
    team = teams.setdefault(distance, {}).setdefault(name, Team(read))
    for column in OF_TEAM:
        value = read.texts.get(column, read.numbers.get(column))
        before = team.values.setdefault(column, value) if value is not None else None
        if value is not None and before != value:
            yield read.row.fault(column, f'is "{before}" further up (line {team.first.row.line} began the team)')
    if len(team.members) == MOST_MEMBERS:
        yield read.row.fault("team", f"has {MOST_MEMBERS} members already")
        return
    team.members.append(member)


def team_key(name: str, category: str, kind: Format) -> str:
    """The same team in every round of its event; of one country another in another event."""
    return "-".join(f"{name} {category} {kind}".lower().replace("_", " ").split())[-64:]


def misplaced(teams: Iterable[Team], kind: Format) -> Iterator[Fault]:
    """What is wrong with the teams of one distance: the place, or how many skate."""
    pairs: dict[int, list[Team]] = {}
    for team in teams:
        fault, number = team.first.row.fault, team.values.get("pair")
        if len(team.members) < FEWEST_MEMBERS[kind]:
            yield fault("team", f"has {len(team.members)} members, and a {kind} takes {FEWEST_MEMBERS[kind]}")
        if kind == "mixed_relay" and "lane" in team.values:
            yield fault("lane", "a mixed relay has no lanes")
        elif kind != "mixed_relay" and "lane" not in team.values and not team.first.row.cells.get("lane"):
            yield fault("lane", "is missing")
        if not isinstance(number, int):
            if not team.first.row.cells.get("pair"):
                yield fault("pair", "is missing")
            continue
        others = pairs.setdefault(number, [])
        if "lane" in team.values and any(o.values.get("lane") == team.values["lane"] for o in others):
            yield fault("lane", f"is taken in pair {number}")
        elif len(others) >= MOST_ENTRIES[kind]:
            yield fault("pair", f"has {MOST_ENTRIES[kind]} teams already")
        others.append(team)


def other_members(named: Iterable[tuple[str, Team]]) -> Iterator[Fault]:
    """A team is one list of members: who skates a later round is published before it (docs/protocol.md 1)."""
    first: dict[str, Team] = {}
    for key, team in named:
        begun = first.setdefault(key, team)
        if begun.members != team.members:
            yield team.first.row.fault("team", f"has other members further up (line {begun.first.row.line} began it)")


def team_skater(key: str, name: str, team: Team) -> Skater:
    """The team as the programme has it."""
    return Skater(id=key, last_name=name, country=team.first.texts.get("country", ""), members=tuple(team.members))


def team_pairs(named: Sequence[tuple[str, Team]]) -> Mapping[int, Pair]:
    """The pairs of one distance; the teams are all right by now."""
    pairs: dict[int, Pair] = {}
    for key, team in named:
        number, values = int(team.values["pair"]), team.values
        entry = Entry(
            skater=key,
            lane=LANES.validate_python(values.get("lane")),
            note=str(values.get("note", "")),
            personal_best_us=_time(values.get("pb")),
            season_best_us=_time(values.get("sb")),
        )
        before = pairs[number].entries if number in pairs else ()
        pairs[number] = Pair(number=number, entries=(*before, entry))
    return pairs


def _time(value: str | int | None) -> int | None:
    return value if isinstance(value, int) else None
