"""A tiny server that keeps the ingest contract over real sockets, beside a clock that tests move."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from iceline_simulator.ingest import Clock
from iceline_simulator.wire import Event

TOKEN = "a-token"


@dataclass
class TinyServer:
    """Records events by id. `plan`: what to do with the coming requests: a status, "drop", or "lose the answer"."""

    recorded: dict[str, Event] = field(default_factory=dict)
    sent: list[list[Event]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    plan: list[int | str] = field(default_factory=list)
    body: bytes | None = None
    port: int = 0
    _http: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def stopped(self) -> bool:
        return self._http is None

    def start(self) -> None:
        """Listens on the port it had before, or on a free one."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1

            def do_POST(self) -> None:
                server.answer(self, self.rfile.read(int(self.headers["content-length"])))

            def log_message(self, *_: object) -> None:
                """Tests are quiet."""

        self._http = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.port = self._http.server_address[1]
        Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def stop(self) -> None:
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()
            self._http = None

    def answer(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        todo = self.plan.pop(0) if self.plan else 200
        if todo == "drop" or self.stopped:
            request.close_connection = True
            return
        if isinstance(todo, int) and todo != 200:
            self._reply(request, todo, {"code": "as_planned", "detail": "as the test planned"})
            return
        if request.path != "/api/events":
            self._reply(request, 404, {"detail": "Not Found"})
            return
        if request.headers["authorization"] != f"Bearer {TOKEN}":
            self._reply(request, 401, {"code": "unknown_token", "detail": "This token is not one of ours."})
            return
        events: list[Event] = json.loads(body)
        self.sent.append(events)
        fates = [self._fate(event) for event in events]
        if todo == "lose the answer":
            request.close_connection = True
            return
        self._reply(request, 200, {"fates": fates})

    def _fate(self, event: Event) -> Event:
        name, kind = str(event["id"]), str(event["type"])
        if kind in self.refuse:
            return {"id": name, "fate": "refused", "code": self.refuse[kind], "message": f"No {kind} today."}
        if name in self.recorded and self.recorded[name] != event:
            return {"id": name, "fate": "refused", "code": "id_reused", "message": "Used before."}
        fate = "duplicate" if name in self.recorded else "recorded"
        self.recorded[name] = event
        return {"id": name, "fate": fate, "seq": len(self.recorded)}

    def _reply(self, request: BaseHTTPRequestHandler, status: int, answer: dict[str, object]) -> None:
        body = json.dumps(answer).encode() if self.body is None else self.body
        request.send_response(status)
        request.send_header("content-type", "application/json")
        request.send_header("content-length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)


@dataclass
class FakeTime:
    """A clock that only moves when somebody waits. `on_pause` may do something meanwhile."""

    seconds: float = 0.0
    pauses: list[float] = field(default_factory=list)
    on_pause: Callable[[float], None] = lambda _: None

    def pause(self, wait_s: float) -> None:
        self.pauses.append(wait_s)
        self.seconds += wait_s
        self.on_pause(wait_s)

    def clock(self) -> Clock:
        return Clock(lambda: self.seconds, self.pause)
