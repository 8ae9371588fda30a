"""The codes that stand after a name on a result list, and what they mean (RULES.md 3; ISU numbering of 2025)."""

from collections.abc import Iterable, Mapping
from typing import Final

MEANINGS: Final[Mapping[str, str]] = {
    "F": "Fell during the race",
    "RS": "Re-skate",
    "RW": "Referee's warning",
    "T02": "Armband or other identification missing or wrong (279.4)",
    "T04": "False start (253.4)",
    "T06": "Interference, by not keeping within the lane (254.3)",
    "T07": "Crossing the demarcation line (254.4)",
    "T08": "Not changing lanes, or changing them improperly (254.5)",
    "T09": "Obstruction during crossing (254.6)",
    "T10": "Cutting the inner line in the curve (254.7)",
    "T25": "Serious obstruction of another skater (257.4.5)",
}

MARKS: Final[Mapping[str, str]] = {
    "Q": "Qualified for the next phase",
    "ADV": "Hindered, and advanced to the next phase by the referee",
    "DNF": "Did not finish",
    "DNS": "Did not start",
    "DQ": "Disqualified",
    "WDR": "Withdrawn",
    "WOT": "Won by overtaking",
    "LOT": "Lost by being overtaken",
    "WO": "Walkover",
    "WR": "World record",
    "OR": "Olympic record",
    "WRJ": "Junior world record",
    "TR": "Track record",
    "NR": "National record",
    "SLB": "Sea-level best",
    "PB": "Personal best",
    "SB": "Season's best",
}


def explained(used: Iterable[str]) -> list[tuple[str, str]]:
    """The codes and marks of `used` that have a meaning, in the order of the tables; `=WR` equals a record."""
    plain = {code.lstrip("=") for code in used}
    return [(code, text) for code, text in {**MEANINGS, **MARKS}.items() if code in plain]
