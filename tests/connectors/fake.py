"""A small service on loopback that a test writes by hand, and a clock that nobody has to wait for."""

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

START = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


class FakeClock:
    """Time passes only by sleeping."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._passed = 0.0
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """The start of the test, plus what was slept."""
        return START + timedelta(seconds=self._passed)

    def monotonic(self) -> float:
        """What was slept."""
        return self._passed

    def sleep(self, seconds: float) -> None:
        """Take note of it."""
        with self._lock:
            self.slept.append(seconds)
            self._passed += seconds


class Waits:
    """Remembers what a progress display would show."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, float, str]] = []

    def waits(self, service: str, seconds: float, reason: str) -> None:
        """Take note of it."""
        self.seen.append((service, seconds, reason))

    def report(self, service: str, phase: str, count: int) -> None:
        """Nobody looks."""


@dataclass(frozen=True)
class Asked:
    """One request as it arrived."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    """Names in lower case."""
    body: bytes
    match: tuple[str, ...] = ()

    def json(self) -> Any:
        """The body."""
        return json.loads(self.body)

    def one(self, name: str, default: str = "") -> str:
        """The only value of a query parameter."""
        return self.query.get(name, [default])[0]


@dataclass(frozen=True)
class Reply:
    """What is answered, or how the answer fails."""

    status: int = 200
    json: Any = None
    body: bytes | None = None
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """Close the connection instead of answering."""
    short: bool = False
    """Promise more than is sent."""
    endless: bool = False
    """Never stop sending."""


Handler = Callable[[Asked], Reply]


class FakeService:
    """Routes requests to handlers, first match wins, and remembers all that was asked."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.faults: list[Reply] = []
        """Given before anything is routed, one each."""
        self.cut_after_effect = False
        """Let the next change happen, and lose its answer."""
        self._routes: list[tuple[str, re.Pattern[str], Handler]] = []

    def on(self, method: str, path: str, handler: Handler | Reply) -> None:
        """Answer `method` on paths that match the regular expression as a whole. Later routes come first."""
        answer = (lambda _asked, reply=handler: reply) if isinstance(handler, Reply) else handler
        self._routes.insert(0, (method, re.compile(path), answer))

    def reply(self, asked: Asked) -> Reply:
        """What to answer."""
        self.asked.append(asked)
        if self.faults:
            return self.faults.pop(0)
        for method, path, handler in self._routes:
            if method == asked.method and (found := path.fullmatch(asked.path)):
                answer = handler(replace(asked, match=found.groups()))
                if self.cut_after_effect and asked.method != "GET":
                    self.cut_after_effect = False
                    return Reply(cut=True)
                return answer
        return Reply(404, {"message": "Not Found"})

    def calls(self, method: str = "", path: str = "") -> list[Asked]:
        """What was asked so far."""
        return [
            a for a in self.asked if (not method or a.method == method) and (not path or re.fullmatch(path, a.path))
        ]

    def page(self, asked: Asked, items: list[Any], size: int = 100) -> Reply:
        """One page of a list, as GitHub pages: numbered, with a `Link` header."""
        per_page = int(asked.one("per_page", str(size)))
        number = int(asked.one("page", "1"))
        last = max(1, -(-len(items) // per_page))
        rest = "&".join(f"{k}={v}" for k, vs in asked.query.items() if k != "page" for v in vs)

        def link(to: int, relation: str) -> str:
            return f'<{self.url}{asked.path}?{rest}&page={to}>; rel="{relation}"'

        neighbours = [link(number + 1, "next"), link(last, "last")] if number < last else []
        if number > 1:
            neighbours.append(link(number - 1, "prev"))
        headers = {"Link": ", ".join(neighbours)} if neighbours else {}
        return Reply(200, items[(number - 1) * per_page : number * per_page], headers=headers)


@contextmanager
def fake_service() -> Iterator[FakeService]:
    """A service on a free port of loopback."""

    class Speaker(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement

        def log_message(self, *args: object) -> None:
            """Stay silent."""

        def _speak(self) -> None:
            length = int(self.headers.get("content-length", 0))
            parts = urlsplit(self.path)
            asked = Asked(
                self.command,
                parts.path,
                parse_qs(parts.query, keep_blank_values=True),
                {name.lower(): value for name, value in self.headers.items()},
                self.rfile.read(length) if length else b"",
            )
            reply = service.reply(asked)
            if reply.cut:
                self.close_connection = True
                return
            payload = (
                reply.body if reply.body is not None else b"" if reply.json is None else json.dumps(reply.json).encode()
            )
            self.send_response_only(reply.status)
            if "Date" not in reply.headers:
                self.send_header("Date", format_datetime(START, usegmt=True))
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.endless:
                self.end_headers()
                self.close_connection = True
                try:
                    while True:
                        self.wfile.write(b"[" * 65536)
                except OSError:
                    return
            if reply.status != 204:
                self.send_header("Content-Length", str(len(payload) + (10 if reply.short else 0)))
            self.end_headers()
            if reply.status != 204:
                self.wfile.write(payload)
            if reply.short:
                self.close_connection = True

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _speak

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that leaves early is no news."""

    server = Server(("127.0.0.1", 0), Speaker)
    service = FakeService(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
