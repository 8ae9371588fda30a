"""Whether a browser page that opens a WebSocket is one of ours."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit


def same_origin(headers: Mapping[str, str], allowed: Collection[str]) -> bool:
    """True without an `Origin` (not a browser), for a page of this host and port, and for the origins allowed."""
    origin = headers.get("origin")
    if origin is None or origin in allowed:
        return True
    return urlsplit(origin).netloc != "" and urlsplit(origin).netloc.lower() == headers.get("host", "").lower()
