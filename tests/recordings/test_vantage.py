"""A recorded women's 1000 m of a championship comes out of Iceline as the official system had it.

Every row that the official system presented comes out, in order. Three kinds of rows want a word (SOURCES.md 0.1):

* the rows CLEARED of a skater who had no split yet: a crossing was measured, but the operator had not chosen its
  source, so nothing was shown. Iceline writes down the same: a measurement, nothing shown;
* the split of pair 1 inner: her opponent's crossing, booked on a skater who had withdrawn. The rules know no such
  split; it stood until the operator deleted it, as the feed says, and so do we;
* the last eight rows: a committed pair was activated again twenty minutes later and its whole run sent once more.
  What had stood stands in the standings all the while, which another test holds.
"""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from iceline.boards.text import Json
from iceline.codec import encode
from iceline.desk import Desk
from iceline.journal.memory import MemoryJournal
from iceline.protocols.vantage import VantageFeed
from iceline.race.standings import standings
from iceline.race.state import State
from iceline.race.times import parse_time
from iceline.replay import Replayed, replay

from .data import data, rows

STREAM = "vantage/w1000_stream.jsonl"
STATUS = {"OK": "finished", "Withdrawn": "WDR"}


def lines() -> list[bytes]:
    return data(STREAM).read_bytes().splitlines()


async def replayed(stream: list[bytes]) -> Replayed:
    desk = Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0)
    running = asyncio.create_task(desk.run())
    try:
        return await replay(stream, desk)
    finally:
        running.cancel()


@pytest.fixture
async def done() -> Replayed:
    return await replayed(lines())


def presented_row(entry: Json) -> tuple[object, ...]:
    if entry["metres"] is None:
        return entry["distance"], entry["pair"], entry["lane"], "CLEARED"
    lap = parse_time(str(entry["lap"]))
    return (*(entry[key] for key in ("distance", "pair", "lane", "metres", "elapsed_us")), lap, entry["rank"])


def official_row(row: dict[str, str]) -> tuple[object, ...]:
    heading = int(row["distance_no"]), int(row["pair"]), row["lane"]
    if row["passed_m"] == "CLEARED":
        return (*heading, "CLEARED")
    elapsed_us = round(float(row["time_s"]) * 1_000_000)
    lap_us = round(float(row["lap_s"]) * 100) * 10_000
    return (*heading, int(row["passed_m"]), elapsed_us, lap_us, int(row["rank_at_split_so_far"]))


async def test_every_presented_split_lap_and_rank_in_order(done: Replayed) -> None:
    official = [official_row(row) for row in rows("vantage/w1000_presented_split_ranks.csv")]
    ours = [presented_row(entry) for entry in done.presented]
    same = sum(a == b for a, b in zip(official, ours, strict=False))
    print(f"presented splits: {same} of {len(official)}")
    assert ours == official


async def test_every_final_time_and_status(done: Replayed) -> None:
    official = {
        (int(r["pair"]), r["lane"]): (r["skater"], r["country"], STATUS[r["status"]], r["time"])
        for r in rows("vantage/w1000_races.csv")
    }
    results = done.results()["distances"][0]["results"]
    ours = {(r["pair"], r["lane"]): (r["skater"], r["country"], r["status"], r["time"].split("(")[0]) for r in results}
    same = sum(ours.get(key) == value for key, value in official.items())
    print(f"final times and statuses: {same} of {len(official)}")
    assert ours == official


async def test_every_official_lap(done: Replayed) -> None:
    official = [
        (int(r["pair"]), r["lane"], int(r["passed_m"]), round(float(r["time_s"]) * 1_000_000), r["lap_s"], r["time"])
        for r in rows("vantage/w1000_laps_official.csv")
    ]
    results = done.results()["distances"][0]["results"]
    ours = [
        (r["pair"], r["lane"], s["metres"], s["elapsed_us"], s["lap"], s["time"])
        for r in sorted(results, key=lambda r: (r["pair"], r["lane"]))
        for s in r["splits"]
    ]
    expected = [(*row[:4], f"{float(row[4]):.2f}", row[5]) for row in sorted(official)]
    print(f"official laps: {sum(a == b for a, b in zip(expected, sorted(ours), strict=False))} of {len(expected)}")
    assert sorted(ours) == expected


async def test_personal_bests_are_those_that_the_official_system_marked(done: Replayed) -> None:
    results = done.results()["distances"][0]["results"]
    ours = {(r["pair"], r["lane"]) for r in results if "PB" in r["records"]}
    marked = {(int(r["pair"]), r["lane"]) for r in rows("vantage/w1000_races.csv") if r["time_info"] == "4"}
    assert ours == marked


async def test_a_pair_that_is_sent_again_never_leaves_the_standings() -> None:
    desk = Desk(MemoryJournal(), publish=lambda _: None, now_us=lambda: 0)
    running = asyncio.create_task(desk.run())
    feed, finished = VantageFeed(), []
    for line in lines():
        for event in feed.receive(line):
            await desk.record("vantage", [(event, encode(event))])
            finished.append(_finished(desk.state))
    running.cancel()
    assert max(finished) == 19
    assert finished[finished.index(19) :] == [19] * (len(finished) - finished.index(19))


async def test_feed_sent_twice_says_nothing_new() -> None:
    reconnected = lines()[:1000]
    again = await replayed([*reconnected, *reconnected])
    once = await replayed(reconnected)
    assert again.results()["distances"] == once.results()["distances"]
    assert again.presented[: len(once.presented)] == once.presented
    assert again.refused == []


def _finished(state: State) -> int:
    distance = next(iter(state.distances.values()), None)
    return sum(r.finished_us is not None for r in standings(distance, state.rules).rows) if distance else 0


async def test_replay_command_writes_what_was_shown(tmp_path: Path, done: Replayed) -> None:
    out = tmp_path / "results.json"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "iceline", "replay", str(data(STREAM)), "--format", "vantage", "--out", str(out)
    )
    assert await process.wait() == 0
    assert json.loads(out.read_bytes()) == json.loads(json.dumps(done.results()))
