"""Who crosses which line when in a heat, and what sees it: by the format of the distance."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Final

from iceline_simulator.equipment import Crossing
from iceline_simulator.heat import Heat
from iceline_simulator.packs import pack
from iceline_simulator.performance import Performance, performance
from iceline_simulator.teams import ridden
from iceline_simulator.troubles import Fall, Overtaken
from iceline_simulator.values import How

CELL_AND_LOOP: Final[tuple[How, ...]] = ("optical", "transponder")
LOOP: Final[tuple[How, ...]] = ("transponder",)
PHOTO: Final[tuple[How, ...]] = ("photo_finish",)


def crossings(heat: Heat) -> Iterator[Crossing]:
    """Every crossing of a timing line that is skated in this heat, up to a fall or the end of a knock-out."""
    last = _last_lines(heat)
    skated = (crossing for crossing in _crossings(heat) if crossing.metres <= last.get(crossing.entry, crossing.metres))
    yield from skated


def _crossings(heat: Heat) -> Iterator[Crossing]:
    match heat.distance.format:
        case "pairs":
            yield from _of_pair(heat)
        case "mass_start":
            yield from _of_pack(heat)
        case _:
            yield from _of_teams(heat)


def _last_lines(heat: Heat) -> Mapping[str, float]:
    """The last line that is crossed, of who does not get to the finish. A team that is caught ends it for both."""
    falls = {heat.entry(fall).skater: fall.after_metres for fall in heat.troubles(Fall)}
    caught = {entry.skater: trouble.after_metres for trouble in heat.troubles(Overtaken) for entry in heat.pair.entries}
    return falls | caught


def _of_pair(heat: Heat) -> Iterator[Crossing]:
    for entry in heat.starters():
        skates = performance(heat.distance, heat.re_skate or entry, heat.pair.number, heat.evening.seed)
        for metres, elapsed_us in _lines(skates):
            at_finish = metres == heat.distance.metres
            seen_by = CELL_AND_LOOP + PHOTO if at_finish else CELL_AND_LOOP
            yield Crossing(entry.skater, entry.skater, metres, elapsed_us, at_finish, seen_by)


def _of_pack(heat: Heat) -> Iterator[Crossing]:
    """A photocell cannot tell one of a pack from another. The photo is read at the finish, and of who sprints."""
    skates = pack(heat.distance, heat.pair, heat.evening.seed)
    read = {(sprint.lap * 400, skater) for sprint in heat.pair.sprints for skater in sprint.order}
    for entry in heat.starters():
        for metres, elapsed_us in _lines(skates[entry.skater]):
            at_finish = metres == heat.distance.metres
            seen_by = LOOP + PHOTO if at_finish or (metres, entry.skater) in read else LOOP
            yield Crossing(entry.skater, entry.skater, metres, elapsed_us, at_finish, seen_by)


def _of_teams(heat: Heat) -> Iterator[Crossing]:
    """Everybody of a team wears a transponder; the photo is read of the skate that counts for the team."""
    for entry in heat.starters():
        skates = performance(heat.distance, entry, heat.pair.number, heat.evening.seed)
        members = heat.evening.members(entry.skater)
        rng = Random(f"{heat.evening.seed}|{heat.title}|{entry.skater}|members")
        for each in ridden(heat.distance.format, members, skates.metres, skates.elapsed_us, rng):
            yield Crossing(entry.skater, each.member, each.metres, each.elapsed_us, False, LOOP)
        yield Crossing(entry.skater, entry.skater, heat.distance.metres, skates.total_us, True, PHOTO)


def _lines(skates: Performance) -> Iterator[tuple[float, int]]:
    return zip(skates.metres, skates.elapsed_us, strict=True)
