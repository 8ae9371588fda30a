"""What is printed can be opened: a server that listens everywhere is nowhere in particular."""

import pytest

from iceline.addresses import lan_address, reachable


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("192.168.7.5", "http://192.168.7.5:8000"),
        ("rink.example", "http://rink.example:8000"),
        ("::1", "http://[::1]:8000"),
    ],
)
def test_a_server_is_found_where_it_listens(host: str, address: str) -> None:
    assert reachable(host, 8000) == [address]


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_a_server_that_listens_everywhere_is_found_in_the_network_and_on_its_own_machine(host: str) -> None:
    lan = lan_address()
    assert reachable(host, 9000) == [*([f"http://{lan}:9000"] if lan else []), "http://127.0.0.1:9000"]
