"""Every event survives the wire, and whatever is no event is refused with a sentence about its place."""

import json
import types
from collections.abc import Mapping
from dataclasses import dataclass, is_dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import orjson
import pytest
from annotated_types import Len
from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.codec import EARLIEST, LATEST, MOMENTS, decode, decode_object, encode, parse
from iceline.errors import MalformedMessage
from iceline.race.events import Event, PairCalled, PairStarted, PassingMeasured

ENTRIES_IN_A_LIST = 3
QUOTE = '"'

ZONES = st.integers(-23 * 60, 23 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
BOUNDS = {
    "min_value": EARLIEST.replace(tzinfo=None) + timedelta(days=1),
    "max_value": LATEST.replace(tzinfo=None) - timedelta(days=1),
}

SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text()

STARTED: Mapping[str, object] = {
    "type": "pair_started",
    "id": "a",
    "distance": "w1000",
    "pair": 1,
    "started_at": "2026-02-09T18:00:00.250000Z",
}


def made(hint: Any) -> st.SearchStrategy[Any]:  # noqa: ANN401 (a field's annotation can be anything)
    """Anything a field with this annotation may hold."""
    if is_dataclass(hint):
        fields = get_type_hints(hint, include_extras=True)
        return st.builds(hint, **{name: made(of) for name, of in fields.items()})
    if hint is datetime:
        return st.datetimes(**BOUNDS, timezones=ZONES)
    if get_origin(hint) in (Union, types.UnionType):
        return st.one_of([made(of) for of in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(made(get_args(hint)[0]), max_size=ENTRIES_IN_A_LIST).map(tuple)
    if get_origin(hint) is Annotated and get_origin(get_args(hint)[0]) is tuple:
        of, *bounds = get_args(hint)
        most = min([b.max_length for b in bounds if isinstance(b, Len) and b.max_length], default=ENTRIES_IN_A_LIST)
        return st.lists(made(get_args(of)[0]), max_size=min(most, ENTRIES_IN_A_LIST)).map(tuple)
    return st.from_type(hint)


def refusal(body: bytes) -> MalformedMessage:
    with pytest.raises(MalformedMessage) as refused:
        decode(body)
    return refused.value


def refused_object(value: object) -> MalformedMessage:
    with pytest.raises(MalformedMessage) as refused:
        decode_object(value)
    return refused.value


def told(**changes: object) -> bytes:
    """A good start with something changed."""
    return orjson.dumps({**STARTED, **changes})


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_event_survives_the_wire(kind: type) -> None:
    @settings(max_examples=20, deadline=None)
    @given(event=made(kind))
    def survives(event: Event) -> None:
        body = encode(event)
        assert decode(body) == event
        assert decode_object(orjson.loads(body)) == event
        assert encode(decode(body)) == body

    survives()


@given(value=st.recursive(SCALARS, lambda of: st.lists(of) | st.dictionaries(st.text(), of)))
@settings(deadline=None)
def test_whatever_is_sent_is_an_event_or_refused(value: object) -> None:
    with pytest.raises(MalformedMessage):
        decode_object(value)


@given(body=st.binary())
def test_whatever_bytes_are_sent_are_refused(body: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode(body)


@given(name=st.sampled_from([*STARTED, "at", "source", "clock_rate", "x"]), value=st.integers() | st.text())
def test_whatever_stands_in_a_field_is_an_event_or_refused(name: str, value: object) -> None:
    changed = {**STARTED, name: value}
    try:
        event = decode_object(changed)
    except MalformedMessage:
        refused = refused_object(changed)
        assert refused.code == "malformed_event"
        assert "pydantic" not in refused.message.lower()
        return
    assert decode(encode(event)) == event


def test_encoding_is_canonical_and_leaves_out_what_is_not_known() -> None:
    start = datetime(2026, 2, 9, 19, 0, tzinfo=timezone(timedelta(hours=1)))
    event = PairStarted(id="a", distance="w1000", pair=1, started_at=start)
    assert encode(event) == (
        b'{"clock_rate":1,"distance":"w1000","id":"a","pair":1,"started_at":"2026-02-09T18:00:00.000000Z",'
        b'"type":"pair_started"}'
    )


def test_moments_without_a_zone_are_never_encoded() -> None:
    event = PairStarted(id="a", distance="w1000", pair=1, started_at=datetime(2026, 2, 9))  # noqa: DTZ001
    with pytest.raises(ValueError, match="a moment without a zone"):
        encode(event)


def test_moments_of_all_events_are_known() -> None:
    assert MOMENTS == ["at", "passed_at", "started_at"]


def test_moment_is_read_with_its_zone_and_microseconds() -> None:
    event = decode(told(started_at="2026-02-09t19:30:00.123456+01:30"))
    assert isinstance(event, PairStarted)
    assert event.started_at == datetime(2026, 2, 9, 18, 0, 0, 123456, tzinfo=UTC)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-02-09T18:00:00",
        "2026-02-09",
        "2026-02-09 18:00:00Z",
        "20260209T180000Z",
        "1770000000",
        "1770000000.5",
        "now",
        "",
        "２０２６-02-09T18:00:00Z",
    ],
)
@pytest.mark.parametrize("place", ["started_at", "at"])
def test_moment_that_is_not_rfc_3339_with_a_zone_is_refused(place: str, moment: str) -> None:
    message = refusal(told(**{place: moment})).message
    assert message == (
        f'{place}: "{moment}" is no moment of RFC 3339 with a zone, such as "2026-02-09T18:00:00.250000Z".'
    )


@pytest.mark.parametrize(
    "moment",
    ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1969-12-31T23:59:59Z", "1970-01-01T00:00:00+01:00"],
)
def test_moment_at_the_ends_of_the_calendar_is_refused(moment: str) -> None:
    assert refusal(told(started_at=moment)).message.endswith("is not between the years 1970 and 2970.")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"type": "pair_strated"}, 'type: "pair_strated" is no event that we know.'),
        ({"type": 3}, 'type: "3" is no event that we know.'),
        ({"colour": "red"}, "colour: is no field of this event."),
        ({"pair": "1"}, 'pair: "1" is not a whole number.'),
        ({"pair": 1.0}, "pair: 1.0 is not a whole number."),
        ({"pair": True}, "pair: true is not a whole number."),
        ({"pair": None}, "pair: null is not a whole number."),
        ({"pair": 0}, "pair: 0 is below 1."),
        ({"pair": 1000}, "pair: 1000 is above 999."),
        ({"distance": ["w1000"]}, 'distance: ["w1000"] is not text.'),
        ({"distance": ""}, 'distance: "" is shorter than 1 characters.'),
        ({"started_at": 1770000000}, "started_at: 1770000000 is not a moment in text."),
        ({"started_at": "2026-02-30T18:00:00Z"}, 'started_at: "2026-02-30T18:00:00Z" is not a moment: day value is '),
        ({"pair": "one", "distance": 7}, 'distance: 7 is not text; pair: "one" is not a whole number.'),
    ],
)
def test_refusal_names_the_place_and_shows_the_value(changes: dict[str, object], message: str) -> None:
    refused = refusal(told(**changes))
    assert refused.code == "malformed_event"
    assert refused.message.startswith(message)


