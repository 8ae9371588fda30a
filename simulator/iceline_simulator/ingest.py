"""Sends events to a server's public ingest API until each has its answer (docs/protocol.md 1)."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, Protocol, Self

import httpx
import orjson
from pydantic import TypeAdapter, ValidationError

from iceline_simulator.errors import ServerAway, TokenRefused, WrongAddress
from iceline_simulator.wire import Event

REQUEST_TIMEOUT_S: Final = 10.0
START_S: Final = 15.0
"""A server that is just starting is there by then."""

FIRST_WAIT_S: Final = 0.2
LONGEST_WAIT_S: Final = 5.0
NAG_S: Final = 30.0
AWAY_STATUS: Final = frozenset({408, 429, 500, 502, 503, 504})
MAX_BATCH: Final = 250
MAX_PORT: Final = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """The server's answer to one event."""

    id: str
    fate: Literal["recorded", "duplicate", "refused"]
    seq: int | None = None
    code: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    fates: tuple[Fate, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """The time of this machine: `seconds` only ever grows, `pause` waits."""

    seconds: Callable[[], float]
    pause: Callable[[float], None]


class Watch(Protocol):
    """Is told when the server goes and comes back."""

    def away(self, why: str, waited_s: float) -> None:
        """The server is not there, for so long already; told at once, then every NAG_S."""

    def back(self, waited_s: float) -> None:
        """The server answers again."""


ANSWER: Final = TypeAdapter(Answer)


class Ingest:
    """One server, one token."""

    def __init__(self, url: str, token: str, clock: Clock, patience_s: float, watch: Watch) -> None:
        self.url = _server_url(url)
        self._clock = clock
        self._patience_s = patience_s
        self._watch = watch
        self._was_reached = False
        token = token.strip()
        if not token:
            raise TokenRefused(
                "No token was given: use --token or ICELINE_TOKEN. `iceline token add NAME --role operator` makes one."
            )
        if not (token.isascii() and token.isprintable()):
            raise TokenRefused("A token is made of letters, digits and signs of ASCII: this one is not.")
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
        self._http = httpx.Client(headers=headers, timeout=REQUEST_TIMEOUT_S, trust_env=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, events: Sequence[Event]) -> tuple[Fate, ...]:
        """The fates of these events, in order. The same bytes are sent until the server answers.

        Raises WrongAddress, TokenRefused, or ServerAway when the patience is used up.
        """
        body = orjson.dumps(events)
        answer = self._post(body)
        if isinstance(answer, str):
            answer = self._wait_for_answer(body, answer)
        return self._fates(answer, events)

    def _wait_for_answer(self, body: bytes, why: str) -> httpx.Response:
        """A server that was never reached may be just starting, or the address is wrong."""
        went_s, told_s, wait_s = self._clock.seconds(), 0.0, FIRST_WAIT_S
        patience_s = self._patience_s if self._was_reached else min(self._patience_s, START_S)
        self._watch.away(why, 0.0)
        while (waited_s := self._clock.seconds() - went_s) + wait_s <= patience_s:
            if waited_s - told_s >= NAG_S:
                self._watch.away(why, waited_s)
                told_s = waited_s
            self._clock.pause(wait_s)
            answer = self._post(body)
            if isinstance(answer, httpx.Response):
                self._watch.back(self._clock.seconds() - went_s)
                return answer
            why, wait_s = answer, min(2 * wait_s, LONGEST_WAIT_S)
        if not self._was_reached:
            raise WrongAddress(f"No server at {self.url}: {why} Check the address, or start it first.")
        raise ServerAway(f"{self.url} has been away for {patience_s:g} s, giving up: {why}")

    def _post(self, body: bytes) -> httpx.Response | str:
        """The answer, or in words why there is none yet."""
        try:
            response = self._http.post(f"{self.url}/api/events", content=body)
        except httpx.TimeoutException:
            return f"no answer within {REQUEST_TIMEOUT_S:g} s."
        except httpx.TransportError as error:
            if _is_unknown_host(error):
                raise WrongAddress(f"Nobody knows the host of {self.url}: check the name.") from error
            return (
                "nothing listens there; is it running?"
                if isinstance(error, httpx.ConnectError)
                else "the connection broke."
            )
        self._was_reached = True
        return f"it answers {response.status_code}." if response.status_code in AWAY_STATUS else response

    def _fates(self, response: httpx.Response, events: Sequence[Event]) -> tuple[Fate, ...]:
        if response.status_code in (401, 403):
            raise TokenRefused(f"{self.url} does not accept this token: {_detail(response)}")
        if response.status_code != 200:
            raise WrongAddress(f"{self.url}/api/events answers {response.status_code}: {_detail(response)}")
        try:
            fates = ANSWER.validate_json(response.content).fates
        except ValidationError as error:
            raise WrongAddress(
                f"{self.url} answers, but not as an Iceline server does: is the address right?"
            ) from error
        if [fate.id for fate in fates] != [event["id"] for event in events]:
            raise WrongAddress(f"{self.url} answered for other events than were sent: is it an Iceline server?")
        return fates


def _server_url(text: str) -> str:
    try:
        url = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise WrongAddress(f'"{text}" is no address of a server ({error}): write http://host:port') from error
    if url.scheme not in ("http", "https") or not url.host or not 0 < (url.port or 80) < MAX_PORT:
        raise WrongAddress(f'"{text}" is no address of a server: write http://host:port')
    return text.rstrip("/")


def _detail(response: httpx.Response) -> str:
    """What a problem document says, or what kind of thing came instead."""
    try:
        problem = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        return "no Iceline server is there, it seems"
    if not isinstance(problem, Mapping):
        return "no Iceline server is there, it seems"
    return str(problem.get("detail") or problem.get("title") or problem.get("code") or "no reason given")


def _is_unknown_host(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, socket.gaierror):
        error = error.__cause__ or error.__context__
    return error is not None
