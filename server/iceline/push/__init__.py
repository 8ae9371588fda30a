"""Boards going out: numbered deltas, a ring to resume from, one encoded frame for all."""
