"""The pages render with their board inside, safely, and let only our own files in."""

import json
import re
from collections.abc import AsyncIterator, Sequence
from html.parser import HTMLParser

import httpx
import orjson
import pytest
from fastapi import FastAPI, Request

from iceline.pages import SCREENS, Paper, Screen, error_page, pages_router

BUILD = "0.1.0+test"
PAPERS = (Paper("Sprint", (("results", "/api/combinations/sprint/results.pdf"),)),)
RINK = "http://192.168.20.14:8000"
LOOPBACK = "http://127.0.0.1:8000"


def snapshot(board: str) -> bytes:
    name = "</script><script>alert(1)</script><!-- Ødegård"
    return orjson.dumps(
        {"type": "snapshot", "epoch": "e1", "seq": 3, "board": {"kind": board, "competition": {"name": name}}}
    )


def client_for(addresses: Sequence[str]) -> httpx.AsyncClient:
    def listed(_: Request) -> list[str]:
        return list(addresses)

    app = FastAPI()
    app.include_router(pages_router(build=BUILD, snapshot=snapshot, addresses=listed, papers=lambda: PAPERS))
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://rink.test")


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_for([RINK, LOOPBACK]) as client:
        yield client


class Scripts(HTMLParser):
    """Collects every script element: its attributes and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "script":
            self.found.append((dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.found and self.lasttag == "script" and data.strip():
            attrs, text = self.found[-1]
            self.found[-1] = (attrs, text + data)


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.stem)
async def test_a_screen_is_a_page_that_no_cache_keeps(client: httpx.AsyncClient, screen: Screen) -> None:
    response = await client.get(screen.path)
    assert response.status_code == 200
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    assert f'data-build="{BUILD}"' in response.text


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.stem)
async def test_the_snapshot_inside_a_page_is_the_board_of_its_screen(client: httpx.AsyncClient, screen: Screen) -> None:
    scripts = Scripts((await client.get(screen.path)).text).found
    [text] = [text for attrs, text in scripts if attrs.get("id") == "snapshot"]
    assert json.loads(text) == orjson.loads(snapshot(screen.board))


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.stem)
async def test_a_name_cannot_break_out_of_the_snapshot(client: httpx.AsyncClient, screen: Screen) -> None:
    page = (await client.get(screen.path)).text
    assert "alert(1)" in page
    assert len(Scripts(page).found) == 4
    assert "<script>alert" not in page
    assert "<!--" not in page


@pytest.mark.parametrize("path", ["/", *(screen.path for screen in SCREENS)])
async def test_a_page_may_load_nothing_from_elsewhere(client: httpx.AsyncClient, path: str) -> None:
    policy = (await client.get(path)).headers["content-security-policy"]
    directives = dict(directive.split(" ", 1) for directive in policy.split("; "))
    assert directives["default-src"] == "'self'"
    assert directives["object-src"] == directives["base-uri"] == "'none'"
    assert re.fullmatch(r"'self' 'nonce-[\w-]{16,}'", directives["script-src"])


async def test_the_import_map_carries_the_nonce_of_its_response(client: httpx.AsyncClient) -> None:
    first, second = await client.get("/arena"), await client.get("/arena")
    [nonce] = [attrs["nonce"] for attrs, _ in Scripts(first.text).found if attrs.get("type") == "importmap"]
    assert f"'nonce-{nonce}'" in first.headers["content-security-policy"]
    assert f"'nonce-{nonce}'" not in second.headers["content-security-policy"]


async def test_static_files_of_this_build_are_kept_for_ever(client: httpx.AsyncClient) -> None:
    response = await client.get(f"/static/{BUILD}/js/arena.js")
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/javascript")
    assert "immutable" in response.headers["cache-control"]
    assert response.headers["x-content-type-options"] == "nosniff"


async def test_static_files_for_another_build_are_not_kept(client: httpx.AsyncClient) -> None:
    response = await client.get("/static/older/flags/nl.svg")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("path", ["js/none.js", "../templates/base.html", "%2e%2e/templates/base.html", "js"])
async def test_nothing_but_static_files_is_served(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(f"/static/{BUILD}/{path}")).status_code == 404


async def test_the_index_lists_every_screen_under_the_address_of_the_rink(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    for screen in SCREENS:
        assert f'href="{screen.path}"' in page
        assert f"{RINK}{screen.path}" in page
    assert LOOPBACK in page


async def test_the_index_shows_a_code_for_phones(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert f"<title>QR code of {RINK}</title>" in page


@pytest.mark.parametrize("address", [LOOPBACK, "http://localhost:8000", "http://[::1]:8000"])
async def test_an_address_that_phones_cannot_reach_gets_no_code(address: str) -> None:
    async with client_for([address]) as client:
        page = (await client.get("/")).text
    assert "QR code" not in page
    assert "On this machine only" in page


async def test_a_server_that_knows_no_address_shows_the_one_it_was_asked_under() -> None:
    async with client_for([]) as client:
        assert "http://rink.test/arena" in (await client.get("/")).text


def test_an_error_page_says_what_went_wrong() -> None:
    response = error_page(BUILD, 404, "No such screen", "There is nothing at <this> address.")
    assert response.status_code == 404
    assert b"There is nothing at &lt;this&gt; address." in response.body
    assert "default-src 'self'" in response.headers["content-security-policy"]


async def test_the_list_of_screens_links_to_the_lists(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    assert '<li>Sprint: <a href="/api/combinations/sprint/results.pdf">results</a></li>' in page
