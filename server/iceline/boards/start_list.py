"""Who skates: everything that does not change during a distance, once a skater; elsewhere a board says positions."""

from collections.abc import Mapping

from iceline.boards.scene import Scene
from iceline.boards.teams import member_names
from iceline.boards.text import Json, known, name
from iceline.race.kept import kept_for_same
from iceline.race.programme import Entry, Skater
from iceline.race.times import format_time


def start_list(seen: Scene) -> dict[str, Json]:
    """By position in the start list: pair by pair, inner lane first."""
    if seen.state.programme is None:
        return {}
    entries = (race.attempts[0].entry for race in seen.table.races.values())
    return _listed(seen.state.programme.skaters, seen.distance.teams, *entries)


@kept_for_same
def _listed(skaters: Mapping[str, Skater], teams: Mapping[str, tuple[str, ...]], *entries: Entry) -> dict[str, Json]:
    """Kept: this is drawn with every change, and hardly ever changes."""
    return {
        str(position): _skater(skaters[entry.skater], entry, member_names(skaters, teams.get(entry.skater, ())))
        for position, entry in enumerate(entries, 1)
    }


def _skater(skater: Skater, entry: Entry, members: tuple[str, ...]) -> Json:
    return {"id": skater.id} | known(
        **name(skater),
        members=members,
        pb=None if entry.personal_best_us is None else format_time(entry.personal_best_us),
        sb=None if entry.season_best_us is None else format_time(entry.season_best_us),
    )
