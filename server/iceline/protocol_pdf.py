"""The result protocol and the start list of a distance as PDF, as the ISU's lists are laid out."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from iceline.boards.distance import distance_board
from iceline.race.codes import explained
from iceline.race.programme import Competition, Entry, Pair
from iceline.race.state import Conditions, DistanceState, State
from iceline.race.times import format_time
from iceline.sheet import Column, Sheet

FOOT: Final = "Iceline"
RANKED: Final = frozenset({"finished"})
STATES: Final = {
    "official": "Official result",
    "unofficial": "Unofficial result",
    "protested": "Result on hold: protest",
    "running": "Provisional standings",
    "called": "Provisional standings",
    "scheduled": "Not skated yet",
}
RESULT: Final = (
    Column("Rank", 7, "R"), Column("Bib", 7, "R"), Column("Name", 37), Column("NOC", 8), Column("Pair", 7, "R"),
    Column("Start", 10), Column("Time", 14, "R"), Column("Behind", 11, "R"), Column("Points", 9, "R"),
    Column("Notes", 16),
)  # fmt: skip
MASS_START: Final = (
    Column("Rank", 7, "R"), Column("Bib", 7, "R"), Column("Name", 38), Column("NOC", 8), Column("Laps", 7, "R"),
)  # fmt: skip
AFTER_SPRINTS: Final = (
    Column("Total", 8, "R"), Column("Time", 15, "R"), Column("Points", 9, "R"), Column("Notes", 14),
)  # fmt: skip
START: Final = (
    Column("Pair", 8, "R"), Column("Start", 12), Column("Bib", 8, "R"), Column("Name", 44), Column("NOC", 9),
    Column("Personal best", 15, "R"), Column("Season best", 15, "R"), Column("Note", 10),
)  # fmt: skip
MASS_START_LIST: Final = (
    Column("Bib", 8, "R"), Column("Name", 50), Column("NOC", 10), Column("Club", 30), Column("Note", 12),
)  # fmt: skip
STRAIGHTS: Final = {"inner": "finishing", "outer": "crossing"}
"""On which straight a team starts."""

QUARTET: Final = ("Q", "Quartet: both pairs are on the ice together, and the lower number starts first")


def result_pdf(state: State, distance: DistanceState) -> bytes:
    """The result as it stands, with conditions, officials and the codes explained."""
    board = distance_board(state, distance)
    rows = _rows(board)
    sheet = competition_sheet(state)
    _heading(sheet, distance, _state_line(board))
    _conditions(sheet, distance)
    if distance.distance.format == "mass_start":
        lines = max((len(row["sprint_points"]) for row in rows), default=0)
        sprints = tuple(Column(f"S{nth}", 5, "R") for nth in range(1, lines + 1))
        sheet.write_table((*MASS_START, *sprints, *AFTER_SPRINTS), [_mass_row(row) for row in rows])
    else:
        sheet.write_table(RESULT, list(_result_rows(state, distance, rows)))
    for line in _reskates(rows):
        sheet.write_line(line, size=8)
    for protest in distance.protests:
        whose = "" if protest.skater is None else f" ({_name(state, protest.skater)})"
        sheet.write_line(f"Protest{whose}: {protest.reason}", bold=True)
    sheet.write_pairs(explained(_used(rows)))
    _officials(sheet, state.competition)
    return sheet.pdf()


def start_list_pdf(state: State, distance: DistanceState) -> bytes:
    """Who skates with whom, from where, and when the ice is prepared."""
    sheet = competition_sheet(state)
    _heading(sheet, distance, "Start list")
    sheet.ln(1.5)
    if distance.distance.format == "mass_start":
        entries = [entry for pair in distance.pairs.values() for entry in pair.pair.entries]
        sheet.write_table(MASS_START_LIST, [_field_row(state, entry) for entry in entries])
        return sheet.pdf()
    sheet.write_table(_start_columns(distance), list(_start_rows(state, distance)))
    if any(pair.pair.quartet for pair in distance.pairs.values()):
        sheet.write_pairs([QUARTET])
    return sheet.pdf()


def competition_sheet(state: State) -> Sheet:
    """An empty sheet under the competition's name, place and days."""
    competition = state.competition
    if competition is None:
        return Sheet([""], FOOT)
    place = ", ".join(part for part in (competition.venue, competition.city, competition.country) if part)
    return Sheet([competition.name, " · ".join(part for part in (place, _days(competition)) if part)], FOOT)


def _days(competition: Competition) -> str:
    if competition.date is None:
        return ""
    try:
        first = date.fromisoformat(competition.date)
    except ValueError:  # of a journal from before days were checked
        return competition.date
    last = first + timedelta(days=competition.days - 1)
    return f"{first:%d.%m.%Y}" if first == last else f"{first:%d.%m.} – {last:%d.%m.%Y}"


def _heading(sheet: Sheet, distance: DistanceState, beside: str) -> None:
    told = distance.distance
    division = f" · Division {told.division}" if told.division else ""
    division = "" if told.division and f"Division {told.division}" in told.name else division
    sheet.write_line(f"{told.name}{division}", size=13, bold=True, beside=beside)


def _state_line(board: dict[str, Any]) -> str:
    by = board["confirmed_by"]
    said = STATES[board["state"]]
    return f"{said}, confirmed by {by}" if by and board["state"] == "official" else said


def _conditions(sheet: Sheet, distance: DistanceState) -> None:
    parts = [f"{when}: {_air(distance.conditions[when])}" for when in ("start", "end") if when in distance.conditions]
    if parts:
        sheet.write_line("  ·  ".join(part[0].upper() + part[1:] for part in parts), size=8)
    sheet.ln(1.5)


