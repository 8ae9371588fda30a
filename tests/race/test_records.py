"""Records and bests: judged against the book as it stood at that moment (RULES.md 5.1)."""

import pytest

from iceline.race.events import SkaterDisqualified
from iceline.race.programme import Record, Rules
from iceline.race.records import Judged, judge
from iceline.race.times import parse_time

from .telling import Telling, programme

BOOK = (
    Record(kind="WR", metres=1000, category="W", time_us=parse_time("1:11.61"), holder="Brittany Bowe"),
    Record(kind="OR", metres=1000, category="W", time_us=parse_time("1:13.19"), holder="Miho Takagi"),
)


def judged(told: Telling) -> Judged:
    rules = told.state.rules
    finishes = [r.race.counted for r in told.table.rows if r.finished_us is not None]
    return judge(told.state.book(told.distance.distance), finishes, eligible=rules.record_eligible)


def test_record_falls_twice_in_one_session() -> None:
    told = Telling().tell(programme([["kok"], ["leerdam"], ["slow"]], records=BOOK))
    told.skate(1, kok="1:12.59").skate(2, leerdam="1:12.31").skate(3, slow="1:12.80")
    result = judged(told)
    assert result.marks == {"kok": ("OR",), "leerdam": ("OR",), "slow": ()}
    assert [(m.kind, m.skater, m.time_us) for m in result.book] == [
        ("WR", None, 71_610_000), ("OR", "leerdam", 72_310_000),
    ]  # fmt: skip


def test_record_of_a_skater_who_is_disqualified_later_never_was() -> None:
    told = Telling().tell(programme([["kok"], ["slow"]], records=BOOK)).skate(1, kok="1:12.59").skate(2, slow="1:12.80")
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="kok"))
    assert judged(told).marks == {"slow": ("OR",)}


def test_equal_record_is_marked_as_equalled() -> None:
    told = Telling().tell(programme([["kok"]], records=BOOK)).skate(1, kok="1:13.19")
    assert judged(told).marks["kok"] == ("=OR",)


def test_world_record_is_an_olympic_record_and_a_best_too() -> None:
    told = Telling().tell(programme([["kok"]], records=BOOK, bests={"kok": "1:12.00"})).skate(1, kok="1:11.60")
    assert judged(told).marks["kok"] == ("WR", "OR", "PB")


def test_record_without_officials_is_none() -> None:
    told = Telling().tell(programme([["kok"]], records=BOOK, rules=Rules(record_eligible=False)))
    assert judged(told.skate(1, kok="1:10.00")).marks["kok"] == ()


@pytest.mark.parametrize(("time", "marks"), [("1:14.99", ("PB",)), ("1:15.00", ())])
def test_personal_best_is_beaten_by_a_hundredth(time: str, marks: tuple[str, ...]) -> None:
    told = Telling().tell(programme([["ann"]], bests={"ann": "1:15.00"})).skate(1, ann=time)
    assert judged(told).marks["ann"] == marks


def test_first_across_the_line_breaks_the_record_of_the_book_and_the_second_that_of_the_first() -> None:
    told = Telling().tell(programme([["ann", "bea"]], records=BOOK)).start(1)
    told.finish(1, "bea", "1:12.70")
    told.finish(1, "ann", "1:12.60")
    assert judged(told).marks == {"ann": ("OR",), "bea": ()}
