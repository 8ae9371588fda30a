"""Results that are kept for as long as they are asked of the very same objects: an event changes few of them."""

from collections.abc import Callable
from functools import wraps
from operator import is_
from typing import ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def kept_for_same(work: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Keeps the newest answer of `work`; it is given again while every argument is the same object, not just equal.

    Only for positional arguments that never change, and for an answer that nobody changes; raises TypeError for a named
    one, which would not be compared. To compare by identity is cheap for what is deep, such as a programme; and who is
    given the same object again knows that nothing is new.
    """
    newest: tuple[tuple[object, ...], Answer] | None = None

    @wraps(work)
    def kept(*asked: Asked.args, **named: Asked.kwargs) -> Answer:
        nonlocal newest
        if named:
            raise TypeError(f"Only positional arguments are compared, not {', '.join(named)}.")
        before = newest  # once: pages are drawn in threads beside the loop
        if before is not None and len(before[0]) == len(asked) and all(map(is_, before[0], asked)):
            return before[1]
        answer = work(*asked, **named)
        newest = asked, answer
        return answer

    return kept
