"""When a server dies: the stages of a commit by name, and what becomes of writes that no sync had secured."""

import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Final

SECTOR_BYTES: Final = 512


class Unsynced(StrEnum):
    """What the disk does with writes since the last sync: a SIGKILL keeps them, a power cut need not."""

    KEPT = "kept"
    LOST = "lost"
    TORN = "torn"


CODE_STAGES: Final = {
    "received": "an event has come, the desk has not judged it",
    "judged": "the desk has judged, the journal has not been asked",
    "begin": "before BEGIN",
    "begun": "after BEGIN, before the first insert",
    "inserted": "after the inserts, before COMMIT",
    "committing": "inside COMMIT, before its first write",
    "committed": "after COMMIT, the desk has not heard of it",
    "stored": "the desk has heard, nothing is published",
    "between-boards": "one board is on its screens, the next is not",
    "published": "published, not acknowledged",
    "told": "every screen has had time to paint it, the sender has no answer",
    "closing": "Ctrl-C: the journal is asked to close",
}
"""Stages in the server's own work; the server dies at the N-th time that it comes to one."""


@dataclass(frozen=True, slots=True)
class DiskStage:
    """The moment of one call to the disk: `op` on the file `role`, once `armed`."""

    armed: str
    op: str
    role: str
    half: bool
    says: str


DISK_STAGES: Final = {
    "wal-write": DiskStage("commit", "write", "wal", half=False, says="before a write of the commit to the log"),
    "wal-half-write": DiskStage("commit", "write", "wal", half=True, says="half of that write is done"),
    "wal-sync": DiskStage("commit", "sync", "wal", half=False, says="before the sync of the log"),
    "wal-synced": DiskStage("commit", "synced", "wal", half=False, says="after the sync of the log"),
    "wal-header-half-write": DiskStage("commit", "header", "wal", half=True, says="the log begins anew, half a header"),
    "checkpoint-write": DiskStage("commit", "write", "db", half=False, says="before a write of a checkpoint"),
    "checkpoint-half-write": DiskStage("commit", "write", "db", half=True, says="half of that write is done"),
    "checkpoint-sync": DiskStage("commit", "sync", "db", half=False, says="before the sync of a checkpoint"),
    "checkpoint-synced": DiskStage("commit", "synced", "db", half=False, says="after the sync of a checkpoint"),
    "birth-write": DiskStage("birth", "write", "", half=False, says="before a write of a new journal"),
    "birth-half-write": DiskStage("birth", "write", "", half=True, says="half of that write is done"),
    "closing-write": DiskStage(
        "closing", "write", "db", half=False, says="Ctrl-C: before a write of the last checkpoint"
    ),
    "closing-half-write": DiskStage("closing", "write", "db", half=True, says="half of that write is done"),
    "closing-sync": DiskStage("closing", "sync", "db", half=False, says="Ctrl-C: before the last sync"),
    "closing-delete": DiskStage("closing", "delete", "wal", half=False, says="Ctrl-C: before the log is deleted"),
}
"""Stages in SQLite's calls to the disk; `name:K` is the K-th such call once it is armed."""


@dataclass(slots=True)
class Doom:
    """One death to come. `after` is the commit (or the pass of a stage of the code) at which it comes."""

    stage: str
    nth: int
    after: int
    unsynced: Unsynced
    seed: int = 0
    commits: int = 0
    checkpoints: int = 0
    armed: set[str] = field(default_factory=lambda: {"birth"})
    undo: "list[tuple[Path, int, bytes, int]]" = field(default_factory=list)
    _passes: int = 0
    _calls: int = 0
    _last_role: str = ""

    def passes(self, stage: str) -> bool:
        """Whether this pass of a stage is the last one. At start-up nothing is recorded yet, and nothing counts."""
        if stage != self.stage:
            return False
        self._passes += 1
        return self._passes >= (1 if stage == "closing" else self.after)

    def reach(self, stage: str) -> None:
        if self.passes(stage):
            self.die(CODE_STAGES[stage])

    def arm(self, what: str) -> None:
        self.armed.add(what)

    def commit(self) -> None:
        """COMMIT is about to run."""
        self.commits += 1
        if self.commits >= self.after:
            self.arm("commit")

    def call(self, op: str, role: str, detail: str, halve: Callable[[], None] | None = None) -> None:
        """SQLite calls the disk; `halve` does half of the call."""
        self.checkpoints += op == "write" and role == "db" and self._last_role == "wal"
        self._last_role = role if op == "write" else self._last_role
        stage = DISK_STAGES.get(self.stage)
        if stage is None or stage.armed not in self.armed or stage.op != op or stage.role not in ("", role):
            return
        self._calls += 1
        if self._calls < self.nth:
            return
        if stage.half and halve is not None:
            halve()
        self.die(detail)

    def die(self, detail: str) -> None:
        """Leaves a certificate on the console, and is gone like a process that nobody asked."""
        if self.unsynced is not Unsynced.KEPT:
            self._lose()
        line = f"doomed: {self.stage}:{self.nth} commit={self.commits} checkpoint={self.checkpoints} {detail}\n"
        os.write(2, line.encode())
        os.kill(os.getpid(), signal.SIGKILL)

    def _lose(self) -> None:
        """Takes unsynced writes back, the last first: all of them, or sectors at chance."""
        chance = random.Random(self.seed)
        for path, offset, before, size in reversed(self.undo):
            if not path.exists():
                continue
            with path.open("r+b") as file:
                for start in range(0, len(before), SECTOR_BYTES):
                    if self.unsynced is Unsynced.LOST or chance.random() < 0.5:
                        file.seek(offset + start)
                        file.write(before[start : start + SECTOR_BYTES])
                if self.unsynced is Unsynced.LOST:
                    file.truncate(size)
