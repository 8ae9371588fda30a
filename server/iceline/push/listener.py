"""The listening socket: what it accepts can neither hoard old boards in the kernel nor stay when nobody reads."""

import socket
from typing import Final

PEER_TIMEOUT_S: Final = 20.0
UNSENT_BYTES: Final = 16 * 1024


def listen(host: str, port: int, *, peer_timeout_s: float = PEER_TIMEOUT_S) -> socket.socket:
    """A bound socket for `uvicorn.Server.serve(sockets=[...])`; accepted sockets inherit its bounds on Linux.

    uvicorn cannot abort a transport: without the timeout a peer that never reads keeps its socket and its buffer for
    ever. Without the mark the kernel takes megabytes of deltas that such a peer would get instead of a snapshot.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.create_server((host, port), family=family)
    bounds = {"TCP_USER_TIMEOUT": int(peer_timeout_s * 1000), "TCP_NOTSENT_LOWAT": UNSENT_BYTES}
    for option, bound in bounds.items():
        if hasattr(socket, option):
            listener.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), bound)
    return listener
