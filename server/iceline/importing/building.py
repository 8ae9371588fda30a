"""The programme that the rows of a start list are, checked row by row and then as the server will check it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pydantic import TypeAdapter

from iceline.codec import checked
from iceline.errors import SenderError
from iceline.importing.faults import Fault, ImportRefused
from iceline.importing.rows import ReadRow, Row, read_row
from iceline.importing.teams import (
    Team,
    Teams,
    misplaced,
    other_members,
    take_member,
    team_key,
    team_pairs,
    team_skater,
)
from iceline.race.course import course
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition, Distance, Entry, Format, Lane, Pair, Skater
from iceline.race.programmes import FEWEST_MEMBERS, MOST_ENTRIES, admit_programme
from iceline.race.state import State

OF_DISTANCE: Final = ("name", "metres", "category", "format", "division", "track")
OF_SKATER: Final = ("last_name", "first_name", "country", "bib", "club")
NAMING: Final = ("skater", "bib", "last_name")
FORMATS: Final = TypeAdapter[Format](Format)
LANES: Final = TypeAdapter[Lane | None](Lane | None)
DISTANCE: Final = TypeAdapter(Distance)
SKATER: Final = TypeAdapter(Skater)
"""They read what the cells say, so that the types of the programme are the only ones."""

KEY_LENGTH: Final = 64


@dataclass(slots=True)
class Said:
    """What rows said of one distance or one skater: the first word counts, and another one is a fault."""

    first: ReadRow
    values: dict[str, str | int] = field(default_factory=dict)


@dataclass(slots=True)
class Lists:
    """What has been read so far, and every fault."""

    faults: list[Fault] = field(default_factory=list)
    distances: dict[str, Said] = field(default_factory=dict)
    skaters: dict[str, Said] = field(default_factory=dict)
    pairs: dict[str, dict[int, Pair]] = field(default_factory=dict)
    entered: set[tuple[str, str]] = field(default_factory=set)
    teams: Teams = field(default_factory=dict)


def build(file: str, rows: Iterable[Row], competition: Competition, event_id: str) -> ProgrammePublished:
    """The programme of these rows. Raises ImportRefused with every fault."""
    lists = Lists()
    for row in rows:
        _take(lists, read_row(row, lists.faults))
    if not lists.distances and not lists.faults:
        lists.faults.append(Fault(file, None, "rows", "", "there are none"))
    _complete(lists)
    if lists.faults:
        raise ImportRefused(lists.faults)
    named = _named(lists)
    for key, teams in named.items():
        lists.pairs[key] = dict(team_pairs([(team_id, team) for team_id, _, team in teams]))
    teams_of = {team_id: team_skater(team_id, name, team) for of in named.values() for team_id, name, team in of}
    programme = ProgrammePublished(
        id=event_id,
        competition=competition,
        skaters=(*(_skater(key, said) for key, said in lists.skaters.items()), *teams_of.values()),
        distances=tuple(_distance(key, said, lists.pairs.get(key, {})) for key, said in lists.distances.items()),
    )
    return admitted(file, programme)


def admitted(file: str, programme: ProgrammePublished) -> ProgrammePublished:
    """The programme as a server will read it. Raises ImportRefused where the server would refuse it."""
    try:
        admit_programme(State(), programme)
        checked(programme)
    except SenderError as error:
        raise ImportRefused([Fault(file, None, "programme", programme.competition.name, error.message)]) from error
    return programme


def _take(lists: Lists, read: ReadRow) -> None:
    key, skater = read.texts.get("distance"), _key_of(read)
    if key is None:
        if not read.row.cells.get("distance"):
            lists.faults.append(read.row.fault("distance", "is missing"))
        return
    _say(lists.faults, lists.distances.setdefault(key, Said(read)), read, OF_DISTANCE)
    if skater is None:
        if not any(read.row.cells.get(column) for column in NAMING):
            lists.faults.append(read.row.fault("skater", "nobody is named: give skater, bib or last_name"))
        return
    _say(lists.faults, lists.skaters.setdefault(skater, Said(read)), read, OF_SKATER)
    if (key, skater) in lists.entered:
        lists.faults.append(read.row.fault(_named_by(read), f'skates distance "{key}" twice'))
    lists.entered.add((key, skater))
    if _kind(lists.distances[key]) in FEWEST_MEMBERS:
        lists.faults += take_member(lists.teams, read, key, skater)
        return
    _enter(lists, read, key, skater)


def _kind(said: Said) -> Format:
    return FORMATS.validate_python(said.values.get("format", "pairs"))


def _named(lists: Lists) -> dict[str, list[tuple[str, str, Team]]]:
    """The teams of each distance, each with its id and its name."""
    return {
        key: [
            (team_key(name, str(said.values.get("category", "")), _kind(said)), name, team)
            for name, team in lists.teams[key].items()
        ]
        for key, said in lists.distances.items()
        if key in lists.teams
    }


def _say(faults: list[Fault], said: Said, read: ReadRow, columns: Iterable[str]) -> None:
    for column in columns:
        value = read.texts.get(column, read.numbers.get(column))
        before = said.values.get(column)
        if value is None:
            continue
        if before is not None and before != value:
            line = said.first.row.line
            faults.append(read.row.fault(column, f'is "{before}" further up (line {line} began it)'))
        else:
            said.values[column] = value


def _enter(lists: Lists, read: ReadRow, key: str, skater: str) -> None:
    """Puts the skater into the pair, or says why not."""
    kind = _kind(lists.distances[key])
    lane = LANES.validate_python(read.texts.get("lane"))
    number = read.numbers.get("pair", 1 if kind == "mass_start" else 0)
    pair = lists.pairs.setdefault(key, {}).get(number, Pair(number=number, entries=()))
    faults = list(_misplaced(read, kind, lane, pair))
    quartet = read.numbers.get("quartet")
    if pair.entries and quartet is not None and pair.quartet not in (None, quartet):
        faults.append(read.row.fault("quartet", f"pair {number} is in quartet {pair.quartet} further up"))
    lists.faults += faults
    entry = Entry(
        skater=skater,
        lane=lane,
        note=read.texts.get("note", ""),
        personal_best_us=read.numbers.get("pb"),
        season_best_us=read.numbers.get("sb"),
    )
    together = {p.number for p in lists.pairs[key].values() if quartet is not None and p.quartet == quartet}
    if len(together - {number}) > 1:
        lists.faults.append(read.row.fault("quartet", "has two pairs already"))
    lists.pairs[key][number] = replace(pair, entries=(*pair.entries, entry), quartet=quartet or pair.quartet)


def _misplaced(read: ReadRow, kind: Format, lane: Lane | None, pair: Pair) -> Iterable[Fault]:
    cells = read.row.cells
    if cells.get("team"):
        yield read.row.fault("team", f"a {kind} has no teams")
    if pair.number == 0 and not cells.get("pair"):
        yield read.row.fault("pair", "is missing")
    if kind == "mass_start" and cells.get("lane"):
        yield read.row.fault("lane", "a mass start has no lanes")
    if kind == "pairs" and not cells.get("lane"):
        yield read.row.fault("lane", "is missing")
    if pair.number and lane is not None and any(entry.lane == lane for entry in pair.entries):
        yield read.row.fault("lane", f"is taken in pair {pair.number}")
    elif len(pair.entries) >= MOST_ENTRIES[kind] and pair.number:
        yield read.row.fault("pair", f"has {MOST_ENTRIES[kind]} skaters already")


def _complete(lists: Lists) -> None:
    """What no row has said, teams that are not right, and distances without a course."""
    for key, teams in lists.teams.items():
        lists.faults += misplaced(teams.values(), _kind(lists.distances[key]))
    lists.faults += other_members((key, team) for of in _named(lists).values() for key, _, team in of)
    for said in lists.skaters.values():
        if not said.first.row.cells.get("last_name") and "last_name" not in said.values:
            lists.faults.append(said.first.row.fault("last_name", "is missing"))
    for said in lists.distances.values():
        row, values = said.first.row, said.values
        lists.faults += [
            row.fault(column, "is missing")
            for column in ("metres", "category")
            if column not in values and not row.cells.get(column)
        ]
        metres, track = values.get("metres"), values.get("track", 400)
        if isinstance(metres, int) and isinstance(track, int):
            kind = _kind(said)
            try:
                course(metres, track, kind)
            except KeyError:
                lists.faults.append(row.fault("metres", f"there is no such course on a track of {track} m as {kind}"))


def _distance(key: str, said: Said, pairs: Mapping[int, Pair]) -> Distance:
    number = int(key) if key.isascii() and key.isdecimal() and 1 <= int(key) <= 999 else None
    ordered = tuple(pair for _, pair in sorted(pairs.items()))
    name = said.values.get("name", f"{said.values['category']} {said.values['metres']} m")
    return DISTANCE.validate_python(
        {**said.values, "id": key, "name": name, "number": number, "pairs": ordered}, strict=False
    )


def _skater(key: str, said: Said) -> Skater:
    return SKATER.validate_python({**said.values, "id": key}, strict=False)


def _named_by(read: ReadRow) -> str:
    return next(column for column in NAMING if read.row.cells.get(column))


def _key_of(read: ReadRow) -> str | None:
    """Who it is: the id, or the number worn, or the name."""
    if "skater" in read.texts:
        return read.texts["skater"]
    if "bib" in read.numbers:
        return f"bib-{read.numbers['bib']}"
    if "last_name" not in read.texts:
        return None
    words = (read.texts.get(column, "") for column in ("last_name", "first_name", "country"))
    return "-".join(" ".join(words).lower().split())[:KEY_LENGTH]
