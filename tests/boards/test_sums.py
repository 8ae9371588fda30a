"""What adds up over distances is told as the API describes it."""

import orjson
from pydantic import TypeAdapter

from iceline.answers import CombinationsAnswer, SeriesAnswer
from iceline.boards.sums import combinations_board, series_board
from iceline.race.state import State
from tests.race.telling import Telling
from tests.race.test_samalog import allround, combined, skate, start
from tests.race.test_series import cup, pass_line

COMBINATIONS = TypeAdapter(CombinationsAnswer)
SERIES = TypeAdapter(SeriesAnswer)


def test_before_the_programme_nothing_adds_up() -> None:
    assert (combinations_board(State()), series_board(State())) == ({"combinations": []}, {"series": []})


def test_the_overall_tells_points_gaps_and_what_is_needed() -> None:
    told = Telling().tell(combined(["ann", "bea", "cis"]))
    skate(told, "d1", ann="36.00", bea="36.25", cis="36.00")
    skate(told, "d2", ann="1:12.00", cis="1:12.80")
    start(told, "d2", "bea")
    (combination,) = COMBINATIONS.validate_json(orjson.dumps(combinations_board(told.state))).combinations
    assert (combination.current, combination.qualification) == ("d2", None)
    ann, cis, bea = combination.standings
    assert (ann.place, ann.points, ann.total, ann.gap) == (1, ["36.000", "36.000"], "72.000", None)
    assert (cis.gap, cis.gap_next) == ("+0.400", "+0.40")
    assert (bea.before, bea.start_gap, bea.start_gap_time) == ("36.250", "+0.250", "+0.50")
    assert [(n.place, n.skater, n.time) for n in bea.needed] == [(1, "ann", "1:11.49"), (2, "cis", "1:12.29")]


def test_the_overall_tells_who_skates_the_last_distance() -> None:
    (combination,) = COMBINATIONS.validate_json(orjson.dumps(combinations_board(allround().state))).combinations
    assert combination.qualification is not None
    assert [q.by for q in combination.qualification.skaters] == ["both"] * 6 + ["fill"] * 2


def test_a_series_tells_what_was_carried_and_earned() -> None:
    told = Telling().tell(cup({"ann": 10}))
    pass_line(told, "a", "ann", "1:15.00", 1000)
    (series,) = SERIES.validate_json(orjson.dumps(series_board(told.state))).series
    ann = series.standings[0]
    assert (ann.rank, ann.points, ann.carried, ann.earned) == (1, 70, 10, {"a": 60})
    assert [d.id for d in series.distances] == ["a", "b"]
