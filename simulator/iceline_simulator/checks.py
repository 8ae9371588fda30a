"""What a well-formed race file may still not say: contradictions between its parts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, pairwise

from iceline_simulator.checks_formats import Finding, Path, formats, programme
from iceline_simulator.course import FIRST_SPLIT, LAP_METRES
from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile, Skater
from iceline_simulator.troubles import FalseStart, LatePhotoFinish, OfEntry, Reskate, SelectSource, Trouble
from iceline_simulator.values import Goal, SplitGoal


def contradictions(race: RaceFile) -> Iterator[Finding]:
    """Every contradiction in the file: where, and a sentence."""
    yield from _twice(("skaters",), "id", [skater.id for skater in race.skaters])
    yield from _twice(("distances",), "id", [distance.id for distance in race.distances])
    yield from programme(race)
    skaters = {skater.id: skater for skater in race.skaters}
    for number, distance in enumerate(race.distances):
        unskated = list(_unskated(("distances", number), distance))
        yield from unskated or _distance(("distances", number), distance, skaters)


def _unskated(path: Path, distance: Distance) -> Iterator[Finding]:
    try:
        assert distance.split_points
    except KeyError:
        where = "" if distance.track == LAP_METRES else " on this track"
        lengths = f"multiples of {LAP_METRES}"
        if distance.format == "pairs":
            lengths = ", ".join(str(metres) for metres in sorted(FIRST_SPLIT[distance.track]))
        yield (*path, "metres"), f"{distance.metres} m is not skated{where} (there are {lengths})"


def _distance(path: Path, distance: Distance, skaters: Mapping[str, Skater]) -> Iterator[Finding]:
    reskates = [(pair, trouble) for pair in distance.pairs for trouble in pair.troubles if isinstance(trouble, Reskate)]
    numbers = [pair.number for pair in distance.pairs] + [trouble.pair for _, trouble in reskates]
    entered = [entry.skater for pair in distance.pairs for entry in pair.entries]
    yield from _once(path, "pair {} is named twice", numbers)
    yield from _once(path, '"{}" is in two pairs', entered)
    for at, pause in enumerate(distance.breaks):
        if pause.after_pair not in numbers:
            yield (*path, "breaks", at, "after_pair"), f"there is no pair {pause.after_pair}"
    for at, line in enumerate(distance.expected):
        if line.skater not in entered:
            yield (*path, "expected", at, "skater"), f'"{line.skater}" is not in this distance'
    yield from _quartets(path, distance.pairs)
    yield from formats(path, distance, skaters)
    for at, pair in enumerate(distance.pairs):
        yield from _pair((*path, "pairs", at), pair, distance.split_points, skaters)


def _quartets(path: Path, pairs: Sequence[Pair]) -> Iterator[Finding]:
    seen: set[int] = set()
    for quartet, group in groupby(pairs, key=lambda pair: pair.quartet):
        if quartet is None:
            continue
        if quartet in seen or len(list(group)) != 2:
            yield (*path, "pairs"), f"quartet {quartet} must be two pairs, one after the other"
        seen.add(quartet)


def _pair(path: Path, pair: Pair, points: Sequence[float], skaters: Mapping[str, Skater]) -> Iterator[Finding]:
    lanes = [entry.lane for entry in pair.entries if entry.lane is not None]
    yield from _once((*path, "entries"), "two skaters start in the {} lane", lanes)
    for at, entry in enumerate(pair.entries):
        if entry.skater not in skaters:
            yield (*path, "entries", at, "skater"), f'there is no skater "{entry.skater}"'
        yield from _goals((*path, "entries", at), entry, points)
    for at, trouble in enumerate(pair.troubles):
        if isinstance(trouble, OfEntry):
            yield from _whose((*path, "troubles", at), trouble, pair, skaters)
        if isinstance(trouble, Reskate):
            yield from _goals((*path, "troubles", at), trouble, points)
        yield from _lines((*path, "troubles", at), trouble, points)


def _whose(path: Path, trouble: OfEntry, pair: Pair, skaters: Mapping[str, Skater]) -> Iterator[Finding]:
    if trouble.lane is not None and trouble.skater is not None:
        yield path, 'say either "lane" or "skater"'
    elif trouble.lane is not None and trouble.lane not in {entry.lane for entry in pair.entries}:
        yield (*path, "lane"), f"nobody starts in the {trouble.lane} lane of pair {pair.number}"
    elif trouble.skater is not None and trouble.skater not in _everybody(pair, skaters):
        yield (*path, "skater"), f'"{trouble.skater}" is not in pair {pair.number}'
    elif trouble.lane is None and trouble.skater is None and not isinstance(trouble, LatePhotoFinish | SelectSource):
        yield path, 'say "lane", or "skater", of whom it happens to'


def _everybody(pair: Pair, skaters: Mapping[str, Skater]) -> set[str]:
    entered = {entry.skater for entry in pair.entries}
    return entered | {member for team in entered if team in skaters for member in skaters[team].members}


def _lines(path: Path, trouble: Trouble, points: Sequence[float]) -> Iterator[Finding]:
    """The lines a trouble names are there; at the finish nobody falls any more."""
    if isinstance(trouble, FalseStart):
        return
    before_finish = (0, *points[:-1])
    after = getattr(trouble, "after_metres", None)
    if after is not None and after not in before_finish:
        yield (*path, "after_metres"), _no_split(after, before_finish)
    metres = getattr(trouble, "metres", None)
    if metres is not None and metres not in points:
        yield (*path, "metres"), _no_split(metres, points)


def _goals(path: Path, entry: Entry | Reskate, points: Sequence[float]) -> Iterator[Finding]:
    if entry.time is not None:
        yield from _goal((*path, "time"), entry.time)
    for at, split in enumerate(entry.splits):
        yield from _goal((*path, "splits", at), split)
        if split.metres not in points[:-1]:
            yield (*path, "splits", at, "metres"), _no_split(split.metres, points[:-1])
    goals: list[Goal] = [*entry.splits, *([entry.time] if entry.time else [])]
    metres_in_order = [split.metres for split in entry.splits]
    if metres_in_order != sorted(set(metres_in_order)):
        yield (*path, "splits"), "the splits must be in order, each once"
    if any(_latest(before) >= _earliest(after) for before, after in pairwise(goals)):
        yield (*path, "splits"), "a later split is not later than the one before"


def _goal(path: Path, goal: Goal | SplitGoal) -> Iterator[Finding]:
    if (goal.time is None) == (goal.between is None):
        yield path, 'say either "time" or "between"'
    elif goal.between is not None and goal.between[0] > goal.between[1]:
        yield (*path, "between"), "the first time is later than the second"


def _earliest(goal: Goal) -> int:
    return goal.between[0] if goal.between else goal.time or 0


def _latest(goal: Goal) -> int:
    return goal.between[1] if goal.between else goal.time or 0


def _no_split(metres: float, points: Sequence[float]) -> str:
    return f"{metres:g} m is no split point here (they are {', '.join(f'{point:g}' for point in points)})"


def _twice(path: Path, field: str, names: Sequence[str]) -> Iterator[Finding]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield (*path, at, field), f'"{name}" is there already'


def _once(path: Path, sentence: str, names: Iterable[str | int]) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield path, sentence.format(name)
