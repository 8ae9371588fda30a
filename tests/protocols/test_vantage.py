"""The adapter for the KNSB and ISU feed, message by message: what each says, and that a bad one stops nothing."""

import json
from typing import Any

import pytest

from iceline.codec import checked
from iceline.errors import MalformedMessage
from iceline.protocols.vantage import VantageFeed
from iceline.race.events import (
    Event,
    PairConfirmed,
    PairStarted,
    PassingMeasured,
    PassingVoided,
    ProgrammePublished,
    SkaterWithdrawn,
    SourceSelected,
    StartCancelled,
)

HEAT = {"distanceId": "D", "heat": {"round": 1, "number": 3}}


def message(kind: str, **fields: object) -> bytes:
    return json.dumps({"typeName": f"{kind}Event", **fields}).encode()


def race(lane: int, *, reason: int | None = None) -> dict[str, Any]:
    competitor = {"id": f"skater-{lane}", "fullName": f"Skater {lane}", "nationalityCode": "NED", "gender": 1}
    result = None if reason is None else {"timeInvalidReason": reason}
    return {"race": {"id": f"race-{lane}", "lane": lane, "competitor": competitor, "result": result}}


def lap(lane: int, how: str, ticks: int, flags: int, **more: object) -> dict[str, object]:
    source = {"how": how}
    when = f"2020-01-12T14:00:00.{ticks}Z"
    return {"raceId": f"race-{lane}", "time": ticks, "when": when, "flags": flags, "presentationSource": source, **more}


def activated(**reasons: int) -> tuple[VantageFeed, list[Event]]:
    """A feed with pair 3 of a 1000 m on the ice, and what the activation of that pair said."""
    feed = VantageFeed()
    feed.receive(message("CompetitionActivated", competition={"id": "C", "name": "Meeting", "starts": "2020-01-12"}))
    distance = {
        "id": "D", "name": "Ladies 1000 meter", "number": 11, "value": 1000, "valueQuantity": 0, "startMode": 0,
        "trackLength": 400, "competitionId": "C",
    }  # fmt: skip
    feed.receive(message("DistanceActivated", distance=distance))
    races = [race(0, reason=reasons.get("inner")), race(1, reason=reasons.get("outer"))]
    return feed, feed.receive(message("HeatActivated", races=races, **HEAT))


def started() -> VantageFeed:
    feed, _ = activated()
    feed.receive(message("HeatStarted", started="2020-01-12T14:00:00.1234567Z", **HEAT))
    for lane in (0, 1):
        feed.receive(message("RaceNextLapIndexChanged", raceId=f"race-{lane}", index=0, **HEAT))
    return feed


def test_heat_becomes_a_programme_a_call_and_a_withdrawal() -> None:
    _, events = activated(inner=4)
    assert isinstance(events[0], ProgrammePublished)
    assert [e.type for e in events] == ["programme_published", "pair_called", "skater_withdrawn"]
    pair = events[0].distances[0].pairs[0]
    assert (pair.number, [(e.skater, e.lane) for e in pair.entries]) == (
        3, [("skater-0", "inner"), ("skater-1", "outer")],
    )  # fmt: skip
    assert isinstance(events[2], SkaterWithdrawn)


def test_ticks_are_a_tenth_of_a_microsecond() -> None:
    (passing,) = started().receive(message("RaceLapAdded", lap=lap(0, "Optical", 192_544_000, 33), **HEAT))
    assert isinstance(passing, PassingMeasured)
    assert (passing.elapsed_us, passing.metres, passing.how) == (19_254_400, 200, "optical")


def test_start_selects_the_photocell() -> None:
    feed, _ = activated()
    selected, run = feed.receive(message("HeatStarted", started="2020-01-12T14:00:00Z", **HEAT))
    assert isinstance(selected, SourceSelected)
    assert selected.how == "optical"
    assert isinstance(run, PairStarted)


def test_photocell_that_is_not_presented_tells_of_the_transponder() -> None:
    selected, passing = started().receive(message("RaceLapAdded", lap=lap(0, "Optical", 192_544_000, 1), **HEAT))
    assert isinstance(selected, SourceSelected)
    assert (selected.how, selected.skater, selected.metres) == ("transponder", "skater-0", 200)
    assert isinstance(passing, PassingMeasured)


