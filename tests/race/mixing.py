"""Events of several skaters, each one's in order, the skaters mixed in any: what officials of one rink may send."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from iceline.race.events import (
    Event,
    PassingMeasured,
    PassingVoided,
    Ref,
    RulingReversed,
    SkaterDidNotFinish,
    SkaterDisqualified,
)


@dataclass(frozen=True)
class Outcome:
    """What remains of one race when all has been said: a time in milliseconds, or a mark, or neither yet."""

    time_ms: int | None = None
    mark: str | None = None


@st.composite
def outcomes(draw: st.DrawFn, fastest_ms: int) -> Outcome:
    """Times lie so close that hundredths and thousandths are often equal."""
    kind = draw(st.sampled_from(["time", "time", "time", "time", "DNF", "DQ", "nothing"]))
    if kind == "nothing":
        return Outcome()
    return Outcome(fastest_ms + draw(st.integers(0, 25))) if kind == "time" else Outcome(mark=kind)


@st.composite
def tellings(draw: st.DrawFn, outcome: Outcome, race: dict[str, object], metres: int) -> list[Event]:
    """A way to say it of this race (`distance`, `pair`, `skater`), with phantoms and reversed rulings before."""
    told: list[Event] = []
    name = f"{race['distance']} {race['pair']} {race['skater']}"
    for number in range(draw(st.integers(0, 3))):
        told += draw(_noise(race, metres, f"{name} {number}"))
    if outcome.time_ms is not None:
        told.append(_finish(race, metres, f"{name} finish", outcome.time_ms))
    if outcome.mark is not None:
        ruling = SkaterDidNotFinish if outcome.mark == "DNF" else SkaterDisqualified
        told.append(ruling(id=f"{name} mark", **race))
    return told


@st.composite
def _noise(draw: st.DrawFn, race: dict[str, object], metres: int, name: str) -> list[Event]:
    """What is taken back at once."""
    ref = Ref(source="test", id=name)
    if draw(st.booleans()):
        return [
            _finish(race, metres, name, 30_000 + 80 * metres),
            PassingVoided(id=f"{name} void", passing=ref),
        ]
    ruling = draw(st.sampled_from([SkaterDidNotFinish, SkaterDisqualified]))
    return [ruling(id=name, **race), RulingReversed(id=f"{name} back", ruling=ref)]


def _finish(race: dict[str, object], metres: int, name: str, time_ms: int) -> PassingMeasured:
    return PassingMeasured(id=name, how="photo_finish", elapsed_us=time_ms * 1_000, metres=float(metres), **race)  # type: ignore[arg-type]


@st.composite
def mixed(draw: st.DrawFn, streams: Sequence[Sequence[Event]]) -> list[Event]:
    """Each stream in its own order, the streams in any."""
    turns = draw(st.permutations([n for n, stream in enumerate(streams) for _ in stream]))
    waiting: list[Iterator[Event]] = [iter(stream) for stream in streams]
    return [next(waiting[n]) for n in turns]
