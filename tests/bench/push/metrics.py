"""What the server itself says of its parts: the histograms of its `/metrics`, where it has them."""

import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SCRAPE_S: Final = 10.0
SAMPLE: Final = re.compile(r"^(?P<name>[a-z0-9_]+)_(?P<what>sum|count)(?P<labels>\{[^}]*\})? (?P<value>\S+)$")


@dataclass(frozen=True, slots=True)
class Timed:
    """A histogram: how often, and how many seconds in all."""

    count: float
    seconds: float


def scrape(port: int) -> Mapping[str, Timed]:
    """The histograms of seconds by name, labels included; none from a server without metrics."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SCRAPE_S)
    try:
        connection.request("GET", "/metrics")
        answer = connection.getresponse()
        text = answer.read().decode()
    finally:
        connection.close()
    return read(text) if answer.status == http.client.OK else {}


def read(text: str) -> dict[str, Timed]:
    """The histograms of seconds in an exposition of Prometheus."""
    found: dict[str, dict[str, float]] = {}
    for line in text.splitlines():
        if (sample := SAMPLE.match(line)) and sample["name"].endswith("_seconds"):
            found.setdefault(sample["name"] + (sample["labels"] or ""), {})[sample["what"]] = float(sample["value"])
    return {
        name: Timed(parts["count"], parts["sum"]) for name, parts in found.items() if parts.keys() >= {"count", "sum"}
    }


def between(before: Mapping[str, Timed], after: Mapping[str, Timed]) -> dict[str, float]:
    """The mean of what was observed in between, in ms."""
    grown = {
        name: Timed(now.count - then.count, now.seconds - then.seconds)
        for name, now in after.items()
        if (then := before.get(name, Timed(0, 0)))
    }
    return {name: timed.seconds / timed.count * 1e3 for name, timed in grown.items() if timed.count > 0}
