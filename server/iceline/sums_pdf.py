"""A combination's results and a series' standings as PDF, as the ISU's lists are laid out."""

from collections.abc import Sequence
from typing import Final

from iceline.protocol_pdf import competition_sheet
from iceline.race.codes import explained
from iceline.race.programme import Combination, Series
from iceline.race.progress import distance_progress
from iceline.race.series import cup_distances
from iceline.race.state import DistanceState, State
from iceline.sheet import Column
from iceline.sums_lists import combination_list, series_list

WHO: Final = (Column("Rank", 7, "R"), Column("Bib", 7, "R"), Column("Name", 34), Column("NOC", 8))
SAMALOG: Final = (
    ("Points", "Seconds per 500 m, truncated to thousandths for each distance, and added"),
    ("In time", "What the points behind are on the last distance"),
)


def combination_pdf(state: State, combination: Combination) -> bytes:
    """Each distance's time over its points, the total, and how far behind in points and on the last distance."""
    found = combination_list(state, combination)
    distances = range(len(combination.distances))
    first = len(WHO)
    named = [Column(found.titles[first + 2 * n], 14, "R") for n in distances]
    sums = (Column("Total", 14, "R"), Column("Behind", 13, "R"), Column("In time", 14, "R"))
    rows = []
    for row in found.rows:
        parts = (row[first + 2 * n : first + 2 * n + 2] for n in distances)
        rows.append([*row[:first], *("\n".join(part).strip() for part in parts), *row[first + 2 * len(distances) :]])
    sheet = competition_sheet(state)
    sheet.write_line(
        found.name, size=13, bold=True, beside=_how_far([state.distances[key] for key in combination.distances])
    )
    sheet.ln(1.5)
    sheet.write_table((*WHO, *named, *sums), rows)
    sheet.write_pairs([*SAMALOG, *explained({cell for row in found.rows for cell in row[first:]})])
    return sheet.pdf()


def series_pdf(state: State, series: Series) -> bytes:
    """The points brought, those of each distance here, and all of them."""
    found = series_list(state, series)
    earned = found.titles[len(WHO) : -2]
    points = (*(Column(title, 13, "R") for title in earned), Column("Points", 11, "R"), Column("Behind", 11, "R"))
    sheet = competition_sheet(state)
    sheet.write_line(found.name, size=13, bold=True, beside=_how_far(cup_distances(state, series)))
    sheet.ln(1.5)
    sheet.write_table((*WHO, *points), found.rows)
    sheet.write_pairs([("Before", "Points brought into this competition")])
    return sheet.pdf()


def _how_far(distances: Sequence[DistanceState]) -> str:
    """Official only when every distance is."""
    official = sum(distance_progress(distance) == "official" for distance in distances)
    if official == len(distances):
        return "Official result"
    return f"Provisional: {official} of {len(distances)} distances official"
