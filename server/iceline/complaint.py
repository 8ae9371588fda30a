"""Says in one plain sentence what is wrong with an event, and where."""

from collections.abc import Callable, Mapping
from typing import Final

import orjson
from pydantic import ValidationError
from pydantic_core import ErrorDetails

SHOWN_CHARACTERS: Final = 60
SHOWN_FAULTS: Final = 3

_SAID: Final[Mapping[str, Callable[[str, Mapping[str, object]], str]]] = {
    "missing": lambda _, __: "is missing",
    "unexpected_keyword_argument": lambda _, __: "is no field of this event",
    "dataclass_type": lambda value, _: f"{value} is not an object",
    "dict_type": lambda value, _: f"{value} is not an object",
    "tuple_type": lambda value, _: f"{value} is not a list",
    "string_type": lambda value, _: f"{value} is not text",
    "int_type": lambda value, _: f"{value} is not a whole number",
    "float_type": lambda value, _: f"{value} is not a number",
    "bool_type": lambda value, _: f"{value} is not true or false",
    "datetime_type": lambda value, _: f"{value} is not a moment in text",
    "datetime_parsing": lambda value, of: f"{value} is not a moment: {of.get('error')}",
    "literal_error": lambda value, of: f"{value} is not {_double_quoted(of.get('expected'))}",
    "greater_than": lambda value, of: f"{value} is not above {of.get('gt')}",
    "greater_than_equal": lambda value, of: f"{value} is below {of.get('ge')}",
    "less_than_equal": lambda value, of: f"{value} is above {of.get('le')}",
    "string_too_short": lambda value, of: f"{value} is shorter than {of.get('min_length')} characters",
    "string_too_long": lambda value, of: f"{value} is longer than {of.get('max_length')} characters",
    "too_long": lambda _, of: f"has over {of.get('max_length')} entries",
    "json_invalid": lambda _, of: f"cannot be read: {of.get('error')}",
    "union_tag_not_found": lambda _, __: "is missing",
    "union_tag_invalid": lambda _, of: f"{shown(of.get('tag'))} is no event that we know",
}


def complaint(error: ValidationError) -> str:
    """The first faults found, as `place: fault; place: fault.`"""
    faults = error.errors(include_url=False)
    told = "; ".join(_fault(fault) for fault in faults[:SHOWN_FAULTS])
    more = len(faults) - SHOWN_FAULTS
    return f"{told}; {more} more." if more > 0 else f"{told}."


def shown(value: object) -> str:
    """A value as the sender wrote it, shortened."""
    try:
        text = orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        text = str(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _fault(fault: ErrorDetails) -> str:
    kind, context = fault["type"], fault.get("ctx", {})
    place = "type" if kind.startswith("union_tag") else _place(fault["loc"])
    say = _SAID.get(kind)
    said = say(shown(fault["input"]), context) if say else f"{shown(fault['input'])} is not possible here"
    return f"{place}: {said}"


def _place(loc: tuple[int | str, ...]) -> str:
    """Where, without the event's type that pydantic puts first: `distances[0].pairs[1].number`."""
    if len(loc) < 2:
        return "event"
    place = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc[1:]).lstrip(".")
    return place if len(place) <= SHOWN_CHARACTERS else f"{place[:SHOWN_CHARACTERS]}…"


def _double_quoted(expected: object) -> str:
    return str(expected).replace("'", '"')
