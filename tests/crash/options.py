"""What the command lines of the proofs have in common."""

import argparse
from collections.abc import Callable


def at_least(least: float) -> Callable[[str], float]:
    """The type of a number that must not be smaller."""

    def number(text: str) -> float:
        if float(text) < least:
            raise argparse.ArgumentTypeError(f"at least {least:g}, not {text}")
        return float(text)

    return number
