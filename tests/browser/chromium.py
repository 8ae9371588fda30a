"""The real Chromium of this machine: where it is, and how tests start it."""

import os
import shutil
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Playwright

NAMES: Final = ("chromium", "chromium-browser")
USUAL_PLACE: Final = Path("/usr/bin/chromium")
NO_CHROMIUM: Final = "No Chromium: install it (Debian: chromium) or name it in ICELINE_CHROMIUM."

RINK_HOST: Final = "rink.test"
"""A name that only our browser knows, so that a page is not at a loopback address."""

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def find_chromium() -> Path | None:
    """ICELINE_CHROMIUM, the place where Debian puts it, or what the PATH has. A name that is not there is None."""
    named = os.environ.get("ICELINE_CHROMIUM")
    if named:
        return Path(named) if Path(named).exists() else None
    if USUAL_PLACE.exists():
        return USUAL_PLACE
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


async def launch(playwright: Playwright, *, also: str = f"MAP {RINK_HOST} 127.0.0.1") -> Browser:
    """A headless Chromium without a profile or a network; `also` says which other addresses are this machine."""
    chromium = find_chromium()
    if chromium is None:
        raise FileNotFoundError(NO_CHROMIUM)
    flags = [*FLAGS, f"--host-resolver-rules={also}"]
    return await playwright.chromium.launch(executable_path=chromium, headless=True, args=flags)
