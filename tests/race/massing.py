"""Tells a mass start: a field without lanes, lap after lap."""

from collections.abc import Mapping, Sequence

from iceline.race.events import (
    How,
    PassingMeasured,
    ProgrammePublished,
    Ref,
    SkaterDidNotFinish,
    SkaterDisqualified,
    SkaterLapped,
)
from iceline.race.mass_start import MassStart, mass_start
from iceline.race.pack import Pack, pack
from iceline.race.programme import Competition, Distance, Entry, Pair, Rules, Skater

from .telling import Telling

SECOND_US = 1_000_000
LAP_S = 30.0


def field(skaters: Sequence[str], *, laps: int = 16, rules: Rules | None = None) -> ProgrammePublished:
    """One mass start "d" of these skaters in pair 1."""
    entries = tuple(Entry(skater=name) for name in skaters)
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="Test meeting", rules=rules or Rules()),
        skaters=tuple(Skater(id=name, last_name=name.title(), country="NED") for name in skaters),
        distances=(
            Distance(
                id="d",
                name="Mass start",
                metres=400 * laps,
                category="W",
                format="mass_start",
                pairs=(Pair(number=1, entries=entries),),
            ),
        ),
    )


class Massing(Telling):
    """A mass start on the ice."""

    def cross(
        self, skater: str, seconds: float, *, lap: int | None = None, how: How = "transponder", us: int = 0
    ) -> Ref:
        """One crossing; without `lap` it says nothing of where."""
        name, elapsed_us = self.fresh(), round(seconds * SECOND_US) + us
        metres = None if lap is None else 400 * lap
        self.tell(
            PassingMeasured(id=name, distance="d", pair=1, skater=skater, how=how, elapsed_us=elapsed_us, metres=metres)
        )
        return Ref(source="test", id=name)

    def ride(self, laps: Sequence[int], sprints: Mapping[int, Sequence[str]] | None = None) -> "Massing":
        """The whole field at even pace; at a sprint these come in this order, half a second apart, then the others."""
        for lap in laps:
            first = list((sprints or {}).get(lap, ()))
            order = first + [e.skater for e in self.distance.pairs[1].pair.entries if e.skater not in first]
            for place, skater in enumerate(order):
                self.cross(skater, LAP_S * lap + 0.5 * place)
        return self

    def lapped(self, skater: str) -> Ref:
        name = self.fresh()
        self.tell(SkaterLapped(id=name, distance="d", skater=skater))
        return Ref(source="test", id=name)

    def stops(self, skater: str) -> Ref:
        name = self.fresh()
        self.tell(SkaterDidNotFinish(id=name, distance="d", skater=skater))
        return Ref(source="test", id=name)

    def disqualified(self, skater: str) -> Ref:
        name = self.fresh()
        self.tell(SkaterDisqualified(id=name, distance="d", skater=skater))
        return Ref(source="test", id=name)

    @property
    def mass(self) -> MassStart:
        return mass_start(self.distance, self.state.rules)

    @property
    def pack(self) -> Pack:
        return pack(self.mass)

    def points(self) -> dict[str, int]:
        return {row.skater: row.tally.points for row in self.mass.rows}

    def places(self) -> dict[str, int | None]:
        return {row.skater: row.place for row in self.mass.rows}


def started(skaters: Sequence[str], *, laps: int = 16, rules: Rules | None = None) -> Massing:
    told = Massing()
    told.tell(field(skaters, laps=laps, rules=rules)).start(1)
    return told
