"""The women's 1000 m of 2026 comes out as published, whatever the seed draws for the rest."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from iceline_simulator.racefile import Distance, Entry
from iceline_simulator.reading import read
from iceline_simulator.times import official, parse, show
from tests.simulator.fields import Field, field_of

DATA = Path(os.environ.get("ICELINE_DATA") or Path(__file__).parents[2] / ".." / "shared" / "data")
PUBLISHED = DATA / "olympics2026" / "w1000_partial.json"

TOP_SIX = ["leerdam", "kok", "takagi", "bowe", "lamarche", "jackson"]
BASES = {"stated": "published", "deduced": "deduced", None: "generated"}
SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 42, 2026]


@pytest.fixture(scope="module")
def distance() -> Distance:
    return read("olympic-w1000-2026").distances[0]


@pytest.fixture(scope="module", params=SEEDS)
def field(request: pytest.FixtureRequest, distance: Distance) -> Field:
    return field_of(distance, request.param)


@pytest.fixture(scope="module")
def published() -> dict[str, Any]:
    if not PUBLISHED.exists():
        pytest.skip(f"the published facts are not here: {PUBLISHED} (set ICELINE_DATA)")
    facts: dict[str, Any] = json.loads(PUBLISHED.read_text())
    return facts


def entry_of(distance: Distance, skater: str) -> tuple[int, Entry]:
    return next((p.number, e) for p in distance.pairs for e in p.entries if e.skater == skater)


def test_there_are_fifteen_pairs_of_two_and_a_break_after_the_eighth(distance: Distance) -> None:
    assert [pair.number for pair in distance.pairs] == list(range(1, 16))
    assert all(len(pair.entries) == 2 for pair in distance.pairs)
    assert [pause.after_pair for pause in distance.breaks] == [8]


def test_the_records_are_those_before_the_race() -> None:
    records = {record.kind: (show(record.time), record.holder) for record in read("olympic-w1000-2026").records}
    assert records == {"WR": ("1:11.61", "Brittany Bowe"), "OR": ("1:13.19", "Miho Takagi")}


def test_nobody_is_invented_and_no_personal_best_is_made_up(distance: Distance) -> None:
    race = read("olympic-w1000-2026")
    unnamed = [skater for skater in race.skaters if skater.last_name == "Unnamed entry"]
    assert len(race.skaters) == 30
    assert len(unnamed) == 8
    assert all(skater.country == "" for skater in unnamed)
    assert all(entry.personal_best is None for pair in distance.pairs for entry in pair.entries)


def test_the_lead_changes_as_it_did(field: Field) -> None:
    leaders = [(field.standings(n)[0], show(field.elapsed_us[field.standings(n)[0]][1000])) for n in range(1, 16)]
    assert leaders[:10] == [("schulting", "1:15.46")] * 10
    assert leaders[10:12] == [("jackson", "1:15.00")] * 2
    assert leaders[12:14] == [("kok", "1:12.59")] * 2
    assert leaders[14] == ("leerdam", "1:12.31")


def test_the_final_order_is_the_published_one(field: Field) -> None:
    order = field.standings()
    assert order[:6] == TOP_SIX
    assert order[6:9] == ["yamada", "schulting", "lee"]
    assert set(order[9:11]) == {"zdrahalova", "smeding"}
    assert order[11:15] == ["yin", "han", "morozova", "czerwonka"]
    assert (order[17], order[21], order[23], order[24], order[29]) == ("kim", "bosiek", "herzog", "vigl", "rosner")


def test_the_tie_of_the_tenth_and_eleventh_is_decided_by_thousandths(field: Field) -> None:
    tenth, eleventh = (field.elapsed_us[skater][1000] for skater in ("zdrahalova", "smeding"))
    assert official(tenth) == official(eleventh) == parse("1:15.83")
    assert tenth // 1000 < eleventh // 1000


def test_no_other_two_share_a_hundredth(field: Field) -> None:
    times = [field.official(skater, 1000) for skater in field.pair]
    assert len(set(times)) == 29


def test_yamada_is_between_jackson_and_schulting(field: Field) -> None:
    assert parse("1:15.00") < field.official("yamada", 1000) < parse("1:15.46")


def test_kok_opens_fastest_and_leerdam_leads_her_by_nineteen_hundredths_at_six_hundred(field: Field) -> None:
    assert field.order(200)[0] == "kok"
    assert parse("17.40") <= field.official("kok", 200) <= parse("17.49")
    assert field.official("kok", 600) - field.official("leerdam", 600) == parse("0.19")


def test_leerdam_skates_the_fastest_of_both_full_laps(field: Field) -> None:
    assert parse("17.60") <= field.official("leerdam", 200) <= parse("17.69")
    assert parse("26.50") <= field.lap("leerdam", 200, 600) <= parse("26.59")
    assert parse("28.03") <= field.lap("leerdam", 600, 1000) <= parse("28.21")
    for start in (200, 600):
        laps = {skater: field.lap(skater, start, start + 400) for skater in field.pair}
        assert min(laps, key=lambda skater: laps[skater]) == "leerdam"


def test_takagi_opens_faster_than_leerdam_and_is_behind_at_six_hundred(field: Field) -> None:
    assert field.official("takagi", 200) < field.official("leerdam", 200)
    assert field.official("takagi", 600) > field.official("leerdam", 600)


def test_kim_is_fastest_then_third_then_tenth(field: Field) -> None:
    assert [show(field.elapsed_us["kim"][metres]) for metres in (200, 600, 1000)] == ["17.83", "45.33", "1:16.24"]
    assert [field.rank("kim", metres, 11) for metres in (200, 600, 1000)] == [1, 3, 10]


def test_lee_is_ninth_at_two_hundred_of_all_and_third_after_her_pair(field: Field) -> None:
    assert [show(field.elapsed_us["lee"][metres]) for metres in (200, 600, 1000)] == ["17.90", "45.49", "1:15.76"]
    assert field.rank("lee", 200) == 9
    assert field.rank("lee", 1000, 12) == 3


def test_places_at_the_own_finish_are_as_told(field: Field) -> None:
    assert field.rank("czerwonka", 1000, 6) == 2
    assert field.standings(10)[:3] == ["schulting", "zdrahalova", "yin"]
    assert field.rank("bosiek", 1000, 10) == 12
    assert field.rank("lamarche", 1000, 14) == 3


def test_only_one_of_pairs_two_to_eight_comes_within_half_a_second_of_schulting(field: Field) -> None:
    limit_us = parse("1:15.46") + parse("0.50")
    near = [
        skater for skater, pair in field.pair.items() if 2 <= pair <= 8 and field.official(skater, 1000) <= limit_us
    ]
    assert near == ["zdrahalova"]


def test_czerwonka_is_long_among_the_three_fastest_of_the_last_lap(field: Field) -> None:
    for through in range(6, 11):
        last_laps = {skater: field.lap(skater, 600, 1000) for skater, pair in field.pair.items() if pair <= through}
        assert sorted(last_laps.values()).index(last_laps["czerwonka"]) < 3


def test_laps_of_everybody_look_like_skating(field: Field) -> None:
    for skater in field.pair:
        assert parse("17.40") <= field.official(skater, 200) <= parse("19.40")
        assert parse("26.50") <= field.lap(skater, 200, 600) <= parse("29.40")
        assert parse("28.00") <= field.lap(skater, 600, 1000) <= parse("32.00")
        assert field.lap(skater, 200, 600) < field.lap(skater, 600, 1000)


def test_the_expected_results_of_the_file_are_those_of_the_race(distance: Distance, field: Field) -> None:
    assert [line.skater for line in distance.expected] == field.standings()
    assert [line.rank for line in distance.expected] == list(range(1, 31))
    for line in distance.expected:
        assert line.time is None or line.time == field.official(line.skater, 1000)


def test_every_published_result_is_in_the_file_as_published(published: dict[str, Any], distance: Distance) -> None:
    ids = {f"{s.first_name} {s.last_name}": s.id for s in read("olympic-w1000-2026").skaters}
    ranks = {line.skater: line.rank for line in distance.expected}
    for result in published["results"]:
        number, entry = entry_of(distance, ids[result["name"]])
        assert result["rank"] is None or ranks[entry.skater] == result["rank"], result["name"]
        assert entry.pair_basis == "generated" if result["pair"] is None else number == result["pair"], result["name"]
        if result["lane"] is not None:
            assert entry.lane == result["lane"], result["name"]
        assert (
            entry.lane_basis == {"stated": "published", "deduced": "deduced", None: "generated"}[result["lane_basis"]]
        )
        if result["time"] is not None:
            assert entry.time is not None
            assert (entry.time.basis, entry.time.time) == ("published", parse(result["time"])), result["name"]


def test_exactly_published_splits_are_marked_so(published: dict[str, Any], distance: Distance) -> None:
    told = {(r["name"], int(m)): t for r in published["results"] for m, t in r["splits"].items() if m.isdigit()}
    exact = {(name.split()[-1].lower(), m): parse(t) for (name, m), t in told.items() if not t.endswith("x")}
    marked = {
        (entry.skater, split.metres): split.time
        for pair in distance.pairs
        for entry in pair.entries
        for split in entry.splits
        if split.basis == "published"
    }
    assert marked == exact


def test_the_published_leaders_are_those_of_the_file(published: dict[str, Any], field: Field) -> None:
    for told in published["provisional_leader_history"]:
        leader = field.standings(told["after_pair"])[0]
        assert (leader, show(field.elapsed_us[leader][1000])) == (told["leader"].lower(), told["time"])
