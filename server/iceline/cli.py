"""The command line: `iceline demo | serve | import | replay | export | verify | backup | token`. Only it reads argv."""

import asyncio
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import orjson
import typer
from rich.console import Console
from rich.table import Table

from iceline import __version__
from iceline.access import Access, Role
from iceline.addresses import reachable
from iceline.app import create_app, unix_now_us
from iceline.cli_import import add_imports
from iceline.demo import Demo, run_demo
from iceline.desk import Desk
from iceline.errors import IcelineError
from iceline.exports import export_results
from iceline.journal.memory import MemoryJournal
from iceline.journal.sqlite import SqliteJournal
from iceline.journal.verify import verify
from iceline.logs import configure_logs
from iceline.past import state_of
from iceline.race.progress import distance_progress
from iceline.reading import csv_fields, results_rows
from iceline.replay import Replayed, replay
from iceline.serving import listening_socket, run, serve_forever
from iceline.settings import Settings, read_settings

FAILED: Final = 1
USAGE: Final = 2
OLYMPIC_RACE: Final = "olympic-w1000-2026"
NUMBERS: Final = ("rank", "number", "pair", "laps", "total", "time", "gap", "points")
FILE_WIDTH: Final = 120
"""Columns of text where the output is not a terminal."""

EPILOG = "Exit codes: 0 done, 1 it failed and says why, 2 the command line was wrong."

cli = typer.Typer(
    name="iceline",
    help="The live timing dashboard of a speed-skating rink.\n\n"
    "See it run:  iceline demo\n\n"
    "At the rink:  iceline token add photocell --role ingest, then  iceline serve --host 0.0.0.0",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
    epilog=EPILOG,
)
tokens = typer.Typer(
    help="Tokens for timing equipment, operators and desks. They are made on this machine and need no other token.",
    no_args_is_help=True,
)
cli.add_typer(tokens, name="token")
add_imports(cli, EPILOG)

WIDTH = None if sys.stdout.isatty() else FILE_WIDTH
out, err = Console(width=WIDTH), Console(stderr=True)


class Format(StrEnum):
    """The feeds whose recordings can be replayed."""

    VANTAGE = "vantage"


class LogFormat(StrEnum):
    """How the server logs."""

    CONSOLE = "console"
    JSON = "json"


class RoleName(StrEnum):
    INGEST = "ingest"
    OPERATOR = "operator"
    DESK = "desk"


ROLES: Final[dict[RoleName, Role]] = {
    RoleName.INGEST: "ingest",
    RoleName.OPERATOR: "operator",
    RoleName.DESK: "desk",
}


BUILT_IN: Final = {name: str(field.default) for name, field in Settings.model_fields.items()}
"""What a setting is where neither the command line nor a variable says it."""

PortOption = Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")]
HostOption = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets phones and other machines in.")]
JournalArgument = Annotated[Path, typer.Argument(metavar="JOURNAL", help="The journal file of `iceline serve`.")]
TokensOption = Annotated[
    Path | None,
    typer.Option("--tokens", help="The file of tokens.", show_default="tokens.json beside the journal"),
]


@cli.command(epilog=EPILOG)
def demo(
    race: Annotated[str, typer.Option(help="A race file, or the name of a shipped race.")] = OLYMPIC_RACE,
    speed: Annotated[int, typer.Option(min=1, max=1000, help="Race seconds in one second; 1 is real time.")] = 8,
    host: HostOption = "127.0.0.1",
    port: PortOption = 8000,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the arena view.")] = True,
) -> None:
    """Watch a race: the Olympic women's 1000 m of 2026, skated again in front of you.

    Starts a server with a journal of its own and plays the race into it; afterwards the final standings stay up.
    """
    with _told():
        configure_logs("warning")
        run_demo(Demo(race, speed, host, port, browser), out)


@cli.command(epilog=EPILOG)
def serve(
    host: Annotated[
        str | None,
        typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.", show_default=BUILT_IN["host"]),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="The port; 0 takes a free one.", show_default=BUILT_IN["port"]),
    ] = None,
    journal: Annotated[Path | None, typer.Option(help="The journal file.", show_default=BUILT_IN["journal"])] = None,
    tokens: TokensOption = None,
    vantage: Annotated[
        str | None, typer.Option(metavar="URL", help="Also listen to a KNSB/ISU event feed there.")
    ] = None,
    log_format: Annotated[
        LogFormat | None,
        typer.Option(help="Log for people, or as JSON, one object a line.", show_default=BUILT_IN["log_format"]),
    ] = None,
) -> None:
    """Run the server of a rink. Everything can be set by ICELINE_... variables too (docs/rink.md)."""
    with _told():
        given = {"host": host, "port": port, "journal": journal, "tokens": tokens, "vantage": vantage}
        settings = read_settings({**given, "log_format": log_format and log_format.value})
        configure_logs(settings.log_level, settings.log_format)
        access = Access(settings.tokens)
        _first_token(access)
        listening = listening_socket(settings.host, settings.port)
        settings = settings.model_copy(update={"port": listening.getsockname()[1]})
        app = create_app(settings, journal=SqliteJournal(settings.journal), access=access)
        addresses = " and ".join(f"{address}/" for address in reachable(settings.host, settings.port))
        out.print(f"Screens at {addresses}  (Ctrl-C stops)", soft_wrap=True)
        run(serve_forever(app, listening))


