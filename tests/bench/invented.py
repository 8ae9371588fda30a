"""An invented distance of invented skaters, told as a rink tells it: for the sizes of messages, not for the sport.

The better skaters come last, as in a real programme, so the lead changes hands and rows are inserted everywhere.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from iceline.race.course import course
from iceline.race.events import (
    DistanceConfirmed,
    Event,
    How,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    SkaterDidNotFinish,
    SkaterDisqualified,
)
from iceline.race.programme import Competition, Distance, Entry, Pair, Record, Skater

SEED: Final = 20260209
GUN: Final = datetime(2026, 2, 9, 17, 30, tzinfo=UTC)
PAIR_EVERY_S: Final = 900
SOURCES_DIFFER_US: Final = 7_000
FALLS: Final = 11
CUTS_A_LANE: Final = 17
TIES: Final = (6, 9)
"""Places in the start list, from 0: who does not finish, who is disqualified, two with the same times."""

LAP_S: Final = {500: 26.0, 1000: 27.2, 1500: 28.6, 3000: 31.0, 5000: 31.8, 10000: 32.4}
BOOK_S: Final = {500: 36.2, 1000: 71.4, 1500: 109.5, 3000: 231.0, 5000: 396.0, 10000: 812.0}

NAMES: Final = (
    ("Aalderink", "Marijke", "NED"), ("Bjørnstad-Ødegård", "Ragnhild Marie", "NOR"), ("Czerwińska", "Agnieszka", "POL"),
    ("Dubois", "Camille", "CAN"), ("Eriksson", "Ebba", "SWE"), ("Ferraro", "Ginevra", "ITA"),
    ("Grünwald", "Annelise", "GER"), ("Hashimoto", "Rin", "JPN"), ("Imanova", "Aigerim", "KAZ"),
    ("Jääskeläinen", "Aino", "FIN"), ("Kowalczyk-Szczęsna", "Katarzyna Grażyna", "POL"), ("Lindqvist", "Tove", "SWE"),
    ("McAllister", "Brooke", "USA"), ("Nováková", "Ludmila", "CZE"), ("Oosterhuis", "Jikke", "NED"),
    ("Park", "Seo-yeon", "KOR"), ("Quist", "Signe", "DEN"), ("Răducanu", "Ioana", "ROU"),
    ("van der Schaaf-Westerhoudt", "Annemarie-Louise", "NED"), ("Takahashi", "Mio", "JPN"), ("Ueda", "Honoka", "JPN"),
    ("Vasquez de la Cruz", "Francisca Ximena", "ESP"), ("Wiśniewska", "Zofia", "POL"), ("Xu", "Jingyi", "CHN"),
    ("Yoon", "Ha-rin", "KOR"), ("Zimmermann", "Johanna", "GER"), ("Åkesson", "Linnéa", "SWE"),
    ("Li", "Xinran", "CHN"), ("O'Donnell", "Kaitlyn", "USA"), ("Schwarzenberger", "Gertraud", "AUT"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Story:
    """What is told of one distance; `ids` are the skaters' in the order of the start list."""

    metres: int
    with_uuids: bool = False
    quartets: bool = False
    skaters: int = len(NAMES)

    @property
    def ids(self) -> list[str]:
        rng = Random(SEED)
        if self.with_uuids:
            return [str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(self.skaters)]
        surnames = (last.split()[-1].lower() for last, _, _ in _names(self.skaters))
        return [name if n < len(NAMES) else f"{name}-{n}" for n, name in enumerate(surnames)]


def told(story: Story) -> Iterator[Event]:
    """Every event from the programme to the official result."""
    rng = Random(SEED)
    yield _programme(story, rng)
    groups = _groups(story)
    for group in groups:
        yield from _group(story, group, rng)
    yield DistanceConfirmed(id="official", distance="d")


def _names(count: int) -> list[tuple[str, str, str]]:
    return [NAMES[n % len(NAMES)] for n in range(count)]


