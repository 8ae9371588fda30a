"""How the edge must read the dataclasses of the race: strictly, and nothing it does not know."""

from typing import Final

WIRE: Final = {"extra": "forbid", "strict": True}
