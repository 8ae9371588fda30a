"""Who skates: everything that does not change during a distance, once a skater; elsewhere a board says positions."""

from functools import lru_cache

from iceline.boards.scene import Scene
from iceline.boards.teams import member_names
from iceline.boards.text import Json, known, name
from iceline.race.programme import Entry, Skater
from iceline.race.times import format_time


def start_list(seen: Scene) -> dict[str, Json]:
    """By position in the start list: pair by pair, inner lane first."""
    return {
        str(seen.position(skater)): _skater(
            seen.state.skater(skater), race.attempts[0].entry, member_names(seen.state, seen.distance, skater)
        )
        for skater, race in seen.table.races.items()
    }


@lru_cache(maxsize=4096)
def _skater(skater: Skater, entry: Entry, members: tuple[str, ...]) -> Json:
    """Cached: this is drawn for everybody each time, and hardly ever changes."""
    return {"id": skater.id} | known(
        **name(skater),
        members=members,
        pb=None if entry.personal_best_us is None else format_time(entry.personal_best_us),
        sb=None if entry.season_best_us is None else format_time(entry.season_best_us),
    )
