"""The push benchmark works and counts right: nothing here is about how fast anything is."""

import asyncio
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from tests.bench.push.comparison import Result, judged, ratio
from tests.bench.push.contestants import ICELINE, LIMIT
from tests.bench.push.figures import Figures, quantile
from tests.bench.push.metrics import Timed, between, read
from tests.bench.push.phase import Measured
from tests.bench.push.processes import cores
from tests.bench.push.screens import Screens, Tally, compiled, missing_programs
from tests.bench.push.servers import Recording, Rival
from tests.bench.push.session import ALONE, Plan, run

pytestmark = pytest.mark.skipif(
    bool(missing_programs()) or not sys.platform.startswith("linux"),
    reason=f"the push benchmark needs Linux and {' and '.join(missing_programs()) or 'gcc'}",
)

PATIENCE_S = 30.0
RUN_S = 300.0
CLEAN = Tally(0, 0, 0, 0, 0, 0, 0)


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built C programs."""
    folder = tmp_path_factory.mktemp("programs")
    for name in ("load", "epoll_server"):
        compiled(name, folder)
    return folder


def deadline() -> float:
    return time.monotonic() + PATIENCE_S


async def tally_of(seqs: Sequence[int], *, sent: int, program: Path, folder: Path) -> Tally:
    """What two screens make of a server that sends them these numbers, when numbers 1 to `sent` should have come."""
    go, on_thread = asyncio.Event(), asyncio.to_thread

    async def live(connection: ServerConnection) -> None:
        await go.wait()
        for seq in seqs:
            await connection.send(f'{{"type":"delta","seq":{seq}}}')
        await connection.wait_closed()

    until = deadline()
    async with serve(live, "127.0.0.1", 0, compression=None) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        with Screens(program, folder, cores()[1], port=port, path="/", clients=2, ready="upgrade") as screens:
            await on_thread(screens.connected, until)
            await on_thread(screens.count, 1, sent, until)
            go.set()
            await on_thread(screens.delivered, seqs[-1], until)
            return (await on_thread(screens.end, sent))[0]


@pytest.mark.parametrize(
    ("seqs", "lost", "duplicates"),
    [
        ([1, 2, 3], 0, 0),
        ([1, 3], 2, 0),
        ([2, 3], 2, 0),
        ([1, 2], 2, 0),
        ([1, 1, 2, 3], 0, 2),
        ([1, 2, 1, 3], 0, 2),
    ],
)
async def test_screens_count_what_is_lost_and_what_comes_twice(
    programs: Path, tmp_path: Path, seqs: list[int], lost: int, duplicates: int
) -> None:
    tally = await tally_of(seqs, sent=3, program=programs / "load", folder=tmp_path)
    assert (tally.lost, tally.duplicates, tally.is_clean) == (lost, duplicates, not lost and not duplicates)


def test_every_screen_gets_every_message_once_and_in_order(tmp_path: Path) -> None:
    plan = Plan([20], [LIMIT, "broadcast"], True, rounds=1, messages=5, deadline=time.monotonic() + RUN_S)
    seen = list(run(plan, tmp_path, lambda _: None))
    assert [one.name for one in seen] == [ICELINE, ICELINE, LIMIT, "broadcast"]
    outcomes = [one.outcome for one in seen]
    assert all(isinstance(outcome, Measured) for outcome in outcomes), outcomes
    counted = [(outcome.load.clients, outcome.tally) for outcome in outcomes if isinstance(outcome, Measured)]
    assert [clients for clients, _ in counted] == [ALONE, 20, 20, 20]
    assert all(tally.is_clean for _, tally in counted), counted
    assert [tally.delivered for _, tally in counted] == [5, 100, 100, 100]


@pytest.mark.parametrize("length", [0, 1, 125, 126, 65_535, 65_536])
async def test_the_c_server_keeps_to_the_protocol(programs: Path, tmp_path: Path, length: int) -> None:
    frames = (b"x" * length,)
    with Rival([programs / "epoll_server"], Recording(1, frames), tmp_path, cores()[0], False) as server:
        # This client checks the handshake's digest. The server does not answer its goodbye.
        address = f"ws://127.0.0.1:{server.port}/"
        async with connect(address, proxy=None, compression=None, close_timeout=0.1) as screen:
            server.tell(0)
            async with asyncio.timeout(PATIENCE_S):
                assert await screen.recv(decode=False) == frames[0]


def test_a_quantile_is_the_smallest_that_enough_do_not_exceed() -> None:
    assert quantile([1, 2, 3, 4], 50) == 2
    assert quantile(range(1, 101), 99) == 99
    assert quantile(range(1, 102), 99) == 100
    assert quantile([7], 99) == 7


def result(name: str, turn: int, cpu: float) -> Result:
    figures = Figures(*[cpu] * 15)
    return Result(name, 1_000, turn, 10, figures, CLEAN, {})


def test_a_ratio_is_taken_within_a_round() -> None:
    """The machine was twice as slow in the second round: the ratio does not change."""
    results = [result(ICELINE, 0, 9), result(LIMIT, 0, 6), result(ICELINE, 1, 18), result(LIMIT, 1, 12)]
    seen = ratio(results, 1_000, "cpu", ICELINE, LIMIT)
    assert seen is not None
    assert (seen.least, seen.middle, seen.most) == (1.5, 1.5, 1.5)


def test_no_ratio_without_a_common_round() -> None:
    assert ratio([result(ICELINE, 0, 9), result(LIMIT, 1, 6)], 1_000, "cpu", ICELINE, LIMIT) is None


def test_a_promise_that_is_not_kept_is_told() -> None:
    told = judged([result(ICELINE, 0, 9), result(LIMIT, 0, 6)], 1_000)
    assert [line[:8].strip() for line in told] == ["NOT KEPT", "NOT KEPT", "kept"]


def test_histograms_of_seconds_are_read_and_averaged_over_what_was_new() -> None:
    """The format is Prometheus' text exposition."""
    text = """
# TYPE commit_seconds histogram
commit_seconds_bucket{le="+Inf"} 4.0
commit_seconds_count 4.0
commit_seconds_sum 0.02
draw_seconds_count{board="arena"} 2.0
draw_seconds_sum{board="arena"} 0.5
draw_seconds_created{board="arena"} 1.7e+09
sent_bytes_count 3.0
sent_bytes_sum 900.0
"""
    after = read(text)
    assert after == {"commit_seconds": Timed(4, 0.02), 'draw_seconds{board="arena"}': Timed(2, 0.5)}
    means_ms = between({"commit_seconds": Timed(2, 0.01)}, after)
    assert means_ms == {"commit_seconds": pytest.approx(5), 'draw_seconds{board="arena"}': pytest.approx(250)}
