"""Processes of the benchmark: where they run, that they end with it, what they say, what they cost."""

import os
import select
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[3]
CPUCLOCK_SCHED: Final = 2
CHUNK: Final = 65536


class TooSlow(Exception):
    """It was not heard of in time."""


class Ended(Exception):
    """The process ended, or said something else."""


class Speaking:
    """A process that is read line by line. A context manager: at its end the process is killed, also when we are."""

    def __init__(self, command: Sequence[str | Path], log: Path, cores: frozenset[int]) -> None:
        self._log = log
        with log.open("ab") as errors:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "KILL", *(str(part) for part in command)],
                cwd=ROOT,
                env=environment(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
            )
        os.sched_setaffinity(self.pid, cores)
        self._unread = b""

    @property
    def pid(self) -> int:
        return self._process.pid

    def __enter__(self) -> "Speaking":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n".encode())
        self._process.stdin.flush()

    def line(self, until: float) -> str:
        """The next line, waited for until this moment of `time.monotonic`. Raises TooSlow, Ended."""
        assert self._process.stdout is not None
        while b"\n" not in self._unread:
            patience_s = max(0.0, until - time.monotonic())
            if not select.select([self._process.stdout], [], [], patience_s)[0]:
                raise TooSlow
            read = os.read(self._process.stdout.fileno(), CHUNK)
            if not read:
                raise Ended(self.last_words())
            self._unread += read
        line, _, self._unread = self._unread.partition(b"\n")
        return line.decode()

    def last_words(self) -> str:
        return self._log.read_text(errors="replace")[-1000:].strip() or "it ended without a word"


def cpu_ns(pid: int) -> int:
    """What a process has had of the processors, all its threads together: its own clock, exact to the nanosecond."""
    return time.clock_gettime_ns((~pid << 3) | CPUCLOCK_SCHED)


def softirq_ns(cores: Iterable[int]) -> int:
    """What the kernel's own threads for network and timers have had of these cores.

    What a process sends over loopback is received within its own `send`, in its own time; when much is sent at once, a
    part of it falls to `ksoftirqd`. 0 where the system shows no such thread.
    """
    names = {f"ksoftirqd/{core}" for core in cores}
    threads = (thread for thread in Path("/proc").glob("[0-9]*") if _name(thread) in names)
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads)


def _name(process: Path) -> str:
    try:
        return (process / "comm").read_text().strip()
    except OSError:  # it has just ended
        return ""


def anonymous_bytes(pid: int) -> int:
    """What a process has in memory of its own: heap and stacks, no files, nothing the kernel keeps for its sockets."""
    status = Path(f"/proc/{pid}/status").read_text()
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("RssAnon:"))


def cores() -> tuple[frozenset[int], frozenset[int]]:
    """Those of the server, and those of the screens: one each where there are two."""
    ours = sorted(os.sched_getaffinity(0))
    return frozenset(ours[:1]), frozenset(ours[-1:])


def environment() -> dict[str, str]:
    """Nothing that is set for another server of this machine."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("ICELINE_")}
    return ours | {"ICELINE_LOG_LEVEL": "warning", "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
