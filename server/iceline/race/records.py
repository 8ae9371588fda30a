"""Records and bests: each finish is judged against the book as it stood at that moment (RULES.md 5.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from iceline.race.programme import Record, RecordKind
from iceline.race.races import Attempt
from iceline.race.times import hundredths

ORDER: Final[tuple[RecordKind, ...]] = ("WR", "OR", "TR")
"""Highest first, as they are printed."""

NEEDS_ELIGIBILITY: Final[frozenset[RecordKind]] = frozenset({"WR", "OR"})
"""Only competitions with ISU officials and doping control set these (RULES.md 5.1, Ghiotto 2024)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the book now: the published holder, or `skater` who has set it today and whose record is pending."""

    kind: RecordKind
    time_us: int
    holder: str | None
    skater: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """`marks`: what each skater's counted race achieved, such as ("OR", "PB"); `book`: the book as it stands now."""

    marks: Mapping[str, tuple[str, ...]]
    book: tuple[Mark, ...]


def judge(book: Iterable[Record], finishes: Iterable[Attempt], *, eligible: bool) -> Judged:
    """Walks the finishes that stand in the order in which they happened. An equalled record is marked `=WR`."""
    standing = {r.kind: Mark(r.kind, r.time_us, r.holder) for r in book if eligible or r.kind not in NEEDS_ELIGIBILITY}
    marks: dict[str, tuple[str, ...]] = {}
    for attempt in sorted(finishes, key=lambda a: (a.finished_at_us or 0, a.skater)):
        marks[attempt.skater] = (*_records(standing, attempt), *_bests(attempt))
    return Judged(marks, tuple(standing[kind] for kind in ORDER if kind in standing))


def _records(standing: dict[RecordKind, Mark], attempt: Attempt) -> Sequence[str]:
    time_us, won = attempt.finished_us or 0, []
    for kind in ORDER:
        mark = standing.get(kind)
        if mark is None or hundredths(time_us) > hundredths(mark.time_us):
            continue
        if hundredths(time_us) == hundredths(mark.time_us):
            won.append(f"={kind}")
            continue
        standing[kind] = Mark(kind, time_us, None, attempt.skater)
        won.append(kind)
    return won


def _bests(attempt: Attempt) -> Sequence[str]:
    """PB or SB; a personal best is the season's best too and says only PB."""
    if _beats(attempt, attempt.entry.personal_best_us):
        return ["PB"]
    return ["SB"] if _beats(attempt, attempt.entry.season_best_us) else []


def _beats(attempt: Attempt, best_us: int | None) -> bool:
    return best_us is not None and hundredths(attempt.finished_us or 0) < hundredths(best_us)
