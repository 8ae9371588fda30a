"""Ranks with ties: equal keys share a rank and the next rank is skipped, 1-2-2-4 (RULES.md 3)."""

from bisect import bisect_left
from collections.abc import Sequence


def shared_ranks(keys: Sequence[int]) -> list[int]:
    """The rank of each of `keys`, which must be sorted; equal keys share the rank of the first of them."""
    return [bisect_left(keys, key) + 1 for key in keys]
