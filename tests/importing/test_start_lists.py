"""Start lists become the right pairs, or every fault names its line and its cell."""

import json
from collections.abc import Callable

import pytest

from iceline.codec import encode
from iceline.importing.csv_list import read_csv
from iceline.importing.faults import ImportRefused
from iceline.importing.finishlynx import Files, read_finishlynx
from iceline.importing.json_list import read_json, schema
from iceline.importing.rows import text_of
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition

EVENING = Competition(name="Club evening")
HEAD = "distance,metres,category,pair,lane,bib,last_name,pb"
GOOD = f"""{HEAD}
w1000,1000,W,1,inner,7,Example,1:12.31
w1000,1000,W,1,outer,8,Sample,
w1000,1000,W,2,inner,9,Specimen,
"""
EVT = """; an invented evening
1,1,2,Women 1000 m,,,,,,1000
\t7,1
\t8,2
1,1,1,Women 1000 m,,,,,,1000
,9,2,Besançon,Zoë,NOR
"""
PPL = "7,Example,Ada,NED\n8,Sample,Bea,Ice Club\n9,Other,,\n"


def csv(text: str) -> ProgrammePublished:
    return read_csv("list.csv", text, EVENING, "import")


def told(read: Callable[[], object]) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        read()
    return [str(fault) for fault in refused.value.faults]


def pairs(programme: ProgrammePublished) -> list[list[tuple[int, str, str | None]]]:
    return [[(p.number, e.skater, e.lane) for p in d.pairs for e in p.entries] for d in programme.distances]


def test_csv_becomes_pairs_with_lanes_and_bests() -> None:
    programme = csv(GOOD)
    assert pairs(programme) == [[(1, "bib-7", "inner"), (1, "bib-8", "outer"), (2, "bib-9", "inner")]]
    assert programme.distances[0].pairs[0].entries[0].personal_best_us == 72_310_000
    assert [(s.last_name, s.bib) for s in programme.skaters] == [("Example", 7), ("Sample", 8), ("Specimen", 9)]


def test_semicolons_a_mark_and_windows_line_ends_change_nothing() -> None:
    text = text_of("list.csv", b"\xef\xbb\xbf" + GOOD.replace(",", ";").replace("\n", "\r\n").encode())
    assert csv(text) == csv(GOOD)


def test_columns_may_stand_in_any_order() -> None:
    turned = "\n".join(",".join(reversed(line.split(","))) for line in GOOD.splitlines())
    assert csv(turned) == csv(GOOD)


def test_windows_1252_is_read() -> None:
    assert text_of("lynx.evt", "Besançon".encode("cp1252")) == "Besançon"


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("w500,500,W,1,inner,1,A,1:12", '5: pb "1:12": is not a time such as 1:12.31'),
        ("w500,500,Q,1,inner,1,A,", '5: category "Q": is not W, M or X'),
        ("w500,510,W,1,inner,1,A,", '5: metres "510": there is no such course on a track of 400 m as pairs'),
        ("w500,500,W,1,middle,1,A,", '5: lane "middle": is not inner (1) or outer (2)'),
        ("w500,500,W,1,,1,A,", '5: lane "": is missing'),
        ("w500,500,W,x,inner,1,A,", '5: pair "x": is no whole number from 1 to 999'),
        ("w500,500,W,1,inner,,,", '5: skater "": nobody is named: give skater, bib or last_name'),
        ("w500,500,W,1,inner,x,,", '5: bib "x": is no whole number up to 99999'),
        ("w500,500,W,1,inner,10,,", '5: last_name "": is missing'),
        (",500,W,1,inner,1,A,", '5: distance "": is missing'),
        ("w500,,W,1,inner,1,A,", '5: metres "": is missing'),
        ("w1000,1000,W,1,outer,1,A,", '5: lane "outer": is taken in pair 1'),
        ("w1000,1000,W,2,outer,7,Example,", '5: bib "7": skates distance "w1000" twice'),
        ("w1000,1500,W,2,outer,1,A,", '5: metres "1500": is "1000" further up (line 2 began it)'),
        ("w1000,1000,W,2,outer,1,A,,9", '5: row "9": is beyond the 8 columns of the header'),
    ],
)
def test_a_mistake_names_its_line_and_its_cell(row: str, fault: str) -> None:
    assert told(lambda: csv(GOOD + row + "\n")) == [f"list.csv:{fault}"]


