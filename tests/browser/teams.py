"""A team pursuit of invented teams, made of arithmetic: quarter-finals, and the semi-finals that follow from them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

from tests.browser.rink import Event, Rink

TEAMS: Final[Mapping[str, tuple[str, Sequence[str]]]] = {
    "ned": ("Netherlands", ("Hoek", "Van der Schaaf-Westerhoudt", "Vermeulen")),
    "nor": ("Norway", ("Brandt", "Kristoffersen Åmodt-Ødegård", "Ottesen")),
    "can": ("Canada", ("Calder", "Lightfoot", "Tremblay")),
    "usa": ("United States", ("Flynn", "Quinn", "Zeman")),
}
QUARTERS: Final = (("can", "usa"), ("ned", "nor"))
SEMIS: Final = (("ned", "usa"), ("can", "nor"))
"""The first against the last of the four, the second against the third."""

OPENER_US: Final = {"ned": 18_000_000, "can": 18_200_000, "nor": 18_300_000, "usa": 18_400_000}
HALF_LAP_US: Final = {"ned": 14_500_000, "can": 14_600_000, "nor": 14_700_000, "usa": 14_800_000}
HALF_LAPS: Final = 12
LANES: Final = ("inner", "outer")
MEMBER_US: Final = 400_000
"""From one member of a team to the next, at every line; the third is the team's time."""


def programme(semis: Sequence[Sequence[str]] = ()) -> Event:
    """Quarter-finals, and semi-finals that are drawn later."""
    common = {"metres": 2400, "category": "W", "format": "team_pursuit", "event": "wtp"}
    quarter = {"id": "qf", "name": "Women team pursuit, quarter-finals", "phase": "quarter_final", "qualify": 4}
    semi = {"id": "sf", "name": "Women team pursuit, semi-finals", "phase": "semi_final", "knock_out": True}
    return {
        "competition": {"name": "Test meeting", "venue": "Test oval", "city": "Nowhere", "date": "2026-11-28"},
        "skaters": [*_teams(), *_members()],
        "distances": [
            {**common, **quarter, "pairs": _heats(QUARTERS)},
            {**common, **semi, "pairs": _heats(semis)},
        ],
    }


def _teams() -> Iterator[Event]:
    for team, (name, names) in TEAMS.items():
        members = [member(team, nth) for nth in range(len(names))]
        yield {"id": team, "last_name": name, "country": team.upper(), "members": members}


def _members() -> Iterator[Event]:
    for team, (_, names) in TEAMS.items():
        for nth, name in enumerate(names):
            yield {"id": member(team, nth), "last_name": name, "country": team.upper()}


def member(team: str, nth: int) -> str:
    return f"{team}-{nth + 1}"


def _heats(heats: Sequence[Sequence[str]]) -> list[Event]:
    return [
        {"number": n, "entries": [{"skater": t, "lane": lane} for t, lane in zip(teams, LANES, strict=True)]}
        for n, teams in enumerate(heats, 1)
    ]


async def start(rink: Rink, distance: str, heat: int) -> None:
    of_heat = {"distance": distance, "pair": heat}
    await rink.tell("pair_called", **of_heat)
    await rink.tell("pair_started", **of_heat, started_at=datetime.now(UTC).isoformat())


async def skate(rink: Rink, distance: str, heat: int, teams: Sequence[str], half_laps: int = HALF_LAPS) -> None:
    """Every member of these teams crosses the first so many half-lap lines."""
    await rink.post(
        [_crossing(distance, heat, t, line, n) for line in range(half_laps) for t in teams for n in range(3)]
    )


def _crossing(distance: str, heat: int, team: str, line: int, nth: int) -> Event:
    team_us = OPENER_US[team] + line * HALF_LAP_US[team]
    return {
        "type": "passing_measured",
        "id": f"{distance}-{heat}-{team}-{line}-{nth}",
        "distance": distance,
        "pair": heat,
        "skater": member(team, nth),
        "metres": 200.0 * (line + 1),
        "how": "transponder",
        "elapsed_us": team_us - (2 - nth) * MEMBER_US,
    }


async def come_home(rink: Rink, distance: str, heats: Sequence[Sequence[str]]) -> None:
    """Whole heats from the gun to the last line, and the result confirmed."""
    for heat, teams in enumerate(heats, 1):
        await start(rink, distance, heat)
        await skate(rink, distance, heat, teams)
        await rink.tell("pair_confirmed", distance=distance, pair=heat)
    await rink.tell("distance_confirmed", distance=distance)


async def second_heat_races(rink: Rink, half_laps: int = 8) -> None:
    """Canada leads with 2:58.80; the Netherlands and Norway have skated so many half laps."""
    await rink.tell("programme_published", **programme())
    await start(rink, "qf", 1)
    await skate(rink, "qf", 1, QUARTERS[0])
    await rink.tell("pair_confirmed", distance="qf", pair=1)
    await start(rink, "qf", 2)
    await skate(rink, "qf", 2, QUARTERS[1], half_laps)
