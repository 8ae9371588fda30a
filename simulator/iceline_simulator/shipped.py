"""The race files that come with the simulator."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def shipped() -> dict[str, Traversable]:
    """Every shipped race by its name."""
    races = files("iceline_simulator").joinpath("races").iterdir()
    return {race.name.removesuffix(".json"): race for race in races if race.name.endswith(".json")}
