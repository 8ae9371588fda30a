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
    finished = [position for position in told["order"] if "time" in told["rows"][str(position)]]
    found = {}
    for position in told["order"]:
        row: Board = told["rows"][str(position)]
        if row.get("projected"):
            row = row | board["lanes"][str(position)]["projected"]
        elif position in finished:
            nth = finished.index(position)
            row = {"rank": nth + 1} | row | ({"gap": told["gaps"][nth]} if told["gaps"][nth] else {})
        found[skater(board, position)] = row
    return found
