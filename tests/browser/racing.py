"""The race most tests begin with: one pair has skated, the next has started."""

from tests.browser.rink import Rink

PAIRS = [["adler", "brandt"], ["calder", "dahl"], ["ekman", "flynn"]]
FIRST_PAIR = {
    "adler": {200: "18.00", 600: "45.00", 1000: "1:14.00"},
    "brandt": {200: "18.50", 600: "46.00", 1000: "1:16.00"},
}


async def second_pair_starts(rink: Rink, *, records: dict[str, str] | None = None) -> None:
    """Adler leads with 1:14.00 before Brandt, 1:16.00; Calder (best 1:15.00) and Dahl have just started."""
    await rink.publish(PAIRS, bests={"calder": "1:15.00"}, records=records or {}, combination="Sprint")
    await rink.skate(1, FIRST_PAIR)
    await rink.call(2)
    await rink.start(2)


async def splits_of(rink: Rink, pair: int, skater: str, *times: str) -> None:
    """The opener, 600 m and perhaps the finish of a 1000 m."""
    for metres, time in zip((200, 600, 1000), times, strict=False):
        await rink.cross(pair, skater, metres, time)
