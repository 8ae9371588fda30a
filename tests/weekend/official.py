"""The results a server has in the end, held against the race file and against what was on the glass."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import httpx

from iceline_simulator.racefile import RaceFile
from iceline_simulator.times import show

Answer = dict[str, Any]
Line = Mapping[str, str]


async def answers(client: httpx.AsyncClient) -> dict[str, Answer]:
    """`/api/distances/{id}` of each distance of the programme, by id."""
    programme = (await client.get("/api/competition")).raise_for_status().json()
    ids = [distance["id"] for distance in programme["distances"]]
    return {key: (await client.get(f"/api/distances/{key}")).raise_for_status().json() for key in ids}


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
    """Lines on a glass that are not lines of the official result, by name, rank and time."""
    rows = told["standings"]
    return [f"{told['id']}: {dict(line)}" for line in lines if not any(_is(row, line) for row in rows)]


def _is(row: Answer, line: Line) -> bool:
    if not row["name"].endswith(line["name"].split(" (")[0]):
        return False
    if row["status"] != "finished" or "lap" in line["time"]:
        return True
    return line["time"] == row["time"] and line["rank"] in ("", str(row["rank"]))


def winner(told: Answer) -> Sequence[str]:
    """The name of the first of the result and the time, word by word; who wins by a walkover has no time."""
    first = told["standings"][0]
    return [*first["name"].split(), *([first["time"]] if first["time"] else [])]
