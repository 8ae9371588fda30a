"""What officials decide about a pair: absences, falls, disqualifications, re-skates, the source that counts."""

from collections.abc import Iterator
from typing import Final

from iceline_simulator.crossings import crossings
from iceline_simulator.heat import Heat
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.troubles import (
    DidNotStart,
    Disqualified,
    Fall,
    Lapped,
    Noted,
    OfEntry,
    Overtaken,
    Reskate,
    SelectSource,
    Walkover,
    Withdrawn,
)
from iceline_simulator.wire import Event, event

ABSENCE_RULED_AFTER_US: Final = 20 * SECOND_US
FALL_RULED_AFTER_US: Final = 12 * SECOND_US
LAPPED_RULED_AFTER_US: Final = 4 * SECOND_US


def absences(heat: Heat, called_us: int) -> Iterator[Step]:
    """Those who do not come: withdrawn before the call, or missing at the start."""
    for withdrawn in heat.troubles(Withdrawn):
        yield _ruled(heat, "skater_withdrawn", withdrawn, called_us, "withdrew", withdrawn.code)
    for missing in heat.troubles(DidNotStart):
        at_us = called_us + ABSENCE_RULED_AFTER_US
        yield _ruled(heat, "skater_did_not_start", missing, at_us, "did not start", missing.code)
    for walkover in heat.troubles(Walkover):
        yield _won(heat, walkover, "walkover", called_us + ABSENCE_RULED_AFTER_US)


def endings(heat: Heat, start_us: int) -> list[Step]:
    """Who does not get to the finish: falls, and teams that are caught; ruled a while after the last line."""
    return [
        *(
            _ruled(heat, "skater_did_not_finish", fall, _after(heat, fall, start_us), "did not finish", fall.code)
            for fall in heat.troubles(Fall)
        ),
        *(_won(heat, caught, "overtaken", _after(heat, caught, start_us)) for caught in heat.troubles(Overtaken)),
    ]


def lapped(heat: Heat, start_us: int) -> Iterator[Step]:
    """Said while the others skate on."""
    for trouble in heat.troubles(Lapped):
        at_us = start_us + _last_line(heat, trouble, trouble.after_metres) + LAPPED_RULED_AFTER_US
        yield _ruled(heat, "skater_lapped", trouble, at_us, "lapped")


def decisions(heat: Heat, finished_us: int) -> Iterator[Step]:
    """What is decided after the finish."""
    for choice in heat.troubles(SelectSource):
        yield _selected(heat, choice, finished_us + choice.after_finish_s * SECOND_US)
    for verdict in heat.troubles(Disqualified):
        yield from _disqualified(heat, verdict, finished_us + verdict.after_finish_s * SECOND_US)
    for noted in heat.troubles(Noted):
        at_us = finished_us + noted.after_finish_s * SECOND_US
        said = heat.event(
            "infraction_noted", _tag(heat, noted), noted.code, skater=heat.entry(noted).skater, code=noted.code
        )
        yield Step(at_us, said, f"{heat.title}: {noted.code} noted of {heat.last_name(noted)}")
    for granted in heat.troubles(Reskate):
        yield _granted(heat, granted, finished_us + granted.after_finish_s * SECOND_US)


def _after(heat: Heat, trouble: OfEntry, start_us: int) -> int:
    return start_us + _last_line(heat, trouble) + FALL_RULED_AFTER_US


def _last_line(heat: Heat, trouble: OfEntry, until: float = float("inf")) -> int:
    """When the skater crosses the last line there is, or the last one up to `until` metres."""
    entry = heat.entry(trouble).skater
    return max((c.elapsed_us for c in crossings(heat) if c.entry == entry and c.metres <= until), default=0)


def _selected(heat: Heat, choice: SelectSource, at_us: int) -> Step:
    names_nobody = choice.lane is None and choice.skater is None
    skater = None if names_nobody else choice.skater or heat.entry(choice).skater
    selected = heat.event("source_selected", "source", choice.how, how=choice.how, skater=skater, metres=choice.metres)
    return Step(at_us, selected, f"{heat.title}: {choice.how} selected")


def _disqualified(heat: Heat, verdict: Disqualified, at_us: int) -> Iterator[Step]:
    tell = f"disqualified {verdict.code or ''}".strip()
    ruled = _ruled(heat, "skater_disqualified", verdict, at_us, tell, verdict.code)
    yield ruled
    if verdict.reversed_after_s is not None:
        ruling: Event = {"source": heat.evening.source, "id": ruled.event["id"]}
        taken_back = event("ruling_reversed", f"{ruled.event['id']}-reversed", ruling=ruling)
        tell = f"{heat.title}: disqualification of {heat.last_name(verdict)} taken back"
        yield Step(at_us + verdict.reversed_after_s * SECOND_US, taken_back, tell)


def _granted(heat: Heat, granted: Reskate, at_us: int) -> Step:
    body: Event = {"distance": heat.distance.id, "pair": granted.pair, "lane": granted.start_lane}
    name = heat.name(_tag(heat, granted), "reskate")
    tell = f"{heat.title}: re-skate granted to {heat.last_name(granted)}, as pair {granted.pair}"
    return Step(at_us, event("reskate_granted", name, skater=heat.entry(granted).skater, **body), tell)


def _won(heat: Heat, lost: Overtaken | Walkover, how: str, at_us: int) -> Step:
    winner = heat.other(heat.entry(lost)).skater
    said = heat.event("heat_won", "won", skater=winner, how=how)
    return Step(at_us, said, f"{heat.title}: {heat.evening.last_name(winner)} has won ({how})")


def _ruled(heat: Heat, kind: str, trouble: OfEntry, at_us: int, tell: str, code: str | None = None) -> Step:
    name = _tag(heat, trouble), kind.removeprefix("skater_")
    said = heat.event(kind, *name, skater=heat.entry(trouble).skater, code=code)
    return Step(at_us, said, f"{heat.title}: {heat.last_name(trouble)} {tell}")


def _tag(heat: Heat, trouble: OfEntry) -> str:
    entry = heat.entry(trouble).skater
    return heat.tag(entry, entry)
