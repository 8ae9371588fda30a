"""What every journal must keep; each kind of journal inherits these tests."""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest
from hypothesis import strategies as st

from iceline.errors import JournalFailed
from iceline.journal.journal import Draft, Entry, Journal

MOMENTS_US = st.integers(min_value=0, max_value=2**53)
KEYS = st.tuples(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))


@st.composite
def appends(draw: st.DrawFn) -> list[list[Draft]]:
    """Batches of drafts that differ in source or id."""
    keys = draw(st.lists(KEYS, unique=True, max_size=12))
    drafts = [Draft(source, name, draw(MOMENTS_US), draw(st.binary(max_size=80))) for source, name in keys]
    cuts = sorted(draw(st.lists(st.integers(0, len(drafts)), max_size=4)))
    return [drafts[a:b] for a, b in itertools.pairwise([0, *cuts, len(drafts)])]


def draft(name: str, source: str = "photocell", body: bytes = b"{}") -> Draft:
    return Draft(source, name, 1_770_000_000_000_000, body)


def numbered(drafts: Sequence[Draft]) -> list[Entry]:
    return [Entry(seq, d.source, d.id, d.received_at_us, d.body) for seq, d in enumerate(drafts, 1)]


class JournalContract:
    def opened(self, folder: Path) -> Journal:
        raise NotImplementedError

    @pytest.fixture
    async def journal(self, tmp_path: Path) -> AsyncIterator[Journal]:
        journal = self.opened(tmp_path)
        yield journal
        await journal.close()

    async def test_new_journal_is_empty(self, journal: Journal) -> None:
        assert list(journal.replay()) == []

    async def test_appended_drafts_come_back_numbered_from_one(self, journal: Journal) -> None:
        drafts = [draft("a"), draft("b"), draft("c")]
        assert await journal.append(drafts[:2]) == numbered(drafts)[:2]
        assert await journal.append(drafts[2:]) == numbered(drafts)[2:]
        assert list(journal.replay()) == numbered(drafts)

    async def test_replay_starts_after_the_number_given(self, journal: Journal) -> None:
        drafts = [draft(name) for name in "abcde"]
        await journal.append(drafts)
        assert list(journal.replay(after=3)) == numbered(drafts)[3:]
        assert list(journal.replay(after=5)) == []
        assert list(journal.replay(after=6)) == []

    async def test_nothing_appended_is_nothing_stored(self, journal: Journal) -> None:
        assert await journal.append([]) == []
        assert list(journal.replay()) == []

    async def test_entries_are_found_by_source_and_id_once_they_are_stored(self, journal: Journal) -> None:
        drafts = [draft("a", "photocell", b"1"), draft("a", "transponder", b"2"), draft("b", "photocell", b"3")]
        keys = [(d.source, d.id) for d in drafts]
        assert journal.find(keys) == {}
        await journal.append(drafts)
        assert journal.find(keys) == dict(zip(keys, numbered(drafts), strict=True))
        assert journal.find([keys[2], ("transponder", "b"), ("a", "photocell"), keys[2]]) == {
            keys[2]: numbered(drafts)[2]
        }
        assert journal.find([]) == {}

    async def test_what_was_not_stored_is_not_found(self, journal: Journal) -> None:
        await journal.append([draft("a")])
        with pytest.raises(JournalFailed):
            await journal.append([draft("b"), draft("a", body=b"other")])
        found = journal.find([("photocell", "a"), ("photocell", "b")])
        assert found == {("photocell", "a"): numbered([draft("a")])[0]}

    @pytest.mark.parametrize("name", ["", "\0", "a\0b", "\ud800", "é", "e\u0301", "A", "x" * 100_000])
    async def test_odd_name_finds_only_itself(self, journal: Journal, name: str) -> None:
        await journal.append([draft("a"), draft("e")])
        assert list(journal.find([("photocell", name), (name, "a"), ("photocell", "a")])) == [("photocell", "a")]

    async def test_same_id_of_two_sources_is_two_entries(self, journal: Journal) -> None:
        drafts = [draft("a", "photocell"), draft("a", "transponder")]
        await journal.append(drafts)
        assert list(journal.replay()) == numbered(drafts)

    async def test_append_with_a_known_id_stores_none_of_its_drafts(self, journal: Journal) -> None:
        await journal.append([draft("a")])
        with pytest.raises(JournalFailed):
            await journal.append([draft("b"), draft("a"), draft("c")])
        assert list(journal.replay()) == numbered([draft("a")])

    async def test_append_that_repeats_its_own_id_stores_none_of_its_drafts(self, journal: Journal) -> None:
        with pytest.raises(JournalFailed):
            await journal.append([draft("a"), draft("a")])
        assert list(journal.replay()) == []

    async def test_journal_goes_on_without_a_hole_after_a_failed_append(self, journal: Journal) -> None:
        await journal.append([draft("a")])
        with pytest.raises(JournalFailed):
            await journal.append([draft("a")])
        await journal.append([draft("b")])
        assert list(journal.replay()) == numbered([draft("a"), draft("b")])

    async def test_appends_at_the_same_time_are_whole_and_in_the_order_asked(self, journal: Journal) -> None:
        batches = [[draft(f"{n}-{part}") for part in range(3)] for n in range(200)]
        stored = await asyncio.gather(*(journal.append(batch) for batch in batches))
        expected = numbered(list(itertools.chain(*batches)))
        assert list(itertools.chain(*stored)) == expected
        assert list(journal.replay()) == expected

    async def test_bad_append_among_others_fails_alone(self, journal: Journal) -> None:
        await journal.append([draft("a")])
        outcomes = await asyncio.gather(
            *(journal.append([draft(name)]) for name in ("b", "a", "c")), return_exceptions=True
        )
        assert [isinstance(outcome, JournalFailed) for outcome in outcomes] == [False, True, False]
        assert list(journal.replay()) == numbered([draft("a"), draft("b"), draft("c")])

    async def test_sender_who_gives_up_waiting_disturbs_nobody(self, journal: Journal) -> None:
        waiting = asyncio.create_task(journal.append([draft("a")]))
        await asyncio.sleep(0)
        waiting.cancel()
        await journal.append([draft("b")])
        names = [entry.id for entry in journal.replay()]
        assert names in (["a", "b"], ["b"])

    async def test_replay_left_halfway_leaves_the_journal_usable(self, journal: Journal) -> None:
        await journal.append([draft("a"), draft("b")])
        next(journal.replay())
        await journal.append([draft("c")])
        assert [entry.id for entry in journal.replay()] == ["a", "b", "c"]

    async def test_closed_journal_takes_nothing_more(self, tmp_path: Path) -> None:
        journal = self.opened(tmp_path)
        await journal.append([draft("a")])
        await journal.close()
        await journal.close()
        with pytest.raises(JournalFailed):
            await journal.append([draft("b")])

    async def test_whoever_appends_while_it_closes_is_stored_or_told(self, tmp_path: Path) -> None:
        journal = self.opened(tmp_path)

        async def appended(name: str) -> bool:
            try:
                await journal.append([draft(name)])
            except JournalFailed:
                return False
            return True

        early = [asyncio.create_task(appended(f"early-{n}")) for n in range(20)]
        await asyncio.sleep(0)
        closing = [asyncio.create_task(journal.close()) for _ in range(2)]
        await asyncio.sleep(0)
        late = [asyncio.create_task(appended(f"late-{n}")) for n in range(20)]
        async with asyncio.timeout(20):
            assert all(await asyncio.gather(*early))
            assert not any(await asyncio.gather(*late))
            await asyncio.gather(*closing)
        assert len(list(journal.replay())) == 20

    def check_unchanged(self, batches: list[list[Draft]]) -> None:
        """The property that each kind of journal states for itself: hypothesis wants a test of its own class."""

        async def stored() -> list[Entry]:
            with tempfile.TemporaryDirectory() as folder:
                journal = self.opened(Path(folder))
                for batch in batches:
                    await journal.append(batch)
                entries = list(journal.replay())
                assert list(journal.find((entry.source, entry.id) for entry in entries).values()) == entries
                await journal.close()
                return entries

        assert asyncio.run(stored()) == numbered(list(itertools.chain(*batches)))
