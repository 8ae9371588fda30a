"""What officials say about a whole distance: ice and air, protests, the result, and records that are ratified."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Final, Literal

from pydantic import JsonValue

from iceline_simulator.heat import Evening
from iceline_simulator.racefile import Distance
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.wire import Event, event

REFEREE: Final = "Referee"
RATIFIED_AFTER_US: Final = 20 * SECOND_US


def measured_at(when: Literal["start", "end"], evening: Evening, distance: Distance, at_us: int) -> Iterator[Step]:
    """Ice and air, where the file has them."""
    for conditions in distance.conditions:
        if conditions.when == when:
            said: dict[str, JsonValue] = asdict(conditions)
            name = evening.name(distance.id, "conditions", when)
            yield Step(at_us, event("conditions_measured", name, distance=distance.id, **said))


def protested(evening: Evening, distance: Distance, done_us: int) -> Iterator[Step]:
    """Protests, each lodged when all have skated, and taken back when it is settled."""
    for number, protest in enumerate(distance.protests):
        name = evening.name(distance.id, "protest", number)
        lodged = event(
            "protest_lodged", name, distance=distance.id, skater=protest.skater, reason=protest.reason or None
        )
        lodged_us = done_us + protest.lodged_after_s * SECOND_US
        yield Step(lodged_us, lodged, f"{distance.name}: protest: {protest.reason}")
        ruling: Event = {"source": evening.source, "id": name}
        settled = event("ruling_reversed", f"{name}-settled", ruling=ruling, reason=protest.answer or None)
        settled_us = lodged_us + protest.settled_after_s * SECOND_US
        yield Step(settled_us, settled, f"{distance.name}: protest settled: {protest.answer}")


def result(evening: Evening, distance: Distance, at_us: int) -> Step:
    """The result is official, by the word of the referee where there is one."""
    by = next((each.name for each in evening.race.competition.officials if each.role == REFEREE), None)
    official = event("distance_confirmed", evening.name(distance.id, "official"), distance=distance.id, by=by)
    return Step(at_us, official, f"{distance.name} official")


def ratified(evening: Evening, distance: Distance, official_us: int) -> Iterator[Step]:
    """Records of this distance that are pending no longer."""
    for number, record in enumerate(distance.ratified):
        name = evening.name(distance.id, "ratified", number)
        said = event("record_ratified", name, distance=distance.id, skater=record.skater) | {"kind": record.kind}
        holder = evening.last_name(record.skater)
        yield Step(official_us + RATIFIED_AFTER_US, said, f"{distance.name}: {record.kind} of {holder} ratified")