def test_deleted_lap_is_a_voided_passing() -> None:
    feed = started()
    (passing,) = feed.receive(message("RaceLapAdded", lap=lap(0, "Optical", 188_924_000, 33), **HEAT))
    gone = lap(0, "Optical", 188_924_000, 49)
    (void,) = feed.receive(message("RaceLapUpdated", lap=gone, oldTime=188_924_000, **HEAT))
    assert isinstance(void, PassingVoided)
    assert void.passing.id == passing.id


def test_edited_lap_is_voided_and_measured_anew() -> None:
    feed = started()
    feed.receive(message("RaceLapAdded", lap=lap(0, "Optical", 188_924_000, 33), **HEAT))
    edited = lap(0, "Optical", 189_000_000, 33)
    void, passing = feed.receive(message("RaceLapUpdated", lap=edited, oldTime=188_924_000, **HEAT))
    assert isinstance(void, PassingVoided)
    assert isinstance(passing, PassingMeasured)
    assert passing.elapsed_us == 18_900_000


def test_lap_added_after_the_finish_as_deleted_is_none() -> None:
    assert started().receive(message("RaceLapAdded", lap=lap(0, "Transponder", 1_100_000_000, 49), **HEAT)) == []


def test_photo_finish_needs_no_choice() -> None:
    finish = lap(0, "Photofinish", 785_080_000, 33, fixedIndex=2)
    (passing,) = started().receive(message("RaceLapAdded", lap=finish, **HEAT))
    assert isinstance(passing, PassingMeasured)
    assert (passing.metres, passing.how) == (1000, "photo_finish")


def test_cleared_heat_is_a_cancelled_start_once() -> None:
    feed = started()
    (cancelled,) = feed.receive(message("HeatCleared", **HEAT))
    assert isinstance(cancelled, StartCancelled)
    assert feed.receive(message("HeatCleared", **HEAT)) == []


def test_committed_heat_is_confirmed_with_its_rulings() -> None:
    races = [race(0), race(1, reason=3)]
    ruled, confirmed = started().receive(message("HeatCommitted", races=races, **HEAT))
    assert ruled.type == "skater_disqualified"
    assert isinstance(confirmed, PairConfirmed)


def test_same_lap_sent_again_has_the_same_id() -> None:
    feed = started()
    sent = message("RaceLapAdded", lap=lap(0, "Optical", 188_924_000, 33), **HEAT)
    assert feed.receive(sent) == feed.receive(sent)


@pytest.mark.parametrize(
    "line",
    [b"", b"not json", b"[]", b"{}", b'{"typeName": 7}', message("HeatStarted", started="noon", **HEAT),
     message("HeatStarted", started="2020-01-12T14:00:00", **HEAT), message("HeatActivated", races=[race(2)], **HEAT),
     message("RaceLapAdded", lap={"time": "soon"}, **HEAT), b"\xff\xfe"],
)  # fmt: skip
def test_bad_message_is_refused_in_words_and_the_feed_goes_on(line: bytes) -> None:
    feed = started()
    with pytest.raises(MalformedMessage, match="Not a message of the feed"):
        feed.receive(line)
    assert feed.receive(message("RaceLapAdded", lap=lap(0, "Optical", 192_544_000, 33), **HEAT))


@pytest.mark.parametrize("kind", ["RacePassingAdded", "LastRaceSpeedChanged", "SomethingNew"])
def test_what_iceline_does_not_read_says_nothing(kind: str) -> None:
    assert started().receive(message(kind, **HEAT)) == []


def test_heat_of_an_unknown_distance_says_nothing() -> None:
    assert VantageFeed().receive(message("HeatActivated", races=[race(0)], **HEAT)) == []


def test_feed_with_bounds_of_its_own_never_makes_an_event_that_a_journal_cannot_replay() -> None:
    feed = VantageFeed()
    feed.receive(message("CompetitionActivated", competition={"id": "C", "name": "M" * 130, "starts": "2020-01-12"}))
    distance = {
        "id": "D", "name": "Ladies 1000 meter", "number": 0, "value": 1000, "valueQuantity": 0, "startMode": 0,
        "trackLength": 400, "competitionId": "C",
    }  # fmt: skip
    feed.receive(message("DistanceActivated", distance=distance))
    published = feed.receive(message("HeatActivated", races=[race(0)], **HEAT))[0]
    with pytest.raises(MalformedMessage):
        checked(published)
