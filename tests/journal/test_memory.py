"""The journal in memory keeps the contract."""

from pathlib import Path

from hypothesis import given, settings

from iceline.journal.journal import Draft, Journal
from iceline.journal.memory import MemoryJournal

from .contract import JournalContract, appends


class TestMemoryJournal(JournalContract):
    def opened(self, folder: Path) -> Journal:
        return MemoryJournal()

    @settings(max_examples=25, deadline=None)
    @given(batches=appends())
    def test_whatever_was_appended_comes_back_unchanged(self, batches: list[list[Draft]]) -> None:
        self.check_unchanged(batches)
