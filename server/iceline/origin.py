"""Whether a browser page that talks to us is one of ours."""

from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import urlsplit

DEFAULT_PORTS: Final[Mapping[str, int]] = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def same_origin(headers: Mapping[str, str], allowed: Collection[str]) -> bool:
    """True without an `Origin` (not a browser), for a page of this host and port, and for the origins `allowed`.

    `headers` are looked up by lower-case names. A proxy that speaks TLS for us changes the scheme, so only host and
    port are compared, a missing port being the scheme's own.
    """
    origin = headers.get("origin")
    if origin is None or origin.lower() in {one.lower().rstrip("/") for one in allowed}:
        return True
    scheme = origin.partition(":")[0].lower()
    place = _place(origin, scheme)
    return place is not None and place == _place(f"{scheme}://{headers.get('host', '')}", scheme)


def _place(url: str, scheme: str) -> tuple[str, int] | None:
    """Host and port, or None where there is none to compare: `null`, a file, an extension."""
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
