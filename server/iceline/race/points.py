"""World Cup points of a distance: what each rank earns, tied skaters the points of the higher place (RULES.md 4.6)."""

from collections.abc import Iterable, Sequence

from iceline.race.points_tables import points_table
from iceline.race.programme import Distance, Rules
from iceline.race.standings import Standings


def table_of(distance: Distance, rules: Rules) -> tuple[int, ...] | None:
    """The points of each rank: the distance's own, those of its table, or of the competition's; None: it earns none."""
    if distance.points is not None:
        return distance.points
    table = distance.points_table or rules.points_table
    return points_table(table, distance) if table else None


def award(ranking: Iterable[tuple[str, int | None]], table: Sequence[int]) -> dict[str, int]:
    """Each ranked skater's points. Who shares a rank earns what it is worth; below the table a rank earns nothing.

    Who has no rank, disqualified, withdrawn or fallen where a fall is not ranked, is not in the result.
    """
    return {s: table[rank - 1] if rank <= len(table) else 0 for s, rank in ranking if rank is not None}


def points_of(distance: Distance, rules: Rules, table: Standings) -> dict[str, int]:
    """The points of a distance's standings as they are now; empty where it earns none."""
    worth = table_of(distance, rules)
    return {} if worth is None else award(((row.skater, row.rank) for row in table.rows), worth)
