"""How a skater is written on every board: names, flag, armband."""

from collections.abc import Mapping
from typing import Final

from iceline.race.programme import Entry, Lane, Skater
from iceline.race.state import DistanceState, PairState

Json = dict[str, object]
"""One object of a board. It never holds None: what is not known is left out, for merge patches delete with null."""

FLAGS: Final[Mapping[str, str]] = {
    "ARG": "ar", "ARM": "am", "AUS": "au", "AUT": "at", "AZE": "az", "BEL": "be", "BIH": "ba", "BLR": "by", "BRA": "br",
    "BUL": "bg", "CAN": "ca", "CHI": "cl", "CHN": "cn", "COL": "co", "CRO": "hr", "CYP": "cy", "CZE": "cz", "DEN": "dk",
    "ESP": "es", "EST": "ee", "FIN": "fi", "FRA": "fr", "GBR": "gb", "GEO": "ge", "GER": "de", "GRE": "gr", "HKG": "hk",
    "HUN": "hu", "INA": "id", "IND": "in", "IRI": "ir", "IRL": "ie", "ISL": "is", "ISR": "il", "ITA": "it", "JPN": "jp",
    "KAZ": "kz", "KGZ": "kg", "KOR": "kr", "KSA": "sa", "LAT": "lv", "LIE": "li", "LTU": "lt", "LUX": "lu", "MAS": "my",
    "MDA": "md", "MEX": "mx", "MGL": "mn", "MKD": "mk", "MNE": "me", "MON": "mc", "NED": "nl", "NOR": "no", "NZL": "nz",
    "PHI": "ph", "POL": "pl", "POR": "pt", "PRK": "kp", "ROU": "ro", "RSA": "za", "RUS": "ru", "SGP": "sg", "SLO": "si",
    "SRB": "rs", "SUI": "ch", "SVK": "sk", "SWE": "se", "THA": "th", "TUR": "tr", "UAE": "ae", "UKR": "ua", "USA": "us",
    "UZB": "uz", "VIE": "vn",
}  # fmt: skip
"""IOC code to the file in static/flags. TPE and AIN have none: their codes stand on a neutral tile."""

ARMBANDS: Final[Mapping[tuple[bool, Lane], str]] = {
    (False, "inner"): "white",
    (False, "outer"): "red",
    (True, "inner"): "yellow",
    (True, "outer"): "blue",
}
"""By start lane; the second pair of a quartet wears yellow and blue (RULES.md 1.6)."""


def known(**fields: object) -> Json:
    """The fields that are known: without None, empty text and empty collections."""
    return {name: value for name, value in fields.items() if value or value == 0}


def name(skater: Skater) -> Json:
    """How a skater is named in a row."""
    return known(
        first_name=skater.first_name,
        last_name=skater.last_name,
        country=skater.country,
        flag=FLAGS.get(skater.country),
        bib=skater.bib,
    )


def armband(distance: DistanceState, pair: PairState, entry: Entry) -> str | None:
    """White and red, or yellow and blue for the pair of a quartet that starts second; None in a mass start.

    Teams wear none. Two start on opposite straights and have the colours of those lanes; up to four of a relay have
    white, red, yellow and blue in the order in which they are entered.
    """
    if entry.lane is not None:
        return ARMBANDS[pair is not quartet(distance, pair)[0], entry.lane]
    place = pair.pair.entries.index(entry)
    return [*ARMBANDS.values()][place] if distance.distance.format == "mixed_relay" else None


def quartet(distance: DistanceState, pair: PairState) -> list[PairState]:
    """The pairs on the ice together with this one, the first to start first."""
    number = pair.pair.quartet
    if number is None:
        return [pair]
    return [distance.pairs[n] for n in sorted(distance.pairs) if distance.pairs[n].pair.quartet == number]
