"""Gathering a crowd in a process of its own, and waiting until all of it has a board, or the newest."""

from contextlib import AsyncExitStack
from typing import Final

from tests.browser.cable import until
from tests.crash.crowd import CrowdPlan, CrowdProcess
from tests.crash.server_process import ServerProcess
from tests.crash.watched import HEALED_S, newest_board

ARRIVED_S: Final = 60.0


async def crowd_of(stack: AsyncExitStack, plan: CrowdPlan) -> CrowdProcess:
    crowd = CrowdProcess(plan)
    stack.push_async_callback(crowd.kill)
    await crowd.start()
    return crowd


async def arrived(crowd: CrowdProcess, screens: int) -> None:
    async def all_have_a_board() -> bool:
        epochs = (await crowd.report()).epochs
        return sum(number for epoch, number in epochs.items() if epoch) == screens

    await until(all_have_a_board, patience_s=ARRIVED_S, every_s=0.1)


async def unhealed(server: ServerProcess, crowd: CrowdProcess, screens: int) -> int:
    """How many screens do not come to show the server's board."""
    newest = [f"{kind} {(await newest_board(server, kind)).hex()}" for kind in ("arena", "desk")]

    async def showing() -> int:
        shown = (await crowd.report()).showing
        return sum(shown.get(board, 0) for board in newest)

    async def healed() -> bool:
        return await showing() == screens

    try:
        await until(healed, patience_s=HEALED_S, every_s=0.1)
    except TimeoutError:
        return screens - await showing()
    return 0
