"""The command line: `iceline-simulator race | describe | races | schema`."""

import signal
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Final

import orjson
import typer
from rich.console import Console

from iceline_simulator.describe import describe
from iceline_simulator.errors import SimulatorError
from iceline_simulator.ingest import Clock, Ingest
from iceline_simulator.player import Player
from iceline_simulator.racefile import RaceFile
from iceline_simulator.reading import read, schema
from iceline_simulator.report import LiveReport, PlainReport
from iceline_simulator.shipped import shipped
from iceline_simulator.timeline import only, timeline
from iceline_simulator.times import SECOND_US

INTERRUPTED: Final = 130
SOME_REFUSED: Final = 1
RUN_LENGTH: Final = 8
NOT_ALL_SKATED: Final = "pending"
DEFAULT_PATIENCE_S: Final = 300.0
PLAIN_WIDTH: Final = 150

EPILOG: Final = (
    "Exit codes: 0 everything recorded; 1 the server refused events (each is printed); 2 the race file or the command "
    "is wrong; 3 no Iceline server at that address; 4 the token is refused; 5 the server stayed away; 130 interrupted."
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Plays a speed-skating race into an Iceline server, through the same door as real timing equipment.\n\n"
    "Try:  iceline-simulator races\n\n"
    "      iceline-simulator describe club-evening\n\n"
    "      iceline-simulator race olympic-w1000-2026 --to http://127.0.0.1:8000 --speed 10 --token TOKEN",
    epilog=EPILOG,
)

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="A race file, or the name of a shipped race.")]
SeedOption = Annotated[
    int, typer.Option(help="What is not published is drawn from this number; the same number, the same race.")
]


@app.command(epilog=EPILOG)
def race(
    file: FileArgument,
    to: Annotated[str, typer.Option("--to", metavar="URL", help="The server, as http://host:port.")],
    speed: Annotated[int, typer.Option(min=1, max=1000, help="Race seconds in one second: 1 is real time.")] = 1,
    token: Annotated[
        str, typer.Option(envvar="ICELINE_TOKEN", show_envvar=True, help="A token of the role operator.")
    ] = "",
    seed: SeedOption = 1,
    distance: Annotated[str, typer.Option(help="Play only this distance of the file.")] = "",
    from_pair: Annotated[int, typer.Option(min=1, help="Begin with this pair of the first distance.")] = 1,
    source: Annotated[
        str, typer.Option(envvar="ICELINE_SOURCE", help="The server's name for the token; corrections need it.")
    ] = "simulator",
    run: Annotated[
        str, typer.Option(help="What event ids begin with (up to 8 characters), instead of a digest of file and seed.")
    ] = "",
    patience: Annotated[
        float, typer.Option(min=0, help="Seconds to wait for a server that is away.")
    ] = DEFAULT_PATIENCE_S,
) -> None:
    """Play a race: programme, calls, starts, every passing with its delay and scatter, corrections, confirmations.

    Events carry the same ids however often they are sent: a lost connection loses and doubles nothing, and a race that
    was broken off goes on when the same command is given again.
    """
    orders = Orders(to, speed, token, source, patience)
    try:
        raise typer.Exit(_play(_chosen(file, distance), orders, seed=seed, run=run[:RUN_LENGTH], from_pair=from_pair))
    except SimulatorError as error:
        _stop(error)


@app.command("describe")
def describe_file(file: FileArgument, seed: SeedOption = 1) -> None:
    """Print the programme of a race file: which values are published, deduced or generated."""
    try:
        for part in describe(read(file), seed):
            _console().print(part, markup=False)
    except SimulatorError as error:
        _stop(error)


@app.command()
def races() -> None:
    """List the shipped races."""
    for name in sorted(shipped()):
        _console().print(f"{name}: {read(name).about}", markup=False, highlight=False, soft_wrap=True)


@app.command("schema")
def print_schema() -> None:
    """Print the JSON schema of a race file."""
    typer.echo(orjson.dumps(schema(), option=orjson.OPT_INDENT_2).decode())


def main() -> None:
    """The entry point of `iceline-simulator`. Being terminated is the same as Ctrl-C: it ends with a sentence."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    app()


@dataclass(frozen=True, slots=True)
class Orders:
    """How and where to play."""

    url: str
    speed: int
    token: str
    source: str
    patience_s: float


def _play(race: RaceFile, orders: Orders, *, seed: int, run: str, from_pair: int) -> int:
    """Plays the race and returns the exit code."""
    steps = timeline(race, seed=seed, source=orders.source, run=run, from_pair=from_pair)
    console, clock = _console(), Clock(time.monotonic, time.sleep)
    report = LiveReport(console, len(steps)) if console.is_terminal else PlainReport(console)
    ingest = Ingest(orders.url, orders.token, clock, orders.patience_s, report)
    expected = frozenset(race.expected_refusals) | ({NOT_ALL_SKATED} if from_pair > 1 else set())
    player = Player(steps, ingest, orders.speed, clock, lambda: datetime.now(UTC), report, expected)
    minutes = steps[-1].at_us / SECOND_US / orders.speed / 60
    report.note(f"{len(steps)} events to {orders.url}, {minutes:.1f} minutes at speed {orders.speed}.")
    try:
        with ingest, report.showing():
            player.play()
    except KeyboardInterrupt:
        report.note(f"Interrupted: the server has at least {_summary(player)}.")
        return INTERRUPTED
    report.note(f"Done: the server has {_summary(player)}.")
    return SOME_REFUSED if player.tally.refused else 0


def _summary(player: Player) -> str:
    tally = player.tally
    had = tally.recorded + tally.already_there
    parts = [f"{had} of {len(player.steps)} events"]
    parts += [f"{tally.already_there} of them from before"] if tally.already_there else []
    parts += [f"{tally.refused} refused"] if tally.refused else []
    parts += [f"{tally.refused_as_expected} refused as expected"] if tally.refused_as_expected else []
    return ", ".join(parts)


def _chosen(file: str, distance: str) -> RaceFile:
    race = read(file)
    try:
        return only(race, distance) if distance else race
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _console() -> Console:
    console = Console()
    return console if console.is_terminal else Console(width=PLAIN_WIDTH)


def _stop(error: SimulatorError) -> None:
    typer.echo(str(error), err=True)
    raise typer.Exit(error.exit_code)
