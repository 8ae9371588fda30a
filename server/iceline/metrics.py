"""What is counted and timed while a rink is served, as Prometheus reads it (docs/watching.md names every series)."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import choose_encoder
from prometheus_client.gc_collector import GCCollector
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from iceline.fates import Fate, RefusedFate

SECONDS: Final = (0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0)
EVENTS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
BYTES: Final = (64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 65536)
AMOUNTS_LIMIT: Final = 1000
KINDS: Final = ("delta", "beat", "snapshot")
FATES: Final = ("recorded", "duplicate", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Glance:
    """What is so at this moment; it is looked at when somebody asks, so it costs nothing in between."""

    seq: int
    journal_failed: bool
    desk_runs: bool
    desk_waiting: int
    screens: Mapping[str, int]
    screens_behind: int


class Metrics:
    """Everything that is counted, in a registry of its own. Called once a batch, commit or publish, never a message."""

    def __init__(self, *, version: str, build: str, boards: Iterable[str]) -> None:
        self.undrawn: dict[str, str] = {}
        """Boards that cannot be drawn now, each with the reason; their screens keep the last one."""
        self.is_feed_lost = False
        """There is an event feed to listen to, and it is not heard."""
        self._registry = CollectorRegistry()
        self._amounts: list[_Amounts] = []
        for collector in (ProcessCollector, GCCollector, PlatformCollector):
            collector(registry=self._registry)
        info = Gauge("iceline_build_info", "What runs; always 1.", ("version", "build"), registry=self._registry)
        info.labels(version, build).set(1)
        self._count_ingest()
        self._count_journal()
        self._count_boards(boards)
        self._count_push()

    def glance(self, look: Callable[[], Glance]) -> None:
        """`look` is called at each reading of the metrics, in the event loop."""
        self._registry.register(_Glancing(look))

    def exposition(self, accept: str) -> tuple[bytes, str]:
        """All series as text in the format that `accept` prefers, and its content type."""
        for amounts in self._amounts:
            amounts.sort_in()
        encode, content_type = choose_encoder(accept)
        return encode(self._registry), content_type

    def acknowledged(self, fates: Sequence[Fate], seconds: float) -> None:
        """A batch was answered, so long after it had come."""
        self._ingest_seconds.observe(seconds)
        for fate, events in Tally(fate.fate for fate in fates).items():
            self._fates[fate].inc(events)
        for code, events in Tally(fate.code for fate in fates if isinstance(fate, RefusedFate)).items():
            self._refused.labels(code).inc(events)

    def unrecorded(self, events: int) -> None:
        """A batch was not recorded, for the journal failed."""
        self._fates["failed"].inc(events)

    def turned_away(self, code: str) -> None:
        """A whole request or connection of a sender was refused."""
        self._turned_away.labels(code).inc()

    def feed(self, *, connected: bool) -> None:
        """Whether the event feed that we were told to listen to is heard."""
        self.is_feed_lost = not connected
        self._feed_connected.set(connected)

    def committed(self, events: int, seconds: float) -> None:
        """The journal has stored a group of events in one commit."""
        self._commit_seconds.observe(seconds)
        self._group_events.observe(events)

    def not_committed(self) -> None:
        """The journal could not store a group of events."""
        self._journal_failures.inc()

    def replayed(self, events: int, seconds: float) -> None:
        """At start-up: the whole journal was applied."""
        self._replayed_events.set(events)
        self._replay_seconds.set(seconds)

    def drawn(self, board: str, seconds: float, size: int) -> None:
        """A board was drawn and compared; `size` is the delta's in bytes, 0 when nothing changed."""
        self._draw_seconds[board].observe(seconds)
        if size:
            self._delta_bytes[board].observe(size)
        if self.undrawn.pop(board, None) is not None:
            self._undrawn[board].set(0)

    def not_drawn(self, board: str, reason: str) -> None:
        """A board could not be drawn: its screens keep the last one."""
        self.undrawn[board] = reason
        self._undrawn[board].set(1)
        self._draw_failures.labels(board).inc()

    def fanned_out(self, screens: int, size: int, seconds: float) -> None:
        """One delta of `size` bytes was written to so many screens."""
        self._fanout_seconds.observe(seconds)
        self.sent("delta", screens, size * screens)

    def sent(self, kind: str, messages: int, size: int) -> None:
        """So many messages of one kind were written, of `size` bytes together."""
        self._messages[kind].inc(messages)
        self._bytes[kind].inc(size)

    def snapshot_sent(self, reason: str, size: int) -> None:
        """A screen was sent a whole board."""
        self._snapshots.labels(reason).inc()
        self.sent("snapshot", 1, size)

    def screen_dropped(self, reason: str) -> None:
        """We ended the connection of a screen."""
        self._dropped.labels(reason).inc()

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"iceline_{name}", text, labels, registry=self._registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"iceline_{name}", text, labels, registry=self._registry)

    def _histogram(self, name: str, text: str, buckets: Sequence[float], *labels: str) -> Histogram:
        return Histogram(f"iceline_{name}", text, labels, buckets=buckets, registry=self._registry)

    def _kept(self, histogram: Histogram) -> "_Amounts":
        amounts = _Amounts(histogram)
        self._amounts.append(amounts)
        return amounts

    def _count_ingest(self) -> None:
        events = self._counter("ingest_events_total", "Events that were answered, by their fate.", "fate")
        self._fates = {fate: events.labels(fate) for fate in FATES}
        self._refused = self._counter("ingest_refused_total", "Events that were refused, by code.", "code")
        self._feed_connected = self._gauge("feed_connected", "1 while the event feed (--vantage) is heard.")
        self._turned_away = self._counter("ingest_turned_away_total", "Whole requests refused, by code.", "code")
        self._ingest_seconds = self._kept(self._histogram("ingest_seconds", "From a batch to its fates.", SECONDS))

    def _count_journal(self) -> None:
        seconds = self._histogram("journal_commit_seconds", "Until a group is on disk.", SECONDS)
        self._commit_seconds = self._kept(seconds)
        self._group_events = self._kept(self._histogram("journal_group_events", "Events in one commit.", EVENTS))
        self._journal_failures = self._counter("journal_failures_total", "Groups that could not be stored.")
        self._replayed_events = self._gauge("replayed_events", "Events applied at start-up.")
        self._replay_seconds = self._gauge("replay_seconds", "How long start-up took to apply them.")

    def _count_boards(self, boards: Iterable[str]) -> None:
        names = tuple(boards)
        seconds = self._histogram("board_draw_seconds", "Drawing a board, comparing included.", SECONDS, "board")
        size = self._histogram("board_delta_bytes", "A delta of the board, encoded.", BYTES, "board")
        undrawn = self._gauge("board_undrawn", "1 while the board cannot be drawn.", "board")
        self._draw_failures = self._counter("board_draw_failures_total", "Boards that could not be drawn.", "board")
        self._draw_seconds = {name: self._kept(seconds.labels(name)) for name in names}
        self._delta_bytes = {name: self._kept(size.labels(name)) for name in names}
        self._undrawn = {name: undrawn.labels(name) for name in names}

    def _count_push(self) -> None:
        seconds = self._histogram("push_fanout_seconds", "Writing one delta to all screens.", SECONDS)
        self._fanout_seconds = self._kept(seconds)
        messages = self._counter("push_messages_total", "Messages written to screens.", "kind")
        size = self._counter("push_bytes_total", "Bytes of messages written to screens.", "kind")
        self._messages = {kind: messages.labels(kind) for kind in KINDS}
        self._bytes = {kind: size.labels(kind) for kind in KINDS}
        self._snapshots = self._counter("push_snapshots_total", "Whole boards sent, by reason.", "reason")
        self._dropped = self._counter("screens_dropped_total", "Connections of screens that we ended.", "reason")


