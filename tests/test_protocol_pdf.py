"""A protocol on paper says what the list says: ranks, times with their thousandths, codes and what they mean."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from iceline.protocol_pdf import result_pdf, start_list_pdf
from iceline.race.events import (
    ConditionsMeasured,
    DistanceConfirmed,
    InfractionNoted,
    PairConfirmed,
    ProtestLodged,
    ReskateGranted,
    SkaterAdvanced,
    SkaterDisqualified,
)
from iceline.race.programme import Competition, Official
from tests.race.massing import Massing, field, started
from tests.race.teaming import team_distance, teams_programme
from tests.race.telling import Telling, programme

pytestmark = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext (poppler-utils)")

COMPETITION = Competition(
    name="Invented Cup",
    venue="Ice Hall",
    city="Łódź",
    date="2026-11-13",
    days=3,
    officials=(Official(role="Referee", name="Åse Ødegård", country="NOR"),),
)


def text_of(pdf: bytes) -> str:
    done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def skated() -> Telling:
    """Two skaters a thousandth apart, the third disqualified for leaving the lane."""
    told = Telling().tell(replace(programme([("ada", "bea"), ("cec",)]), competition=COMPETITION))
    told.tell(ConditionsMeasured(id="c", distance="d", when="start", ice_c=-8.2, air_c=18.4, humidity=24))
    told.start(1)
    told.finish(1, "ada", "1:15.20", us=2000)
    told.finish(1, "bea", "1:15.20", us=1000)
    told.tell(PairConfirmed(id="p1", distance="d", pair=1)).skate(2, cec="1:16.00")
    told.tell(SkaterDisqualified(id="dq", distance="d", skater="cec", code="T10"))
    return told.tell(InfractionNoted(id="rw", distance="d", skater="ada", code="RW"))


def test_the_protocol_says_who_won_by_how_much_and_what_the_codes_mean() -> None:
    told = skated()
    text = text_of(result_pdf(told.state, told.distance))
    assert "Invented Cup" in text
    assert "Ice Hall, Łódź · 13.11. – 15.11.2026" in text
    assert "Start: ice −8.2 °C, air 18.4 °C, humidity 24 %" in text
    assert text.index("Bea NED 1 outer 1:15.20(1)") < text.index("Ada NED 1 inner 1:15.20(2)")
    assert "Cec NED 2 inner DQ" in text
    assert "T10 Cutting the inner line in the curve (254.7)" in text
    assert "RW Referee's warning" in text
    assert "Referee: Åse Ødegård (NOR)" in text
    assert "Unofficial result" in text


def test_the_protocol_says_who_confirmed_it() -> None:
    told = skated().tell(DistanceConfirmed(id="official", distance="d", by="Å. Ødegård"))
    assert "Official result, confirmed by Å. Ødegård" in text_of(result_pdf(told.state, told.distance))


def test_both_runs_of_a_re_skate_stay_in_the_protocol() -> None:
    told = skated().tell(ReskateGranted(id="again", distance="d", skater="bea", pair=3))
    assert "skated again" not in text_of(result_pdf(told.state, told.distance))
    text = text_of(result_pdf(told.skate(3, bea="1:15.90").state, told.distance))
    assert "Bea skated again: pair 1 1:15.20, pair 3 1:15.90" in text
    told.tell(SkaterDisqualified(id="dq again", distance="d", skater="bea", code="T10"))
    assert "Bea skated again: pair 1 1:15.20, pair 3 DQ" in text_of(result_pdf(told.state, told.distance))


def test_a_protest_is_on_the_paper() -> None:
    told = skated().tell(ProtestLodged(id="protest", distance="d", skater="ada", reason="crossing"))
    text = text_of(result_pdf(told.state, told.distance))
    assert "Result on hold: protest" in text
    assert "Protest (Ada): crossing" in text


def test_a_mass_start_on_hold_says_so_in_the_row_too() -> None:
    told = started(["ann", "bea"], laps=5).ride(range(1, 6))
    told.tell(ProtestLodged(id="protest", distance="d", skater="bea", reason="obstruction"))
    assert "2:30.50 on hold" in text_of(result_pdf(told.state, told.distance))


def test_the_start_list_names_the_inner_skater_first() -> None:
    told = skated()
    text = text_of(start_list_pdf(told.state, told.distance))
    assert text.index("1 inner Ada NED") < text.index("outer Bea NED") < text.index("2 inner Cec NED")


def test_a_mass_start_prints_each_sprint_who_goes_on_and_who_is_advanced() -> None:
    names = tuple(f"s{n:02}" for n in range(1, 13))
    programme_of_twelve = field(names, laps=5)
    distance = replace(programme_of_twelve.distances[0], qualify=8)
    told = Massing()
    told.tell(replace(programme_of_twelve, distances=(distance,))).start(1)
    told.ride(range(1, 6), {4: ["s12"]})
    told.tell(SkaterAdvanced(id="advance", distance="d", skater="s11"))
    text = text_of(result_pdf(told.state, told.distance))
    assert "Laps S1 S2 Total Time" in text
    assert "S01 NED 5 2 60 62 2:30.00 Q" in text
    assert "S11 NED 5 0 2:35.00 ADV" in text
    assert "ADV Hindered, and advanced to the next phase by the referee" in text
    assert "Pair" not in text_of(start_list_pdf(told.state, told.distance))


def test_a_start_list_of_teams_names_the_members_and_the_straight() -> None:
    told = Telling().tell(teams_programme(team_distance([["ned", "nor"]])))
    text = text_of(start_list_pdf(told.state, told.distance))
    assert "Heat Start" in text
    assert "1 finishing" in text
    assert "Ned1, Ned2, Ned3" in text


def test_a_quartet_is_explained_on_the_start_list() -> None:
    told = Telling().tell(programme([("ada", "bea"), ("cec", "dot")], quartets={1: 1, 2: 1}))
    text = text_of(start_list_pdf(told.state, told.distance))
    assert "Q1 1 inner Ada" in text
    assert "Quartet: both pairs are on the ice together" in text
