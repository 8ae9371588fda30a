"""A crowd at the door comes in piece by piece, in its order, and all of it."""

import asyncio
import time

from iceline.push.door import Door

from .serving import PATIENCE_S


async def test_who_comes_alone_is_let_in_at_once() -> None:
    let_in: list[int] = []
    Door().enter(lambda: let_in.append(1))
    assert let_in == [1]


async def test_a_crowd_comes_in_piece_by_piece_and_in_its_order() -> None:
    door, let_in, turns = Door(open_s=0.002, shut_s=0.001), [], 0

    def slowly(number: int) -> None:
        let_in.append(number)
        time.sleep(0.001)

    for number in range(20):
        door.enter(lambda number=number: slowly(number))
    assert len(door) > 0
    async with asyncio.timeout(PATIENCE_S):
        while len(let_in) < 20:
            turns += 1
            await asyncio.sleep(0)
    assert let_in == list(range(20))
    assert turns > 5, "others had their turn meanwhile"


async def test_nobody_comes_in_once_it_is_closed() -> None:
    door, let_in = Door(open_s=0.0, shut_s=60.0), []
    for number in range(5):
        door.enter(lambda number=number: let_in.append(number))
    assert len(door) >= 4
    door.close()
    inside = len(let_in)
    await asyncio.sleep(0)
    assert (len(door), len(let_in)) == (0, inside)
