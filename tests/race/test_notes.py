"""What officials write beside the times is kept, taken back like a ruling, and holds a result up when it must."""

from dataclasses import replace

import pytest

from iceline.boards.distance import distance_board
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
    SkaterDidNotStart,
    SkaterDisqualified,
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


def test_codes_are_printed_once_the_ruling_s_before_what_was_noted() -> None:
    noted = [InfractionNoted(id=f"n{n}", distance="d", skater="ada", code=code) for n, code in enumerate(("T02", "RW"))]
    state = told(*noted, SkaterDisqualified(id="dq", distance="d", skater="ada", code="T09"))
    rows = distance_board(state, state.distances["d"])["standings"]
    assert {row["skater"]: row["codes"] for row in rows} == {"ada": ["T09", "T02", "RW"], "bea": []}


def test_a_protest_after_the_last_pair_shows_in_the_distance_and_in_the_row() -> None:
    started = PairStarted(id="gun", distance="d", pair=1, started_at=GUN)
    lanes = (("inner", 75_000_000), ("outer", 76_000_000))
    times = [
        PassingMeasured(id=lane, distance="d", pair=1, lane=lane, how="photo_finish", elapsed_us=us, metres=1000)
        for lane, us in lanes
    ]
    state = told(started, PROTEST, *times)
    board = distance_board(state, state.distances["d"])
    assert board["state"] == "protested"
    assert board["protests"] == [{"skater": "ada", "reason": "crossing"}]
    assert {row["skater"]: row["on_hold"] for row in board["standings"]} == {"ada": True, "bea": False}
    state = told(started, PROTEST, *times, taken_back(PROTEST))
    assert distance_board(state, state.distances["d"])["state"] == "unofficial"


def test_the_board_says_who_confirmed() -> None:
    rulings = [SkaterDidNotStart(id=s, distance="d", skater=s) for s in ("ada", "bea")]
    state = told(*rulings, DistanceConfirmed(id="official", distance="d", by="The referee"))
    assert distance_board(state, state.distances["d"])["confirmed_by"] == "The referee"


def test_notes_outlive_what_is_measured_after_them() -> None:
    conditions = ConditionsMeasured(id="ice", distance="d", when="start", ice_c=-8.2)
    started = PairStarted(id="gun", distance="d", pair=1, started_at=GUN)
    passed = PassingMeasured(id="p", distance="d", pair=1, lane="inner", how="optical", elapsed_us=18_500_000)
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
