"""World Cup points: tables as the official lists of the season 2025-26 print them (RULES.md 4.6)."""

from dataclasses import replace

import pytest

from iceline.race.events import ProgrammePublished, SkaterDidNotFinish, SkaterDidNotStart, SkaterDisqualified
from iceline.race.points import award, points_of, table_of
from iceline.race.points_tables import points_table
from iceline.race.programme import Category, Distance, Division, Format, Rules
from iceline.race.standings import standings

from .telling import Telling, programme

SEASON = "isu-2025-26"
RULES = Rules(points_table=SEASON)


def distance(
    metres: int, division: Division | None = "B", *, category: Category = "W", kind: Format = "pairs"
) -> Distance:
    return Distance(id="d", name="d", metres=metres, category=category, format=kind, division=division)


def table(*args: object, **fields: object) -> tuple[int, ...]:
    found = points_table(SEASON, distance(*args, **fields))
    assert found is not None
    return found


A_POINTS = (60, 54, 48, 43, 40, 38, 36, 34, 32, 31, 30, 29, 28, 27, 26, 25, 24, 23, 22, 21)


@pytest.mark.parametrize(("metres", "category"), [(500, "W"), (1500, "M"), (3000, "W"), (5000, "W"), (10000, "M")])
def test_division_a_has_one_table_for_every_distance(metres: int, category: Category) -> None:
    assert table(metres, "A", category=category)[:20] == A_POINTS


def test_mass_start_of_division_a_goes_on_below_the_twentieth() -> None:
    assert table(6400, "A", kind="mass_start")[:23] == (*A_POINTS, 20, 19, 18)


def test_team_pursuit_of_division_a_has_the_same_beginning() -> None:
    assert table(2400, "A", kind="team_pursuit")[:8] == (60, 54, 48, 43, 40, 38, 36, 34)


@pytest.mark.parametrize(
    ("metres", "category", "first"),
    [
        (500, "W", (28, 24, 21, 17, 16, 15)),
        (1000, "M", (28, 24, 21, 17, 16, 15)),
        (1500, "W", (28, 24, 21, 17, 16, 15)),
        (3000, "W", (32, 28, 25, 21, 20, 19)),
        (5000, "M", (32, 28, 25, 21, 20, 19)),
        (5000, "W", (36, 32, 29, 25, 24, 23)),
        (10000, "M", (36, 32, 29, 25, 24, 23)),
    ],
)
def test_division_b_begins_where_the_field_of_division_a_ends(
    metres: int, category: Category, first: tuple[int, ...]
) -> None:
    found = table(metres, category=category)
    assert found[:6] == first
    assert found[3:] == tuple(range(first[3], 0, -1))


def test_mass_start_and_team_pursuit_of_division_b() -> None:
    assert table(6400, kind="mass_start") == tuple(range(20, 0, -1))
    assert table(3200, kind="team_pursuit", category="M")[:8] == (40, 36, 33, 29, 28, 27, 26, 25)


@pytest.mark.parametrize(
    "without", [distance(500, None), distance(3000, category="M"), distance(1200, "A", kind="team_sprint")]
)
def test_what_the_lists_have_no_table_for_earns_nothing(without: Distance) -> None:
    assert table_of(without, RULES) is None


def test_a_season_that_is_not_known_earns_nothing() -> None:
    assert table_of(distance(500), Rules(points_table="isu-2031-32")) is None
    assert table_of(distance(500), Rules()) is None


def test_a_distance_s_own_points_come_before_the_season_s() -> None:
    own = Distance(id="d", name="d", metres=500, category="W", division="A", points=(3, 2, 1))
    assert table_of(own, RULES) == (3, 2, 1)


def test_who_shares_a_rank_earns_the_points_of_the_higher_place() -> None:
    """1000 m men of World Cup 1: two at 1:07.01(2) were ninth and earned 32, the next was eleventh and earned 30."""
    ranking = [("a", 8), ("b", 9), ("c", 9), ("d", 11)]
    assert award(ranking, A_POINTS) == {"a": 34, "b": 32, "c": 32, "d": 30}


def test_below_the_table_a_rank_earns_nothing_and_without_a_rank_there_is_nothing_to_earn() -> None:
    assert award([("a", 2), ("b", 3), ("c", None)], (5, 3)) == {"a": 3, "b": 0}


def raced(event: ProgrammePublished) -> dict[str, int]:
    """Ann wins, Bea falls, Cis is disqualified, Dot does not come."""
    told = Telling().tell(event).start(1)
    told.finish(1, "ann", "1:15.00")
    told.tell(SkaterDidNotFinish(id="fall", distance="d", skater="bea"))
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="cis"))
    told.tell(SkaterDidNotStart(id="dns", distance="d", skater="dot"))
    of = told.distance.distance
    return points_of(of, told.state.rules, standings(told.distance, told.state.rules))


def one_distance(division: Division, *, rank_dnf: bool | None, rules: Rules = RULES) -> ProgrammePublished:
    told = programme([["ann", "bea"], ["cis", "dot"]], rules=rules)
    return replace(told, distances=(replace(told.distances[0], division=division, rank_dnf=rank_dnf),))


def test_who_falls_is_ranked_last_and_earns_points_where_the_distance_says_so() -> None:
    assert raced(one_distance("A", rank_dnf=True)) == {"ann": 60, "bea": 54}
    assert raced(one_distance("A", rank_dnf=False)) == {"ann": 60}


def test_the_competition_says_whether_a_fall_is_ranked_where_the_distance_does_not() -> None:
    ranking = Rules(points_table=SEASON, rank_dnf=True)
    assert raced(one_distance("B", rank_dnf=None, rules=ranking)) == {"ann": 28, "bea": 24}
    assert raced(one_distance("B", rank_dnf=False, rules=ranking)) == {"ann": 28}
    assert raced(one_distance("A", rank_dnf=None)) == {"ann": 60}
