"""The two live boards: which kind is drawn says the format of the distance that is on."""

from iceline.boards import arena, desk
from iceline.boards.mass_start import mass_start_board, mass_start_desk
from iceline.boards.text import Json
from iceline.race.state import State


def arena_board(state: State) -> Json:
    """What the wall shows; an empty object before any programme."""
    return mass_start_board(state) if _is_mass_start(state) else arena.arena_board(state)


def desk_board(state: State) -> Json:
    """What the commentator sees; an empty object before any programme."""
    return mass_start_desk(state) if _is_mass_start(state) else desk.desk_board(state)


def _is_mass_start(state: State) -> bool:
    return state.shown is not None and state.shown.distance.format == "mass_start"
