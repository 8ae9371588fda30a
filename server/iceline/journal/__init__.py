"""The append-only journal: in memory, or SQLite on disk."""