def test_missing_field_is_named() -> None:
    assert refusal(b'{"type":"pair_called","id":"a","pair":1}').message == "distance: is missing."
    assert refusal(b'{"id":"a"}').message == "type: is missing."


@pytest.mark.parametrize("body", [b"[]", b"3", b'"a"', b"null", b"true"])
def test_event_that_is_no_object_is_refused(body: bytes) -> None:
    assert refusal(body).message == f"event: {body.decode()} is not an object."


def test_place_deep_inside_a_programme_is_named() -> None:
    entry = {"skater": "s1", "lane": "middle"}
    distance = {"id": "d", "name": "D", "metres": 500, "category": "W", "pairs": [{"number": 1, "entries": [entry]}]}
    competition = {"name": "C"}
    body = {
        "type": "programme_published",
        "id": "p",
        "competition": competition,
        "skaters": [],
        "distances": [distance],
    }
    message = refusal(orjson.dumps(body)).message
    assert message == 'distances[0].pairs[0].entries[0].lane: "middle" is not "inner" or "outer".'


def test_only_the_first_faults_are_told_and_long_values_are_cut() -> None:
    many = refusal(b'{"type":"pair_called","a":1,"b":2,"c":3}').message
    assert many.endswith("; 3 more.")
    long = refusal(told(distance=["x" * 1_000_000])).message
    assert len(long) < 100


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"not json",
        b"\xff\xfe",
        b'{"type":"pair_called","id":"\xff"}',
        b'{"id":"\\ud800"}',
        b'{"pair":NaN}',
        b'{"pair":Infinity}',
        b'{"pair":1e999}',
        b"[" * 100_000,
        b'{"a":' * 2_000 + b"1" + b"}" * 2_000,
        b"1" * 100_000,
        b"\xef\xbb\xbf{}",
        b"{} {}",
    ],
)
def test_what_is_not_json_is_refused_as_such(body: bytes) -> None:
    refused = refusal(body)
    assert refused.code == "malformed_json"
    assert len(refused.message) < 200


