"""The race a screen watches: of thirty skaters all but the last pair are done, and that pair skates over and over.

Each heat is a gun, every split by two sources, a disqualification taken back, a confirmation, the finish voided and the
start cancelled: twenty events, each of which changes every board, and after which the boards are as before.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from iceline_simulator.reading import read
from iceline_simulator.timeline import timeline
from tests.browser.rink import Event
from tests.browser.server import SOURCE

RACE: Final = "olympic-w1000-2026"
DISTANCE: Final = "w1000"
PAIR: Final = 15
INNER_US: Final = {200: 17_600_000, 600: 44_400_000, 1000: 73_950_000}
OUTER_US: Final = {200: 17_660_000, 600: 44_210_000, 1000: 72_310_000}
TIMES_US: Final = {"takagi": INNER_US, "leerdam": OUTER_US}

LATE_US: Final = (0, 3_000_000, 700_000, 8_000_000, 1_500_000)
"""How much later than in Milano each heat of a round finishes: in the lead, near the end, and between."""

READ_LATER_US: Final = 20_000
"""The photo finish differs from the photocell by two hundredths: every reading changes a number."""

HEATS_A_ROUND: Final = len(LATE_US)
UPDATES_A_ROUND: Final = 20 * HEATS_A_ROUND


def before_the_last_pair() -> list[Event]:
    """Everything that happened until the last pair was called, its guns fired now."""
    events = [step.event | ({"started_at": _now()} if step.is_start else {}) for step in timeline(read(RACE))]
    called = next(n for n, e in enumerate(events) if (e["type"], e.get("pair")) == ("pair_called", PAIR))
    return events[: called + 1]


def heats() -> Iterator[Iterator[Event]]:
    """Endless; the times come again after each round."""
    number = 0
    while True:
        yield _heat(f"heat-{number}", LATE_US[number % len(LATE_US)])
        number += 1


def gun(name: str) -> Event:
    """The start of the pair, at this moment."""
    return _of_pair("pair_started", f"{name}-gun", started_at=_now())


def cancelled(name: str) -> Event:
    return _of_pair("start_cancelled", f"{name}-cancelled")


def _heat(name: str, late_us: int) -> Iterator[Event]:
    yield gun(name)
    for metres in (200, 600, 1000):
        for how, later_us in (("optical", 0), ("photo_finish", READ_LATER_US)):
            for skater, times_us in TIMES_US.items():
                elapsed_us = times_us[metres] + late_us * metres // 1000 + later_us
                yield _crossing(name, skater, metres, how, elapsed_us)
    yield _of_pair("skater_disqualified", f"{name}-dq", skater="takagi")
    yield {"type": "ruling_reversed", "id": f"{name}-reversed", "ruling": _ref(f"{name}-dq")}
    yield _of_pair("pair_confirmed", f"{name}-confirmed")
    yield _voided(name, "takagi", "photo_finish")
    yield _voided(name, "takagi", "optical")
    yield _voided(name, "leerdam", "photo_finish")
    yield cancelled(name)


def _crossing(name: str, skater: str, metres: int, how: str, elapsed_us: int) -> Event:
    passing = f"{name}-{skater}-{metres}-{how}"
    return _of_pair("passing_measured", passing, skater=skater, metres=float(metres), how=how, elapsed_us=elapsed_us)


def _voided(name: str, skater: str, how: str) -> Event:
    passing = f"{name}-{skater}-1000-{how}"
    return {"type": "passing_voided", "id": f"{passing}-void", "passing": _ref(passing)}


def _of_pair(kind: str, id_: str, **body: object) -> Event:
    return {"type": kind, "id": id_, "distance": DISTANCE, "pair": PAIR, **body}


def _ref(id_: str) -> Event:
    return {"source": SOURCE, "id": id_}


def _now() -> str:
    return datetime.now(UTC).isoformat()
