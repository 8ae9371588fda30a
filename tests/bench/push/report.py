"""What a run has shown, as tables for people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from rich.console import Console
from rich.table import Table

from tests.bench.push.comparison import Field, Result, Spread, judged, of, ratio
from tests.bench.push.contestants import ICELINE, LIMIT, TITLES

FOOTNOTE = """
CPU: of the server's process, user and system, and of the kernel's network thread of its core (ksoftirqd), for each
message that came to a screen, whatever it did besides. Silent: the same while nothing happens, in ms a second. Times in
ms from the moment before the POST (rivals: before the trigger) to the screen; first, last: the first and the last
screen of a message; spread: from the first screen to the others; answer: until the POST is answered. kB: anonymous
memory, without what the kernel keeps for sockets. x C: ratio to the C server of the same round, middle (least-most).
Screens idle: the process that holds all screens, of the whole time and of the time that messages were on their way;
near 0% it, and not the server, would be what is measured.
"""


def heading(console: Console, machine: Mapping[str, str]) -> None:
    console.print("; ".join(f"{name}: {value}" for name, value in machine.items()), highlight=False)


def block(console: Console, results: Sequence[Result], clients: int) -> None:
    """The tables of so many screens."""
    names = [name for name in TITLES if of(results, name, clients)]
    if not names:
        return
    messages = of(results, names[0], clients)[0].messages
    console.print(f"\n[bold]{clients:,} screens[/bold], {messages} messages a round", highlight=False)
    console.print(_compared(results, clients, names))
    console.print(_detailed(results, clients, names))
    for sentence in [*_fanout_alone(results, clients), *judged(results, clients)]:
        console.print(sentence, highlight=False)
    _say_losses(console, [result for result in results if result.clients == clients])


def alone(console: Console, results: Sequence[Result]) -> None:
    """Iceline with one screen: what an event costs whoever watches, and what the server says of its parts."""
    own = of(results, ICELINE, 1)
    if not own:
        return
    event_us = _middle(own, lambda result: result.figures.cpu)
    console.print("\n[bold]Iceline with one screen[/bold]: what an event costs before anybody is sent anything")
    console.print(
        f"  {event_us:,.0f} us of CPU an event: HTTP, checks, journal, the board, encoding"
        f" ({event_us / 1000:.2f} us a delivery with 1,000 screens, {event_us / 10_000:.2f} with 10,000)\n"
        f"  from the POST to the screen p50 {_middle(own, lambda result: result.figures.p50):.2f} ms,"
        f" p99 {_middle(own, lambda result: result.figures.p99):.2f} ms",
        highlight=False,
    )
    for name in sorted({name for result in own for name in result.parts_ms}):
        part_ms = median([result.parts_ms[name] for result in own if name in result.parts_ms])
        console.print(f"  {part_ms:8.3f} ms  {name}", highlight=False, markup=False)
    if not any(result.parts_ms for result in own):
        console.print("  (this server has no /metrics that would tell its parts apart)")


def _compared(results: Sequence[Result], clients: int, names: Iterable[str]) -> Table:
    table = _table("server", "CPU us", "x C", "p99 ms", "x C", "spread p99 ms", "x C", "kB a screen")
    for name in names:
        own = of(results, name, clients)

        def against(field: Field, name: str = name) -> str:
            return _spread(ratio(results, clients, field, name, LIMIT))

        table.add_row(
            TITLES[name],
            f"{_middle(own, lambda result: result.figures.cpu):.2f}",
            against("cpu"),
            f"{_middle(own, lambda result: result.figures.p99):.2f}",
            against("p99"),
            f"{_middle(own, lambda result: result.figures.fan_p99):.2f}",
            against("fan_p99"),
            f"{_middle(own, lambda result: result.figures.kilobytes):.1f}",
        )
    return table


def _detailed(results: Sequence[Result], clients: int, names: Iterable[str]) -> Table:
    columns: dict[str, Callable[[Result], float]] = {
        "silent": lambda result: result.figures.silent,
        "p50": lambda result: result.figures.p50,
        "first p50": lambda result: result.figures.first_p50,
        "first p99": lambda result: result.figures.first_p99,
        "last p50": lambda result: result.figures.last_p50,
        "last p99": lambda result: result.figures.last_p99,
        "answer p50": lambda result: result.figures.answer_p50 or 0.0,
        "connect s": lambda result: result.figures.connected_s,
    }
    table = _table("server", *columns, "idle", "in bursts")
    for name in names:
        own = of(results, name, clients)
        cells = [f"{_middle(own, column):.2f}" for column in columns.values()]
        idle = _middle(own, lambda result: result.figures.screens_idle)
        idle_in_bursts = _middle(own, lambda result: result.figures.screens_idle_in_bursts)
        table.add_row(TITLES[name], *cells, f"{idle:.0%}", f"{idle_in_bursts:.0%}")
    return table


def _table(first: str, *columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def _fanout_alone(results: Sequence[Result], clients: int) -> list[str]:
    """Iceline's CPU without what the event costs whoever watches, which its rivals do not have."""
    event, own, limit = of(results, ICELINE, 1), of(results, ICELINE, clients), of(results, LIMIT, clients)
    if not (event and own and limit):
        return []
    event_us = _middle(event, lambda result: result.figures.cpu) / clients
    fanout_us = _middle(own, lambda result: result.figures.cpu) - event_us
    times = fanout_us / _middle(limit, lambda result: result.figures.cpu)
    return [f"Of Iceline's CPU the event itself is {event_us:.2f} us; {fanout_us:.2f} us are left, {times:.2f} times C"]


def _say_losses(console: Console, results: Sequence[Result]) -> None:
    for result in results:
        if not result.tally.is_clean:
            console.print(f"[bold]NOT ALL CAME[/bold]: {TITLES[result.name]}, round {result.round + 1}: {result.tally}")
    if all(result.tally.is_clean for result in results):
        delivered = sum(result.tally.delivered for result in results)
        console.print(f"nothing lost, doubled or out of order: {delivered:,} deliveries", highlight=False)


def _middle(results: Iterable[Result], value: Callable[[Result], float]) -> float:
    return median([value(result) for result in results])


def _spread(seen: Spread | None) -> str:
    return f"{seen.middle:.2f} ({seen.least:.2f}-{seen.most:.2f})" if seen else "-"
