"""Lines a commentator can say of a mass start now, made of what the board shows: a correction withdraws them."""

from collections.abc import Iterator
from typing import Final

from iceline.boards.text import Json
from iceline.race.mass_start import MassStart
from iceline.race.pack import Pack
from iceline.race.state import State
from iceline.race.times import format_hundredths

MOST_LINES: Final = 8
SMALL_GROUP: Final = 4
"""A front group of at most so many is a break-away worth its names."""


def said(state: State, mass: MassStart, riding: Pack) -> Json | None:
    """The newest lap first, keyed so that a line keeps its place while it stays true: `[lap, text]`."""
    lines = [*_sprint_lines(state, mass), *_front_line(state, riding), *_loss_lines(state, mass)]
    lines.sort(key=lambda line: -line[1])
    told = {key: [lap, text] for key, lap, text in lines[:MOST_LINES]}
    return {"order": list(told), **told} if told else None


def _sprint_lines(state: State, mass: MassStart) -> Iterator[tuple[str, int, str]]:
    for nth, lap in enumerate(mass.lines):
        takers = sorted((r for r in mass.rows if r.tally.taken[nth]), key=lambda r: -r.tally.taken[nth])
        if takers:
            where = "Finish" if lap == mass.laps else f"Sprint {nth + 1}"
            names = ", ".join(f"{state.skater(r.skater).last_name} {r.tally.taken[nth]}" for r in takers)
            yield f"sprint{lap}", lap, f"{where}: {names}"


def _front_line(state: State, riding: Pack) -> Iterator[tuple[str, int, str]]:
    """Who is away, and by how much."""
    front = [r for r in riding.order if r.group == 1]
    chasing = next((r for r in riding.order if r.group == 2), None)
    if chasing is None or chasing.ahead_cs is None or len(front) > SMALL_GROUP:
        return
    names = ", ".join(state.skater(r.tally.skater).last_name for r in front)
    word = "is" if len(front) == 1 else "are"
    yield "away", riding.laps, f"{names} {word} away: {format_hundredths(chasing.ahead_cs)} to the next"


def _loss_lines(state: State, mass: MassStart) -> Iterator[tuple[str, int, str]]:
    for row in mass.rows:
        tally, who = row.tally, state.skater(row.skater).last_name
        if tally.status == "DQ":
            yield f"dq{row.skater}", tally.laps, f"{who} is disqualified"
        elif tally.forfeits and any(tally.taken):
            why = "is lapped" if tally.is_lapped else "is out"
            yield f"out{row.skater}", tally.laps, f"{who} {why} and loses {_counted(sum(tally.taken), 'point')}"
        elif tally.status == "DNF":
            yield f"out{row.skater}", tally.laps, f"{who} is out after {_counted(tally.laps, 'lap')}"


def _counted(how_many: int, what: str) -> str:
    return f"{how_many} {what}" if how_many == 1 else f"{how_many} {what}s"
