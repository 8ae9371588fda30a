"""A disk of a few megabytes that can be filled and can fail: a file mounted as ext4, where we may mount."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

MEGABYTES: Final = 8
COMMAND_S: Final = 60
BALLAST_BYTES: Final = 64 * 1024
TOOLS: Final = ("mkfs.ext4", "fsck.ext4", "mount", "umount", "findmnt")


class NoDisk(Exception):
    """Why this machine cannot have a disk of its own for the proof."""


class SmallDisk:
    """An ext4 file system in a file. `error` makes it read-only as the kernel does when a disk fails."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "disk"
        self._image = folder / "disk.img"
        self._ballast = self.path / "ballast"

    def fill(self) -> int:
        """To the last byte. Returns how many bytes it took."""
        taken = 0
        with self._ballast.open("ab", buffering=0) as file:
            size = BALLAST_BYTES
            while size:
                try:
                    taken += file.write(bytes(size))
                    os.fsync(file.fileno())
                except OSError:
                    size //= 2
        return taken

    def free(self) -> None:
        self._ballast.unlink()

    def fail(self) -> None:
        """The kernel finds an error in the file system and lets nobody write any more (errors=remount-ro)."""
        device = _run("findmnt", "--noheadings", "--output", "SOURCE", str(self.path)).strip()
        Path("/sys/fs/ext4", Path(device).name, "trigger_fs_error").write_text("a proof of iceline")

    def mend(self) -> None:
        """What an operator does: unmount, check, mount. Nobody may have a file open."""
        _run("umount", str(self.path))
        subprocess.run(["fsck.ext4", "-p", str(self._image)], capture_output=True, timeout=COMMAND_S, check=False)
        self.mount()

    def mount(self, *options: str) -> None:
        _run("mount", "-o", ",".join(["loop", "errors=remount-ro", *options]), str(self._image), str(self.path))

    def remount(self, option: str) -> None:
        """`ro` or `rw`; the kernel refuses `ro` while a file is open for writing."""
        _run("mount", "-o", f"remount,{option}", str(self.path))

    def make(self) -> None:
        self.path.mkdir()
        with self._image.open("wb") as image:
            image.truncate(MEGABYTES * 1024 * 1024)
        # Blocks as every real disk has them: with the 1 KB that mkfs takes for small ones, SQLite's shared memory gets
        # holes that a full disk cannot fill, and the process a SIGBUS. None are kept back for root: full is full.
        _run("mkfs.ext4", "-q", "-b", "4096", "-m", "0", str(self._image))
        self.mount()


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk]:
    """Mounted inside this block. Raises NoDisk with the reason."""
    if os.geteuid() != 0:
        raise NoDisk("only root may mount a disk")
    if missing := [tool for tool in TOOLS if shutil.which(tool) is None]:
        raise NoDisk(f"there is no {', '.join(missing)}")
    disk = SmallDisk(folder)
    try:
        disk.make()
    except subprocess.CalledProcessError as error:
        raise NoDisk(error.stderr.strip()) from error
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk.path)], capture_output=True, timeout=COMMAND_S, check=False)


def _run(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, timeout=COMMAND_S, check=True).stdout
