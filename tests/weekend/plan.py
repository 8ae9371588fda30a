"""What one run of a whole weekend is: the race, how fast, how large the pages are, where pictures go."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from iceline.pages import SCREENS

PATHS: Final = ("/", *(screen.path for screen in SCREENS))
"""A page of every kind; with a new screen it is watched too."""

WALL: Final = (1920, 1080)


@dataclass(frozen=True, slots=True)
class Plan:
    """`pictures` is a folder, or None for no pictures."""

    race: str = "world-cup-weekend"
    speed: int = 200
    seed: int = 1
    size: tuple[int, int] = WALL
    pictures: Path | None = None
