"""The whole of a mass start as `GET /api/distances/{id}` tells it: laps, sprints and points (docs/protocol.md 2)."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from iceline.boards.text import Json
from iceline.race.mass_start import MassStart, Placed, mass_start, qualified
from iceline.race.notes import codes_of
from iceline.race.passings import Split
from iceline.race.points import award, table_of
from iceline.race.progress import distance_progress, on_hold
from iceline.race.state import DistanceState, State
from iceline.race.times import format_gap, format_hundredths, format_time, gap_hundredths, hundredths, thousandths

Lines = Mapping[int, Sequence[int]]
"""The times at the end of each lap, in thousandths, sorted."""


def mass_start_results(state: State, distance: DistanceState) -> Json:
    """All rows of a mass start in the order of the list."""
    mass, told = mass_start(distance, state.rules), distance.distance
    going_on, lines = qualified(mass, told.qualify), _lines(mass)
    worth = table_of(told, state.rules)
    points = award(((row.skater, row.rank) for row in mass.rows), worth) if worth is not None else {}
    return {
        "id": told.id,
        "name": told.name,
        "metres": told.metres,
        "track": told.track,
        "category": told.category,
        "division": told.division,
        "format": "mass_start",
        "laps": mass.laps,
        "sprints": list(mass.lines),
        "event": told.event,
        "phase": told.phase,
        "heat": told.heat,
        "qualify": told.qualify,
        "state": distance_progress(distance),
        "confirmed_by": distance.confirmed_by,
        "protests": [{"skater": p.skater, "reason": p.reason} for p in distance.protests],
        "standings": [
            _row(state, row, mass.rows[0])
            | _ranked(row, going_on)
            | _said(distance, row, points.get(row.skater), lines)
            for row in mass.rows
        ],
    }


def gap_text(row: Placed, first: Placed) -> str:
    """Behind the first of the ranking: hundredths, or laps for who has done fewer; nothing where there is no time."""
    if row.place is None or row.time_us is None or first.time_us is None or row is first:
        return ""
    laps = first.tally.laps - row.tally.laps
    if laps > 0:
        return f"+{laps} lap" if laps == 1 else f"+{laps} laps"
    gap_cs = gap_hundredths(row.time_us, first.time_us)
    return format_gap(gap_cs) if gap_cs else ""


def time_text(row: Placed) -> str:
    """The time at the last passage as the list prints it."""
    return "" if row.time_us is None else format_time(row.time_us, decided=row.decided)


def _row(state: State, row: Placed, first: Placed) -> Json:
    counted, skater = row.tally.race.counted, state.skater(row.skater)
    return {
        "rank": row.rank,
        "number": row.number,
        "skater": row.skater,
        "name": f"{skater.first_name} {skater.last_name}".strip(),
        "country": skater.country,
        "bib": skater.bib,
        "pair": counted.pair,
        "lane": counted.entry.lane,
        "note": counted.entry.note,
        "status": row.tally.status,
        "time": time_text(row),
        "elapsed_us": row.time_us,
        "gap": gap_text(row, first),
    }


def _ranked(row: Placed, going_on: set[str]) -> Json:
    """What the rank stands on."""
    return {
        "laps": row.tally.laps,
        "sprint_points": list(row.tally.taken),
        "total": row.tally.points,
        "lapped": row.tally.is_lapped,
        "virtual_rank": row.place,
        "virtual_total": row.virtual,
        "qualified": row.skater in going_on,
        "advanced": row.tally.is_advanced and row.skater in going_on,
    }


def _said(distance: DistanceState, row: Placed, points: int | None, lines: Lines) -> Json:
    race = row.tally.race
    return {
        "records": [],
        "code": race.counted.ruling.code if race.counted.ruling else None,
        "confirmed": race.counted.confirmed,
        "splits": [_split(split, lines) for split in row.tally.splits],
        "points": points,
        "codes": codes_of(distance, race),
        "on_hold": on_hold(distance, row.skater),
    }


def _lines(mass: MassStart) -> Lines:
    """Of everybody who takes a place at a line: those who are not in the ranking do not."""
    times: dict[int, list[int]] = {}
    for split in (split for row in mass.rows if row.place is not None for split in row.tally.splits):
        times.setdefault(split.index, []).append(thousandths(split.elapsed_us))
    return {index: sorted(at_line) for index, at_line in times.items()}


def _split(split: Split, lines: Lines) -> Json:
    at_line = lines.get(split.index) or [thousandths(split.elapsed_us)]
    gap_cs = hundredths(split.elapsed_us) - at_line[0] // 10
    return {
        "metres": split.metres,
        "time": format_time(split.elapsed_us),
        "lap": None if split.lap_cs is None else format_hundredths(split.lap_cs),
        "rank": bisect_left(at_line, thousandths(split.elapsed_us)) + 1,
        "gap": format_gap(gap_cs) if gap_cs else "",
        "elapsed_us": split.elapsed_us,
        "source": split.how,
        "suspicious": split.suspicious,
    }
