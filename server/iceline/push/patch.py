"""What changed between two boards, as the smallest RFC 7396 merge patch: old board + patch == new board."""

import math
from operator import is_
from typing import TypeAlias

Board: TypeAlias = dict[str, object]


def diff(old: Board, new: Board) -> Board:
    """The merge patch that makes `new` of `old`; empty when nothing changed. Lists are replaced whole.

    Raises ValueError when `new` brings in a null (in a patch it means: delete) or a number that JSON has not got.
    """
    patch: Board = {name: None for name in old if name not in new}
    for name, value in new.items():
        was = old.get(name)
        if was is value and was is not None:
            continue
        if isinstance(was, dict) and isinstance(value, dict):
            if inner := diff(was, value):
                patch[name] = inner
        elif was is None or not _same(was, value):
            patch[name] = _known(name, value)
    return patch


def merge(board: Board, patch: Board) -> Board:
    """`board` with `patch` applied as RFC 7396 says; neither is changed, what did not change is shared."""
    merged = dict(board)
    for name, change in patch.items():
        if change is None:
            merged.pop(name, None)
        elif isinstance(change, dict):
            below = merged.get(name)
            merged[name] = merge(below if isinstance(below, dict) else {}, change)
        else:
            merged[name] = change
    return merged


def _same(was: object, value: object) -> bool:
    if was is value:
        return True
    # Python says True == 1 == 1.0; JSON does not.
    if type(was) is not type(value):
        return False
    if isinstance(was, list) and isinstance(value, list):
        return len(was) == len(value) and (all(map(is_, was, value)) or all(map(_same, was, value)))
    if isinstance(was, dict) and isinstance(value, dict):
        return was.keys() == value.keys() and all(_same(was[name], value[name]) for name in was)
    return was == value


def _known(name: str, value: object) -> object:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        raise ValueError(f"A board leaves out what is not known: {name!r} is {value!r}.")
    if isinstance(value, list):
        for one in value:
            _known(name, one)
    elif isinstance(value, dict):
        for inner, one in value.items():
            _known(inner, one)
    return value
