"""Teams in a CSV: a row for each member; a fault names its line and its cell."""

import pytest

from iceline.importing.csv_list import read_csv
from iceline.importing.faults import ImportRefused
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition

HEAD = "distance,metres,category,format,pair,lane,team,last_name,country\n"
NED = """tp,2400,W,team_pursuit,1,inner,Netherlands,Ada,NED
tp,,,,,,Netherlands,Bea,NED
tp,,,,,,Netherlands,Cleo,NED
"""
NOR = """tp,,,,1,outer,Norway,Dora,NOR
tp,,,,,,Norway,Eva,NOR
tp,,,,,,Norway,Fay,NOR
"""


def csv(text: str) -> ProgrammePublished:
    return read_csv("list.csv", HEAD + text, Competition(name="Club evening"), "import")


def told(text: str) -> list[str]:
    with pytest.raises(ImportRefused) as refused:
        csv(text)
    return [str(fault).removeprefix("list.csv:") for fault in refused.value.faults]


def members(programme: ProgrammePublished) -> dict[str, tuple[str, ...]]:
    return {s.id: s.members for s in programme.skaters if s.members}


def test_a_pursuit_has_two_teams_on_opposite_straights_with_their_members_in_order() -> None:
    programme = csv(NED + NOR)
    (pair,) = programme.distances[0].pairs
    assert [(e.skater, e.lane) for e in pair.entries] == [
        ("netherlands-w-team-pursuit", "inner"),
        ("norway-w-team-pursuit", "outer"),
    ]
    assert members(programme)["netherlands-w-team-pursuit"] == ("ada-ned", "bea-ned", "cleo-ned")
    assert {s.last_name: s.country for s in programme.skaters if s.members} == {"Netherlands": "NED", "Norway": "NOR"}


def test_a_relay_has_heats_of_four_teams_of_two_without_lanes() -> None:
    rows = "".join(f"mr,2400,X,mixed_relay,1,,{team},{who} {team},\n" for team in "ABCD" for who in ("She", "He"))
    (pair,) = csv(rows).distances[0].pairs
    assert [(e.skater, e.lane) for e in pair.entries] == [(f"{team}-x-mixed-relay", None) for team in "abcd"]


def test_one_country_has_a_team_in_each_event_and_the_same_one_in_its_rounds() -> None:
    sprint = NED.replace("tp,", "ts,").replace("2400", "1200").replace("team_pursuit", "team_sprint")
    semi_final = NED.replace("tp,", "sf,")
    found = members(csv(NED + sprint.replace("Cleo", "Gina") + semi_final))
    assert list(found) == ["netherlands-w-team-pursuit", "netherlands-w-team-sprint"]
    assert found["netherlands-w-team-sprint"][-1] == "gina-ned"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (NED.replace("Netherlands,Cleo", ",Cleo"), '4: team "": is missing'),
        (NED.rpartition("tp,,")[0], '2: team "Netherlands": has 2 members, and a team_pursuit takes 3'),
        (NED.replace("inner", ""), '2: lane "": is missing'),
        (NED.replace(",1,", ",,"), '2: pair "": is missing'),
        (NED + NOR.replace("outer", "inner"), '5: lane "inner": is taken in pair 1'),
        (NED + "tp,,,,2,,Netherlands,Gina,NED\n", '5: pair "2": is "1" further up (line 2 began the team)'),
        (NED + NOR.replace("Fay,NOR", "Ada,NED"), '7: last_name "Ada": skates distance "tp" twice'),
        (
            NED + NED.replace("tp,", "sf,").replace("Cleo", "Gina"),
            '5: team "Netherlands": has other members further up',
        ),
        (NED.replace("team_pursuit", "team_race"), '2: format "team_race": is not pairs, mass_start, team_pursuit'),
        (
            NED.replace(",team_pursuit", ","),
            '2: team "Netherlands": a pairs has no teams',
        ),
        (NED + "".join(f"tp,,,,,,Netherlands,{n},NED\n" for n in "XY"), '6: team "Netherlands": has 4 members already'),
    ],
)
def test_a_fault_names_its_line_and_its_cell(text: str, fault: str) -> None:
    assert any(said.startswith(fault) for said in told(text)), told(text)
