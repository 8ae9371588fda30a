"""Records and bests: judged against the book as it stood at that moment (RULES.md 5.1)."""

from datetime import timedelta

import pytest

from iceline.race.events import (
    DistanceConfirmed,
    Event,
    PairCalled,
    PairStarted,
    PassingMeasured,
    ProgrammePublished,
    RecordRatified,
    RecordsPublished,
    Ref,
    ReskateGranted,
    RulingReversed,
    SkaterDisqualified,
)
from iceline.race.programme import Competition, Distance, Entry, Pair, Record, Rules, Skater
from iceline.race.record_book import judged as of_state
from iceline.race.records import Judged
from iceline.race.times import parse_time

from .telling import GUN, Telling, programme

BOOK = (
    Record(kind="WR", metres=1000, category="W", time_us=parse_time("1:11.61"), holder="Brittany Bowe"),
    Record(kind="OR", metres=1000, category="W", time_us=parse_time("1:13.19"), holder="Miho Takagi"),
)


def judged(told: Telling) -> Judged:
    return of_state(told.state, told.distance)


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


def kept(kind: str, time: str, country: str = "") -> Record:
    return Record(kind=kind, metres=1000, category="W", time_us=parse_time(time), country=country)


def meeting(*distances: str, **competition: object) -> ProgrammePublished:
    """Ann of NED, a junior, and Bea of NOR, each alone in pair 1 and 2 of every one of these distances."""
    pairs = tuple(
        Pair(number=n, entries=(Entry(skater=name, lane="inner", personal_best_us=parse_time("1:20.00")),))
        for n, name in enumerate(("ann", "bea"), 1)
    )
    return ProgrammePublished(
        id="programme",
        competition=Competition(name="Meeting", **competition),
        skaters=(
            Skater(id="ann", last_name="Ann", country="NED", junior=True),
            Skater(id="bea", last_name="Bea", country="NOR"),
        ),
        distances=tuple(Distance(id=d, name=d, metres=1000, category="W", pairs=pairs) for d in distances),
        records=(
            kept("WRJ", "1:14.00"), kept("TR", "1:15.00"), kept("NR", "1:15.00", "NED"), kept("NR", "1:13.50", "NOR"),
            kept("SLB", "1:12.00"),
        ),
    )  # fmt: skip


def test_a_junior_record_is_a_juniors_and_a_national_one_the_countrys_own() -> None:
    told = Telling().tell(meeting("d")).skate(1, ann="1:13.80").skate(2, bea="1:13.70")
    assert judged(told).marks == {"ann": ("WRJ", "TR", "NR", "PB"), "bea": ("TR", "PB")}
    assert {country: mark.skater for country, mark in judged(told).national.items()} == {"NED": "ann", "NOR": None}


@pytest.mark.parametrize(("altitude_m", "marks"), [(None, ("PB",)), (1380, ("PB",)), (1, ("SLB", "PB"))])
def test_a_sea_level_best_is_set_at_sea_level(altitude_m: int | None, marks: tuple[str, ...]) -> None:
    told = (
        Telling()
        .tell(meeting("d", altitude_m=altitude_m))
        .tell(RecordsPublished(id="book", as_of="2026-03-01", records=(kept("SLB", "1:12.00"),)))
    )
    assert judged(told.skate(2, bea="1:11.99")).marks["bea"] == marks


def test_a_record_is_pending_until_it_is_ratified() -> None:
    told = Telling().tell(meeting("d")).skate(2, bea="1:14.50")
    assert [(m.kind, m.skater, m.pending) for m in judged(told).book if m.kind == "TR"] == [("TR", "bea", True)]
    told.tell(RecordRatified(id="ratified", distance="d", skater="bea", kind="TR"))
    assert [(m.kind, m.skater, m.pending) for m in judged(told).book if m.kind == "TR"] == [("TR", "bea", False)]


def test_better_time_of_a_reskate_is_a_record_of_its_own_and_pending_again() -> None:
    """A re-skate's time is a normal record-eligible time (RULES.md 3), and a claim is ratified by itself (5.1)."""
    told = Telling().tell(meeting("d")).skate(2, bea="1:14.50")
    told.tell(RecordRatified(id="ratified", distance="d", skater="bea", kind="TR"))
    told.tell(ReskateGranted(id="again", distance="d", skater="bea", pair=3, lane="inner")).skate(3, bea="1:14.40")
    assert track_record(told) == ("bea", 74_400_000, True)
    told.tell(RecordRatified(id="ratified too", distance="d", skater="bea", kind="TR"))
    assert track_record(told) == ("bea", 74_400_000, False)


def test_ratification_comes_after_the_result_is_official_and_can_be_taken_back_then() -> None:
    told = Telling().tell(meeting("d")).skate(1, ann="1:15.20").skate(2, bea="1:14.50")
    told.tell(DistanceConfirmed(id="official", distance="d"))
    told.tell(RecordRatified(id="ratified", distance="d", skater="bea", kind="TR"))
    assert track_record(told) == ("bea", 74_500_000, False)
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="ratified")))
    assert track_record(told) == ("bea", 74_500_000, True)
    assert told.distance.official


def test_ratified_record_of_who_is_disqualified_is_nobodys_and_ratified_again_with_the_reversal() -> None:
    told = Telling().tell(meeting("d")).skate(2, bea="1:14.50")
    told.tell(RecordRatified(id="ratified", distance="d", skater="bea", kind="TR"))
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="bea"))
    assert track_record(told) == (None, 75_000_000, False)
    told.tell(RulingReversed(id="back", ruling=Ref(source="test", id="dq")))
    assert track_record(told) == ("bea", 74_500_000, False)


def track_record(told: Telling) -> tuple[str | None, int, bool]:
    return next((m.skater, m.time_us, m.pending) for m in judged(told).book if m.kind == "TR")


def test_two_divisions_of_one_distance_share_the_book_and_the_bests() -> None:
    told = Telling().tell(meeting("b", "d")).skate(1, ann="1:14.20")
    for event in ("pair_called", "pair_started", "passing_measured"):
        told.tell(of_division_b(event, "1:13.90"))
    assert judged(told).marks == {"ann": ()}, "she skated 1:13.90 in the other division before"
    assert of_state(told.state, told.state.distances["b"]).marks == {"ann": ("WRJ", "TR", "NR", "PB")}


def of_division_b(kind: str, time: str) -> Event:
    """Ann's race in the other distance, an hour before."""
    match kind:
        case "pair_called":
            return PairCalled(id="b-call", distance="b", pair=1)
        case "pair_started":
            return PairStarted(id="b-gun", distance="b", pair=1, started_at=GUN - timedelta(hours=1))
        case _:
            return PassingMeasured(
                id="b", distance="b", pair=1, skater="ann", how="optical", elapsed_us=parse_time(time), metres=1000
            )
