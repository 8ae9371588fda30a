"""The figures of a measurement: what one delivered message costs, how long it takes, what a connection weighs."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tests.bench.push.phase import Measured


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in ms from the moment the message was set off, but `cpu`: us of the server a delivery.

    `silent`: ms of the server in a second in which nothing happens (beats). `p50`, `p99`: of all deliveries;
    `first_...` and `last_...`: of the first and the last screen of each message; `fan_...`: from the first screen to
    all the others.
    """

    cpu: float
    silent: float
    p50: float
    p99: float
    last_p50: float
    last_p99: float
    fan_p50: float
    fan_p99: float
    first_p50: float
    first_p99: float
    answer_p50: float | None
    kilobytes: float
    connected_s: float
    screens_idle: float
    screens_idle_in_bursts: float


def figures(seen: Measured) -> Figures:
    delivered = sum(len(row) for row in seen.arrivals)
    told = list(zip(seen.sent, seen.arrivals, strict=True))
    every = sorted(chain.from_iterable([stamp - at for stamp in row] for at, row in told))
    fan = sorted(chain.from_iterable([stamp - row[0] for stamp in row] for row in seen.arrivals))
    first, last = sorted(row[0] - at for at, row in told), sorted(row[-1] - at for at, row in told)
    answers = sorted(answer - at for at, answer in zip(seen.sent, seen.answered, strict=True) if answer is not None)
    return Figures(
        cpu=seen.busy.server_ns / delivered / 1e3,
        silent=seen.silence.server_ns / seen.silence.wall_ns * 1e3,
        p50=_ms(every, 50),
        p99=_ms(every, 99),
        last_p50=_ms(last, 50),
        last_p99=_ms(last, 99),
        fan_p50=_ms(fan, 50),
        fan_p99=_ms(fan, 99),
        first_p50=_ms(first, 50),
        first_p99=_ms(first, 99),
        answer_p50=_ms(answers, 50) if answers else None,
        kilobytes=seen.bytes_each / 1e3,
        connected_s=seen.connected_s,
        screens_idle=1 - seen.busy.screens_ns / seen.busy.wall_ns,
        screens_idle_in_bursts=1 - seen.busy.screens_ns / sum(last),
    )


def quantile(ordered: Sequence[int], percent: int) -> int:
    """The smallest of them that at least `percent` of them do not exceed."""
    return ordered[max(0, -(-len(ordered) * percent // 100) - 1)]


def _ms(ordered: Sequence[int], percent: int) -> float:
    return quantile(ordered, percent) / 1e6
