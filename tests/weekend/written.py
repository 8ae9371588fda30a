"""What `iceline export` writes of a journal: of every distance the result and the start list as PDF, CSV and JSON."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.crash.server_process import PLAIN, ROOT
from tests.weekend.official import Answer, winner

EXPORT_S: Final = 120
ENDS: Final = (".pdf", "-start-list.pdf", ".csv")


async def export(journal: Path, folder: Path) -> None:
    """Runs the command, beside a server that goes on."""
    command = [*PLAIN, "export", str(journal), "--to", str(folder)]
    exporting = await asyncio.create_subprocess_exec(
        sys.executable, *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    told, _ = await asyncio.wait_for(exporting.communicate(), EXPORT_S)
    if exporting.returncode != 0:
        raise AssertionError(f"iceline export ended with {exporting.returncode}: {told.decode()}")


def written(folder: Path) -> dict[str, int]:
    """How many files of each kind."""
    return {f"{end.upper()} files": len(list(folder.glob(f"*.{end}"))) for end in ("pdf", "csv", "json")}


def missing(folder: Path, distances: Mapping[str, Answer]) -> list[str]:
    """Files that are not there or do not tell who won and in what time."""
    told = json.loads((folder / "results.json").read_bytes())["distances"]
    in_json = {distance["name"]: json.dumps(distance, ensure_ascii=False) for distance in told}
    found = []
    for key, distance in distances.items():
        wanted = winner(distance)
        result, start_list, table = (folder / f"{key}{end}" for end in ENDS)
        found += _lacks(f"{key} in results.json", in_json.get(distance["name"], ""), wanted)
        found += _lacks(table.name, table.read_text(encoding="utf-8-sig") if table.exists() else "", wanted)
        found += _lacks(result.name, text_of(result), wanted)
        found += _lacks(start_list.name, text_of(start_list), distance["standings"][0]["name"].split())
    return found


def _lacks(where: str, text: str, wanted: Sequence[str]) -> list[str]:
    lacking = [word for word in wanted if word not in text]
    return [f"{where} lacks {' '.join(lacking)}"] if lacking else []


def text_of(pdf: Path) -> str:
    """The words on a paper; nothing of one that is not there or empty."""
    if not pdf.exists() or not pdf.stat().st_size:
        return ""
    done = subprocess.run(["pdftotext", str(pdf), "-"], capture_output=True, check=True, timeout=EXPORT_S)
    return " ".join(done.stdout.decode().split())
