"""The start lists of FinishLynx: lynx.evt, with lynx.ppl for names and lynx.sch for the order.

An event is a distance, a heat is a pair, lane 1 is inner and 2 outer; the event's name says whose and how.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from iceline.importing.building import build
from iceline.importing.faults import Fault, ImportRefused
from iceline.importing.rows import Row
from iceline.race.events import ProgrammePublished
from iceline.race.programme import Competition

CATEGORIES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("women", "ladies", "girls", "w"), "W"),
    **dict.fromkeys(("men", "boys", "m"), "M"),
    **dict.fromkeys(("mixed", "x"), "X"),
}
COUNTRY: Final = re.compile(r"[A-Z]{3}")
METRES: Final = re.compile(r"(\d{3,5})")
EVENT, ROUND, HEAT, NAME, METRES_AT = 0, 1, 2, 3, 9


@dataclass(frozen=True, slots=True)
class Line:
    """The fields of a line; `of_heat` where it is an athlete's, which begin with a blank or a comma."""

    number: int
    fields: tuple[str, ...]
    of_heat: bool = False

    def at(self, index: int) -> str:
        return self.fields[index] if index < len(self.fields) else ""


@dataclass(frozen=True, slots=True)
class Files:
    """The three texts, each with its name; people and schedule may be missing."""

    evt: tuple[str, str]
    ppl: tuple[str, str] | None = None
    sch: tuple[str, str] | None = None


@dataclass(slots=True)
class Heat:
    head: Line
    athletes: list[Line] = field(default_factory=list)


def read_finishlynx(files: Files, competition: Competition, event_id: str) -> ProgrammePublished:
    """The programme of these files. Raises ImportRefused with every fault."""
    people = {line.at(0): line for line in _lines(*files.ppl)} if files.ppl else {}
    heats = _heats(*files.evt)
    if files.sch:
        heats = _scheduled(heats, *files.sch)
    file = files.evt[0]
    return build(file, [row for heat in heats.values() for row in _rows(file, heat, people)], competition, event_id)


def _lines(file: str, text: str) -> Iterator[Line]:
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        try:
            fields = next(csv.reader([line.strip().removeprefix(",")], strict=True))
        except csv.Error as error:
            raise ImportRefused([Fault(file, number, "line", line.strip(), f"cannot be read: {error}")]) from error
        yield Line(number, tuple(part.strip() for part in fields), line[0] in "\t ,")


def _heats(file: str, text: str) -> dict[tuple[str, ...], Heat]:
    heats: dict[tuple[str, ...], Heat] = {}
    faults: list[Fault] = []
    heat: Heat | None = None
    for line in _lines(file, text):
        if line.of_heat:
            if heat is None:
                faults.append(Fault(file, line.number, "ID", line.at(0), "stands before the first event"))
            elif line.at(0) or line.at(2):
                heat.athletes.append(line)
            continue
        heat = Heat(line)
        if line.at(ROUND) != "1":
            faults.append(Fault(file, line.number, "round", line.at(ROUND), "is not 1, and there are no later rounds"))
        if heats.setdefault(line.fields[:NAME], heat) is not heat:
            faults.append(Fault(file, line.number, "heat", line.at(HEAT), f"of event {line.at(EVENT)} stands twice"))
    if faults:
        raise ImportRefused(faults)
    return heats


def _scheduled(heats: Mapping[tuple[str, ...], Heat], file: str, text: str) -> dict[tuple[str, ...], Heat]:
    """The heats in the order of the schedule; those it does not name come last."""
    lines = list(_lines(file, text))
    lost = [line for line in lines if line.fields[:NAME] not in heats]
    if lost:
        raise ImportRefused(
            Fault(file, line.number, "event,round,heat", ",".join(line.fields[:NAME]), "is not in the events")
            for line in lost
        )
    return {**{line.fields[:NAME]: heats[line.fields[:NAME]] for line in lines}, **heats}


def _rows(file: str, heat: Heat, people: Mapping[str, Line]) -> Iterator[Row]:
    head, of_distance = heat.head, _distance(heat.head)
    for line in heat.athletes:
        person = people.get(line.at(0))
        known = person.fields[1:4] if person else ()
        last, first, affiliation = (
            mine or theirs for mine, theirs in zip(_three(line.fields[2:5]), _three(known), strict=True)
        )
        place = "country" if COUNTRY.fullmatch(affiliation) else "club"
        lane = "" if of_distance["format"] == "mass_start" else line.at(1)
        bib = line.at(0) if line.at(0).isdecimal() and len(line.at(0)) <= 5 else ""
        names = {"skater": line.at(0), "bib": bib, "last_name": last, "first_name": first, place: affiliation}
        yield Row(file, line.number, {**of_distance, "pair": head.at(HEAT), "lane": lane, **names})


def _three(fields: tuple[str, ...]) -> tuple[str, ...]:
    return (*fields, "", "", "")[:3]


def _distance(head: Line) -> dict[str, str]:
    name = head.at(NAME)
    words = re.findall(r"[^\W\d_]+", name.lower())
    metres = METRES.search(head.at(METRES_AT)) or METRES.search(name)
    return {
        "distance": head.at(EVENT),
        "name": name,
        "metres": metres[1] if metres else "",
        "category": next((CATEGORIES[word] for word in words if word in CATEGORIES), ""),
        "format": "mass_start" if "mass start" in name.lower() else "pairs",
    }
