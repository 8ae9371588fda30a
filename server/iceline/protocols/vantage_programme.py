"""The start lists of the feed: it names a heat only when it is activated, so the programme grows heat by heat."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from iceline.errors import MalformedMessage
from iceline.protocols.vantage_messages import TICKS_PER_US, Competitor, FeedCompetition, FeedDistance, FeedRace
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition, Distance, Entry, Lane, Pair, Skater

Metres = Literal[500, 1000, 1500, 3000, 5000, 10000]

INDIVIDUAL: Final[Mapping[int, Metres]] = {500: 500, 1000: 1000, 1500: 1500, 3000: 3000, 5000: 5000, 10000: 10000}
LANES: Final[tuple[Lane, Lane]] = ("inner", "outer")
WOMAN: Final = 1
SHORT_TRACK_METRES: Final = 350

Heats = Mapping[int, Sequence[FeedRace]]


def distance_id(distance: FeedDistance) -> str:
    return f"distance-{distance.number}"


def published(
    source: str, competition: FeedCompetition, distances: Sequence[tuple[FeedDistance, Heats]]
) -> ProgrammePublished:
    """All that is known so far; its id is made of what it holds, so the same programme is the same event."""
    lists = [_distance(distance, heats) for distance, heats in distances]
    races = [race for _, heats in distances for heat in heats.values() for race in heat]
    skaters = {race.competitor.id: _skater(race.competitor) for race in races if race.competitor}
    told = ProgrammePublished(
        id="programme",
        source=source,
        competition=_competition(competition),
        skaters=tuple(skaters.values()),
        distances=tuple(lists),
    )
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:16]
    return ProgrammePublished(
        id=f"programme-{digest}",
        source=source,
        competition=told.competition,
        skaters=told.skaters,
        distances=told.distances,
    )


def course_metres(distance: FeedDistance) -> Metres:
    """The distance in metres. Raises MalformedMessage for anything but an individual distance in pairs."""
    metres = INDIVIDUAL.get(distance.value)
    if metres is None or distance.valueQuantity != 0 or distance.startMode != 0:
        raise MalformedMessage("malformed_event", f"{distance.name}: not an individual distance in pairs.")
    return metres


def track(distance: FeedDistance) -> Literal[400, 333]:
    """The feed tells the length of the track in metres."""
    return 333 if distance.trackLength < SHORT_TRACK_METRES else 400


def _competition(competition: FeedCompetition) -> Competition:
    venue = competition.venue
    city = venue.address.city if venue and venue.address else None
    return Competition(
        name=competition.name, venue=venue.name if venue else None, city=city, date=competition.starts[:10]
    )


def _distance(distance: FeedDistance, heats: Heats) -> Distance:
    genders = [race.competitor.gender for heat in heats.values() for race in heat if race.competitor]
    return Distance(
        id=distance_id(distance),
        name=distance.name,
        number=distance.number,
        metres=course_metres(distance),
        category="W" if WOMAN in genders else "M",
        track=track(distance),
        pairs=tuple(_pair(number, races) for number, races in sorted(heats.items())),
    )


def _pair(number: int, races: Sequence[FeedRace]) -> Pair:
    entries = tuple(_entry(race, race.competitor) for race in races if race.competitor)
    return Pair(number=number, entries=entries)


def _entry(race: FeedRace, competitor: Competitor) -> Entry:
    return Entry(
        skater=competitor.id,
        lane=LANES[race.lane],
        personal_best_us=_us(race.personalBest),
        season_best_us=_us(race.seasonBest),
    )


def _us(ticks: int | None) -> int | None:
    return ticks // TICKS_PER_US if ticks else None


def _skater(competitor: Competitor) -> Skater:
    name = competitor.name
    surname = " ".join(part for part in (name.surnamePrefix, name.surname) if part) if name else ""
    return Skater(
        id=competitor.id,
        first_name=(name.firstName or "") if name and surname else "",
        last_name=surname or competitor.fullName,
        country=(competitor.nationalityCode or "")[:3],
        bib=competitor.startNumber,
    )