def test_every_fault_is_told_in_the_order_of_the_lines() -> None:
    text = f"{HEAD}\nw500,500,Q,1,up,1,A,\nw500,500,W,1,outer,2,B,fast\n"
    assert [fault.split(" ")[:2] for fault in told(lambda: csv(text))] == [
        ["list.csv:2:", "category"],
        ["list.csv:2:", "lane"],
        ["list.csv:3:", "pb"],
    ]


def test_a_list_without_rows_is_refused() -> None:
    assert told(lambda: csv(HEAD + "\n")) == ['list.csv: rows "": there are none']


def test_an_unknown_column_is_named() -> None:
    [fault] = told(lambda: csv("distance,colour\n"))
    assert fault.startswith('list.csv:1: header "colour": is no column')


def test_a_mass_start_needs_no_pair_and_has_no_lanes() -> None:
    head = "distance,metres,category,format,lane,last_name\n"
    programme = csv(f"{head}ms,6400,W,mass_start,,A\nms,6400,W,mass_start,,B\n")
    assert pairs(programme) == [[(1, "a", None), (1, "b", None)]]
    assert told(lambda: csv(f"{head}ms,6400,W,mass_start,inner,A\n")) == [
        'list.csv:2: lane "inner": a mass start has no lanes'
    ]


def test_a_programme_written_as_json_is_read_as_the_same() -> None:
    programme = csv(GOOD)
    assert read_json("p.json", encode(programme).decode(), {}, "import") == programme


def test_json_names_the_line_and_the_place_of_a_fault() -> None:
    body = json.loads(encode(csv(GOOD)))
    body["distances"][0]["pairs"][1]["number"] = "two"
    text = json.dumps(body, indent=1)
    line = next(n for n, words in enumerate(text.splitlines(), 1) if '"two"' in words)
    assert told(lambda: read_json("p.json", text, {}, "x")) == [
        f'p.json:{line}: distances[0].pairs[1].number "": "two" is not a whole number'
    ]


def test_broken_json_names_its_line() -> None:
    assert told(lambda: read_json("p.json", '{\n"skaters": [}\n', {}, "x"))[0].startswith("p.json:2: character 13 ")


def test_json_that_a_server_would_refuse_is_refused() -> None:
    body = json.loads(encode(csv(GOOD)))
    body["skaters"].pop()
    [fault] = told(lambda: read_json("p.json", json.dumps(body), {}, "x"))
    assert 'no skater "bib-9" in the list' in fault


def test_the_schema_names_what_a_programme_must_have() -> None:
    assert set(schema()["required"]) == {"id", "competition", "skaters", "distances"}  # type: ignore[call-overload]


def test_finishlynx_heats_become_pairs_and_names_come_from_the_people() -> None:
    files = Files(("lynx.evt", EVT), ("lynx.ppl", PPL), ("lynx.sch", "1,1,1\n1,1,2\n"))
    programme = read_finishlynx(files, EVENING, "import")
    assert pairs(programme) == [[(1, "9", "outer"), (2, "7", "inner"), (2, "8", "outer")]]
    [distance] = programme.distances
    assert (distance.number, distance.metres, distance.category) == (1, 1000, "W")
    assert [(s.last_name, s.first_name, s.country, s.club) for s in programme.skaters] == [
        ("Besançon", "Zoë", "NOR", ""),
        ("Example", "Ada", "NED", ""),
        ("Sample", "Bea", "", "Ice Club"),
    ]


@pytest.mark.parametrize(
    ("evt", "sch", "fault"),
    [
        (EVT.replace("8,2", "8,3"), "1,1,1\n", 'lynx.evt:4: lane "3": is not inner (1) or outer (2)'),
        (EVT.replace("1,1,1,", "1,2,1,"), "", 'lynx.evt:5: round "2": is not 1, and there are no later rounds'),
        (EVT, "1,1,1\n4,1,1\n", 'lynx.sch:2: event,round,heat "4,1,1": is not in the events'),
        ("\t7,1\n" + EVT, "", 'lynx.evt:1: ID "7": stands before the first event'),
    ],
)
def test_a_mistake_in_finishlynx_files_names_its_line_and_its_cell(evt: str, sch: str, fault: str) -> None:
    files = Files(("lynx.evt", evt), ("lynx.ppl", PPL), ("lynx.sch", sch))
    assert told(lambda: read_finishlynx(files, EVENING, "import")) == [fault]
