"""Times as people write them ("1:12.31") and as they are sent (whole microseconds)."""

import re
from typing import Final

HUNDREDTH_US: Final = 10_000
THOUSANDTH_US: Final = 1_000
SECOND_US: Final = 1_000_000
TEXT: Final = r"^(?:(\d{1,2}):)?(\d{1,2})\.(\d{2})$"


def parse(text: object) -> int:
    """Microseconds of a time such as "36.49" or "1:12.31". Raises ValueError naming what it got."""
    found = re.fullmatch(TEXT, text) if isinstance(text, str) else None
    if found is None or (found[1] and int(found[2]) > 59):
        raise ValueError(f'{text!r} is not a time: write "36.49" or "1:12.31"')
    return (int(found[1] or 0) * 60 + int(found[2])) * SECOND_US + int(found[3]) * HUNDREDTH_US


def official(elapsed_us: int) -> int:
    """The official time: truncated to hundredths, never rounded (RULES.md 2.2)."""
    return elapsed_us - elapsed_us % HUNDREDTH_US


def show(elapsed_us: int) -> str:
    """The official time as text: 72_314_000 is "1:12.31"."""
    seconds, hundredths = divmod(elapsed_us // HUNDREDTH_US, 100)
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes}:{seconds:02}.{hundredths:02}" if minutes else f"{seconds}.{hundredths:02}"
