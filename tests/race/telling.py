"""Tells the race a list of events, as a test would write them down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import (
    Event,
    How,
    PairCalled,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    Ref,
    corrected,
)
from iceline.race.programme import Competition, Distance, Entry, Pair, Record, Rules, Skater
from iceline.race.standings import Row, Standings, standings
from iceline.race.state import DistanceState, Recorded, State
from iceline.race.times import parse_time

GUN = datetime(2026, 2, 9, 17, 30, tzinfo=UTC)
LANES = ("inner", "outer")


def programme(
    pairs: Sequence[Sequence[str]],
    *,
    metres: int = 1000,
    bests: dict[str, str] | None = None,
    records: Sequence[Record] = (),
    rules: Rules | None = None,
    quartets: dict[int, int] | None = None,
) -> ProgrammePublished:
    """One distance "d" with these pairs of skaters, inner lane first."""
    names = [name for pair in pairs for name in pair]
    best_us = {name: parse_time(text) for name, text in (bests or {}).items()}
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="Test meeting", rules=rules or Rules()),
        skaters=tuple(Skater(id=name, last_name=name.title(), country="NED") for name in names),
        distances=(
            Distance(
                id="d",
                name=f"Women {metres} m",
                metres=metres,
                category="W",
                pairs=tuple(
                    Pair(
                        number=number,
                        quartet=(quartets or {}).get(number),
                        entries=tuple(
                            Entry(skater=name, lane=lane, personal_best_us=best_us.get(name))
                            for name, lane in zip(pair, LANES, strict=False)
                        ),
                    )
                    for number, pair in enumerate(pairs, 1)
                ),
            ),
        ),
        records=tuple(records),
    )


@dataclass
class Telling:
    """A state that grows by being told; every event is admitted first, as the desk does."""

    state: State = field(default_factory=State)
    events: list[Recorded] = field(default_factory=list)

    def tell(self, *events: Event) -> "Telling":
        for event in events:
            about = self._told(corrected(event))
            admit(self.state, event, about)
            recorded = Recorded(len(self.events) + 1, "test", 0, event, about)
            self.state = apply(self.state, recorded)
            self.events.append(recorded)
        return self

    def _told(self, ref: Ref | None) -> Event | None:
        return next((r.event for r in self.events if r.ref == ref), None)

    def fresh(self) -> str:
        return f"e{len(self.events) + 1}"

    def start(self, pair: int, *, after_s: float = 0) -> "Telling":
        self.tell(PairCalled(id=self.fresh(), distance="d", pair=pair))
        return self.gun(pair, after_s=after_s)

    def gun(self, pair: int, *, after_s: float = 0) -> "Telling":
        at = GUN + timedelta(minutes=3 * pair, seconds=after_s)
        return self.tell(PairStarted(id=self.fresh(), distance="d", pair=pair, started_at=at))

    def pass_line(
        self, pair: int, skater: str, time: str, metres: float | None = None, *, how: How = "optical", us: int = 0
    ) -> Ref:
        """One crossing; `us` adds microseconds that the text of a time does not show."""
        name = self.fresh()
        elapsed = parse_time(time) + us
        self.tell(
            PassingMeasured(id=name, distance="d", pair=pair, skater=skater, how=how, elapsed_us=elapsed, metres=metres)
        )
        return Ref(source="test", id=name)

    def finish(self, pair: int, skater: str, time: str, *, us: int = 0, how: How = "photo_finish") -> Ref:
        return self.pass_line(pair, skater, time, float(self.distance.distance.metres), how=how, us=us)

    def skate(self, pair: int, **times: str) -> "Telling":
        """A whole pair from the call to the confirmation, with finish times only."""
        self.start(pair)
        for skater, time in times.items():
            self.finish(pair, skater, time)
        return self.tell(PairConfirmed(id=self.fresh(), distance="d", pair=pair))

    @property
    def distance(self) -> DistanceState:
        return self.state.distances["d"]

    @property
    def table(self) -> Standings:
        return standings(self.distance, self.state.rules)

    def row(self, skater: str) -> Row:
        return self.table.row(skater)

    def ranks(self) -> dict[str, int | None]:
        return {row.skater: row.rank for row in self.table.rows}
