"""Knock-outs: who wins a heat, what is printed of it, and the ranking of the event (RULES.md 4.2)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iceline.errors import Refused
from iceline.race.brackets import Bracket, bracket, events_of
from iceline.race.events import (
    Event,
    HeatWon,
    Ref,
    RulingReversed,
    SkaterDidNotFinish,
    SkaterDisqualified,
    SkaterWithdrawn,
)
from iceline.race.heats import winner_of
from iceline.race.programme import Distance

from .teaming import on_ice, skate, team_distance, teams_programme
from .telling import Telling

TEAMS = ("ned", "nor", "can", "usa", "jpn", "ger", "chn", "pol")
QUARTERS = [("pol", "chn"), ("ger", "jpn"), ("usa", "can"), ("nor", "ned")]
TIMES_US = {team: 172_000_000 + 1_000_000 * place for place, team in enumerate(TEAMS)}
"""In the quarter-finals the Netherlands were the fastest, Poland the slowest."""


def event(*finals: tuple[str, list[str]], semis: list[tuple[str, str]] | None = None) -> list[Distance]:
    quarter = team_distance(QUARTERS, key="q", phase="quarter_final", qualify=4)
    semi = team_distance(semis or [], key="s", phase="semi_final", knock_out=True)
    return [quarter, semi, *(_final(name, teams) for name, teams in finals)]


def _final(name: str, teams: list[str]) -> Distance:
    return team_distance([teams] if teams else [], key=f"f{name}", phase="final", heat=name, knock_out=True)


def after_quarters(distances: list[Distance]) -> Telling:
    told = Telling().tell(teams_programme(*distances))
    for number, teams in enumerate(QUARTERS, 1):
        skate(told, "q", number, **{team: TIMES_US[team] for team in teams})
    return told


SEMIS = [("ned", "usa"), ("nor", "can")]
FINALS = [("A", ["ned", "nor"]), ("B", ["usa", "can"]), ("C", ["jpn", "ger"]), ("D", ["chn", "pol"])]


def all_skated() -> Telling:
    """The favourites win every heat but final C, which Germany wins."""
    told = after_quarters(event(*FINALS, semis=SEMIS))
    skate(told, "s", 1, ned=173_000_000, usa=174_000_000)
    skate(told, "s", 2, nor=173_500_000, can=175_000_000)
    skate(told, "fA", 1, ned=171_000_000, nor=172_000_000)
    skate(told, "fB", 1, usa=173_000_000, can=174_000_000)
    skate(told, "fC", 1, jpn=176_000_000, ger=175_000_000)
    return skate(told, "fD", 1, chn=177_000_000, pol=178_000_000)


def tree(told: Telling) -> Bracket:
    found = bracket(told.state, "event")
    assert found is not None
    return found


def ranking(told: Telling) -> dict[str, int | None]:
    return {placing.team: placing.rank for placing in tree(told).ranking}


def test_four_fastest_of_the_quarter_finals_meet_in_the_semi_finals() -> None:
    told = after_quarters(event(("C", []), ("D", [])))
    assert [heat.due for heat in tree(told).semi_finals] == [("ned", "usa"), ("nor", "can")]
    assert {heat.name: heat.due for heat in tree(told).finals} == {
        "A": (), "B": (), "C": ("jpn", "ger"), "D": ("chn", "pol"),
    }  # fmt: skip
    assert set(ranking(told).values()) == {None}


def test_nobody_is_due_anywhere_while_a_quarter_final_is_to_come() -> None:
    told = Telling().tell(teams_programme(*event(*FINALS[:2])))
    skate(told, "q", 1, pol=TIMES_US["pol"], chn=TIMES_US["chn"])
    assert [heat.due for heat in tree(told).semi_finals] == [(), ()]
    assert set(ranking(told).values()) == {None}


def test_winners_of_the_semi_finals_meet_for_gold_and_losers_for_bronze() -> None:
    told = after_quarters(event(semis=SEMIS))
    skate(told, "s", 1, ned=173_000_000, usa=172_999_000)
    skate(told, "s", 2, nor=173_500_000, can=175_000_000)
    assert {heat.name: heat.due for heat in tree(told).finals} == {"A": ("usa", "nor"), "B": ("ned", "can")}


def test_finals_give_two_places_each() -> None:
    assert ranking(all_skated()) == {"ned": 1, "nor": 2, "usa": 3, "can": 4, "ger": 5, "jpn": 6, "chn": 7, "pol": 8}


def test_without_finals_c_and_d_the_quarter_final_times_rank_the_rest() -> None:
    told = after_quarters(event(*FINALS[:2], semis=SEMIS))
    assert ranking(told) == dict.fromkeys(TEAMS[:4]) | {"jpn": 5, "ger": 6, "chn": 7, "pol": 8}


def test_equal_quarter_final_times_share_a_rank() -> None:
    told = Telling().tell(teams_programme(*event(*FINALS[:2])))
    for number, teams in enumerate(QUARTERS, 1):
        times = {team: TIMES_US["ger"] if team == "chn" else TIMES_US[team] for team in teams}
        skate(told, "q", number, **times)
    assert {team: ranking(told)[team] for team in TEAMS[4:]} == {"jpn": 5, "ger": 6, "chn": 6, "pol": 8}


def test_who_is_disqualified_in_a_final_has_no_place_and_gets_it_back_with_the_reversal() -> None:
    told = all_skated()
    told.tell(SkaterDisqualified(id="dq", distance="fA", skater="ned"))
    assert (ranking(told)["ned"], ranking(told)["nor"]) == (None, 1)
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="dq")))
    assert (ranking(told)["ned"], ranking(told)["nor"]) == (1, 2)


def test_who_falls_in_a_final_has_lost_it() -> None:
    told = all_skated().tell(SkaterDidNotFinish(id="fall", distance="fB", skater="usa"))
    assert (ranking(told)["usa"], ranking(told)["can"]) == (4, 3)


def test_team_that_overtakes_has_won_without_a_time() -> None:
    told = on_ice("ned", "nor", knock_out=True)
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="nor", how="overtaken"))
    assert [(r.skater, r.race.status, r.rank, r.finished_us) for r in told.table.rows] == [
        ("nor", "WOT", 1, None), ("ned", "LOT", 2, None),
    ]  # fmt: skip
    assert winner_of(told.distance, told.distance.pairs[1]) == "nor"


def test_time_of_the_team_that_overtakes_is_shown_if_it_has_one() -> None:
    told = on_ice("ned", "nor", knock_out=True)
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="nor", how="overtaken"))
    told.finish(1, "nor", "2:55.00")
    told.finish(1, "ned", "2:54.00")
    assert [(r.skater, r.race.status, r.rank) for r in told.table.rows] == [("nor", "finished", 1), ("ned", "LOT", 2)]


def test_walkover_needs_no_start() -> None:
    told = Telling().tell(teams_programme(team_distance([["ned", "nor"]], knock_out=True)))
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="ned", how="walkover"))
    assert [(r.skater, r.race.status, r.rank) for r in told.table.rows] == [("ned", "WO", 1), ("nor", "DNS", None)]


def test_withdrawal_says_more_than_that_a_team_did_not_come() -> None:
    told = Telling().tell(teams_programme(team_distance([["ned", "nor"]], knock_out=True)))
    told.tell(SkaterWithdrawn(id="out", distance="d", skater="nor"))
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="ned", how="walkover"))
    assert {r.skater: r.race.status for r in told.table.rows} == {"ned": "WO", "nor": "WDR"}


def test_decision_taken_back_leaves_it_to_the_clock() -> None:
    told = on_ice("ned", "nor", knock_out=True)
    told.tell(HeatWon(id="won", distance="d", pair=1, skater="nor", how="overtaken"))
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="won")))
    told.finish(1, "nor", "2:55.00")
    assert winner_of(told.distance, told.distance.pairs[1]) is None
    told.finish(1, "ned", "2:54.00")
    assert winner_of(told.distance, told.distance.pairs[1]) == "ned"


def test_winner_of_a_slow_heat_is_before_the_loser_of_a_fast_one() -> None:
    distance = team_distance([["ned", "nor"], ["can", "usa"]], knock_out=True)
    told = Telling().tell(teams_programme(distance))
    skate(told, "d", 1, ned=172_000_000, nor=172_100_000)
    skate(told, "d", 2, can=175_000_000, usa=176_500_000)
    assert [(r.skater, r.rank, r.gap_cs) for r in told.table.rows] == [
        ("ned", 1, None), ("can", 1, None), ("nor", 3, 10), ("usa", 3, 150),
    ]  # fmt: skip


def test_thousandth_decides_a_heat_and_is_shown_and_a_dead_heat_is_left_to_the_officials() -> None:
    heat = teams_programme(team_distance([["ned", "nor"]], knock_out=True))
    told = skate(Telling().tell(heat), "d", 1, ned=172_003_000, nor=172_002_000)
    assert [(r.skater, r.decided) for r in told.table.rows] == [("nor", True), ("ned", True)]
    assert winner_of(told.distance, told.distance.pairs[1]) == "nor"
    level = skate(Telling().tell(heat), "d", 1, ned=172_003_000, nor=172_003_900)
    assert winner_of(level.distance, level.distance.pairs[1]) is None


def test_only_the_team_that_is_in_the_heat_can_win_it() -> None:
    with pytest.raises(Refused) as refused:
        on_ice("ned", "nor", knock_out=True).tell(
            HeatWon(id="won", distance="d", pair=1, skater="can", how="overtaken")
        )
    assert refused.value.code == "not_in_pair"


def test_events_are_those_with_a_quarter_final() -> None:
    told = Telling().tell(teams_programme(*event(*FINALS)))
    assert events_of(told.state) == ["event"]
    assert bracket(told.state, "no such event") is None


@st.composite
def corrections(draw: st.DrawFn) -> list[Event]:
    """Rulings, decisions and what takes them back, of any heat."""
    told: list[Event] = []
    for number in range(draw(st.integers(0, 8))):
        distance, pair, teams = draw(
            st.sampled_from(
                [("s", n, heat) for n, heat in enumerate(SEMIS, 1)] + [(f"f{name}", 1, heat) for name, heat in FINALS]
            )
        )
        team, name = draw(st.sampled_from(list(teams))), f"c{number}"
        kinds: list[Event] = [
            SkaterDisqualified(id=name, distance=distance, skater=team, pair=pair),
            SkaterDidNotFinish(id=name, distance=distance, skater=team, pair=pair),
            HeatWon(
                id=name, distance=distance, pair=pair, skater=team, how=draw(st.sampled_from(["overtaken", "walkover"]))
            ),
            RulingReversed(id=name, ruling=Ref(source="test", id=f"c{draw(st.integers(0, 8))}")),
        ]
        told.append(draw(st.sampled_from(kinds)))
    return told


@settings(max_examples=60, deadline=None)
@given(corrections())
def test_every_team_is_ranked_once_and_no_place_is_given_twice(said: list[Event]) -> None:
    told = all_skated()
    for correction in said:
        try:
            told.tell(correction)
        except Refused:
            continue
    found = tree(told)
    assert sorted(p.team for p in found.ranking) == sorted(TEAMS)
    ranks = [p.rank for p in found.ranking if p.rank is not None]
    assert ranks == sorted(set(ranks))
    for final in found.finals:
        first = 1 + 2 * "ABCD".index(final.name)
        given_here = {p.rank for p in found.ranking if p.team in final.teams and p.rank is not None}
        assert given_here <= {first, first + 1}
        assert (first in given_here) == (final.winner is not None)


@settings(max_examples=40, deadline=None)
@given(corrections(), st.randoms())
def test_ranking_does_not_depend_on_the_order_of_what_was_said_of_different_heats(
    said: list[Event], chance: object
) -> None:
    """One word a team, none taken back, in any order."""
    words = {(e.distance, e.skater): e for e in said if isinstance(e, SkaterDisqualified | SkaterDidNotFinish)}
    in_turn, mixed = all_skated().tell(*words.values()), list(words.values())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert ranking(in_turn) == ranking(all_skated().tell(*(replace(e) for e in mixed)))
