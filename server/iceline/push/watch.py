"""What the push tells whoever counts; it is told once a change or a snapshot, never once a delta that is sent."""

from typing import Literal, Protocol

SnapshotReason = Literal["joined", "restarted", "behind", "asked"]
"""It is new here; it comes from another life of the server; it missed more than the ring holds; it asked again."""

DropReason = Literal["too_slow", "unruly", "full"]


class Watch(Protocol):
    """Sizes are bytes on the wire."""

    def fanned_out(self, screens: int, size: int, seconds: float) -> None:
        """One delta of `size` bytes was written to so many screens."""
        ...

    def sent(self, kind: str, messages: int, size: int) -> None:
        """So many messages of one kind were written, of `size` bytes together."""
        ...

    def snapshot_sent(self, reason: SnapshotReason, size: int) -> None:
        """A screen was sent a whole board."""
        ...

    def screen_dropped(self, reason: DropReason) -> None:
        """We ended the connection of a screen, or took none."""
        ...
