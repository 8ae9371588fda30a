"""The rink as a stranger tells it: events posted over HTTP, each of which must be recorded."""

import itertools
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypedDict, Unpack

import httpx

from tests.browser.server import SOURCE

Event = dict[str, Any]


class Programme(TypedDict, total=False):
    """What a test may choose about its one distance."""

    metres: int
    names: Mapping[str, tuple[str, str, str]]
    bests: Mapping[str, str]
    records: Mapping[str, str]
    quartets: Mapping[int, int]
    competition: str
    combination: str


CAST = {
    "adler": ("Adler", "Anna", "GER"),
    "brandt": ("Brandt", "Britt", "NOR"),
    "calder": ("Calder", "Cora", "CAN"),
    "dahl": ("Dahl", "Dina", "SWE"),
    "ekman": ("Ekman", "Elsa", "FIN"),
    "flynn": ("Flynn", "Fay", "USA"),
    "gruber": ("Gruber", "Gitte", "AUT"),
    "hoek": ("Hoek", "Hanna", "NED"),
}
"""Invented skaters of the tests: last name, first name, country."""

LANES = ("inner", "outer")
SNAPSHOT = re.compile(r'<script type="application/json" id="snapshot">(.*?)</script>', re.DOTALL)


def us(time: str) -> int:
    """`"1:14.02"` or `"1:14.023"` in microseconds."""
    minutes, _, seconds = time.rpartition(":")
    whole, _, fraction = seconds.partition(".")
    return (int(minutes or 0) * 60 + int(whole)) * 1_000_000 + int(fraction.ljust(6, "0"))


def programme(pairs: Sequence[Sequence[str]], **chosen: Unpack[Programme]) -> Event:
    """One distance "d" with these pairs of skaters, inner lane first; `combination` names a sum it belongs to."""
    names, metres = chosen.get("names", CAST), chosen.get("metres", 1000)
    best_us = {skater: us(time) for skater, time in chosen.get("bests", {}).items()}
    quartets = chosen.get("quartets", {})
    skaters = [(skater, *names[skater]) for pair in pairs for skater in pair]
    name = chosen.get("competition", "Test meeting")
    told: Event = {
        "competition": {"name": name, "venue": "Test oval", "city": "Nowhere", "date": "2026-11-28"},
        "skaters": [
            {"id": skater, "last_name": last, "first_name": first, "country": country, "bib": bib}
            for bib, (skater, last, first, country) in enumerate(skaters, 1)
        ],
        "distances": [
            {
                "id": "d",
                "name": f"Women {metres} m",
                "metres": metres,
                "category": "W",
                "pairs": [_pair(number, pair, best_us, quartets) for number, pair in enumerate(pairs, 1)],
            }
        ],
        "records": [
            {"kind": kind, "metres": metres, "category": "W", "time_us": us(time), "holder": "Olga Before"}
            for kind, time in chosen.get("records", {}).items()
        ],
    }
    return told | _combined(told["distances"], chosen["combination"]) if "combination" in chosen else told


def _combined(distances: list[Event], name: str) -> Event:
    """The distance as the first of two that add up; the second is not drawn yet."""
    later = {"id": "later", "name": "Women 500 m", "metres": 500, "category": "W", "pairs": []}
    return {
        "distances": [*distances, later],
        "combinations": [{"id": "sum", "name": name, "distances": ["d", "later"]}],
    }


def _pair(number: int, skaters: Sequence[str], best_us: Mapping[str, int], quartets: Mapping[int, int]) -> Event:
    entries = [
        {"skater": skater, "lane": lane} | ({"personal_best_us": best_us[skater]} if skater in best_us else {})
        for skater, lane in zip(skaters, LANES, strict=False)
    ]
    return {"number": number, "entries": entries} | ({"quartet": quartets[number]} if number in quartets else {})


class Rink:
    """Tells one server what happens. Ids count up, so the same test tells the same events."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self._client = client
        self._ids = (f"e{number}" for number in itertools.count(1))

    async def publish(self, pairs: Sequence[Sequence[str]], **chosen: Unpack[Programme]) -> None:
        await self.tell("programme_published", **programme(pairs, **chosen))

    async def tell(self, kind: str, **body: object) -> str:
        """Posts one event and returns its id."""
        return (await self.post([{"type": kind, **body}]))[0]

    async def post(self, events: Sequence[Event]) -> list[str]:
        """Posts events and returns their ids; they keep the ids they have."""
        named = [{"id": next(self._ids), **event} for event in events]
        answer = await self._client.post("/api/events", json=named)
        assert answer.status_code == 200, answer.text
        fates = answer.json()["fates"]
        assert {fate["fate"] for fate in fates} <= {"recorded", "duplicate"}, fates
        return [event["id"] for event in named]

    async def call(self, pair: int) -> None:
        await self.tell("pair_called", distance="d", pair=pair)

    async def start(self, pair: int, *, ago_s: float = 0) -> datetime:
        """The gun, `ago_s` seconds ago. Returns its moment."""
        at = datetime.now(UTC) - timedelta(seconds=ago_s)
        await self.tell("pair_started", distance="d", pair=pair, started_at=at.isoformat())
        return at

    async def cross(self, pair: int, skater: str, metres: int, time: str, how: str = "optical") -> str:
        return await self.tell("passing_measured", **passing(pair, skater, metres, time, how))

    async def void(self, passing_id: str) -> None:
        await self.tell("passing_voided", passing={"source": SOURCE, "id": passing_id}, reason="A bird")

    async def rule(self, ruling: str, skater: str) -> str:
        return await self.tell(f"skater_{ruling}", distance="d", skater=skater)

    async def skate(self, pair: int, skaters: Mapping[str, Mapping[int, str]], *, confirm: bool = True) -> None:
        """A whole pair: the call, the gun, every time of `{skater: {metres: time}}`, the confirmation."""
        await self.call(pair)
        await self.start(pair)
        for skater, times in skaters.items():
            await self.post([crossing(pair, skater, metres, time) for metres, time in times.items()])
        if confirm:
            await self.tell("pair_confirmed", distance="d", pair=pair)

    async def snapshot(self, board: str) -> dict[str, Any]:
        """What the server gives a page that opens now: `epoch`, `seq`, `board`."""
        page = await self._client.get({"arena": "/arena", "overall": "/arena/overall", "desk": "/desk"}[board])
        found = SNAPSHOT.search(page.text)
        assert found is not None, page.text
        return dict(json.loads(found[1]))


def passing(pair: int, skater: str, metres: int, time: str, how: str = "optical") -> Event:
    return {
        "distance": "d",
        "pair": pair,
        "skater": skater,
        "metres": float(metres),
        "elapsed_us": us(time),
        "how": how,
    }


def crossing(pair: int, skater: str, metres: int, time: str) -> Event:
    """The photo finish's time of one crossing."""
    return {"type": "passing_measured", **passing(pair, skater, metres, time, "photo_finish")}
