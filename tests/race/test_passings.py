"""Which measurement counts: sources, corrections, cancelled starts, crossings that do not say where they were."""

from itertools import permutations

import pytest

from iceline.errors import Refused
from iceline.race.events import (
    Event,
    How,
    PairCalled,
    PassingAssigned,
    PassingMeasured,
    PassingVoided,
    Ref,
    SourceSelected,
    StartCancelled,
)
from iceline.race.passings import Split
from iceline.race.races import races

from .telling import Telling, programme


def started(metres: int = 1000) -> Telling:
    return Telling().tell(programme([["ann", "bea"]], metres=metres)).start(1)


def splits(told: Telling, skater: str = "ann") -> tuple[Split, ...]:
    return races(told.distance)[skater].counted.splits


def times_us(told: Telling, skater: str = "ann") -> dict[float, int]:
    return {s.metres: s.elapsed_us for s in splits(told, skater)}


def measured(name: str, how: How, elapsed_us: int, metres: float | None = 1000) -> PassingMeasured:
    return PassingMeasured(id=name, distance="d", pair=1, skater="ann", how=how, elapsed_us=elapsed_us, metres=metres)


def test_photo_finish_goes_before_optical_before_transponder_before_hand() -> None:
    said: list[tuple[How, int]] = [
        ("hand", 75_400_000), ("transponder", 75_304_000), ("optical", 75_302_000), ("photo_finish", 75_301_000),
    ]  # fmt: skip
    told = started()
    for how, elapsed_us in said:
        told.tell(measured(how, how, elapsed_us))
        assert splits(told)[-1].how == how
        assert times_us(told) == {1000: elapsed_us}


def test_late_photo_finish_replaces_transponder_time() -> None:
    told = started()
    told.pass_line(1, "ann", "1:19.24", 1000, how="transponder", us=7_900)
    told.pass_line(1, "ann", "1:19.24", 1000, how="photo_finish", us=8_000)
    assert times_us(told) == {1000: 79_248_000}


def test_selected_source_counts_instead() -> None:
    told = started().tell(measured("o", "optical", 75_302_000), measured("t", "transponder", 75_304_000))
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"))
    assert times_us(told) == {1000: 75_304_000}


def test_selecting_after_the_photo_finish_overrules_it() -> None:
    told = started().tell(measured("t", "transponder", 75_304_000), measured("p", "photo_finish", 75_301_000))
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"))
    assert times_us(told) == {1000: 75_304_000}


def test_photo_finish_read_after_the_selection_counts() -> None:
    told = started().tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"))
    told.tell(measured("t", "transponder", 75_304_000), measured("p", "photo_finish", 75_301_000))
    assert times_us(told) == {1000: 75_301_000}


def test_selected_source_shows_nothing_until_it_has_measured() -> None:
    told = started().tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder"))
    told.tell(measured("o", "optical", 18_000_000, 200))
    assert splits(told) == ()


def test_selection_for_one_split_leaves_the_others() -> None:
    told = started()
    for metres, text in ((200, "18.00"), (600, "46.00")):
        told.pass_line(1, "ann", text, metres, how="optical")
        told.pass_line(1, "ann", text, metres, how="transponder", us=5_000)
    told.tell(SourceSelected(id="choice", distance="d", pair=1, how="transponder", skater="ann", metres=600))
    assert times_us(told) == {200: 18_000_000, 600: 46_005_000}


def test_second_reading_of_the_photo_finish_replaces_the_first() -> None:
    told = started().tell(measured("p1", "photo_finish", 75_301_000), measured("p2", "photo_finish", 75_309_000))
    assert times_us(told) == {1000: 75_309_000}


def test_voided_passing_never_happened() -> None:
    told = started()
    phantom = told.pass_line(1, "ann", "17.99", 200)
    told.pass_line(1, "ann", "18.10", 200, how="transponder")
    told.tell(PassingVoided(id="void", passing=phantom))
    assert times_us(told) == {200: 18_100_000}


def test_passing_booked_on_the_wrong_skater_moves() -> None:
    told = started()
    wrong = told.pass_line(1, "ann", "18.10", 200)
    told.tell(PassingAssigned(id="assign", passing=wrong, skater="bea"))
    assert times_us(told) == {}
    assert times_us(told, "bea") == {200: 18_100_000}


def test_passings_of_a_cancelled_start_are_void() -> None:
    told = started()
    told.pass_line(1, "ann", "18.10", 200)
    told.tell(StartCancelled(id="false", distance="d", pair=1, reason="false start"))
    assert times_us(told) == {}
    told.gun(1, after_s=60)
    told.pass_line(1, "ann", "18.30", 200)
    assert times_us(told) == {200: 18_300_000}


def test_pair_that_is_skated_again_keeps_what_stands_until_the_new_run_has_got_as_far() -> None:
    told = started()
    for skater in ("ann", "bea"):
        told.finish(1, skater, "1:15.00")
    told.tell(PairCalled(id="again", distance="d", pair=1)).gun(1, after_s=600)
    told.pass_line(1, "ann", "18.00", 200)
    assert told.row("ann").finished_us == 75_000_000
    told.pass_line(1, "ann", "46.00", 600)
    told.finish(1, "ann", "1:14.00")
    assert told.row("ann").finished_us == 74_000_000


LAPS_OF_5000 = [20.3, 51.8, 83.77, 115.89, 148.11, 180.43, 212.69, 245.2, 277.84, 310.6, 343.5, 376.6, 409.9]


