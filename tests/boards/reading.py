"""Reads a board as a screen does (docs/protocol.md 4): positions in the start list become the skaters' ids."""

from typing import Any

Board = dict[str, Any]


def skater(board: Board, position: int) -> str:
    return str(board["skaters"][str(position)]["id"])


def skaters(board: Board, positions: list[int]) -> list[str]:
    return [skater(board, position) for position in positions]


def lanes(board: Board) -> dict[str, Board]:
    """The lanes by skater, inner first."""
    return {skater(board, position): board["lanes"][str(position)] for position in board["pair"]["order"]}


def rows(board: Board) -> dict[str, Board]:
    """The rows by skater, best first, each with its rank and gap; who is projected has the time and gap of the lane."""
    told = board["standings"]
    ranks = iter(told["ranks"])
    found = {}
    for position in told["order"]:
        key = str(position)
        row = {"gap": told["gaps"].get(key), **told["rows"][key]}
        row |= board["lanes"][key]["projected"] if row.get("projected") else {"rank": next(ranks) or None}
        found[skater(board, position)] = {name: value for name, value in row.items() if value is not None}
    return found
