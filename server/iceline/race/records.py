"""Records and bests: each finish is judged against the book as it stood at that moment (RULES.md 5.1)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.programme import Competition, Record, RecordKind, Skater
from iceline.race.races import Attempt
from iceline.race.times import hundredths

ORDER: Final[tuple[RecordKind, ...]] = ("WR", "OR", "WRJ", "TR", "NR", "SLB")
"""Highest first, as they are printed."""

NEEDS_ELIGIBILITY: Final[frozenset[RecordKind]] = frozenset({"WR", "OR", "WRJ"})
"""Only competitions with ISU officials and doping control set these (RULES.md 5.1, Ghiotto 2024)."""

Holding = tuple[RecordKind, str]
"""A kind of record and whose it is: a country for national records, empty for the others."""

Ratified = tuple[str, str, RecordKind, int | None]
"""A record that is pending no longer: distance, skater, kind, and the time in hundredths."""


@dataclass(frozen=True, slots=True)
class Finish:
    """A time that stands, in a distance of the competition."""

    distance: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the book now: the published holder, or `skater` who has set it here; `pending` until ratified."""

    kind: RecordKind
    time_us: int
    holder: str | None
    skater: str | None = None
    country: str = ""
    pending: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """`marks`: what each skater's counted race achieved, such as ("OR", "PB"); `book`: the book as it stands now.

    National records are in `national`, by country: the book of all would not fit a screen.
    """

    marks: Mapping[str, tuple[str, ...]]
    book: tuple[Mark, ...]
    national: Mapping[str, Mark]


def standing_book(book: Iterable[Record], competition: Competition | None) -> dict[Holding, Mark]:
    """The lines of the published book that can be beaten here."""
    return {
        (r.kind, r.country if r.kind == "NR" else ""): Mark(r.kind, r.time_us, r.holder, country=r.country)
        for r in book
        if _can_be_set(r.kind, competition)
    }


def judge(
    standing: Mapping[Holding, Mark],
    finishes: Iterable[Finish],
    skaters: Mapping[str, Skater],
    *,
    distance: str,
    ratified: Collection[Ratified] = (),
) -> Judged:
    """Walks the finishes that stand in the order in which they happened. An equalled record is marked `=WR`.

    `finishes` are of every distance of this length and category; the marks of `distance` are told.
    """
    now, bests, marks = dict(standing), _Bests(), {}
    for finish in sorted(finishes, key=_moment):
        won = (*_records(now, finish, skaters[finish.attempt.skater], ratified), *bests.judge(finish.attempt))
        if finish.distance == distance:
            marks[finish.attempt.skater] = won
    book = tuple(now[kind, ""] for kind in ORDER if (kind, "") in now)
    return Judged(marks, book, {country: mark for (kind, country), mark in now.items() if kind == "NR"})


class _Bests:
    """Personal and season's bests, those skated earlier in this competition included."""

    def __init__(self) -> None:
        self._skated_us: dict[str, int] = {}

    def judge(self, attempt: Attempt) -> Sequence[str]:
        """PB or SB; a personal best is the season's best too and says only PB."""
        today, time_us = self._skated_us.get(attempt.skater), attempt.finished_us or 0
        self._skated_us[attempt.skater] = time_us if today is None else min(today, time_us)
        if _beats(time_us, attempt.entry.personal_best_us, today):
            return ["PB"]
        return ["SB"] if _beats(time_us, attempt.entry.season_best_us, today) else []


def _moment(finish: Finish) -> tuple[int, str]:
    return finish.attempt.finished_at_us or 0, finish.attempt.skater


def _can_be_set(kind: RecordKind, competition: Competition | None) -> bool:
    if competition is None:
        return False
    if kind in NEEDS_ELIGIBILITY:
        return competition.rules.record_eligible
    if kind == "SLB":
        return competition.altitude_m is not None and competition.altitude_m < competition.rules.sea_level_below_m
    return True


def _records(
    standing: dict[Holding, Mark], finish: Finish, skater: Skater, ratified: Collection[Ratified]
) -> Sequence[str]:
    time_us, won = finish.attempt.finished_us or 0, []
    for kind in ORDER:
        holding = kind, skater.country if kind == "NR" else ""
        mark = standing.get(holding)
        if mark is None or hundredths(time_us) > hundredths(mark.time_us) or (kind == "WRJ" and not skater.junior):
            continue
        if hundredths(time_us) == hundredths(mark.time_us):
            won.append(f"={kind}")
            continue
        pending = (finish.distance, skater.id, kind, hundredths(time_us)) not in ratified
        standing[holding] = Mark(kind, time_us, None, skater.id, skater.country, pending)
        won.append(kind)
    return won


def _beats(time_us: int, best_us: int | None, today_us: int | None) -> bool:
    """Better by a hundredth than the best that was known, and than what was skated here before."""
    if best_us is None:
        return False
    before_us = best_us if today_us is None else min(best_us, today_us)
    return hundredths(time_us) < hundredths(before_us)
