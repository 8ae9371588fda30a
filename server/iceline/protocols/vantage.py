"""Turns the KNSB and ISU event feed into Iceline's events: what the feed says, and nothing it does not say.

The feed presents the photocell, or what its operator chose instead, and tells by a flag on each lap. So a pair starts
with the photocell selected, and a lap whose flag says otherwise comes with the choice that explains it. Ids are made
of what they name, so a feed that is sent again says nothing new; only a heat that was put away and is activated again
is skated again, as the feed has it.
"""

from iceline.protocols.vantage_heat import Heat
from iceline.protocols.vantage_messages import (
    CompetitionActivated,
    DistanceActivated,
    FeedCompetition,
    FeedDistance,
    HeatActivated,
    HeatCleared,
    HeatCommitted,
    HeatDeactivated,
    HeatStarted,
    Message,
    OfHeat,
    RaceLapAdded,
    RaceLapUpdated,
    RaceNextLapIndexChanged,
    read,
)
from iceline.protocols.vantage_programme import course_metres, published
from iceline.race.events import Event


class VantageFeed:
    """The adapter: give it every message of a feed in order, take events. It opens nothing and knows no clock."""

    def __init__(self, source: str = "vantage") -> None:
        self._source = source
        self._competitions: dict[str, FeedCompetition] = {}
        self._distances: dict[str, FeedDistance] = {}
        self._heats: dict[tuple[str, int], Heat] = {}

    def receive(self, line: bytes) -> list[Event]:
        """The events one message stands for, possibly none. Raises MalformedMessage; the feed goes on after it."""
        message = read(line)
        return [] if message is None else self._events(message)

    def _events(self, message: Message) -> list[Event]:
        match message:
            case CompetitionActivated(competition=competition):
                self._competitions[competition.id] = competition
            case DistanceActivated(distance=distance):
                course_metres(distance)
                self._distances[distance.id] = distance
            case HeatActivated():
                return self._activated(message)
            case OfHeat():
                heat = self._heats.get((message.distanceId, message.heat.number))
                return [] if heat is None else _of_heat(heat, message)
        return []

    def _activated(self, message: HeatActivated) -> list[Event]:
        distance = self._distances.get(message.distanceId)
        if distance is None or distance.competitionId not in self._competitions:
            return []
        key = distance.id, message.heat.number
        heat = self._heats.get(key) or Heat(self._source, distance, message.heat.number, ())
        if heat.away:
            heat = Heat(self._source, distance, message.heat.number, (), activation=heat.activation + 1)
        heat.races = [r.race for r in message.races]
        self._heats[key] = heat
        return [self._programme(distance), heat.called(), *heat.rulings(message.races)]

    def _programme(self, distance: FeedDistance) -> Event:
        lists = []
        for known in self._distances.values():
            heats = {h.number: h.races for h in self._heats.values() if h.distance.id == known.id}
            lists.append((known, heats))
        return published(self._source, self._competitions[distance.competitionId], lists)


def _of_heat(heat: Heat, message: OfHeat) -> list[Event]:
    match message:
        case HeatStarted(started=moment):
            return heat.start(moment)
        case HeatCleared():
            return heat.cleared()
        case RaceNextLapIndexChanged(raceId=race, index=index):
            heat.next_index[race] = index
        case RaceLapAdded(lap=lap):
            return heat.lap(lap)
        case RaceLapUpdated(lap=lap, oldTime=old_time):
            return heat.lap_updated(lap, old_time)
        case HeatCommitted(races=races):
            return [*heat.rulings(races), heat.confirmed()]
        case HeatDeactivated():
            heat.away = True
    return []
