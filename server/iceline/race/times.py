"""Times of the sport: truncated, never rounded (RULES.md 2.2, 2.3).

A time is an integer of microseconds. The official time is the measured one truncated to hundredths; thousandths are
looked at only where hundredths are equal; a lap is the difference of two *truncated* cumulative times.
"""

import re
from datetime import UTC, datetime, timedelta
from typing import Final

HUNDREDTH_US: Final = 10_000
THOUSANDTH_US: Final = 1_000
MINUTE_CS: Final = 6_000
MINUS: Final = "\u2212"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)

_TIME = re.compile(r"(?:(\d{1,3}):(?=\d\d\.))?(\d{1,4})\.(\d{2})", re.ASCII)


def unix_us(moment: datetime) -> int:
    """Microseconds since the Unix epoch, exactly."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def hundredths(elapsed_us: int) -> int:
    """The official time: hundredths of a second, truncated."""
    return elapsed_us // HUNDREDTH_US


def thousandths(elapsed_us: int) -> int:
    """What decides between equal hundredths, truncated."""
    return elapsed_us // THOUSANDTH_US


def lap_hundredths(elapsed_us: int, before_us: int) -> int:
    """The lap between two cumulative times, in hundredths: truncate both, then subtract."""
    return hundredths(elapsed_us) - hundredths(before_us)


def gap_hundredths(elapsed_us: int, other_us: int) -> int:
    """How far behind `other_us`, in hundredths; negative is ahead."""
    return hundredths(elapsed_us) - hundredths(other_us)


def parse_time(text: str) -> int:
    """`"1:12.31"`, `"36.49"` or `"12:25.69"` in microseconds. Raises ValueError for anything else."""
    match = _TIME.fullmatch(text)
    if match is None:
        message = f"{text!r} is not a time such as 1:12.31"
        raise ValueError(message)
    minutes, seconds, rest = match.groups(default="0")
    return ((int(minutes) * 60 + int(seconds)) * 100 + int(rest)) * HUNDREDTH_US


def format_hundredths(time_cs: int) -> str:
    """Hundredths of a second, not negative, as `36.49` or `1:12.31`."""
    minutes, rest = divmod(time_cs, MINUTE_CS)
    if minutes == 0:
        return f"{rest // 100}.{rest % 100:02}"
    return f"{minutes}:{rest // 100:02}.{rest % 100:02}"


def format_time(elapsed_us: int, *, decided: bool = False) -> str:
    """The official time as text. `decided` adds the thousandth: `1:09.65(1)`."""
    text = format_hundredths(hundredths(elapsed_us))
    if not decided:
        return text
    return f"{text}({thousandths(elapsed_us) % 10})"


def format_gap(gap_cs: int) -> str:
    """`+0.28` behind, `\u22120.12` ahead, `+0.00` level on hundredths."""
    sign = MINUS if gap_cs < 0 else "+"
    return sign + format_hundredths(abs(gap_cs))
