"""The past: the state that a journal leads to. Start-up, export and audit are this."""

from collections.abc import Callable, Iterable, Mapping

from iceline.codec import decode
from iceline.errors import JournalCorrupt
from iceline.journal.journal import Entry, Key, Readable
from iceline.race.apply import apply
from iceline.race.events import corrected
from iceline.race.state import Recorded, State
from iceline.race.streak import Streak
from iceline.written import written_passing

Find = Callable[[Iterable[Key]], Mapping[Key, Entry]]
"""`Readable.find`."""


def state_of(journal: Readable) -> State:
    """The state after every entry, the same as applying them one after the other. Raises JournalCorrupt."""
    streak = Streak(State())
    for entry in journal.replay():
        try:
            told = written_passing(entry.body)
            if told is None:
                streak = Streak(_applied(streak.end(), entry, journal.find))
            else:
                streak.add(entry.seq, entry.source, told)
        except Exception as error:  # an entry that no desk admitted may break anything
            raise _misfit(entry, error) from error
    return streak.end()


def apply_entry(state: State, entry: Entry, find: Find) -> State:
    """The state after one entry of a journal. Raises JournalCorrupt when it cannot have been recorded after `state`."""
    try:
        return _applied(state, entry, find)
    except Exception as error:  # as above
        raise _misfit(entry, error) from error


def _applied(state: State, entry: Entry, find: Find) -> State:
    event = decode(entry.body)
    ref = corrected(event)
    earlier = [decode(found.body) for found in find([(ref.source, ref.id)]).values()] if ref else []
    about = earlier[0] if earlier else None
    return apply(state, Recorded(entry.seq, entry.source, entry.received_at_us, event, about))


def _misfit(entry: Entry, error: Exception) -> JournalCorrupt:
    return JournalCorrupt(f"Entry {entry.seq} of the journal does not fit what is before it: {error}")
