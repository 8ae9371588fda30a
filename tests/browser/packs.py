"""A mass start of invented skaters, made of arithmetic: two break away, three chase, two are dropped, one is lapped."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from tests.browser.rink import Event, Rink

SKATERS: Final = (
    ("Adler", "Anna", "GER"), ("Brandt", "Britt", "NOR"), ("Calder", "Cora", "CAN"), ("Dahl", "Dina", "SWE"),
    ("Ekman", "Elsa", "FIN"), ("Flynn", "Fay", "USA"), ("Gruber", "Gitte", "AUT"), ("Hoek", "Hanna", "NED"),
    ("Ito", "Izumi", "JPN"), ("Jansa", "Jitka", "CZE"), ("Kim", "Ka-Eun", "KOR"), ("Lis", "Lena", "POL"),
    ("Moser", "Mia", "SUI"), ("Nagy", "Nora", "HUN"), ("Ottesen", "Oda", "DEN"), ("Petrova", "Pola", "KAZ"),
    ("Quinn", "Queenie", "GBR"), ("Rossi", "Rita", "ITA"), ("Santos Fonseca da Silveira", "Sara", "POR"),
    ("Tang", "Ting", "CHN"), ("Ullmann", "Uta", "EST"), ("Vermeulen", "Vera", "BEL"), ("Wójcik", "Wanda", "POL"),
    ("Zeman", "Zora", "SVK"),
)  # fmt: skip
LAPS: Final = 16
FIRST_LAP_US: Final = 38_000_000
LAP_US: Final = 30_400_000
AWAY, CHASING, DROPPED = (7, 2), (4, 17, 10), (18, 20)
AWAY_FROM_LAP: Final = 5


def bib(skater: int) -> str:
    return f"s{skater + 1}"


def programme(qualify: int | None = None, name: str = "Women mass start") -> Event:
    """One mass start "d" of 24."""
    distance = {
        "id": "d",
        "name": name,
        "metres": 400 * LAPS,
        "category": "W",
        "format": "mass_start",
        "pairs": [{"number": 1, "entries": [{"skater": bib(n)} for n in range(len(SKATERS))]}],
    }
    return {
        "competition": {"name": "Test meeting", "venue": "Test oval", "city": "Nowhere", "date": "2026-11-28"},
        "skaters": [
            {"id": bib(n), "last_name": last, "first_name": first, "country": country, "bib": 11 + 7 * n}
            for n, (last, first, country) in enumerate(SKATERS)
        ],
        "distances": [distance | ({} if qualify is None else {"qualify": qualify})],
    }


def crossing_us(skater: int, lap: int) -> int:
    """When a skater ends a lap, microseconds since the gun; the order within the pack is another each lap."""
    pack_us = FIRST_LAP_US + (lap - 1) * LAP_US
    place_us = 130_000 * ((skater * 7 + lap * 5) % len(SKATERS)) + 13_700 * skater
    beyond = max(0, lap - AWAY_FROM_LAP)
    if skater in AWAY:
        return pack_us - 900_000 * beyond + 210_000 * AWAY.index(skater) - 100_000
    if skater in CHASING:
        return pack_us - 420_000 * beyond + 240_000 * CHASING.index(skater)
    if skater in DROPPED:
        return pack_us + place_us + 3_300_000 * beyond
    return pack_us + place_us


def crossings(until_us: int) -> Iterator[Event]:
    """Every crossing up to a moment, in the order of time; the one who is dropped last stops after twelve laps."""
    told = [
        (crossing_us(n, lap), n, lap)
        for n in range(len(SKATERS))
        for lap in range(1, LAPS + 1)
        if n != DROPPED[-1] or lap <= 12
    ]
    for elapsed_us, n, lap in sorted(told):
        if elapsed_us <= until_us:
            yield {
                "type": "passing_measured",
                "id": f"{bib(n)}-{lap}",
                "distance": "d",
                "pair": 1,
                "skater": bib(n),
                "how": "transponder",
                "elapsed_us": elapsed_us,
            }


async def begin(rink: Rink, *, qualify: int | None = None, gun: datetime | None = None) -> None:
    """The programme, the call and the gun."""
    await rink.tell("programme_published", **programme(qualify))
    await rink.call(1)
    await rink.tell("pair_started", distance="d", pair=1, started_at=(gun or datetime.now(UTC)).isoformat())


async def ride(rink: Rink, until_us: int) -> None:
    """All that happened since the gun; what was told before is told again, and changes nothing."""
    await rink.post(list(crossings(until_us)))


async def come_home(rink: Rink) -> None:
    """The rest of the race: one is lapped, one stops, one is disqualified; then the times stand."""
    await ride(rink, 700_000_000)
    await rink.rule("lapped", bib(DROPPED[0]))
    await rink.rule("did_not_finish", bib(DROPPED[-1]))
    await rink.rule("disqualified", bib(12))
    await rink.tell("pair_confirmed", distance="d", pair=1)
