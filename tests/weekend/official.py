"""The results a server has in the end, held against the race file and against what was on the glass."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx

from iceline_simulator.racefile import RaceFile
from iceline_simulator.times import show

WORDS: Final = {"WOT": "Won", "LOT": "Overtaken", "WO": "Walkover"}
"""How a heat is told that the clock did not decide."""

Answer = dict[str, Any]
Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """`/api/distances/{id}` of each distance of the programme, and the tree of those of a knock-out, by distance."""

    distances: dict[str, Answer]
    trees: dict[str, Answer]


async def ask(client: httpx.AsyncClient, race: RaceFile) -> Told:
    programme = await _answer(client, "/api/competition")
    distances = {told["id"]: await _answer(client, f"/api/distances/{told['id']}") for told in programme["distances"]}
    events = {distance.event for distance in race.distances if distance.knock_out}
    trees = {event: await _answer(client, f"/api/events/{event}/bracket") for event in events}
    return Told(distances, {each.id: trees[each.event] for each in race.distances if each.event in trees})


async def _answer(client: httpx.AsyncClient, path: str) -> Answer:
    return dict((await client.get(path)).raise_for_status().json())


def not_official(distances: Mapping[str, Answer]) -> list[str]:
    return [f"{key} is {told['state']}" for key, told in distances.items() if told["state"] != "official"]


def unexpected(race: RaceFile, distances: Mapping[str, Answer]) -> list[str]:
    """Lines of the file's expected results that the server tells otherwise."""
    found = []
    for distance in race.distances:
        rows = {row["skater"]: row for row in distances[distance.id]["standings"]}
        for line in distance.expected:
            row = rows[line.skater]
            wanted = line.rank, line.status, show(line.time) if line.time else None
            told = row["rank"], row["status"], row["time"].split("(")[0] if line.time else None
            found += [f"{distance.id} {line.skater}: {told} and not {wanted}"] if told != wanted else []
    return found


def false_lines(told: Answer, lines: Iterable[Line]) -> list[str]:
    """Lines on a glass that are not lines of the official result, by name, rank and time.

    Who did not finish has a mark or laps there, and no time.
    """
    rows = told["standings"]
    return [f"{told['id']}: {dict(line)}" for line in lines if not any(_is(row, line) for row in rows)]


def _is(row: Answer, line: Line) -> bool:
    if not row["name"].endswith(line["name"].split(" (")[0]):
        return False
    if row["status"] != "finished":
        return not line["time"][:1].isdigit()
    if "lap" in line["time"]:
        return True
    return line["time"] == row["time"] and line["rank"] in ("", str(row["rank"]))


def false_teams(tree: Answer, lines: Iterable[Line]) -> list[str]:
    """Teams of a tree on a glass that never met in it, or in another time; a result may have been to come."""
    teams = [team for heat in (*tree["semi_finals"], *tree["finals"]) for team in heat["teams"]]
    known = {(team["last_name"], time) for team in teams for time in ("", "On ice", _result(team))}
    return [f"{tree['event']}: {dict(line)}" for line in lines if (line["name"], line["time"]) not in known]


def _result(team: Answer) -> str:
    status = team.get("status", "")
    return str(team.get("time") or WORDS.get(status, status))


def winner(told: Answer) -> Sequence[str]:
    """The name of the first of the result and the time, word by word; who wins by a walkover has no time."""
    first = told["standings"][0]
    return [*first["name"].split(), *([first["time"]] if first["time"] else [])]