def _programme(story: Story, rng: Random) -> ProgrammePublished:
    ids, best = story.ids, _time_us(BOOK_S[story.metres])
    entries = [
        Entry(
            skater=skater,
            lane="outer" if n % 2 else "inner",
            personal_best_us=_truncated(best * rng.uniform(1.005, 1.06)),
            season_best_us=_truncated(best * rng.uniform(1.02, 1.07)),
        )
        for n, skater in enumerate(ids)
    ]
    pairs = tuple(
        Pair(number=n // 2 + 1, entries=tuple(entries[n : n + 2]), quartet=n // 4 + 1 if story.quartets else None)
        for n in range(0, len(ids), 2)
    )
    books = (("WR", 0.985, "Britta Eisvogel"), ("OR", 1.0, "Francesca Lollobrigida"), ("TR", 1.01, "Irene Schouten"))
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="Frozen Pond Invitational", venue="Frozen Pond Oval", city="Nowhere-on-Ice"),
        skaters=tuple(
            Skater(id=skater, last_name=last, first_name=first, country=country, bib=100 + n)
            for n, (skater, (last, first, country)) in enumerate(zip(ids, _names(len(ids)), strict=True))
        ),
        distances=(
            Distance(id="d", name=f"Women {story.metres} m", metres=story.metres, category="W", pairs=pairs),  # type: ignore[arg-type]
        ),
        records=tuple(
            Record(kind=kind, metres=story.metres, category="W", time_us=_truncated(best * share), holder=holder)  # type: ignore[arg-type]
            for kind, share, holder in books
        ),
    )


def _groups(story: Story) -> list[list[int]]:
    """The numbers of the pairs that are on the ice together."""
    numbers = list(range(1, (story.skaters + 1) // 2 + 1))
    size = 2 if story.quartets else 1
    return [numbers[n : n + size] for n in range(0, len(numbers), size)]


def _group(story: Story, pairs: Sequence[int], rng: Random) -> Iterator[Event]:
    for pair in pairs:
        yield PairCalled(id=f"call-{pair}", distance="d", pair=pair)
    timed: list[tuple[float, Event]] = []
    for nth, pair in enumerate(pairs):
        after_s = 20.0 * nth
        at = GUN + timedelta(seconds=PAIR_EVERY_S * pairs[0] + after_s)
        timed.append((after_s, PairStarted(id=f"gun-{pair}", distance="d", pair=pair, started_at=at)))
        for number in (2 * pair - 2, 2 * pair - 1):
            timed += ((after_s + moment, event) for moment, event in _race(story, pair, number, rng))
    yield from (event for _, event in sorted(timed, key=lambda one: one[0]))
    for pair in pairs:
        yield PairConfirmed(id=f"confirm-{pair}", distance="d", pair=pair)


def _race(story: Story, pair: int, number: int, rng: Random) -> Iterator[tuple[float, Event]]:
    """One skater's crossings, each with the moment it is told, in seconds after the gun."""
    skater = story.ids[number]
    splits = _splits_us(story, number)
    reached = splits[: max(1, len(splits) // 2)] if number == FALLS else splits
    for metres, elapsed_us in reached:
        yield from _crossing(story, pair, skater, metres, elapsed_us, rng)
    end_s = reached[-1][1] / 1e6 + 8
    if number == FALLS:
        yield end_s, SkaterDidNotFinish(id="fall", distance="d", skater=skater)
    if number == CUTS_A_LANE:
        yield end_s, SkaterDisqualified(id="cut", distance="d", skater=skater, code="T10")


def _splits_us(story: Story, number: int) -> list[tuple[float, int]]:
    """True times at each split: an opener, then laps that drift; a tie copies the other's whole race."""
    rng = Random(f"{SEED}-{TIES[0] if number == TIES[1] else number}")
    points, last = course(story.metres).points, story.skaters - 1
    lap_s = LAP_S[story.metres] * (1.07 - 0.06 * min(number, last) / last + rng.gauss(0, 0.012))
    elapsed_s = lap_s * points[0].metres / 400 + 4.2
    times = [(points[0].metres, _time_us(elapsed_s))]
    for nth, point in enumerate(points[1:], 1):
        elapsed_s += lap_s * (1 + 0.10 * nth / len(points)) + rng.gauss(0, 0.25)
        times.append((point.metres, _time_us(elapsed_s)))
    return times


def _crossing(
    story: Story, pair: int, skater: str, metres: float, elapsed_us: int, rng: Random
) -> Iterator[tuple[float, Event]]:
    """Two sources, either may be heard first; at the finish the photo has the last word."""
    heard: list[tuple[How, float]] = [("optical", rng.uniform(0.06, 0.5)), ("transponder", rng.uniform(0.2, 0.6))]
    if metres == story.metres:
        heard.append(("photo_finish", rng.uniform(4, 7)))
    for how, delay_s in heard:
        off_us = 0 if how == "photo_finish" else rng.randrange(-SOURCES_DIFFER_US, SOURCES_DIFFER_US)
        yield (
            elapsed_us / 1e6 + delay_s,
            PassingMeasured(
                id=f"{skater[:8]}-{metres}-{how}", distance="d", pair=pair, skater=skater, how=how,
                elapsed_us=elapsed_us + off_us, metres=metres,
            ),
        )  # fmt: skip


def _time_us(seconds: float) -> int:
    return int(seconds * 1_000_000)


def _truncated(time_us: float) -> int:
    return int(time_us) // 10_000 * 10_000
