"""What timing equipment says, pure: bytes in, facts out; no socket."""