def _air(measured: Conditions) -> str:
    told = [
        ("ice", measured.ice_c, " °C"),
        ("air", measured.air_c, " °C"),
        ("humidity", measured.humidity, " %"),
    ]
    return ", ".join(f"{what} {value:g}{unit}".replace("-", "−") for what, value, unit in told if value is not None)


def _rows(board: dict[str, Any]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = board["standings"]
    return rows


def _result_rows(state: State, distance: DistanceState, rows: Sequence[dict[str, Any]]) -> Iterator[list[str]]:
    has_points = any(row.get("points") is not None for row in rows)
    for row in rows:
        skater = state.skater(row["skater"])
        time = _time_or_mark(row)
        yield [
            _text(row["rank"]),
            _text(skater.bib),
            _with_members(state, distance, row["skater"]),
            row["country"],
            _text(row["pair"]),
            _lane(distance, row["lane"]),
            time,
            row["gap"],
            _text(row.get("points")) if has_points else "",
            " ".join([*row["records"], *_notes(row)]),
        ]


def _time_or_mark(told: dict[str, Any]) -> str:
    """Of a row or of one attempt; nothing before the race."""
    if told["status"] in RANKED:
        return str(told["time"])
    return str(told["status"]) if told["status"].isupper() else ""


def _reskates(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Both runs stay in the protocol, and the better one counts (Rule 262)."""
    for row in rows:
        runs = [f"pair {a['pair']} {_time_or_mark(a)}" for a in row.get("attempts", ()) if _time_or_mark(a)]
        if len(runs) > 1:
            yield f"{row['name']} skated again: {', '.join(runs)}"


def _with_members(state: State, distance: DistanceState, skater: str) -> str:
    names = ", ".join(state.skater(member).last_name for member in distance.teams.get(skater, ()))
    return f"{_name(state, skater)}\n{names}" if names else _name(state, skater)


def _lane(distance: DistanceState, lane: str | None) -> str:
    if lane is None:
        return ""
    return STRAIGHTS[lane] if distance.teams else lane


def _mass_row(row: dict[str, Any]) -> list[str]:
    time = row["time"] if row["status"] not in ("DQ", "DNS", "WDR") else row["status"]
    return [
        _text(row["number"]),
        _text(row["bib"]),
        row["name"],
        row["country"],
        _text(row["laps"]),
        *(_text(points or None) for points in row["sprint_points"]),
        _text(row["total"]),
        time,
        _text(row["points"]),
        " ".join([*_marks(row), *_notes(row), *([row["note"]] if row["note"] else [])]),
    ]


def _marks(row: dict[str, Any]) -> list[str]:
    """What stands beside the time of a mass start: that it is not the finish's, and who goes on."""
    going_on = "ADV" if row["advanced"] else "Q" if row["qualified"] else None
    return [mark for mark in ("DNF" if row["status"] == "DNF" else None, going_on) if mark]


def _notes(row: dict[str, Any]) -> list[str]:
    return [*row["codes"], *(["on hold"] if row["on_hold"] else [])]


def _start_rows(state: State, distance: DistanceState) -> Iterator[list[str]]:
    breaks = {pause.after_pair: pause for pause in distance.distance.breaks}
    for number in sorted(distance.pairs):
        pair = distance.pairs[number].pair
        for place, entry in enumerate(sorted(pair.entries, key=lambda entry: entry.lane == "outer")):
            yield _start_row(state, distance, pair, entry, first=place == 0)
        if pause := breaks.get(number):
            yield ["", "", "", f"{pause.reason}, {pause.minutes} minutes", "", "", "", ""]


def _start_columns(distance: DistanceState) -> tuple[Column, ...]:
    """Teams skate in heats."""
    if not distance.teams:
        return START
    return (Column("Heat", 8, "R"), *START[1:])


def _field_row(state: State, entry: Entry) -> list[str]:
    skater = state.skater(entry.skater)
    return [_text(skater.bib), _name(state, entry.skater), skater.country, skater.club, entry.note]


def _start_row(state: State, distance: DistanceState, pair: Pair, entry: Entry, *, first: bool) -> list[str]:
    skater = state.skater(entry.skater)
    number = f"{pair.number}" if first else ""
    return [
        f"Q{pair.quartet}  {number}" if first and pair.quartet else number,
        _lane(distance, entry.lane),
        _text(skater.bib),
        _with_members(state, distance, entry.skater),
        skater.country,
        "" if entry.personal_best_us is None else format_time(entry.personal_best_us),
        "" if entry.season_best_us is None else format_time(entry.season_best_us),
        entry.note,
    ]


def _used(rows: Sequence[dict[str, Any]]) -> set[str]:
    used = {row["status"] for row in rows}
    for row in rows:
        used |= {*row.get("records", ()), *row["codes"]}
        used |= set(_marks(row)) if "qualified" in row else set()
    return used


def _officials(sheet: Sheet, competition: Competition | None) -> None:
    if competition is None or not competition.officials:
        return
    sheet.ln(3)
    for official in competition.officials:
        country = f" ({official.country})" if official.country else ""
        sheet.write_line(f"{official.role}: {official.name}{country}", size=8)


def _name(state: State, skater: str) -> str:
    found = state.skater(skater)
    return f"{found.first_name} {found.last_name}".strip()


def _text(value: object) -> str:
    return "" if value is None else str(value)
