"""Under which addresses a browser finds this server, here and from the other machines of the rink."""

import socket
from typing import Final

EVERYWHERE: Final = ("0.0.0.0", "::")
"""What a server listens on for all networks of its machine; nobody can open it."""


def reachable(host: str, port: int) -> list[str]:
    """As `http://host:port`, the best for other machines first. `host` is what the server listens on."""
    hosts = [host] if host not in EVERYWHERE else [found for found in (lan_address(), "127.0.0.1") if found]
    return [f"http://[{one}]:{port}" if ":" in one else f"http://{one}:{port}" for one in hosts]


def lan_address() -> str | None:
    """The address this machine would use towards the outside; nothing is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        return str(probe.getsockname()[0])