@cli.command("replay", epilog=EPILOG)
def replay_command(
    file: Annotated[Path, typer.Argument(metavar="FILE", exists=True, dir_okay=False, help="One message a line.")],
    format: Annotated[Format, typer.Option(help="The feed it was recorded from.")] = Format.VANTAGE,  # noqa: A002
    out_file: Annotated[Path | None, typer.Option("--out", help="Write presented splits and results as JSON.")] = None,
) -> None:
    """Send a recorded feed through adapter, desk and boards, as fast as it goes; print or write what came of it."""
    with _told():
        configure_logs("error")
        with file.open("rb") as lines:
            done = asyncio.run(_replayed(lines))
        if out_file is not None:
            out_file.write_bytes(orjson.dumps(done.results(), option=orjson.OPT_INDENT_2))
        else:
            _print_results(done)
        for line in done.refused:
            err.print(f"refused: {line}", markup=False)
        err.print(f"{done.recorded} events recorded, {done.duplicates} sent twice, {len(done.refused)} refused.")
        if done.recorded == 0:
            raise IcelineError(f"{file} holds nothing of a {format.value} feed.")


@cli.command(epilog=EPILOG)
def export(
    journal: JournalArgument,
    to: Annotated[Path, typer.Option(help="The folder to write to.")] = Path("results"),
) -> None:
    """Write results.json, and each distance as CSV, protocol and start list (PDF). A running server goes on."""
    with _told():
        _existing(journal)
        for path in export_results(state_of(SqliteJournal.reading(journal)), to):
            out.print(str(path), markup=False)


@cli.command("verify", epilog=EPILOG)
def verify_command(journal: JournalArgument) -> None:
    """Check a journal and say what it holds. It is only read, never changed."""
    with _told():
        _existing(journal)
        report = verify(journal)
        out.print(f"{report.entries} events{_between(report.first, report.last)}", markup=False)
        for source, count in sorted(report.sources.items()):
            out.print(f"  {count:>8}  {source}", markup=False)
        for problem in report.problems:
            err.print(problem, markup=False)
        if report.problems:
            raise typer.Exit(FAILED)
        for distance in state_of(SqliteJournal.reading(journal)).distances.values():
            pairs = len(distance.pairs)
            out.print(f"  {distance.distance.name}: {distance_progress(distance)}, pairs: {pairs}", markup=False)
        out.print("Nothing wrong with it.")


@cli.command(epilog=EPILOG)
def backup(
    journal: JournalArgument,
    to: Annotated[Path, typer.Argument(metavar="COPY", help="The file to write; it must not exist yet.")],
) -> None:
    """Copy a journal while the server runs: the copy holds everything that was acknowledged."""
    with _told():
        _existing(journal)
        SqliteJournal.reading(journal).backup(to)
        out.print(f"{to}: {verify(to).entries} events.", markup=False)


@tokens.command("add", epilog=EPILOG)
def token_add(
    name: Annotated[str, typer.Argument(help="The source's name, such as photocell-finish.")],
    role: Annotated[RoleName, typer.Option(help="ingest: equipment; operator: everything; desk: reads.")],
    tokens: TokensOption = None,
) -> None:
    """Make a token and print it, once: only its hash is stored."""
    with _told():
        out.print(_access(tokens).add(name, ROLES[role]), markup=False, soft_wrap=True)


@tokens.command("list", epilog=EPILOG)
def token_list(tokens: TokensOption = None) -> None:
    """Show who has a token."""
    with _told():
        for grant in _access(tokens).grants():
            out.print(f"{grant.role:<10}{grant.name}", markup=False)


@tokens.command("remove", epilog=EPILOG)
def token_remove(
    name: Annotated[str, typer.Argument(help="The source's name.")],
    tokens: TokensOption = None,
) -> None:
    """Take a token back; a running server refuses it at once."""
    with _told():
        _access(tokens).remove(name)


def main() -> None:
    """The entry point."""
    cli(prog_name="iceline")


@contextmanager
def _told() -> Iterator[None]:
    """Ours and the user's mistakes end in one sentence and exit code 1; Ctrl-C ends with 0."""
    try:
        yield
    except KeyboardInterrupt:
        raise typer.Exit from None
    except (IcelineError, OSError, ValueError) as error:
        err.print(f"iceline: {error}", markup=False, soft_wrap=True)
        raise typer.Exit(FAILED) from error


def _version(asked: bool) -> None:
    if asked:
        out.print(f"iceline {__version__}", highlight=False)
        raise typer.Exit


@cli.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version.")
    ] = False,
) -> None:
    """The live timing dashboard of a speed-skating rink."""


def _access(path: Path | None) -> Access:
    return Access(read_settings({"tokens": path}).tokens)


def _first_token(access: Access) -> None:
    """The machine at the rink is never locked out: it starts with a token for its operator."""
    if not access.grants():
        out.print("A token for the operator, shown once:", access.add("operator", "operator"), soft_wrap=True)


def _between(first: datetime | None, last: datetime | None) -> str:
    if first is None or last is None:
        return ""
    return f", received {first:%Y-%m-%d %H:%M:%S} to {last:%Y-%m-%d %H:%M:%S} UTC"


def _existing(journal: Path) -> None:
    if not journal.is_file():
        raise IcelineError(f"There is no journal at {journal}.")


async def _replayed(lines: Iterator[bytes]) -> Replayed:
    desk = Desk(MemoryJournal(), publish=lambda _: None, now_us=unix_now_us)
    running = asyncio.create_task(desk.run())
    try:
        return await replay(lines, desk)
    finally:
        running.cancel()


def _print_results(done: Replayed) -> None:
    for distance in done.state.distances.values():
        table = Table(title=distance.distance.name, box=None, title_justify="left", padding=(0, 2, 0, 0))
        for heading in csv_fields(distance):
            table.add_column(heading, justify="right" if heading in NUMBERS else "left", no_wrap=True)
        for row in results_rows(done.state, distance):
            table.add_row(*row)
        out.print(table)
