"""What a crowd of screens says at the end: every page it saw, who showed which in what order, and what it counted."""

import pickle
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.crash.album import Album
from tests.crash.lean_screen import LeanScreen


@dataclass(frozen=True, slots=True)
class SeenPage:
    kind: str
    epoch: str
    seq: int
    digest: bytes
    delivered_us: "array[int]"


@dataclass(frozen=True, slots=True)
class Told:
    """One screen's memory: `shown` are numbers of pages, `arrivals` (epoch, Unix time in microseconds)."""

    kind: str
    shown: "array[int]"
    arrivals: list[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class Testimony:
    pages: list[SeenPage]
    screens: list[Told]
    counts: Counter[str]
    builds: set[str]
    faults: list[str]


@dataclass(frozen=True, slots=True)
class Witness:
    """A screen as tests.crash.truth judges it."""

    kind: str
    history: list[bytes]


def testify(album: Album, screens: Iterable[LeanScreen], counts: Counter[str], faults: Iterable[str]) -> Testimony:
    screens = list(screens)
    return Testimony(
        [SeenPage(page.kind, page.epoch, page.seq, page.digest, page.delivered_us) for page in album.pages],
        [Told(screen.kind, screen.history, screen.arrivals) for screen in screens],
        counts,
        set().union(*(screen.builds for screen in screens)),
        [*faults, *album.contradictions, *(fault for screen in screens for fault in screen.faults)],
    )


def write_testimony(testimony: Testimony, file: str) -> None:
    Path(file).write_bytes(pickle.dumps(testimony))


def read_testimony(file: str) -> Testimony:
    """Only for what a process of our own wrote."""
    testimony: Testimony = pickle.loads(Path(file).read_bytes())
    return testimony


def witnesses(testimony: Testimony) -> list[Witness]:
    digests = [page.digest for page in testimony.pages]
    return [Witness(told.kind, [digests[number] for number in told.shown]) for told in testimony.screens]


def contradictions(testimonies: Iterable[Testimony]) -> list[str]:
    """Numbers under which different crowds saw different boards."""
    known: dict[tuple[str, str, int], bytes] = {}
    return [
        f"two different {page.kind} boards {page.epoch}/{page.seq}"
        for testimony in testimonies
        for page in testimony.pages
        if known.setdefault((page.kind, page.epoch, page.seq), page.digest) != page.digest
    ]
