"""Pictures of each page while the last pair of a distance races, and when its result is official."""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from tests.browser.glass import Glass

LOOKS_EVERY_S: Final = 0.05


class Photographer:
    """Stands before every screen. A picture whose moment had passed before it was taken is thrown away."""

    def __init__(self, folder: Path, size: tuple[int, int]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._size = size
        self.taken: dict[str, Path] = {}

    async def watch(self, screens: Iterable[Glass]) -> None:
        """Until it is cancelled."""
        await asyncio.gather(*(self._watch(screen) for screen in screens))

    async def _watch(self, screen: Glass) -> None:
        page = screen.path.strip("/").replace("/", "-")
        while True:
            seen = await screen.see("moment")
            name = f"{seen.get('distance')}_{seen.get('stage')}_{page}_{self._size[0]}x{self._size[1]}"
            if seen.get("stage") and name not in self.taken:
                await self._take(screen, name, seen)
            await asyncio.sleep(LOOKS_EVERY_S)

    async def _take(self, screen: Glass, name: str, seen: dict[str, str]) -> None:
        path = self._folder / f"{name}.png"
        await screen.page.screenshot(path=path)
        if await screen.see("moment") == seen:
            self.taken[name] = path
        else:
            path.unlink()
