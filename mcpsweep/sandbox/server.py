"""The simulated organisation on the network: services on one loopback port, each below its own prefix.

with Server({"/github": GitHub(...), "/slack": Slack(...)}) as server:
    client = httpx.Client(base_url=server.url("/github"))
"""

import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SHUT_RDWR
from types import TracebackType
from typing import Self
from urllib.parse import parse_qsl, urlsplit

from mcpsweep.sandbox.exchange import Answer, Reply, Request, Service
from mcpsweep.sandbox.faults import AFTER_THE_EFFECT, FAIR, Fault, Forecast, Rule, Weather

HOST = "127.0.0.1"
MAX_BODY = 10 * 1024 * 1024
"""Bytes; larger requests are refused unread."""
ELSEWHERE = "http://localhost.invalid/"
"""Where the redirects of `Fault.REDIRECT` lead."""

_CHUNK = b'"never ends",' * 5000
_PAGE = b"<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


@dataclass(frozen=True, slots=True)
class Entry:
    """One request as it was served."""

    service: str
    """Empty if no service has that prefix."""
    method: str
    target: str
    """Path and query as they came, so that a test can see that no credential ever stands in a URL."""
    route: str
    """The template that matched; empty if none did, or if a fault kept the request from the service."""
    status: int
    """Of the answer that the service gave; 0 if a fault kept the request from it."""
    has_authorization: bool
    fault: Fault | None


class Log:
    """Every request so far."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.forbidden = 0
        """Calls of endpoints that end everybody's credentials."""

    def add(self, entry: Entry, is_forbidden: bool) -> None:
        """Note one request."""
        self.entries.append(entry)
        self.forbidden += is_forbidden

    def counts(self) -> Counter[str]:
        """How often each route was called."""
        return Counter(entry.route for entry in self.entries if entry.route)


class Server:
    """Services on a free loopback port, served by threads of their own from `start` to `stop`."""

    def __init__(
        self,
        services: Mapping[str, Service],
        weather: Weather = FAIR,
        port: int = 0,
        now: Callable[[], float] = time.time,
    ) -> None:
        self.now = now
        """The time of day that answers tell: the services' own."""
        self._services = dict(sorted(services.items(), key=lambda item: -len(item[0])))
        self._lock = threading.Lock()
        self._weather = weather
        self._forecast = Forecast(weather)
        self.stopping = threading.Event()
        self.log = Log()
        self._http = _Listener((HOST, port), _Handler, bind_and_activate=True)
        self._http.sandbox = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> Self:
        """Begin to serve."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop to serve; answers under way are cut."""
        self.stopping.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def url(self, prefix: str = "") -> str:
        """The address of the service at `prefix`, without a slash at its end."""
        return f"http://{HOST}:{self._http.server_address[1]}{prefix}"

    def set_weather(self, weather: Weather) -> None:
        """From now on, let this go wrong."""
        with self._lock:
            self._weather = weather
            self._forecast = Forecast(weather)

    def serve(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> tuple[Reply, Rule | None]:
        """Pass one request to its service; what strikes it on the way is for the caller to play."""
        began = time.monotonic()
        split = urlsplit(target)
        prefix = next((p for p in self._services if (split.path + "/").startswith(p.rstrip("/") + "/")), None)
        with self._lock:
            rule = self._forecast.next(method, split.path)
            name, is_forbidden, answer = "", False, Answer(Reply(HTTPStatus.NOT_FOUND), "")
            if prefix is not None:
                service, path = self._services[prefix], split.path[len(prefix.rstrip("/")) :] or "/"
                name, is_forbidden = service.name, service.is_forbidden(method, path)
                if rule is None or rule.fault in AFTER_THE_EFFECT:
                    query = tuple(parse_qsl(split.query, keep_blank_values=True))
                    base = self.url(prefix.rstrip("/"))
                    answer = service.answer(Request(method, path, base, query, headers, body))
                else:
                    answer = Answer(Reply(0), "")
            fault = rule.fault if rule else None
            entry = Entry(name, method, target, answer.route, answer.reply.status, "authorization" in headers, fault)
            self.log.add(entry, is_forbidden)
        self.stopping.wait(max(began + self._weather.latency - time.monotonic(), 0))
        return answer.reply, rule


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128
    sandbox: Server

    def handle_error(self, request: object, client_address: object) -> None:
        """A caller that dies in the middle of a call is no news; everything else is a fault of the sandbox."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # ours asks for less


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 30
    server: _Listener

    def parse_request(self) -> bool:
        if not super().parse_request():
            return False
        # One door for every method: which of them a path knows is the service's affair.
        setattr(self, f"do_{self.command}", self._serve)
        return True

    def date_time_string(self, timestamp: float | None = None) -> str:
        """For the `Date` of an answer."""
        return super().date_time_string(self.server.sandbox.now() if timestamp is None else timestamp)

    def log_message(self, *_: object) -> None:
        """Say nothing: the log of the sandbox is `Server.log`."""

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY or "chunked" in self.headers.get("Transfer-Encoding", ""):
            self.close_connection = True
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b"")
            return
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        reply, rule = self.server.sandbox.serve(self.command, self.path, headers, body)
        if rule is None:
            content = (("Content-Type", "application/json; charset=utf-8"),) if reply.body is not None else ()
            self._send(reply.status, reply.encoded(), *content, *reply.headers)
        else:
            self._play(rule, reply)

    def _play(self, rule: Rule, reply: Reply) -> None:
        match rule.fault:
            case Fault.ERROR_BEFORE | Fault.ERROR_AFTER:
                self._send(HTTPStatus.INTERNAL_SERVER_ERROR, b'{"message": "Server Error"}')
            case Fault.LIMITED:
                self._send(HTTPStatus.TOO_MANY_REQUESTS, b"{}", ("Retry-After", str(rule.retry_after)))
            case Fault.HTML | Fault.HTML_AFTER:
                self._send(HTTPStatus.BAD_GATEWAY, _PAGE, ("Content-Type", "text/html"))
            case Fault.REDIRECT:
                self._send(HTTPStatus.FOUND, b"", ("Location", ELSEWHERE))
            case Fault.TRUNCATED:
                if content := reply.encoded():
                    self._head(reply.status, ("Content-Length", str(len(content))))
                    self.wfile.write(content[: len(content) // 2])
                self._cut()
            case Fault.ENDLESS:
                self._head(HTTPStatus.OK, ("Transfer-Encoding", "chunked"), ("Content-Type", "application/json"))
                self._pour()
            case Fault.STALLED | Fault.STALLED_AFTER:
                self.server.sandbox.stopping.wait()
                self._cut()
            case Fault.CUT_BEFORE | Fault.CUT_AFTER:
                self._cut()

    def _send(self, status: int, content: bytes, *headers: tuple[str, str]) -> None:
        self._head(status, ("Content-Length", str(len(content))), *headers)
        if self.command != "HEAD":
            self.wfile.write(content)
        self.wfile.flush()

    def _head(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()

    def _pour(self) -> None:
        chunk = b"%x\r\n%s\r\n" % (len(_CHUNK), _CHUNK)
        try:
            while not self.server.sandbox.stopping.is_set():
                self.wfile.write(chunk)
                self.wfile.flush()
                time.sleep(0.001)
        except OSError:
            self.close_connection = True
        else:
            self._cut()

    def _cut(self) -> None:
        self.close_connection = True
        try:
            self.wfile.flush()
            self.connection.shutdown(SHUT_RDWR)
        except OSError:
            return  # the caller was faster
