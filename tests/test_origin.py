"""Pages of this server and of allowed sites may talk to it, and whoever is no browser."""

import pytest

from iceline.origin import same_origin

ALLOWED = ("https://rink.example",)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000"),
        ("http://rink.local", "rink.local"),
        ("http://rink.local", "rink.local:80"),
        ("http://rink.local:80", "rink.local"),
        ("https://rink.local", "rink.local:443"),
        ("https://rink.local:443", "rink.local"),
        ("HTTP://Rink.Local:8000", "rink.local:8000"),
        ("http://[::1]:8000", "[::1]:8000"),
        ("https://rink.example", "127.0.0.1:8000"),
        ("https://Rink.Example", "127.0.0.1:8000"),
    ],
)
def test_our_pages_and_allowed_sites_may_talk(origin: str, host: str) -> None:
    assert same_origin({"origin": origin, "host": host}, ALLOWED)


def test_who_is_no_browser_may_talk() -> None:
    assert same_origin({"host": "127.0.0.1:8000"}, ())


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "http://evil.example",
        "http://evil.example:8000",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "https://127.0.0.1",
        "http://127.0.0.1:8000.evil.example",
        "http://rink.example",
        "https://rink.example.evil.example",
        "https://rink.example:444",
        "http://[",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:port",
        "file://",
        "127.0.0.1:8000",
        "ftp://127.0.0.1",
        "http://127.0.0.1:8000, http://evil.example",
    ],
)
def test_pages_of_others_may_not(origin: str) -> None:
    assert not same_origin({"origin": origin, "host": "127.0.0.1:8000"}, ALLOWED)


@pytest.mark.parametrize("host", ["", "[", "evil:port"])
def test_host_that_makes_no_sense_is_nobodys(host: str) -> None:
    assert not same_origin({"origin": "http://127.0.0.1:8000", "host": host}, ())


def test_without_a_host_no_page_is_ours() -> None:
    assert not same_origin({"origin": "http://127.0.0.1:8000"}, ())