class _Amounts:
    """What a histogram is told, sorted in when it is read or when it is much: an event does not wait for that."""

    def __init__(self, histogram: Histogram) -> None:
        self._histogram = histogram
        self._amounts: list[float] = []

    def observe(self, amount: float) -> None:
        self._amounts.append(amount)
        if len(self._amounts) >= AMOUNTS_LIMIT:
            self.sort_in()

    def sort_in(self) -> None:
        amounts, self._amounts = self._amounts, []
        for amount in amounts:
            self._histogram.observe(amount)


class _Glancing(Collector):
    """Gauges that are looked up when they are read."""

    def __init__(self, look: Callable[[], Glance]) -> None:
        self._look = look

    def collect(self) -> Iterator[Metric]:
        now = self._look()
        yield GaugeMetricFamily("iceline_journal_seq", "Events in the journal.", now.seq)
        yield GaugeMetricFamily("iceline_journal_failed", "1 while nothing can be stored.", now.journal_failed)
        yield GaugeMetricFamily("iceline_desk_running", "1 while the desk takes events.", now.desk_runs)
        yield GaugeMetricFamily("iceline_desk_waiting", "Batches that wait for the desk.", now.desk_waiting)
        yield GaugeMetricFamily("iceline_screens_behind", "Screens not sent the newest.", now.screens_behind)
        screens = GaugeMetricFamily("iceline_screens", "Connected screens.", labels=("board",))
        for board, connected in now.screens.items():
            screens.add_metric((board,), connected)
        yield screens
