"""Replaying a recording: adapter, desk, race and boards in one process, and what the screens were shown, in order."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from iceline.boards.distance import distance_board
from iceline.boards.scene import LaneView, scene
from iceline.boards.text import Json
from iceline.codec import checked
from iceline.desk import Desk
from iceline.errors import MalformedMessage
from iceline.fates import RefusedFate
from iceline.protocols.vantage import VantageFeed
from iceline.race.events import Event, PassingMeasured
from iceline.race.standings import SplitPlace
from iceline.race.state import DistanceState, State
from iceline.race.times import format_hundredths, format_time

SPLIT_FIELDS = ("metres", "elapsed_us", "time", "lap", "rank")


@dataclass(slots=True)
class Presented:
    """Watches the states and writes down each time the split that a screen shows comes new, changes or is withdrawn.

    A measurement that must not be shown while a skater has no split is written down too, as nothing shown.
    """

    log: list[Json] = field(default_factory=list)
    _shown: dict[str, tuple[float, int]] = field(default_factory=dict)

    def see(self, state: State, event: Event) -> None:
        """Looks at every skater on the ice after one event."""
        seen = scene(state)
        for lane in seen.lanes if seen else ():
            place = lane.places[-1] if lane.places else None
            shown = (place.split.metres, place.split.elapsed_us) if place else None
            skater = lane.attempt.skater
            held_back = shown is None and isinstance(event, PassingMeasured) and event.skater == skater
            if shown == self._shown.get(skater) and not held_back:
                continue
            self._shown.pop(skater, None)
            if shown:
                self._shown[skater] = shown
            self.log.append(_heading(state, lane) | _split(place))


@dataclass(slots=True)
class Replayed:
    """What came of a recording: `presented` in order, the last state, and what the desk or the adapter refused."""

    presented: list[Json]
    state: State
    refused: list[str]
    recorded: int = 0
    duplicates: int = 0

    def results(self) -> Json:
        """The file that `iceline replay --out` writes."""
        return {"presented": self.presented, "distances": results_of(self.state)}


async def replay(lines: Iterable[bytes], desk: Desk, source: str = "vantage") -> Replayed:
    """Sends a recorded feed, one message a line, through a running desk as fast as it goes."""
    presented, done = Presented(), Replayed([], desk.state, [])
    for event in _events(lines, VantageFeed(source), done.refused):
        try:
            good = checked(event)
        except MalformedMessage as error:
            done.refused.append(f"{event.type} {event.id}: {error.message}")
            continue
        fate = (await desk.record(source, [good]))[0]
        if isinstance(fate, RefusedFate):
            done.refused.append(f"{event.type} {event.id}: {fate.code}: {fate.message}")
            continue
        done.duplicates += fate.fate == "duplicate"
        done.recorded += fate.fate == "recorded"
        presented.see(desk.state, event)
    done.presented, done.state = presented.log, desk.state
    return done


def results_of(state: State) -> list[Json]:
    """The results of every distance, in the order of the programme."""
    return [_results(state, d, place) for place, d in enumerate(state.distances.values(), 1)]


def _events(lines: Iterable[bytes], feed: VantageFeed, refused: list[str]) -> Iterator[Event]:
    for number, line in enumerate(lines, 1):
        try:
            yield from feed.receive(line) if line.strip() else ()
        except MalformedMessage as error:
            refused.append(f"line {number}: {error.message}")


def _heading(state: State, lane: LaneView) -> Json:
    assert state.live is not None
    distance = state.distances[state.live.distance].distance
    return {
        "distance": distance.number or distance.id,
        "pair": lane.attempt.pair,
        "lane": lane.attempt.entry.lane,
    }


def _split(place: SplitPlace | None) -> Json:
    if place is None:
        return dict.fromkeys(SPLIT_FIELDS)
    split = place.split
    lap = None if split.lap_cs is None else format_hundredths(split.lap_cs)
    values = (split.metres, split.elapsed_us, format_time(split.elapsed_us), lap, place.rank)
    return dict(zip(SPLIT_FIELDS, values, strict=True))


def _results(state: State, distance: DistanceState, place: int) -> Json:
    board = distance_board(state, distance)
    rows = board["standings"]
    assert isinstance(rows, list)
    return {
        "number": distance.distance.number or place,
        "name": distance.distance.name,
        "state": board["state"],
        "results": [_result(row) for row in rows],
    }


def _result(row: Mapping[str, object]) -> Json:
    wanted = ("rank", "country", "pair", "lane", "status", "time", "elapsed_us", "gap", "records", "code", "splits")
    of_mass_start = ("number", "laps", "sprint_points", "total") if "laps" in row else ()
    return {"skater": row["name"]} | {key: row[key] for key in (*wanted, *of_mass_start)}
