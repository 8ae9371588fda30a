"""Finds steps of a plan by what they tell."""

from collections.abc import Iterable
from typing import Any

from iceline_simulator.steps import Step


def of(steps: Iterable[Step], kind: str, **body: object) -> list[Step]:
    """Steps of this kind whose events hold these fields."""
    return [s for s in steps if s.event["type"] == kind and all(s.event.get(k) == v for k, v in body.items())]


def one(steps: Iterable[Step], kind: str, **body: object) -> Step:
    (found,) = of(steps, kind, **body)
    return found


def kinds(steps: Iterable[Step]) -> list[str]:
    return [str(step.event["type"]) for step in steps]


def elapsed(step: Step) -> int:
    us: Any = step.event["elapsed_us"]
    return int(us)