@pytest.mark.parametrize("depth", [150, 250, 500, 900, 990, 1000, 1023])
def test_deep_nesting_is_refused_whatever_its_depth(depth: int) -> None:
    refusal(b"[" * depth + b"]" * depth)
    refusal(b'{"type":"pair_called","id":"a","distance":' + b"[" * depth + b"]" * depth + b',"pair":1}')


def test_name_that_is_there_twice_is_refused_and_named() -> None:
    refused = refusal(b'{"type":"pair_called","id":"a","distance":"w1000","pair":1,"pair":2}')
    assert (refused.code, refused.message) == ("malformed_json", 'The name "pair" is there twice.')
    with pytest.raises(MalformedMessage):
        parse(b'[{"a":{"b":1,"b":1}}]')


@dataclass(frozen=True)
class Told:
    """A JSON object as it was written, which may hold a name twice."""

    pairs: tuple[tuple[str, object], ...]


def spelled(value: object, draw: st.DataObject) -> str:
    """As JSON, a quote in a text spelled one way or the other."""
    if isinstance(value, Told):
        told = (f"{spelled(name, draw)}:{spelled(of, draw)}" for name, of in value.pairs)
        return f"{{{','.join(told)}}}"
    if isinstance(value, list):
        return f"[{','.join(spelled(of, draw) for of in value)}]"
    if not isinstance(value, str):
        return str(value)
    quote = draw.draw(st.sampled_from(['\\"', "\\u0022"]))
    return f'"{"".join(quote if letter == QUOTE else json.dumps(letter)[1:-1] for letter in value)}"'


def is_named_twice(value: object) -> bool:
    if isinstance(value, list):
        return any(is_named_twice(of) for of in value)
    if not isinstance(value, Told):
        return False
    names = [name for name, _ in value.pairs]
    return len(set(names)) < len(names) or any(is_named_twice(of) for _, of in value.pairs)


@settings(max_examples=100, deadline=None)
@given(
    value=st.recursive(
        st.integers(0, 9) | st.text('"a\\0', max_size=3),
        lambda of: (
            st.lists(of, max_size=3)
            | st.lists(st.tuples(st.sampled_from(['"', '""', "a", "b"]), of), max_size=3).map(tuple).map(Told)
        ),
        max_leaves=12,
    ),
    draw=st.data(),
)
def test_exactly_what_holds_a_name_twice_is_refused_for_it(value: object, draw: st.DataObject) -> None:
    body = spelled(value, draw).encode()
    if not is_named_twice(value):
        assert parse(body) == json.loads(body)
        return
    with pytest.raises(MalformedMessage, match="is there twice"):
        parse(body)


def test_huge_number_is_refused() -> None:
    assert refusal(told().replace(b'"pair":1', b'"pair":' + b"9" * 300)).code == "malformed_event"
    with pytest.raises(MalformedMessage):
        decode_object({**STARTED, "pair": 10**300})


def test_whole_number_of_metres_is_taken() -> None:
    event = decode(b'{"type":"passing_measured","id":"a","distance":"d","pair":1,"how":"hand","metres":200}')
    assert isinstance(event, PassingMeasured)
    assert event.metres == 200


def test_event_without_anything_optional_is_taken() -> None:
    event = decode(b'{"type":"pair_called","id":"a","distance":"w1000","pair":1}')
    assert event == PairCalled(id="a", distance="w1000", pair=1)
