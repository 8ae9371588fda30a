"""What officials decide about a pair: absences, falls, disqualifications, re-skates, the source that counts."""

from collections.abc import Iterator
from typing import Final

from iceline_simulator.heat import Heat
from iceline_simulator.measured import crossings
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.troubles import DidNotStart, Disqualified, Fall, Reskate, SelectSource, Withdrawn
from iceline_simulator.values import Lane
from iceline_simulator.wire import Event, event

ABSENCE_RULED_AFTER_US: Final = 20 * SECOND_US
FALL_RULED_AFTER_US: Final = 12 * SECOND_US


def absences(heat: Heat, called_us: int) -> Iterator[Step]:
    """Those who do not come: withdrawn before the call, or missing at the start."""
    for withdrawn in heat.troubles(Withdrawn):
        yield _ruled(heat, "skater_withdrawn", withdrawn.lane, withdrawn.code, called_us, "withdrew")
    for missing in heat.troubles(DidNotStart):
        at_us = called_us + ABSENCE_RULED_AFTER_US
        yield _ruled(heat, "skater_did_not_start", missing.lane, missing.code, at_us, "did not start")


def falls(heat: Heat, start_us: int) -> list[Step]:
    """Falls are ruled a while after the last line that was crossed."""
    ruled = []
    for fall in heat.troubles(Fall):
        last_us = max((c.elapsed_us for c in crossings(heat) if c.lane == fall.lane), default=0)
        at_us = start_us + last_us + FALL_RULED_AFTER_US
        ruled.append(_ruled(heat, "skater_did_not_finish", fall.lane, fall.code, at_us, "fell and did not finish"))
    return ruled


def decisions(heat: Heat, finished_us: int) -> Iterator[Step]:
    """What is decided after the finish."""
    for choice in heat.troubles(SelectSource):
        skater = heat.entry(choice.lane).skater if choice.lane else None
        selected = heat.event(
            "source_selected", "source", choice.how, how=choice.how, skater=skater, metres=choice.metres
        )
        yield Step(finished_us + choice.after_finish_s * SECOND_US, selected, f"{heat.title}: {choice.how} selected")
    for verdict in heat.troubles(Disqualified):
        yield from _disqualified(heat, verdict, finished_us + verdict.after_finish_s * SECOND_US)
    for granted in heat.troubles(Reskate):
        yield _granted(heat, granted, finished_us + granted.after_finish_s * SECOND_US)


def _disqualified(heat: Heat, verdict: Disqualified, at_us: int) -> Iterator[Step]:
    tell = f"disqualified {verdict.code or ''}".strip()
    yield _ruled(heat, "skater_disqualified", verdict.lane, verdict.code, at_us, tell)
    if verdict.reversed_after_s is not None:
        name = heat.name(*_ruling_name("skater_disqualified", verdict.lane))
        ruling: Event = {"source": heat.evening.source, "id": name}
        taken_back = event("ruling_reversed", f"{name}-reversed", ruling=ruling)
        tell = f"{heat.title}: disqualification of {heat.last_name(verdict.lane)} taken back"
        yield Step(at_us + verdict.reversed_after_s * SECOND_US, taken_back, tell)


def _granted(heat: Heat, granted: Reskate, at_us: int) -> Step:
    body: Event = {"distance": heat.distance.id, "pair": granted.pair, "lane": granted.start_lane}
    name = heat.name(granted.lane, "reskate")
    tell = f"{heat.title}: re-skate granted to {heat.last_name(granted.lane)}, as pair {granted.pair}"
    return Step(at_us, event("reskate_granted", name, skater=heat.entry(granted.lane).skater, **body), tell)


def _ruled(heat: Heat, kind: str, lane: Lane, code: str | None, at_us: int, tell: str) -> Step:
    said = heat.event(kind, *_ruling_name(kind, lane), skater=heat.entry(lane).skater, code=code)
    return Step(at_us, said, f"{heat.title}: {heat.last_name(lane)} {tell}")


def _ruling_name(kind: str, lane: Lane) -> tuple[str, str]:
    return lane, kind.removeprefix("skater_")
