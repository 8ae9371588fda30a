"""What officials write beside the times is kept, taken back like a ruling, and holds a result up when it must."""

from dataclasses import replace

import pytest

from iceline.errors import Refused
from iceline.race.admission import admit
from iceline.race.apply import apply
from iceline.race.events import (
    ConditionsMeasured,
    DistanceConfirmed,
    Event,
    HeatWon,
    InfractionNoted,
    PairStarted,
    PassingMeasured,
    PassingVoided,
    ProtestLodged,
    RecordRatified,
    Ref,
    RulingReversed,
    SkaterLapped,
    corrected,
)
from iceline.race.state import Conditions, Recorded, State

from .telling import GUN, programme

FALL = InfractionNoted(id="fall", distance="d", skater="ada", code="F")
PROTEST = ProtestLodged(id="protest", distance="d", skater="ada", reason="crossing")


def told(*events: Event) -> State:
    """The state after one pair of Ada and Bea was entered, and these events."""
    state, earlier = State(), {}
    for seq, event in enumerate((programme([("ada", "bea")]), *events), 1):
        ref = corrected(event)
        about = earlier.get(ref.id) if ref else None
        admit(state, event, about)
        state = apply(state, Recorded(seq, "official", 0, event, about))
        earlier[event.id] = event
    return state


def refusal(*events: Event) -> str:
    with pytest.raises(Refused) as refused:
        told(*events)
    return refused.value.code


def taken_back(event: Event) -> RulingReversed:
    return RulingReversed(id=f"not {event.id}", ruling=Ref(source="official", id=event.id))


def test_a_code_is_kept_once_and_can_be_taken_back() -> None:
    (remark,) = told(FALL).distances["d"].remarks
    assert (remark.skater, remark.pair, remark.code, remark.lapped) == ("ada", 1, "F", False)
    assert refusal(FALL, replace(FALL, id="again")) == "already_ruled"
    assert told(FALL, taken_back(FALL)).distances["d"].remarks == ()


def test_a_protest_holds_the_result_until_it_is_taken_back() -> None:
    assert refusal(PROTEST, DistanceConfirmed(id="official", distance="d")) == "pending"
    assert told(PROTEST).distances["d"].protests[0].reason == "crossing"
    assert told(PROTEST, taken_back(PROTEST)).distances["d"].protests == ()


def test_notes_outlive_what_is_measured_after_them() -> None:
    conditions = ConditionsMeasured(id="ice", distance="d", when="start", ice_c=-8.2)
    started = PairStarted(id="gun", distance="d", pair=1, started_at=GUN)
    passed = PassingMeasured(id="p", distance="d", pair=1, lane="inner", how="optical", elapsed_us=18_500_000, metres=200)
    phantom = PassingVoided(id="v", passing=Ref(source="official", id="p"))
    distance = told(FALL, PROTEST, conditions, started, passed, phantom).distances["d"]
    assert [r.code for r in distance.remarks] == ["F"]
    assert [p.reason for p in distance.protests] == ["crossing"]
    assert list(distance.conditions) == ["start"]


def test_a_record_is_ratified_once() -> None:
    ratified = RecordRatified(id="wr", distance="d", skater="ada", kind="WR")
    assert told(ratified).distances["d"].ratifications[0].kind == "WR"
    assert refusal(ratified, replace(ratified, id="again")) == "already_ruled"


def test_ice_and_air_are_the_last_that_were_measured() -> None:
    first = ConditionsMeasured(id="c1", distance="d", when="start", ice_c=-8.2, air_c=18.4, humidity=24)
    second = replace(first, id="c2", ice_c=-7.8)
    assert told(first, second).distances["d"].conditions == {"start": Conditions(-7.8, 18.4, 24)}


def test_only_a_mass_start_laps_and_only_a_knock_out_has_a_winner_without_a_time() -> None:
    assert refusal(SkaterLapped(id="l", distance="d", skater="ada")) == "wrong_format"
    assert refusal(HeatWon(id="h", distance="d", pair=1, skater="ada", how="walkover")) == "wrong_format"


@pytest.mark.parametrize("event", [FALL, PROTEST, RecordRatified(id="r", distance="d", skater="ada", kind="TR")])
def test_nothing_is_noted_of_who_is_not_entered(event: Event) -> None:
    assert refusal(replace(event, skater="nobody")) == "unknown_skater"
