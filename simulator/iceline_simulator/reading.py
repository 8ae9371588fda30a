"""Reads a race file, or says in which line and field it is wrong."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from iceline_simulator.checks import contradictions
from iceline_simulator.errors import Flaw, RaceFileError
from iceline_simulator.lines import line_of, path_text
from iceline_simulator.racefile import RaceFile
from iceline_simulator.shipped import shipped

ADAPTER: Final = TypeAdapter(RaceFile)


def read(name: str) -> RaceFile:
    """The race of this file, or of this name among the shipped ones. Raises RaceFileError."""
    return parse(name, find(name))


def find(name: str) -> str:
    """The text of a race file, or of the shipped race of this name."""
    try:
        return Path(name).read_text(encoding="utf-8")
    except FileNotFoundError:
        races = shipped()
    except (OSError, UnicodeDecodeError) as error:
        raise RaceFileError(name, (Flaw("", f"it cannot be read: {error}"),)) from error
    if name.removesuffix(".json") in races:
        return races[name.removesuffix(".json")].read_text(encoding="utf-8")
    known = ", ".join(sorted(races))
    raise RaceFileError(
        name, (Flaw("", f"there is no such file, and no shipped race of that name (shipped: {known})"),)
    )


def parse(name: str, text: str) -> RaceFile:
    """The race this text holds. `name` is what messages call it. Raises RaceFileError with every flaw found."""
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        flaw = Flaw("", f"it is not JSON: {error.msg} (column {error.colno})", error.lineno)
        raise RaceFileError(name, (flaw,)) from error
    try:
        race = ADAPTER.validate_json(text)
    except ValidationError as error:
        raise RaceFileError(name, tuple(_shape_flaws(text, error.errors()))) from error
    flaws = tuple(Flaw(path_text(path), message, line_of(text, path)) for path, message in contradictions(race))
    if flaws:
        raise RaceFileError(name, flaws)
    return race


def schema() -> dict[str, object]:
    """The JSON schema of a race file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | ADAPTER.json_schema()


def _shape_flaws(text: str, errors: Iterable[ErrorDetails]) -> Iterator[Flaw]:
    found = list(errors)
    for error in found:
        path = error["loc"]
        follows_from_a_deeper_one = error["type"] == "too_short" and any(
            len(other["loc"]) > len(path) and other["loc"][: len(path)] == path for other in found
        )
        if not follows_from_a_deeper_one:
            yield Flaw(path_text(path), _sentence(error), line_of(text, path))


def _sentence(error: ErrorDetails) -> str:
    match error["type"]:
        case "missing":
            return "this field is missing"
        case "unexpected_keyword_argument":
            return "there is no such field"
        case _:
            return error["msg"].removeprefix("Value error, ")
