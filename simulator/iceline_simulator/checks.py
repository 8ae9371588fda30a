"""What a well-formed race file may still not say: contradictions between its parts."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from iceline_simulator.course import split_points
from iceline_simulator.racefile import Distance, Entry, Pair, RaceFile
from iceline_simulator.troubles import Fall, FalseStart, LatePhotoFinish, Phantom, Reskate, SelectSource, Trouble
from iceline_simulator.values import Goal, SplitGoal

Path = tuple[str | int, ...]
Finding = tuple[Path, str]


def contradictions(race: RaceFile) -> Iterator[Finding]:
    """Every contradiction in the file: where, and a sentence."""
    yield from _twice(("skaters",), "id", [skater.id for skater in race.skaters])
    yield from _twice(("distances",), "id", [distance.id for distance in race.distances])
    skaters = {skater.id for skater in race.skaters}
    for number, distance in enumerate(race.distances):
        yield from _distance(("distances", number), distance, skaters)


def _distance(path: Path, distance: Distance, skaters: set[str]) -> Iterator[Finding]:
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
    for at, pair in enumerate(distance.pairs):
        yield from _pair((*path, "pairs", at), pair, distance.metres, skaters)


def _quartets(path: Path, pairs: Sequence[Pair]) -> Iterator[Finding]:
    seen: set[int] = set()
    for quartet, group in groupby(pairs, key=lambda pair: pair.quartet):
        if quartet is None:
            continue
        if quartet in seen or len(list(group)) != 2:
            yield (*path, "pairs"), f"quartet {quartet} must be two pairs, one after the other"
        seen.add(quartet)


def _pair(path: Path, pair: Pair, metres: int, skaters: set[str]) -> Iterator[Finding]:
    yield from _once((*path, "entries"), "two skaters start in the {} lane", [entry.lane for entry in pair.entries])
    for at, entry in enumerate(pair.entries):
        if entry.skater not in skaters:
            yield (*path, "entries", at, "skater"), f'there is no skater "{entry.skater}"'
        yield from _goals((*path, "entries", at), entry, metres)
    for at, trouble in enumerate(pair.troubles):
        yield from _trouble((*path, "troubles", at), trouble, pair, metres)


def _trouble(path: Path, trouble: Trouble, pair: Pair, metres: int) -> Iterator[Finding]:
    lane = None if isinstance(trouble, FalseStart) else trouble.lane
    if lane is not None and lane not in {entry.lane for entry in pair.entries}:
        yield (*path, "lane"), f"nobody starts in the {lane} lane of pair {pair.number}"
    match trouble:
        case Reskate():
            yield from _goals(path, trouble, metres)
        case Fall() if trouble.after_metres not in (0, *split_points(metres)[:-1]):
            yield (*path, "after_metres"), _no_split(trouble.after_metres, (0, *split_points(metres)[:-1]))
        case FalseStart() | Fall() | LatePhotoFinish():
            return
        case Phantom() | SelectSource():
            if trouble.metres is not None and trouble.metres not in split_points(metres):
                yield (*path, "metres"), _no_split(trouble.metres, split_points(metres))
        case _ if hasattr(trouble, "metres") and trouble.metres not in split_points(metres):
            yield (*path, "metres"), _no_split(trouble.metres, split_points(metres))


def _goals(path: Path, entry: Entry | Reskate, metres: int) -> Iterator[Finding]:
    if entry.time is not None:
        yield from _goal((*path, "time"), entry.time)
    for at, split in enumerate(entry.splits):
        yield from _goal((*path, "splits", at), split)
        if split.metres not in split_points(metres)[:-1]:
            yield (*path, "splits", at, "metres"), _no_split(split.metres, split_points(metres)[:-1])
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


def _no_split(metres: int, points: Sequence[int]) -> str:
    return f"{metres} m is no split point here (they are {', '.join(str(point) for point in points)})"


def _twice(path: Path, field: str, names: Sequence[str]) -> Iterator[Finding]:
    for at, name in enumerate(names):
        if name in names[:at]:
            yield (*path, at, field), f'"{name}" is there already'


def _once(path: Path, sentence: str, names: Iterable[str | int]) -> Iterator[Finding]:
    for name, count in Counter(names).items():
        if count > 1:
            yield path, sentence.format(name)
