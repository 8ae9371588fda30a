"""One page in a real Chromium: what is on its glass, and what went wrong behind it."""

import re
from typing import Any
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, Response, WebSocket

from tests.browser.cable import until
from tests.browser.chromium import RINK_HOST
from tests.browser.rink import Rink

OUR_HOSTS = frozenset({"127.0.0.1", RINK_HOST})
BOARDS = {"/arena": "arena", "/arena/standings": "arena", "/arena/overall": "overall", "/desk": "desk"}

NO_SERVER = re.compile(
    r"WebSocket connection to .* failed|ERR_CONNECTION_(REFUSED|RESET)|ERR_EMPTY_RESPONSE|ERR_CONTENT_LENGTH_MISMATCH"
)
"""What Chromium itself writes when a cable is pulled, also in the middle of a file; no page can keep it from that."""


class Glass:
    """`problems` collects errors, failed answers and requests to other hosts; it must stay empty."""

    def __init__(self, page: Page, path: str, *, with_outage: bool = False) -> None:
        self.page = page
        self.path = path
        self.problems: list[str] = []
        self._with_outage = with_outage
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        page.on("request", self._request)
        page.on("response", self._response)
        page.on("websocket", self._websocket)

    async def see(self, what: str, *arguments: object) -> Any:  # noqa: ANN401 (what a page returns is JSON)
        """Calls a function of `reading.js` or `measuring.js` in the page."""
        return await self.page.evaluate("([what, args]) => window.see[what](...args)", [what, list(arguments)])

    async def lane(self, name: str) -> dict[str, Any]:
        return next(lane for lane in await self.see("lanes") if lane["name"] == name)

    async def skater(self, name: str) -> dict[str, Any]:
        return next(skater for skater in await self.see("skaters") if skater["name"] == name)

    async def rows(self) -> dict[str, dict[str, Any]]:
        return {row["id"]: row for row in await self.see("rows")}

    async def order(self) -> list[tuple[str, str, str]]:
        """Rank, skater and time of each row, top to bottom."""
        return [(row["rank"], row["id"], row["time"]) for row in await self.see("rows")]

    async def caught_up(self, rink: Rink) -> None:
        """Waits until the glass shows what the server would give a page that opens now.

        It is asked again each time: changes that are told within a frame are drawn at its end.
        """
        await until(lambda: self._is_newest(rink))
        await self.see("frame")

    async def _is_newest(self, rink: Rink) -> bool:
        newest = (await rink.snapshot(BOARDS[self.path]))["board"]
        return await self._shows(await self.see("text", newest))

    async def link(self, *states: str, patience_s: float = 15.0) -> None:
        """Waits for one of these states of the connection."""
        await until(lambda: self._link_in(states), patience_s=patience_s)

    async def mark_window(self) -> None:
        """A token that a reload would wipe away."""
        await self.page.evaluate("window.wasNeverReloaded = true")

    async def was_reloaded(self) -> bool:
        return not await self.page.evaluate("window.wasNeverReloaded === true")

    async def _shows(self, wanted: str) -> bool:
        return bool(await self.see("boardText") == wanted)

    async def _link_in(self, states: tuple[str, ...]) -> bool:
        return await self.see("link") in states

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in ("error", "warning"):
            return
        if not (self._with_outage and NO_SERVER.search(message.text)):
            self.problems.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self._check_host(request.url)

    def _websocket(self, socket: WebSocket) -> None:
        self._check_host(socket.url)

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"{response.status} for {response.url}")

    def _check_host(self, url: str) -> None:
        if urlsplit(url).hostname not in OUR_HOSTS:
            self.problems.append(f"a request to another host: {url}")


async def open_glass(context: BrowserContext, url: str, path: str, *, with_outage: bool = False) -> Glass:
    """Opens a screen and waits until its first board, or the page without one, is painted with its fonts."""
    glass = Glass(await context.new_page(), path, with_outage=with_outage)
    await glass.page.goto(url + path)
    if path in BOARDS:
        await glass.page.wait_for_selector("html[data-ready='1']", state="attached")
    return glass
