"""Finds the line of a JSON text that a path such as ("distances", 0, "name") leads to."""

import json
import re
from collections.abc import Sequence
from typing import Final

Path = Sequence[str | int]

SPACE: Final = re.compile(r"[ \t\r\n]*")
DECODER: Final = json.JSONDecoder()


def path_text(path: Path) -> str:
    """("distances", 0, "name") as people read it: distances[0].name."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


def line_of(text: str, path: Path) -> int:
    """The line, from 1, of the deepest part of `path` that `text` holds. `text` must be JSON."""
    at = _skip_space(text, 0)
    for step in path:
        inner = _inside(text, at, step)
        at = at if inner is None else inner
    return text.count("\n", 0, at) + 1


def _inside(text: str, at: int, step: str | int) -> int | None:
    """Where the member of this name or number of the object or list at `at` begins."""
    closing = {"{": "}", "[": "]"}.get(text[at])
    number, at = 0, _skip_space(text, at + 1)
    while closing is not None and text[at] != closing:
        name: object = number
        if closing == "}":
            name, at = DECODER.raw_decode(text, at)
            at = _skip_space(text, _skip_space(text, at) + 1)
        if name == step:
            return at
        at = _skip_space(text, DECODER.raw_decode(text, at)[1])
        number, at = number + 1, _skip_space(text, at + (text[at] == ","))
    return None


def _skip_space(text: str, at: int) -> int:
    found = SPACE.match(text, at)
    return found.end() if found else at
