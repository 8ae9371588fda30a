"""The programme as it is published: at first, and again each time that somebody else is known to start."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from typing import Final

from iceline_simulator.heat import Evening
from iceline_simulator.steps import Step
from iceline_simulator.times import SECOND_US
from iceline_simulator.wire import programme, record_book

BOOK_AFTER_US: Final = 2 * SECOND_US
DRAWN_AFTER_US: Final = 5 * SECOND_US


def first_programme(evening: Evening) -> list[Step]:
    """The programme, and the record book where it has a day of its own."""
    race, name = evening.race, evening.name("programme")
    tell = f"{race.competition.name}: programme published"
    if race.records_as_of is None:
        return [Step(0, programme(race, name), tell)]
    without = programme(replace(race, records=(), records_as_of=None), name)
    book = record_book(race, evening.name("records"))
    return [Step(0, without, tell), Step(BOOK_AFTER_US, book, f"Record book of {race.records_as_of} published")]


def drawn(evening: Evening, decided: str, official_us: int) -> Iterator[Step]:
    """The programme again, when the result of a distance says who skates in others."""
    race = evening.race
    opened = [distance for distance in race.distances if distance.drawn_after == decided]
    if opened:
        so_far = [*takewhile(lambda key: key != decided, (each.id for each in race.distances)), decided]
        known = [each.id for each in race.distances if each.drawn_after in so_far]
        tell = f"Drawn: {', '.join(distance.name for distance in opened)}"
        yield Step(
            official_us + DRAWN_AFTER_US,
            programme(race, evening.name("programme", decided), drawn=known),
            tell,
        )
