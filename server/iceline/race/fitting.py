"""Which events fit which format: what makes no sense of a distance is refused (RULES.md 4.1, 4.2, 6)."""

from collections.abc import Mapping
from typing import Final

from iceline.errors import Refused
from iceline.race.events import Event, HeatWon, RecordRatified, ReskateGranted, SkaterAdvanced, SkaterLapped
from iceline.race.programme import Distance, Format

NOT_IN: Final[Mapping[type[Event], tuple[frozenset[Format], str]]] = {
    ReskateGranted: (frozenset({"mass_start"}), "nobody skates it again alone"),
    RecordRatified: (frozenset({"mass_start"}), "no records are kept of it"),
    **dict.fromkeys(
        (SkaterLapped, SkaterAdvanced),
        (frozenset({"pairs", "team_pursuit", "team_sprint", "mixed_relay"}), "only a mass start knows that"),
    ),
    HeatWon: (frozenset({"mass_start", "pairs"}), "the result decides"),
}
"""The formats an event cannot be said of, and why. What is not here fits all of them."""


def admit_format(distance: Distance, event: Event) -> None:
    """Raises Refused("wrong_format") when the event cannot be said of a distance of this format."""
    formats, why = NOT_IN.get(type(event), (frozenset[Format](), ""))
    if distance.format in formats:
        raise Refused("wrong_format", f"{distance.name} is {_called(distance.format)}: {why}.")
    if isinstance(event, HeatWon) and not distance.knock_out:
        raise Refused("wrong_format", f"{distance.name} is no knock-out: the time decides.")
    if isinstance(event, SkaterAdvanced) and distance.qualify is None:
        raise Refused("wrong_format", f"{distance.name} qualifies nobody for a next phase.")


def _called(kind: Format) -> str:
    return "skated in pairs" if kind == "pairs" else f"a {kind.replace('_', ' ')}"
