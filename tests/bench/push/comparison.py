"""Servers side by side: a ratio is taken within a round, and the rounds give its middle and its spread."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal

from tests.bench.push.contestants import ICELINE, LIMIT, TITLES
from tests.bench.push.figures import Figures
from tests.bench.push.screens import Tally

Field = Literal["cpu", "p50", "p99", "last_p50", "last_p99", "fan_p99"]


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    clients: int
    round: int
    messages: int
    figures: Figures
    tally: Tally
    parts_ms: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of several rounds."""

    middle: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Promise:
    """What docs/performance.md says of Iceline: this figure, as a share of another server's, is `most` at most."""

    field: Field
    words: str
    other: str
    most: float
    clients: Sequence[int]


LARGE: Final = (1_000, 5_000, 10_000)
PROMISES: Final = (
    Promise("cpu", "CPU of a delivery", LIMIT, 1.4, LARGE),
    Promise("cpu", "CPU of a delivery", "fastapi", 0.45, (1_000,)),
    Promise("cpu", "CPU of a delivery", "flask", 0.3, (1_000,)),
    Promise("p99", "p99 of the delivery", LIMIT, 1.4, LARGE),
)
MOST_KILOBYTES: Final = 20.0


def spread(values: Sequence[float]) -> Spread | None:
    return Spread(median(values), min(values), max(values)) if values else None


def of(results: Iterable[Result], name: str, clients: int) -> list[Result]:
    return [result for result in results if (result.name, result.clients) == (name, clients)]


def ratio(results: Sequence[Result], clients: int, field: Field, name: str, other: str) -> Spread | None:
    """`name` over `other`, round by round; None where they share no round."""
    against = {result.round: getattr(result.figures, field) for result in of(results, other, clients)}
    return spread(
        [
            getattr(result.figures, field) / against[result.round]
            for result in of(results, name, clients)
            if against.get(result.round)
        ]
    )


def judged(results: Sequence[Result], clients: int) -> list[str]:
    """A sentence for each promise about so many screens."""
    told = []
    for promise in PROMISES:
        if clients in promise.clients and (seen := ratio(results, clients, promise.field, ICELINE, promise.other)):
            kept = _kept(seen.middle, promise.most)
            title = TITLES[promise.other]
            told.append(f"{kept}  {promise.words} {seen.middle:.2f} times that of {title}; at most {promise.most:g}")
    own = of(results, ICELINE, clients)
    if own and clients in LARGE:
        weight = median([result.figures.kilobytes for result in own])
        told.append(f"{_kept(weight, MOST_KILOBYTES)}  {weight:.1f} kB a connection; at most {MOST_KILOBYTES:g}")
    return told


def _kept(value: float, most: float) -> str:
    return "kept    " if value <= most else "NOT KEPT"
