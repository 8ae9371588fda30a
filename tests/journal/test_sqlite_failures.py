"""What is left of a journal when its process is killed or its disk is full."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from iceline.journal.sqlite import SqliteJournal
from iceline.journal.verify import verify

ACKNOWLEDGED_BEFORE_KILL = 300

LOAD = """
import asyncio, itertools, os, sys
from pathlib import Path
from iceline.journal.journal import Draft
from iceline.journal.sqlite import SqliteJournal

async def send(journal, sender):
    for n in itertools.count():
        body = b'{"type":"pair_called","id":"%d-%d","distance":"w1000","pair":1}' % (sender, n)
        stored = await journal.append([Draft(f"source-{sender}", f"{sender}-{n}", n, body)])
        os.write(1, b"%d %d-%d\\n" % (stored[0].seq, sender, n))

async def main():
    journal = SqliteJournal(Path(sys.argv[1]))
    await asyncio.gather(*(send(journal, sender) for sender in range(8)))

asyncio.run(main())
"""

FULL_DISK = """
import asyncio, resource, sys
from pathlib import Path
from iceline.errors import JournalFailed
from iceline.journal.journal import Draft
from iceline.journal.sqlite import SqliteJournal

def limit(size):
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))

async def main(path):
    journal = SqliteJournal(path)
    stored = (await journal.append([Draft("s", "before", 0, b"{}")]))[-1].seq
    limit(1 << 18)
    failed = False
    for n in range(100):
        try:
            stored = (await journal.append([Draft("s", f"{n}-{part}", 0, bytes(4000)) for part in range(8)]))[-1].seq
        except JournalFailed as error:
            failed = True
            print(str(error), file=sys.stderr)
            assert [entry.seq for entry in journal.replay()] == list(range(1, stored + 1))
            break
    assert failed
    limit(resource.RLIM_INFINITY)
    again = await journal.append([Draft("s", f"{n}-{part}", 0, bytes(4000)) for part in range(8)])
    assert again[0].seq == stored + 1, (again[0].seq, stored)
    await journal.close()
    print(stored + 8)

asyncio.run(main(Path(sys.argv[1])))
"""


async def killed_in_mid_load(path: Path) -> list[tuple[int, str]]:
    """What a journal had acknowledged to eight senders when its process got SIGKILL."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", LOAD, str(path), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    async with asyncio.timeout(60):
        head = [await process.stdout.readline() for _ in range(ACKNOWLEDGED_BEFORE_KILL)]
        process.kill()
        rest = await process.stdout.read()
        await process.wait()
    lines = (b"".join(head) + rest).split(b"\n")[:-1]
    return [(int(seq), name.decode()) for seq, name in (line.split() for line in lines)]


def stored_bytes(path: Path) -> tuple[bytes, bytes]:
    """The journal and its write-ahead log."""
    return path.read_bytes(), path.with_name(f"{path.name}-wal").read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("time", range(3))
async def test_everything_acknowledged_is_there_after_kill_9(tmp_path: Path, time: int) -> None:
    path = tmp_path / "journal.sqlite3"
    acknowledged = await killed_in_mid_load(path)
    assert len(acknowledged) >= ACKNOWLEDGED_BEFORE_KILL
    before = stored_bytes(path)
    left = verify(path)
    assert left.problems == ()
    assert stored_bytes(path) == before
    journal = SqliteJournal(path)
    held = {(entry.seq, entry.id) for entry in journal.replay()}
    await journal.close()
    assert held >= set(acknowledged)
    assert left.entries == len(held)


@pytest.mark.skipif(sys.platform == "win32", reason="files have no size limit there")
def test_full_disk_stores_nothing_by_halves_and_later_appends_succeed(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite3"
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith("The journal cannot store events: ")
    stored = [entry.seq for entry in SqliteJournal.reading(path).replay()]
    assert stored == list(range(1, int(done.stdout) + 1))
