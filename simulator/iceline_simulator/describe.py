"""The programme of a race file as text, with what each value rests on."""

from collections.abc import Iterator
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from iceline_simulator.packs import pack
from iceline_simulator.performance import Performance, performance
from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile, Skater
from iceline_simulator.times import show
from iceline_simulator.troubles import DidNotStart, Fall, OfEntry, Overtaken, Reskate, Trouble, Walkover, Withdrawn
from iceline_simulator.values import Basis, Goal

MARKS: Final[dict[Basis, str]] = {"published": "", "deduced": "~", "generated": "*"}
LEGEND: Final = (
    "plain: published   ~ deduced from what is published   * generated (drawn from the seed, or set by the file)"
)


def describe(race: RaceFile, seed: int) -> Iterator[RenderableType]:
    """The programme, a table a distance, as it will be skated with this seed."""
    place = ", ".join(part for part in (race.competition.venue, race.competition.city, race.competition.date) if part)
    yield Text(f"{race.competition.name}{': ' if place else ''}{place}", style="bold")
    if race.about:
        yield Text(race.about)
    yield Text(LEGEND)
    for distance in race.distances:
        yield _table(race, distance, seed)


def _table(race: RaceFile, distance: Distance, seed: int) -> Table:
    kind = distance.metres, distance.category, distance.format
    records = [r for r in race.records if (r.metres, r.category, r.format) == kind]
    held = "   ".join(f"{r.kind} {show(r.time)} {r.holder or ''}".strip() for r in records)
    table = Table(title=f"{distance.name}   {held}".strip(), title_justify="left", caption_justify="left")
    points = [f"{metres:g} m" for metres in _shown(distance)]
    for head in ("pair", "lane", "skater", "", *points, "troubles"):
        table.add_column(head, justify="right" if head in points else "left", no_wrap=head in points)
    pauses = {pause.after_pair: pause for pause in distance.breaks}
    for pair in distance.pairs:
        for entry in pair.entries:
            table.add_row(*_row(race, distance, pair, entry, seed))
        if pair.number in pauses:
            table.add_row(
                "", "", Text(f"{pauses[pair.number].reason}, {pauses[pair.number].minutes} min", style="italic")
            )
        table.add_section()
    return table


def _row(race: RaceFile, distance: Distance, pair: Pair, entry: Entry, seed: int) -> list[str | Text]:
    skater = next(skater for skater in race.skaters if skater.id == entry.skater)
    troubles = [trouble for trouble in pair.troubles if _is_of(trouble, skater, entry)]
    number = f"{pair.number}{MARKS[entry.pair_basis]}" + (f" Q{pair.quartet}" if pair.quartet else "")
    name = f"{skater.first_name} {skater.last_name}".strip()
    times = _times(distance, pair, entry, troubles, seed)
    told = ", ".join(_told(distance, pair, trouble, seed) for trouble in troubles)
    lane = f"{entry.lane}{MARKS[entry.lane_basis]}" if entry.lane else str(skater.bib or "")
    return [number, lane, name, skater.country, *times, told]


def _times(distance: Distance, pair: Pair, entry: Entry, troubles: list[Trouble], seed: int) -> list[str]:
    if distance.format == "mass_start":
        skates = pack(distance, pair, seed)[entry.skater]
    else:
        skates = performance(distance, entry, pair.number, seed)
    both = [trouble for trouble in pair.troubles if isinstance(trouble, Overtaken | Walkover)]
    last = min((_last_metres(trouble) for trouble in (*troubles, *both)), default=distance.metres)
    return [_value(entry, skates, metres) if metres <= last else "" for metres in _shown(distance)]


def _shown(distance: Distance) -> tuple[float, ...]:
    """The lines that have a column: in pairs all of them, else the finish."""
    return distance.split_points if distance.format == "pairs" else distance.split_points[-1:]


def _is_of(trouble: Trouble, skater: Skater, entry: Entry) -> bool:
    if not isinstance(trouble, OfEntry) or trouble.lane == trouble.skater is None:
        return True
    return trouble.lane == entry.lane if trouble.lane else trouble.skater in (skater.id, *skater.members)


def _last_metres(trouble: Trouble) -> float:
    match trouble:
        case DidNotStart() | Withdrawn() | Walkover():
            return 0
        case Fall() | Overtaken():
            return trouble.after_metres
        case _:
            return float("inf")


def _value(entry: Entry, skates: Performance, metres: float) -> str:
    goals: dict[float, Goal] = {split.metres: split for split in entry.splits}
    if entry.time is not None:
        goals[skates.metres[-1]] = entry.time
    goal = goals.get(metres)
    exact = goal is not None and goal.time is not None
    basis: Basis = goal.basis if goal is not None and exact else "generated"
    return show(skates.elapsed_us[skates.metres.index(metres)]) + MARKS[basis]


def _told(distance: Distance, pair: Pair, trouble: Trouble, seed: int) -> str:
    word = trouble.kind.replace("_", " ")
    if isinstance(trouble, Reskate):
        return f"{word} as pair {trouble.pair}: {show(performance(distance, trouble, trouble.pair, seed).total_us)}"
    code = getattr(trouble, "code", None)
    return f"{word} {code}" if code else word
