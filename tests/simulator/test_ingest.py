"""Sending over real sockets: nothing is lost or doubled, and what cannot work is said in a sentence."""

import pytest

from iceline_simulator.errors import ServerAway, TokenRefused, WrongAddress
from iceline_simulator.ingest import Ingest
from iceline_simulator.wire import Event
from tests.simulator.tiny_server import TOKEN, FakeTime, TinyServer

EVENTS: list[Event] = [{"type": "pair_called", "id": f"e{n}", "distance": "d", "pair": n} for n in (1, 2, 3)]

NO_ADDRESSES = ["", "nowhere", "ftp://127.0.0.1", "http://", "http://127.0.0.1:99999", "http://a:b"]
STRANGERS = [b"<html>hello</html>", b"{}", b"[]", b'{"fates": [{"id": "other", "fate": "recorded"}]}']


class Lookout:
    """Remembers what it was told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, float]] = []

    def away(self, why: str, waited_s: float) -> None:
        self.told.append((why, waited_s))

    def back(self, waited_s: float) -> None:
        self.told.append(("back", waited_s))


def ingest_to(url: str, fake_time: FakeTime, token: str = TOKEN, lookout: Lookout | None = None) -> Ingest:
    return Ingest(url, token, fake_time.clock(), 60.0, lookout or Lookout())


def test_events_are_recorded_in_their_order(server: TinyServer, fake_time: FakeTime) -> None:
    with ingest_to(server.url + "/", fake_time) as ingest:
        fates = ingest.send(EVENTS)
    assert [fate.fate for fate in fates] == ["recorded"] * 3
    assert list(server.recorded) == ["e1", "e2", "e3"]


def test_a_server_that_comes_back_gets_the_same_events(server: TinyServer, fake_time: FakeTime) -> None:
    lookout = Lookout()
    server.stop()
    fake_time.on_pause = lambda _: server.start() if len(fake_time.pauses) == 4 else None
    with ingest_to(server.url, fake_time, lookout=lookout) as ingest:
        fates = ingest.send(EVENTS)
    assert [fate.fate for fate in fates] == ["recorded"] * 3
    assert fake_time.pauses == [0.2, 0.4, 0.8, 1.6]
    assert lookout.told == [("nothing listens there; is it running?", 0.0), ("back", pytest.approx(3.0))]


@pytest.mark.parametrize("trouble", [503, 502, 500, 429, "drop"])
def test_a_passing_trouble_is_waited_out(server: TinyServer, fake_time: FakeTime, trouble: int | str) -> None:
    server.plan = [trouble, trouble]
    with ingest_to(server.url, fake_time) as ingest:
        assert [fate.fate for fate in ingest.send(EVENTS)] == ["recorded"] * 3
    assert fake_time.pauses == [0.2, 0.4]


def test_a_lost_answer_doubles_nothing(server: TinyServer, fake_time: FakeTime) -> None:
    server.plan = ["lose the answer"]
    with ingest_to(server.url, fake_time) as ingest:
        assert [fate.fate for fate in ingest.send(EVENTS)] == ["duplicate"] * 3
    assert server.sent == [EVENTS, EVENTS]
    assert len(server.recorded) == 3


def test_an_address_where_nobody_ever_was_is_not_waited_for_long(server: TinyServer, fake_time: FakeTime) -> None:
    server.stop()
    with ingest_to(server.url, fake_time) as ingest, pytest.raises(WrongAddress, match="nothing listens there"):
        ingest.send(EVENTS)
    assert 10 < sum(fake_time.pauses) <= 15


def test_patience_ends(server: TinyServer, fake_time: FakeTime) -> None:
    lookout = Lookout()
    ingest = ingest_to(server.url, fake_time, lookout=lookout)
    with ingest:
        ingest.send(EVENTS)
        server.stop()
        with pytest.raises(ServerAway, match="has been away for 60 s"):
            ingest.send(EVENTS)
    assert [waited_s > 30 for _, waited_s in lookout.told] == [False, True]
    assert max(fake_time.pauses) == 5.0
    assert sum(fake_time.pauses) <= 60


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_token_stops_with_the_servers_sentence(server: TinyServer, fake_time: FakeTime, status: int) -> None:
    server.plan = [status]
    with ingest_to(server.url, fake_time) as ingest, pytest.raises(TokenRefused, match="as the test planned"):
        ingest.send(EVENTS)
    assert not fake_time.pauses


def test_a_wrong_token_is_said_to_be_one(server: TinyServer, fake_time: FakeTime) -> None:
    with ingest_to(server.url, fake_time, "wrong") as ingest, pytest.raises(TokenRefused, match="not one of ours"):
        ingest.send(EVENTS)


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_address_is_refused_before_sending(fake_time: FakeTime, address: str) -> None:
    with pytest.raises(WrongAddress, match="no address of a server"):
        ingest_to(address, fake_time)


def test_an_address_that_knows_no_events_is_said_to_be_wrong(server: TinyServer, fake_time: FakeTime) -> None:
    with ingest_to(server.url + "/elsewhere", fake_time) as ingest, pytest.raises(WrongAddress, match="answers 404"):
        ingest.send(EVENTS)


@pytest.mark.parametrize("body", STRANGERS)
def test_another_kind_of_server_is_not_taken_for_iceline(server: TinyServer, fake_time: FakeTime, body: bytes) -> None:
    server.body = body
    with ingest_to(server.url, fake_time) as ingest, pytest.raises(WrongAddress):
        ingest.send(EVENTS)


def test_a_token_no_header_can_carry_is_refused_before_sending(fake_time: FakeTime) -> None:
    with pytest.raises(TokenRefused, match="letters, digits"):
        ingest_to("http://127.0.0.1:1", fake_time, "tökén\n")
