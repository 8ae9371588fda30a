"""What the kernel may keep for a screen that does not read: little, and not for ever."""

import socket
from typing import Final

PEER_TIMEOUT_S: Final = 20.0
UNSENT_BYTES: Final = 16 * 1024


def bound_peers(listening: socket.socket, *, peer_timeout_s: float = PEER_TIMEOUT_S) -> None:
    """Bounds every socket that `listening` will accept (they inherit it, on Linux); small messages go out at once.

    uvicorn cannot abort a transport: without the timeout a peer that never reads keeps its socket and its buffer for
    ever. Without the mark the kernel takes megabytes of deltas that such a peer would get instead of a snapshot.
    """
    bounds = {"TCP_NODELAY": 1, "TCP_USER_TIMEOUT": int(peer_timeout_s * 1000), "TCP_NOTSENT_LOWAT": UNSENT_BYTES}
    for option, bound in bounds.items():
        if hasattr(socket, option):
            listening.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), bound)
