"""The official lists of two World Cups, and each of them told again as the events that would have led to it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType

from iceline.race.events import (
    DistanceConfirmed,
    Event,
    InfractionNoted,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    SkaterDidNotFinish,
    SkaterDidNotStart,
    SkaterDisqualified,
    SkaterWithdrawn,
)
from iceline.race.programme import Competition, Distance, Entry, Pair, Rules, Skater
from iceline.race.times import parse_time
from tests.recordings.data import rows

Printed = Mapping[str, str]
"""One row of a list, by the names of its columns."""

GUN = datetime(2025, 11, 14, 12, tzinfo=UTC)
SECOND_PAIR = 500
"""Two pairs of a quartet are printed under one number: the second is called this much more."""

UNSEEN_US = 4_321
"""Where no thousandth is printed the measured time had one all the same, and nobody asked for it."""

BELOW_THOUSANDTH_US = 321
RULINGS = MappingProxyType(
    {"DNF": SkaterDidNotFinish, "DQ": SkaterDisqualified, "DNS": SkaterDidNotStart, "WDR": SkaterWithdrawn}
)


@dataclass(frozen=True)
class OfficialList:
    """One distance of one competition as it was printed, best first."""

    rows: tuple[Printed, ...]

    @property
    def name(self) -> str:
        return f"{self.rows[0]['competition']}, {self.rows[0]['title']}"

    def skaters(self) -> Iterator[tuple[str, Printed]]:
        """Each row with an id of its own."""
        return ((f"s{n}", row) for n, row in enumerate(self.rows, 1))


def official_lists() -> list[OfficialList]:
    """All individual distances. The test skips where they are absent."""
    found: dict[tuple[str, str], list[Printed]] = {}
    for row in rows("worldcup/individual_results.csv"):
        found.setdefault((row["competition"], row["event_no"]), []).append(row)
    return [OfficialList(tuple(of_list)) for of_list in found.values()]


def told_as_events(official: OfficialList) -> Iterator[Event]:
    """The programme, every pair from its call to its confirmation, the notes, the confirmation of all."""
    pairs = pairs_of(official)
    yield programme_of(official, pairs)
    for skater, row in official.skaters():
        if row["status"] in ("DNS", "WDR"):
            yield _ruling(skater, row)
    for pair in pairs:
        yield from _skated(pair, dict(official.skaters()))
    for skater, row in official.skaters():
        for code in filter(None, row["codes"].split("|")) if row["status"] == "OK" else ():
            yield InfractionNoted(id=f"{skater}-{code}", distance="d", skater=skater, code=code)
    yield DistanceConfirmed(id="official", distance="d", by="Referee")


def pairs_of(official: OfficialList) -> list[Pair]:
    """Pairs and lanes as printed; who was withdrawn before the draw has neither, and gets a pair to himself."""
    entries: dict[int, list[Entry]] = {}
    taken: Counter[tuple[str, str]] = Counter()
    for skater, row in official.skaters():
        number = int(row["pair"] or 900 + len(entries))
        place = row["pair"], row["lane"]
        number += SECOND_PAIR if row["pair"] and taken[place] else 0
        taken[place] += 1
        entries.setdefault(number, []).append(Entry(skater=skater, lane="outer" if row["lane"] == "outer" else "inner"))
    return [_pair(number, tuple(of_pair), entries) for number, of_pair in sorted(entries.items(), key=_in_order)]


def programme_of(official: OfficialList, pairs: Iterable[Pair]) -> ProgrammePublished:
    first = official.rows[0]
    distance = Distance(
        id="d",
        name=first["title"],
        metres=int(first["distance_m"]),
        category="W" if first["gender"] == "Women" else "M",
        division="A" if first["division"] == "A" else "B",
        pairs=tuple(pairs),
    )
    return ProgrammePublished(
        id="programme",
        competition=Competition(name=first["competition"], rules=Rules(points_table="isu-2025-26")),
        skaters=tuple(Skater(id=s, last_name=row["name"], country=row["country"]) for s, row in official.skaters()),
        distances=(distance,),
    )


def measured_us(row: Printed) -> int:
    """A time that the equipment may have measured where the list prints this one."""
    digit = row["thousandth_digit"]
    return parse_time(row["time"]) + (int(digit) * 1_000 + BELOW_THOUSANDTH_US if digit else UNSEEN_US)


def _pair(number: int, entries: tuple[Entry, ...], all_entries: Mapping[int, list[Entry]]) -> Pair:
    first = number - SECOND_PAIR if number - SECOND_PAIR in all_entries else number
    quartet = first if first + SECOND_PAIR in all_entries else None
    return Pair(number=number, entries=entries, quartet=quartet)


def _in_order(pair: tuple[int, list[Entry]]) -> tuple[int, int]:
    """As they start: the second pair of a quartet right after the first."""
    number = pair[0]
    return (number - SECOND_PAIR, 1) if SECOND_PAIR < number < 900 else (number, 0)


def _skated(pair: Pair, printed: Mapping[str, Printed]) -> Iterator[Event]:
    of_pair = {"distance": "d", "pair": pair.number}
    here = [e.skater for e in pair.entries if printed[e.skater]["status"] not in ("DNS", "WDR")]
    if not here:
        return
    yield PairCalled(id=f"call-{pair.number}", **of_pair)
    gun = GUN + timedelta(minutes=2 * pair.number)
    yield PairStarted(id=f"gun-{pair.number}", started_at=gun, **of_pair)
    for skater in here:
        row = printed[skater]
        if row["status"] == "OK":
            metres = float(row["distance_m"])
            yield PassingMeasured(
                id=f"finish-{skater}",
                skater=skater,
                how="photo_finish",
                elapsed_us=measured_us(row),
                metres=metres,
                **of_pair,
            )
        else:
            yield _ruling(skater, row)
    yield PairConfirmed(id=f"stands-{pair.number}", **of_pair)


def _ruling(skater: str, row: Printed) -> Event:
    return RULINGS[row["status"]](id=f"ruling-{skater}", distance="d", skater=skater, code=row["codes"] or None)
