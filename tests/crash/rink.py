"""The rink under load: officials who run pair after pair, and equipment that tells every crossing until it is heard."""

import asyncio
import random
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import product
from typing import Any, Final

import httpx

Event = dict[str, Any]

DISTANCES: Final = 12
RINKS: Final = 4
"""Pairs on the ice at the same time, each told by every source."""

PAIRS: Final = 12
EVENTS_A_PAIR: Final = 51
METRES: Final = 3000
OPENER_US, LAP_US = 21_000_000, 33_000_000
DELAYS_US: Final = {"optical": 0, "transponder": 900, "photo_finish": 400}
EQUIPMENT: Final = tuple(DELAYS_US)
RETRY_S: Final = 0.05
UNSTEADY_S: Final = 0.008
"""The longest wait between two crossings of one source."""

REQUEST_TIMEOUT_S: Final = 5.0


@dataclass(slots=True)
class Ledger:
    """What the server has acknowledged: (source, id) and the number it gave. `again` counts answers "duplicate".

    `retries` are requests that nobody answered, `unstored` those answered "journal_failed": nothing was recorded.
    `answers` are the moments at which requests were answered (Unix time, microseconds) and the seconds that took.
    """

    seqs: dict[tuple[str, str], int] = field(default_factory=dict)
    contradictions: list[str] = field(default_factory=list)
    again: int = 0
    retries: int = 0
    unstored: int = 0
    answers: list[tuple[int, float]] = field(default_factory=list)

    def note(self, source: str, fate: Event) -> None:
        key = source, fate["id"]
        if fate["fate"] not in ("recorded", "duplicate"):
            self.contradictions.append(f"{key}: {fate}")
            return
        self.again += fate["fate"] == "duplicate"
        if self.seqs.setdefault(key, fate["seq"]) != fate["seq"]:
            self.contradictions.append(f"{key} was {self.seqs[key]} and is {fate['seq']}")


class Sender:
    """One source with a token of its own. It sends the same bytes until the server answers."""

    def __init__(self, source: str, url: str, token: str, ledger: Ledger) -> None:
        self.source = source
        self.sent: dict[str, Event] = {}
        self._ledger = ledger
        headers = {"authorization": f"Bearer {token}"}
        self._http = httpx.AsyncClient(base_url=url, headers=headers, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    async def send(self, events: Sequence[Event]) -> None:
        self.sent |= {event["id"]: event for event in events}
        while True:
            asked_s = time.perf_counter()
            try:
                answer = await self._http.post("/api/events", json=list(events))
            except httpx.TransportError:
                self._ledger.retries += 1
                await asyncio.sleep(RETRY_S)
                continue
            if answer.status_code == 503 and answer.json()["code"] == "journal_failed":
                self._ledger.unstored += 1
                await asyncio.sleep(RETRY_S)
                continue
            if answer.status_code != 200:
                raise AssertionError(f"{self.source}: {answer.status_code} {answer.text}")
            self._ledger.answers.append((time.time_ns() // 1000, time.perf_counter() - asked_s))
            for fate in answer.json()["fates"]:
                self._ledger.note(self.source, fate)
            return

    async def close(self) -> None:
        await self._http.aclose()


def programme() -> Event:
    """Many short distances: boards stay small, and replay has much to do."""
    skaters = [
        _skater(d, p, lane) for d in range(DISTANCES) for p in range(1, PAIRS + 1) for lane in ("inner", "outer")
    ]
    distances = [
        {
            "id": f"d{d}",
            "name": f"Women {METRES} m, group {d + 1}",
            "metres": METRES,
            "category": "W",
            "pairs": [{"number": p, "entries": _entries(d, p)} for p in range(1, PAIRS + 1)],
        }
        for d in range(DISTANCES)
    ]
    return {
        "type": "programme_published",
        "id": "programme",
        "competition": {"name": "The day the power failed"},
        "skaters": skaters,
        "distances": distances,
    }


def _skater(distance: int, pair: int, lane: str) -> Event:
    name = f"d{distance}p{pair}{lane}"
    return {"id": name, "last_name": f"Skater {name}", "country": "NED"}


def _entries(distance: int, pair: int) -> list[Event]:
    return [{"skater": f"d{distance}p{pair}{lane}", "lane": lane} for lane in ("inner", "outer")]


def unsteadiness_s(events_a_second: float) -> float:
    """The `unsteady_s` of a race that tells about so many events a second."""
    return 2 * RINKS * len(EQUIPMENT) / events_a_second


async def race(
    senders: dict[str, Sender], chance: random.Random, enough: asyncio.Event, unsteady_s: float = UNSTEADY_S
) -> int:
    """Pair after pair on several rinks at once until it is enough; those on the ice finish. Returns how many skated."""
    await senders["officials"].send([programme()])
    rinks = [
        _rink(senders, range(rink, DISTANCES, RINKS), random.Random(chance.random()), enough, unsteady_s)
        for rink in range(RINKS)
    ]
    return sum(await asyncio.gather(*rinks))


async def _rink(
    senders: dict[str, Sender],
    distances: Iterable[int],
    chance: random.Random,
    enough: asyncio.Event,
    unsteady_s: float,
) -> int:
    skated = 0
    for distance, pair in product(distances, range(1, PAIRS + 1)):
        if enough.is_set():
            break
        await _skate(senders, distance, pair, chance, unsteady_s)
        skated += 1
    return skated


async def _skate(
    senders: dict[str, Sender], distance: int, pair: int, chance: random.Random, unsteady_s: float
) -> None:
    """The call, the gun, every crossing from every source at once, the confirmation."""
    officials, about = senders["officials"], {"distance": f"d{distance}", "pair": pair}
    name = f"{distance}-{pair}"
    await officials.send([{"type": "pair_called", "id": f"call-{name}", **about}])
    gun = {"type": "pair_started", "id": f"gun-{name}", "started_at": datetime.now(UTC).isoformat(), **about}
    await officials.send([gun])
    await asyncio.gather(*(_tell(senders[how], how, distance, pair, chance.random(), unsteady_s) for how in EQUIPMENT))
    await officials.send([{"type": "pair_confirmed", "id": f"confirm-{name}", **about}])


async def _tell(sender: Sender, how: str, distance: int, pair: int, seed: float, unsteady_s: float) -> None:
    """One kind of equipment tells every crossing of a pair, at an unsteady pace."""
    chance = random.Random(seed)
    for crossing in _crossings(how, distance, pair):
        await sender.send([crossing])
        await asyncio.sleep(chance.uniform(0, unsteady_s))


def _crossings(how: str, distance: int, pair: int) -> Iterator[Event]:
    slower_us = 137_000 * ((pair * 7 + distance) % 11)
    for split in range(8):
        for lane, later_us in (("inner", 0), ("outer", 370_000)):
            metres = 200 + 400 * split
            elapsed_us = OPENER_US + split * (LAP_US + slower_us) + later_us + DELAYS_US[how]
            yield {
                "type": "passing_measured",
                "id": f"{distance}-{pair}-{metres}-{lane}",
                "distance": f"d{distance}",
                "pair": pair,
                "lane": lane,
                "metres": float(metres),
                "how": how,
                "elapsed_us": elapsed_us,
            }
