"""`iceline export`: the results of a journal as files."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from iceline.errors import JournalCorrupt
from iceline.exports import export_results
from iceline.past import state_of
from iceline.race.state import Recorded
from tests.journal.paper import written
from tests.race.telling import Telling, programme

PROGRAMME = programme([("ada", "bea")])


def told() -> list[Recorded]:
    return Telling().tell(PROGRAMME).skate(1, ada="1:15.20", bea="1:16.00").events


def with_distances(*ids: str) -> Telling:
    distances = tuple(replace(PROGRAMME.distances[0], id=key, name=key) for key in ids)
    return Telling().tell(replace(PROGRAMME, distances=distances))


def test_results_are_written_as_json_and_a_table_for_each_distance(tmp_path: Path) -> None:
    files = export_results(state_of(written(told())), tmp_path / "new" / "folder")
    assert [path.name for path in files] == ["results.json", "d.csv", "d.pdf", "d-start-list.pdf"]
    results = json.loads(files[0].read_bytes())["distances"][0]["results"]
    assert [(row["rank"], row["skater"], row["time"]) for row in results] == [
        (1, "Ada", "1:15.20"),
        (2, "Bea", "1:16.00"),
    ]
    with files[1].open(encoding="utf-8-sig", newline="") as table:
        assert [row["time"] for row in csv.DictReader(table)] == ["1:15.20", "1:16.00"]
    assert b"\r\r\n" not in files[1].read_bytes()


def test_no_distance_is_no_table(tmp_path: Path) -> None:
    assert [path.name for path in export_results(state_of(written([])), tmp_path)] == ["results.json"]


def test_ids_that_a_file_name_cannot_tell_apart_get_files_of_their_own(tmp_path: Path) -> None:
    state = with_distances("w/500", "w_500", "W?500", "w_500-2").state
    names = [path.name for path in export_results(state, tmp_path) if path.suffix == ".csv"]
    assert names == ["w_500.csv", "w_500-2.csv", "W_500-3.csv", "w_500-2-2.csv"]
    assert len(list(tmp_path.iterdir())) == 1 + 4 * 3


def test_no_id_leads_out_of_the_folder(tmp_path: Path) -> None:
    state = with_distances("../outside", "..", "/etc/passwd", "a\x00b").state
    files = export_results(state, tmp_path / "results")
    assert {path.resolve().parent for path in files} == {tmp_path / "results"}
    assert [path.name for path in tmp_path.iterdir()] == ["results"]


def test_exporting_again_replaces_what_was_written(tmp_path: Path) -> None:
    first = export_results(state_of(written(told()[:1])), tmp_path)
    assert export_results(state_of(written(told())), tmp_path) == first
    assert "1:15.20" in first[1].read_text(encoding="utf-8-sig")


def test_a_journal_with_an_entry_out_of_place_is_told(tmp_path: Path) -> None:
    with pytest.raises(JournalCorrupt, match=r"^Entry 2 of the journal does not fit"):
        state_of(written(told()[1:]))
