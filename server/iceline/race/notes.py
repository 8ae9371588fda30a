"""Notes: what officials write beside the times: codes, lapped skaters, decided heats, protests, ice and air."""

from dataclasses import replace

from iceline.errors import Refused
from iceline.race.events import (
    ConditionsMeasured,
    HeatWon,
    InfractionNoted,
    ProtestLodged,
    RecordRatified,
    Ref,
    SkaterAdvanced,
    SkaterLapped,
)
from iceline.race.races import Race, races
from iceline.race.rulings import pair_of_ruling
from iceline.race.state import Conditions, Decision, DistanceState, Protest, Ratification, Remark
from iceline.race.times import hundredths

Remarked = SkaterLapped | SkaterAdvanced | InfractionNoted
Note = Remarked | HeatWon | ProtestLodged | RecordRatified | ConditionsMeasured


def admit_note(distance: DistanceState, event: Note) -> None:
    """Raises Refused when it cannot be said of this distance."""
    match event:
        case SkaterLapped() | SkaterAdvanced() | InfractionNoted():
            _admit_remark(distance, event)
        case HeatWon():
            _admit_heat(distance, event)
        case ProtestLodged():
            if event.skater is not None:
                of_distance(distance, event.skater)
        case RecordRatified():
            of_distance(distance, event.skater)
            said = (event.skater, event.kind, _time_cs(distance, event.skater))
            if any((r.skater, r.kind, r.time_cs) == said for r in distance.ratifications):
                raise Refused("already_ruled", f'The {event.kind} of "{event.skater}" is ratified already.')
        case ConditionsMeasured():
            return


def noted(distance: DistanceState, ref: Ref, event: Note) -> DistanceState:
    """The distance with the note."""
    match event:
        case SkaterLapped() | SkaterAdvanced() | InfractionNoted():
            return replace(distance, remarks=(*distance.remarks, _remark(distance, ref, event)))
        case HeatWon():
            decision = Decision(ref, event.pair, event.skater, event.how)
            return replace(distance, decisions=(*distance.decisions, decision))
        case ProtestLodged():
            return replace(distance, protests=(*distance.protests, Protest(ref, event.skater, event.reason)))
        case RecordRatified():
            ratified = Ratification(ref, event.skater, event.kind, _time_cs(distance, event.skater))
            return replace(distance, ratifications=(*distance.ratifications, ratified))
        case ConditionsMeasured():
            measured = Conditions(event.ice_c, event.air_c, event.humidity)
            return replace(distance, conditions={**distance.conditions, event.when: measured})


def noted_refs(distance: DistanceState) -> set[Ref | None]:
    """The notes that can be taken back."""
    said = (distance.remarks, distance.decisions, distance.protests, distance.ratifications)
    return {note.ref for notes in said for note in notes}


def without_note(distance: DistanceState, ref: Ref) -> DistanceState:
    """The distance without the note of this name, if it has it."""
    return replace(
        distance,
        remarks=tuple(r for r in distance.remarks if r.ref != ref),
        decisions=tuple(d for d in distance.decisions if d.ref != ref),
        protests=tuple(p for p in distance.protests if p.ref != ref),
        ratifications=tuple(r for r in distance.ratifications if r.ref != ref),
    )


def codes_of(distance: DistanceState, race: Race) -> list[str]:
    """The infraction codes that are printed with a skater: the ruling's, then what was noted, in the order it was said.

    A note of any attempt is printed, for the better time may be the other one's; each code once.
    """
    ruling = race.counted.ruling
    ruled = [ruling.code] if ruling and ruling.code else []
    said = [r.code for r in distance.remarks if r.skater == race.skater and r.code]
    return list(dict.fromkeys(ruled + said))


def of_distance(distance: DistanceState, skater: str) -> None:
    """Raises Refused when the skater is not entered."""
    if not distance.pairs_of(skater):
        raise Refused("unknown_skater", f'No skater "{skater}" in {distance.distance.name}.')


def in_pair(distance: DistanceState, number: int, skater: str) -> None:
    """Raises Refused when there is no such pair, or the skater is not in it."""
    pair = distance.pairs.get(number)
    if pair is None:
        raise Refused("unknown_pair", f"No pair {number} in {distance.distance.name}.")
    if pair.entry_of(skater) is None:
        raise Refused("not_in_pair", f'"{skater}" is not in pair {number}.')


def _time_cs(distance: DistanceState, skater: str) -> int | None:
    finished_us = races(distance)[skater].counted.finished_us
    return None if finished_us is None else hundredths(finished_us)


def _admit_remark(distance: DistanceState, event: Remarked) -> None:
    of_distance(distance, event.skater)
    if event.pair is not None:
        in_pair(distance, event.pair, event.skater)
    said = replace(_remark(distance, Ref(source="-", id="-"), event))
    if any(replace(r, ref=said.ref) == said for r in distance.remarks):
        raise Refused("already_ruled", f'That was noted of "{event.skater}" already.')


def _admit_heat(distance: DistanceState, event: HeatWon) -> None:
    in_pair(distance, event.pair, event.skater)
    if any(d.pair == event.pair for d in distance.decisions):
        raise Refused("already_ruled", f"Heat {event.pair} is decided already.")


def _remark(distance: DistanceState, ref: Ref, event: Remarked) -> Remark:
    pair = pair_of_ruling(distance, event)
    lapped, advanced = isinstance(event, SkaterLapped), isinstance(event, SkaterAdvanced)
    return Remark(ref, event.skater, pair, event.code, lapped=lapped, advanced=advanced)
