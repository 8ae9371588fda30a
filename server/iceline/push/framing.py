"""The bytes of a WebSocket message, made once for all who get it (RFC 6455 5.2)."""

from typing import Final

from websockets.frames import Frame, Opcode

MAX_CONTROL_BYTES: Final = 125


def text_message(text: bytes) -> bytes:
    """One text message of a server: whole, unmasked, not compressed. `text` is UTF-8."""
    return Frame(Opcode.TEXT, text).serialize(mask=False)
