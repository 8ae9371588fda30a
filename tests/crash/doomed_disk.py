"""A disk under SQLite that knows each write and sync: it can end the process in the middle of one, refuse, or lie."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import apsw

from tests.crash.doom import Doom

SYSTEM_VFS: Final = "unix"
REFUSALS: Final = {"full": apsw.FullError, "read-only": apsw.ReadOnlyError}


@dataclass(frozen=True, slots=True)
class Manners:
    """How the disk behaves: `refusal` is a file that says "full" or "read-only" while it exists; a liar never syncs."""

    refusal: Path | None = None
    lies: bool = False

    def check(self) -> None:
        if self.refusal is not None and self.refusal.exists():
            word = self.refusal.read_text().strip()
            raise REFUSALS[word](f"the disk is {word}")


class DoomedDisk(apsw.VFS):
    """The system's disk with our ear on it; as long as it lives it is every connection's default."""

    def __init__(self, doom: Doom | None, manners: Manners) -> None:
        super().__init__("doomed", SYSTEM_VFS, makedefault=True)
        self._doom = doom
        self._manners = manners

    def xOpen(self, name: "apsw.URIFilename | str | None", flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = Path(str(name.filename() if isinstance(name, apsw.URIFilename) else name))
        if ".lock" in path.name:
            return apsw.VFSFile(SYSTEM_VFS, name, flags)
        return DoomedFile(name, flags, path, self._doom, self._manners)

    def xDelete(self, name: str, sync_folder: bool) -> None:  # noqa: N802
        if self._doom is not None:
            self._doom.call("delete", role_of(Path(name)), f"the deletion of {Path(name).name}")
            self._doom.undo = [undo for undo in self._doom.undo if undo[0] != Path(name)]
        super().xDelete(name, sync_folder)


class DoomedFile(apsw.VFSFile):
    """One file of the journal: the database, its log or its rollback journal."""

    def __init__(
        self, name: "apsw.URIFilename | str | None", flags: list[int], path: Path, doom: Doom | None, manners: Manners
    ) -> None:
        super().__init__(SYSTEM_VFS, name, flags)
        self._path = path
        self._role = role_of(path)
        self._doom = doom
        self._manners = manners

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        self._manners.check()
        if self._doom is not None:
            self._remember(self._doom, offset, len(data))
            halve: Callable[[], None] = lambda: super(DoomedFile, self).xWrite(data[: len(data) // 2], offset)  # noqa: E731
            detail = f"{len(data)} bytes at {offset} of {self._path.name}"
            if offset == 0 and self._role == "wal":
                self._doom.call("header", self._role, detail, halve)
            self._doom.call("write", self._role, detail, halve)
        super().xWrite(data, offset)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._manners.check()
        if self._doom is None:
            super().xSync(flags)
            return
        self._doom.call("sync", self._role, f"the sync of {self._path.name}")
        if not self._manners.lies:
            super().xSync(flags)
            self._doom.undo = [undo for undo in self._doom.undo if undo[0] != self._path]
        self._doom.call("synced", self._role, f"after the sync of {self._path.name}")

    def xTruncate(self, size: int) -> None:  # noqa: N802
        self._manners.check()
        if self._doom is not None:
            self._remember(self._doom, size, self.xFileSize() - size)
        super().xTruncate(size)

    def _remember(self, doom: Doom, offset: int, length: int) -> None:
        """What stood there, as long as no sync has made the change lasting; behind the end stands nothing."""
        size = self.xFileSize()
        before = super().xRead(min(length, size - offset), offset) if offset < size and length > 0 else b""
        doom.undo.append((self._path, offset, bytes(before).ljust(length, b"\0"), size))


def role_of(path: Path) -> str:
    """`wal` the write-ahead log, `journal` the rollback journal, `db` the database itself."""
    return next((role for role in ("wal", "journal") if path.name.endswith(f"-{role}")), "db")
