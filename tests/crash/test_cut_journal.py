"""What a cut journal has lost is never lost in silence; cut_journal cuts it in every place."""

from pathlib import Path

from tests.crash.cut_journal import BEHIND, LOG, run


async def test_a_log_cut_in_the_middle_of_its_last_page_is_refused_and_heals_when_accepted(tmp_path: Path) -> None:
    (_, torn), (_, cut) = await run("all in the log", [BEHIND[0], LOG[1]], tmp_path)
    assert (torn.refused, torn.faults) == (False, [])
    assert (cut.refused, cut.lost > 0, cut.faults) == (True, True, [])