def test_course_decides_which_split_a_crossing_was() -> None:
    told = started(5000)
    for second in LAPS_OF_5000:
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
        told.tell(measured(f"o{second}", "optical", int(second * 1_000_000) + 4_000, None))
    assert list(times_us(told)) == [200, *range(600, 5001, 400)]
    assert all(s.how == "optical" for s in splits(told))


def test_missed_crossing_leaves_a_hole_and_not_a_shift() -> None:
    told = started(5000)
    for second in LAPS_OF_5000[:4] + LAPS_OF_5000[5:]:
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
    assert 1800 not in times_us(told)
    assert times_us(told)[2200] == 180_430_000
    after_hole = next(s for s in splits(told) if s.metres == 2200)
    assert after_hole.lap_cs is None


def test_phantom_in_the_middle_of_a_lap_is_booked_nowhere() -> None:
    told = started(5000)
    for second in (*LAPS_OF_5000[:5], 168.0, *LAPS_OF_5000[5:]):
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
    assert list(times_us(told).values()) == [round(s * 1_000_000) for s in LAPS_OF_5000]


def test_slow_junior_does_not_finish_a_lap_early() -> None:
    told = started()
    for second in (28.0, 75.0, 124.0):
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
    assert times_us(told) == {200: 28_000_000, 600: 75_000_000, 1000: 124_000_000}


def test_fall_makes_one_long_lap_and_not_two() -> None:
    told = started(3000)
    laps = [20.0, 52.0, 84.0, 132.0, 164.0, 196.0, 228.0, 260.0]
    for second in laps:
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
    assert list(times_us(told).values()) == [int(s * 1_000_000) for s in laps]


def test_two_hits_within_a_millisecond_of_each_other_at_two_lines_stop_no_screen() -> None:
    told = started(1500)
    for metres, time, us in ((300, "50.00", 1_000), (700, "50.00", 4_000), (1100, "1:16.00", 0)):
        told.pass_line(1, "ann", time, metres, us=us)
    assert [s.suspicious for s in splits(told)][1]


def test_both_ankles_are_one_crossing_and_the_first_counts() -> None:
    told = started(5000)
    for second in LAPS_OF_5000:
        told.tell(measured(f"l{second}", "transponder", int(second * 1_000_000) + 300_000, None))
        told.tell(measured(f"r{second}", "transponder", int(second * 1_000_000), None))
    assert list(times_us(told).values()) == [int(s * 1_000_000) for s in LAPS_OF_5000]


def test_crossings_after_the_finish_are_booked_nowhere() -> None:
    told = started()
    for second in (18.0, 45.0, 74.0, 110.0, 150.0):
        told.tell(measured(f"t{second}", "transponder", int(second * 1_000_000), None))
    assert list(times_us(told)) == [200, 600, 1000]


def test_order_in_which_passings_arrive_does_not_matter() -> None:
    facts = [
        measured("t1", "transponder", 18_004_000, 200),
        measured("o1", "optical", 18_000_000, 200),
        measured("t2", "transponder", 46_000_000, 600),
        measured("o3", "optical", 75_000_000, 1000),
    ]
    seen = {splits(started().tell(*order)) for order in permutations(facts)}
    assert len(seen) == 1


def test_lap_far_from_the_one_before_is_flagged_and_kept() -> None:
    told = started(3000)
    for metres, time in ((200, "20.00"), (600, "52.00"), (1000, "1:24.00"), (1400, "2:09.00")):
        told.pass_line(1, "ann", time, metres)
    assert [s.suspicious for s in splits(told)] == [False, False, False, True]


def test_split_not_later_than_the_one_before_has_no_lap_and_is_flagged() -> None:
    told = started()
    told.pass_line(1, "ann", "50.00", 200)
    told.pass_line(1, "ann", "46.00", 600)
    assert splits(told)[1].lap_cs is None
    assert splits(told)[1].suspicious


REFUSED: list[tuple[str, Event]] = [
    ("unknown_distance", PairCalled(id="x", distance="no", pair=1)),
    ("unknown_pair", PassingMeasured(id="x", distance="d", pair=9, how="hand", lane="inner", elapsed_us=20_000_000)),
    ("not_in_pair", PassingMeasured(id="x", distance="d", pair=1, how="hand", skater="eve", elapsed_us=20_000_000)),
    ("ambiguous", PassingMeasured(id="x", distance="d", pair=1, how="hand", elapsed_us=20_000_000)),
    ("ambiguous", PassingMeasured(id="x", distance="d", pair=1, how="hand", lane="inner")),
    ("not_started", PassingMeasured(id="x", distance="d", pair=2, how="hand", lane="inner", elapsed_us=20_000_000)),
    ("impossible_time", PassingMeasured(id="x", distance="d", pair=1, how="hand", lane="inner", elapsed_us=-5)),
    ("impossible_time", measured("x", "hand", 40_000_000)),
    ("impossible_time", measured("x", "hand", 10**13)),
    ("not_a_split", measured("x", "hand", 40_000_000, 400)),
    ("unknown_passing", PassingVoided(id="x", passing=Ref(source="test", id="nothing"))),
    ("not_in_pair", SourceSelected(id="x", distance="d", pair=1, how="hand", skater="cis")),
]  # fmt: skip


@pytest.mark.parametrize(("code", "event"), REFUSED)
def test_what_cannot_be_true_is_refused_with_its_code(code: str, event: Event) -> None:
    told = Telling().tell(programme([["ann", "bea"], ["cis", "dot"]])).start(1)
    before = told.state
    with pytest.raises(Refused) as refused:
        told.tell(event)
    assert refused.value.code == code
    assert told.state is before
