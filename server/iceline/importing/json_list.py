"""A start list as JSON: the body of `programme_published`, read as strictly as the server reads it."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final

from pydantic import TypeAdapter

from iceline.codec import decode_object, parse
from iceline.errors import MalformedMessage
from iceline.importing.building import admitted
from iceline.importing.faults import Fault, ImportRefused
from iceline.race.events import ProgrammePublished

TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def schema() -> dict[str, object]:
    """The JSON schema of the file."""
    return TypeAdapter(ProgrammePublished).json_schema()


def read_json(file: str, text: str, competition: Mapping[str, object], event_id: str) -> ProgrammePublished:
    """The programme of this text; what `competition` says goes before the file. Raises ImportRefused."""
    told = _object(file, text.removeprefix("\ufeff"))
    if competition:
        before = told.get("competition", {})
        told["competition"] = {**(before if isinstance(before, dict) else {}), **competition}
    try:
        event = decode_object({"type": "programme_published", **told, "id": event_id})
    except MalformedMessage as error:
        raise ImportRefused(_faults(file, text, error.message)) from error
    if not isinstance(event, ProgrammePublished):
        raise ImportRefused([Fault(file, None, "type", event.type, "is not programme_published")])
    return admitted(file, event)


def _object(file: str, text: str) -> dict[str, object]:
    try:
        json.loads(text)
        told = parse(text.encode())
    except json.JSONDecodeError as error:
        cell = text.splitlines()[error.lineno - 1].strip() if text.strip() else ""
        raise ImportRefused([Fault(file, error.lineno, f"character {error.colno}", cell, error.msg)]) from error
    except (MalformedMessage, RecursionError) as error:
        raise ImportRefused([Fault(file, None, "file", "", str(error))]) from error
    if not isinstance(told, dict):
        raise ImportRefused([Fault(file, 1, "file", "", "is not an object")])
    return told


def _faults(file: str, text: str, message: str) -> Iterator[Fault]:
    """The faults that the codec told in one sentence, each with the line its place is in."""
    lines = dict(_places(text))
    for told in message.removesuffix(".").split("; "):
        place, _, said = told.partition(": ")
        line = lines.get(place) or lines.get(place.rpartition(".")[0])
        yield Fault(file, line, place, "", said or told)


def _places(text: str) -> Iterator[tuple[str, int]]:
    """Each place of the text, such as `distances[0].pairs[1].number`, with its line. The text is known to be JSON."""
    stack: list[int | str | None] = []
    line, counted = 1, 0
    for match in TOKEN.finditer(text):
        token = match[0]
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        if token in "{[":
            yield _name(stack), line
            stack.append(0 if token == "[" else None)
        elif token in "}]":
            stack.pop()
        elif token == "," and stack:
            last = stack[-1]
            stack[-1] = last + 1 if isinstance(last, int) else None
        elif stack and stack[-1] is None:
            stack[-1] = str(json.loads(token))
            yield _name(stack), line


def _name(stack: list[int | str | None]) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in stack if part is not None).lstrip(
        "."
    )
