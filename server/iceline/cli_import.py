"""The commands that bring start lists and records in: `iceline import | schema | records` (docs/start-lists.md)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Final
from uuid import uuid4

import httpx
import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from iceline.codec import decode_object, encode, parse
from iceline.errors import IcelineError
from iceline.importing.csv_list import read_csv
from iceline.importing.faults import ImportRefused
from iceline.importing.finishlynx import Files, read_finishlynx
from iceline.importing.json_list import read_json, schema
from iceline.importing.rows import text_of
from iceline.race.events import Event, ProgrammePublished
from iceline.race.programme import Competition

FAILED: Final = 1
RECORDS: Final = "records.json"
SEND_TIMEOUT_S: Final = 30.0
LYNX: Final = frozenset({".evt", ".ppl", ".sch"})

ToOption = Annotated[str | None, typer.Option("--to", metavar="URL", help="Send it to the server there.")]
TokenOption = Annotated[str | None, typer.Option(envvar="ICELINE_TOKEN", help="The operator's token.")]


def add_imports(cli: typer.Typer, epilog: str) -> None:
    """Registers the commands."""
    cli.command("import", epilog=epilog)(import_command)
    cli.command("schema", epilog=epilog)(schema_command)
    cli.command("records", epilog=epilog)(records_command)


def import_command(
    lists: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", exists=True, dir_okay=False, help="A .csv, a .json, or lynx.evt .ppl .sch."),
    ],
    competition: Annotated[str | None, typer.Option(help="The competition's name; a JSON file can say it.")] = None,
    venue: Annotated[str | None, typer.Option(help="The rink.")] = None,
    date: Annotated[str | None, typer.Option(help="The first day, YYYY-MM-DD.")] = None,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write the programme there as JSON.")] = None,
    to: ToOption = None,
    token: TokenOption = None,
    check: Annotated[bool, typer.Option("--check", help="Only say whether the files are right.")] = False,
) -> None:
    """Read start lists. One fault anywhere, and nothing is written or sent; each is told with its line and its cell."""
    if (out_file is not None) + (to is not None) + check != 1:
        raise typer.BadParameter("say one of --out FILE, --to URL and --check")
    given = {name: text for name, text in (("name", competition), ("venue", venue), ("date", date)) if text is not None}
    with _told():
        programme = _read(lists, given)
        if to is not None:
            _send(to, token, programme)
        if out_file is not None:
            _write(out_file, encode(programme))
        typer.echo(_summary(programme))


def schema_command() -> None:
    """Print the JSON schema of a start list (`programme_published`)."""
    typer.echo(orjson.dumps(schema(), option=orjson.OPT_INDENT_2))


def records_command(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", exists=True, dir_okay=False, help="as_of and records, JSON.")
    ] = None,
    to: ToOption = None,
    token: TokenOption = None,
) -> None:
    """Replace the record book of a server's competition, without FILE by the shipped one; without --to print it."""
    with _told():
        body = (files("iceline") / RECORDS).read_bytes() if file is None else file.read_bytes()
        told = parse(body)
        if not isinstance(told, dict):
            raise IcelineError(f"{file} is not an object of as_of and records.")
        if to is None:
            typer.echo(body)
            return
        event = decode_object({**told, "type": "records_published", "id": _new_id("records")})
        _send(to, token, event)
        typer.echo(f"{len(told['records'])} records sent.")


def _read(lists: list[Path], given: Mapping[str, str]) -> ProgrammePublished:
    texts = {file.suffix.lower(): (str(file), text_of(str(file), file.read_bytes())) for file in lists}
    event_id = _new_id("import")
    if len(texts) == len(lists) and ".evt" in texts and set(texts) <= LYNX:
        lynx = Files(texts[".evt"], texts.get(".ppl"), texts.get(".sch"))
        return read_finishlynx(lynx, _competition(given), event_id)
    if len(lists) != 1:
        raise typer.BadParameter("one .csv or .json file, or lynx.evt with lynx.ppl and lynx.sch")
    [(kind, (name, text))] = texts.items()
    if kind == ".json":
        return read_json(name, text, given, event_id)
    if kind == ".csv":
        return read_csv(name, text, _competition(given), event_id)
    raise typer.BadParameter(f"{name} is no .csv, .json or .evt file")


def _competition(given: Mapping[str, str]) -> Competition:
    if "name" not in given:
        raise typer.BadParameter("say the competition's name with --competition")
    try:
        return TypeAdapter(Competition).validate_python(given, strict=False)
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise typer.BadParameter(f"{fault['loc'][0]} {fault['input']!r}: {fault['msg']}") from error


def _new_id(of: str) -> str:
    """New each time: the list of the morning, sent again in the evening, is not a repetition of the morning's."""
    return f"{of}-{uuid4().hex}"


def _write(path: Path, body: bytes) -> None:
    """All of it or nothing."""
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(body)
    part.replace(path)


def _send(to: str, token: str | None, event: Event) -> None:
    """Sends it. Raises IcelineError unless the server has recorded it."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    url = f"{to.rstrip('/')}/api/events"
    try:
        answer = httpx.post(url, content=encode(event), headers=headers, timeout=SEND_TIMEOUT_S, trust_env=False)
        told = answer.json()
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise IcelineError(f"{url} did not answer as an Iceline server does: {error}") from error
    fate = told["fates"][0] if isinstance(told, dict) and told.get("fates") else told
    if not isinstance(fate, dict) or fate.get("fate") not in ("recorded", "duplicate"):
        said = fate if not isinstance(fate, dict) else fate.get("message") or fate.get("detail") or fate
        raise IcelineError(f"The server did not take it: {said}")


def _summary(programme: ProgrammePublished) -> str:
    pairs = sum(len(distance.pairs) for distance in programme.distances)
    return f"distances: {len(programme.distances)}, pairs: {pairs}, skaters: {len(programme.skaters)}"


@contextmanager
def _told() -> Iterator[None]:
    """Each fault is a line, everything else one sentence; the exit code is 1."""
    try:
        yield
    except ImportRefused as refused:
        for fault in refused.faults:
            typer.echo(str(fault), err=True)
        if refused.total > len(refused.faults):
            typer.echo(f"{refused.total - len(refused.faults)} more faults.", err=True)
        raise typer.Exit(FAILED) from refused
    except (IcelineError, OSError) as error:
        typer.echo(f"iceline: {error}", err=True)
        raise typer.Exit(FAILED) from error
