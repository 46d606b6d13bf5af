"""The one way out to a service.

TLS is verified, nothing is taken from the environment (no proxy, no netrc), cookies are not kept, a redirect to
another host is an error, credentials travel in headers and bodies only, and calls on the service's list of denied ones
do not go out. Reads are repeated with growing pauses. Writes go out once: only where the service itself says that it
did not carry one out (a rate limit) is it sent again; after anything unclear the caller asks for the state first.
"""

import functools
import random
import ssl
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NoReturn

import httpx

from mcpsweep import __version__
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Anonymous, Auth
from mcpsweep.connectors.http.budget import Budgets, Progress, Silent, is_limit, requested_wait
from mcpsweep.connectors.http.call import Call, prepare
from mcpsweep.connectors.http.clock import Clock, SystemClock
from mcpsweep.connectors.http.errors import (
    BadAnswer,
    CallForbidden,
    Limited,
    LostAnswer,
    ServiceError,
    Unclear,
    Unreachable,
    Withheld,
)
from mcpsweep.connectors.http.judge import final, judge, whole_answer
from mcpsweep.connectors.http.route import Denied, refuse_denied
from mcpsweep.connectors.http.scrubbing import Scrubber
from mcpsweep.documents.address import split
from mcpsweep.errors import UsageError
from mcpsweep.model.secret import Secret

Query = Mapping[str, str | int | Sequence[str]]
"""A list becomes the same name several times. No credential belongs here: URLs are logged everywhere."""

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
"""Hosts that are this machine itself."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long we wait for a service, in seconds, and how often we ask it again."""

    connect: float = 10.0
    read: float = 30.0
    """Between two pieces of an answer."""
    whole: float = 120.0
    """For one whole answer."""
    longest_wait: float = 300.0
    """The longest single wait for a rate limit; a longer one raises `Limited`."""
    attempts: int = 5
    """How often a read, or a write that was not carried out, is sent at most."""
    first_pause: float = 0.5
    """Before the second attempt; doubled each time."""


@dataclass(frozen=True, slots=True)
class Wire:
    """How the network is reached. Only what is configured counts, never the environment."""

    proxy: str | None = None
    ca_file: str | None = None
    """Certificates to trust instead of the bundled ones."""
    rehearses: bool = False
    """Reads go out; changes are kept back, and whoever makes one gets `Withheld`."""


class Client:
    """Speaks to one service with one credential. May be used from several threads."""

    def __init__(
        self,
        service: str,
        base_url: str,
        *,
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
        denied: Sequence[Denied] = (),
        budgets: Budgets | None = None,
        clock: Clock | None = None,
        progress: Progress | None = None,
        patience: Patience | None = None,
        wire: Wire | None = None,
        max_body: int = 16 * 1024 * 1024,
        verdict: Callable[[Answer], None] | None = None,
    ) -> None:
        """`headers` go with every call and hold no credential. `max_body` is in bytes.

        `verdict` looks at every answer that HTTP takes for one, and raises what it means where the service says no in
        a 200; an `Unclear` one is treated as a 5xx would be.

        Raises `UsageError` for a `base_url` that is not HTTPS (plain HTTP only to this machine itself).
        """
        parts = split(base_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            raise UsageError(f"{service}: the address must start with https://")
        if not parts.hostname or parts.username or parts.query or parts.fragment:
            raise UsageError(f"{service}: the address must be a host and a path, nothing else")
        self.service = service
        self.clock = clock or SystemClock()
        self.progress = progress or Silent()
        self.budgets = budgets or Budgets(self.clock)
        self._base = httpx.URL(base_url.rstrip("/") + "/")
        self._auth = auth or Anonymous()
        self._headers = {"User-Agent": f"mcpsweep/{__version__}", "Accept": "application/json", **(headers or {})}
        self._denied = tuple(denied)
        self._patience = patience or Patience()
        self._max_body = max_body
        self._verdict = verdict
        wire = wire or Wire()
        self._rehearses = wire.rehearses
        # The bare transport follows no redirect, keeps no cookie and reads neither netrc nor environment.
        self._transport = httpx.HTTPTransport(
            verify=_trust(wire.ca_file), trust_env=False, proxy=wire.proxy, limits=httpx.Limits(max_connections=16)
        )
        self._lock = threading.Lock()
        self._sent = 0
        self._ahead = timedelta()
        """How far the service's clock was before this machine's at its last answer."""

    def now(self) -> datetime:
        """The service's time of day, as its last answer told it; before the first one, this machine's.

        Whether a credential has expired is judged by it: on a machine whose clock is wrong, a living one would pass
        for dead.
        """
        return self.clock.now() + self._ahead

    @property
    def sent(self) -> int:
        """How many requests went out so far."""
        return self._sent

    def close(self) -> None:
        """Let the connections go."""
        self._transport.close()

    def read(
        self,
        path: str,
        query: Query | None = None,
        *,
        method: str = "GET",
        json: object = None,
        form: Mapping[str, str | Secret] | None = None,
        endpoints: str = "core",
        expect: Collection[int] = (),
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Ask something; it is asked again, with pauses, until an answer is there or patience ends.

        `path` is below the base URL (build it with `route`), or a whole URL of the same host, as paging links are.
        `method` may be POST where a service has searches or token checks that change nothing. `expect` names statuses
        from 400 on that are answers, not errors. `auth` replaces the client's own. `endpoints` is the class of
        endpoints whose budget pays.
        """
        pause = self._patience.first_pause
        for attempt in range(1, self._patience.attempts + 1):
            try:
                call = self._sign(path, query, method, json, form, auth, headers)
                return self._send(call, endpoints, expect, {307, 308, 301, 302})
            except (Unclear, Unreachable) as error:
                if attempt == self._patience.attempts or (isinstance(error, BadAnswer) and error.is_final):
                    raise
                reason = error.message
            seconds = pause * (0.75 + random.random() / 2)  # noqa: S311 - spreads the retries, guards nothing
            self.progress.waits(self.service, seconds, reason)
            self.clock.sleep(seconds)
            pause *= 2
        raise AssertionError("patience allows no attempt")

    def write(
        self,
        method: str,
        path: str,
        query: Query | None = None,
        *,
        json: object = None,
        form: Mapping[str, str | Secret] | None = None,
        endpoints: str = "write",
        expect: Collection[int] = (),
        auth: Auth | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Change something; sent once. Parameters as for `read`.

        Raises `Unclear` where it may have taken effect: ask for the state before you repeat it (see
        `connectors.proof`). Raises `Unreachable`, `Limited` or `Refused` where it certainly did not, and `Withheld`
        in a rehearsal.
        """
        call = self._sign(path, query, method, json, form, auth, headers)
        if self._rehearses:
            self._refuse_to_leak(call)
            raise Withheld(self.service, f"{call.method} {call.url.netloc.decode('ascii')}{call.url.path}")
        return self._send(call, endpoints, expect, frozenset())

    def _sign(
        self,
        path: str,
        query: Query | None,
        method: str,
        json: object,
        form: Mapping[str, str | Secret] | None,
        auth: Auth | None,
        headers: Mapping[str, str] | None,
    ) -> Call:
        url = self._resolve(path, query)
        # Before anybody signs in: a denied call costs not even a token.
        self._refuse_denied(method, url)
        signed = (auth or self._auth).headers()
        call = prepare(self.service, method, url, signed, {**self._headers, **(headers or {})}, json, form)
        if "://" in path:
            self._refuse_to_follow(call.secrets, url)
        return call

    def _send(self, call: Call, endpoints: str, expect: Collection[int], follow: Collection[int]) -> Answer:
        hops = 0
        for attempt in range(1, self._patience.attempts + 1):
            self._await_turn(endpoints)
            answer = self._exchange(call)
            while answer.status in follow and hops < 3:
                hops += 1
                moved = self._resolve_link(call, answer)
                call = replace(call, url=moved)
                answer = self._exchange(call)
            wait = requested_wait(answer, self.clock)
            if wait:
                self.budgets.of(endpoints).pause(wait)
            if not is_limit(answer):
                judged = judge(self.service, call, answer, expect)
                if self._verdict is not None:
                    self._verdict(judged)
                return judged
            if attempt == self._patience.attempts:
                raise Limited(
                    f"{self.service}: the rate limit for {endpoints} did not end", wait=wait, status=answer.status
                )
        raise AssertionError("patience allows no attempt")

    def _await_turn(self, endpoints: str) -> None:
        budget = self.budgets.of(endpoints)
        wait = budget.delay()
        if wait > self._patience.longest_wait:
            raise Limited(f"{self.service}: the rate limit for {endpoints} ends in {wait:.0f} s", wait=wait)
        wait = budget.claim()
        if wait > 0:
            self.progress.waits(self.service, wait, f"rate limit for {endpoints}")
            self.clock.sleep(wait)

    def _resolve(self, path: str, query: Query | None) -> httpx.URL:
        if "://" in path:
            url = httpx.URL(path)
        else:
            url = self._base.copy_with(raw_path=self._base.raw_path + path.lstrip("/").encode("ascii"))
        if query:
            url = url.copy_merge_params({name: _listed(value) for name, value in query.items()})
        return url

    def _resolve_link(self, call: Call, answer: Answer) -> httpx.URL:
        url = call.url.join(answer.headers.get("location", ""))
        self._refuse_to_follow(call.secrets, url)
        return url

    def _refuse_to_follow(self, secrets: Scrubber, url: httpx.URL) -> None:
        """Raise for an address from an answer that leads away from the service, or gives a credential away."""
        if (url.scheme, url.host, url.port) != (self._base.scheme, self._base.host, self._base.port):
            host = secrets.scrub(url.host)
            raise final(BadAnswer(f"{self.service}: an answer leads to another host ({host}); it was not followed"))
        if secrets.scrub(str(url)) != str(url) or secrets.is_in(str(url)):
            problem = "an answer leads to an address that holds a credential; it was not followed"
            raise final(BadAnswer(f"{self.service}: {problem}"))

    def _exchange(self, call: Call) -> Answer:
        """One request, one whole answer. The library's own errors hold the request with its headers: none gets out."""
        self._refuse_denied(call.method, call.url)
        where = f"{self.service}: {call.method} {call.url.path}"
        self._refuse_to_leak(call)
        patience = self._patience
        timeout = httpx.Timeout(patience.read, connect=patience.connect)
        ends_at = self.clock.monotonic() + patience.whole
        request = httpx.Request(
            call.method,
            call.url,
            headers={
                **{name: value.reveal() for name, value in call.headers.items()},
                "Accept-Encoding": "gzip",
            },
            content=call.content,
            extensions={"timeout": timeout.as_dict()},
        )
        with self._lock:
            self._sent += 1
        problem: ServiceError
        try:
            response = self._transport.handle_request(request)
            try:
                # The answer needs its request only to name it in errors.
                response.request = request
                body = self._collect(response.iter_bytes(), ends_at, where)
                answer = whole_answer(call, response, body)
                if (date := answer.date()) is not None:
                    self._ahead = date - self.clock.now()
                return answer
            finally:
                response.close()
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            problem = Unreachable(f"{where}: no connection ({call.secrets.scrub(str(error))})")
        except (httpx.TimeoutException, httpx.NetworkError, httpx.RemoteProtocolError, OSError) as error:
            problem = LostAnswer(f"{where}: {_in_words(error)}")
        except (httpx.DecodingError, zlib.error):
            problem = BadAnswer(f"{where}: the answer cannot be decompressed")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = BadAnswer(f"{where}: {type(error).__name__}")
        raise problem

    def _refuse_denied(self, method: str, url: httpx.URL) -> None:
        refuse_denied(self._denied, method, url.raw_path.split(b"?")[0].decode("ascii"))

    def _refuse_to_leak(self, call: Call) -> None:
        if call.secrets.is_in(str(call.url)):
            raise CallForbidden(f"{self.service}: a credential was about to go out in a URL")

    def _collect(self, pieces: Iterable[bytes], ends_at: float, where: str) -> bytes:
        body = bytearray()
        for piece in pieces:
            body += piece
            if len(body) > self._max_body:
                raise final(BadAnswer(f"{where}: the answer is larger than {self._max_body} bytes"))
            if self.clock.monotonic() > ends_at:
                raise LostAnswer(f"{where}: the answer was not complete after {self._patience.whole:.0f} s")
        return bytes(body)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a client holds credentials and is not written anywhere")


@functools.cache
def _trust(ca_file: str | None) -> ssl.SSLContext:
    """What TLS is checked against; loading the bundled certificates takes longer than many a call."""
    if ca_file is None:
        return httpx.create_ssl_context(trust_env=False)
    try:
        return ssl.create_default_context(cafile=ca_file)
    except OSError as error:
        raise UsageError(f"the certificates in {ca_file} cannot be read: {error.strerror}") from None


def _listed(value: str | int | Sequence[str]) -> str | list[str]:
    return str(value) if isinstance(value, str | int) else list(value)


def _in_words(error: Exception) -> str:
    return "no answer in time" if isinstance(error, httpx.TimeoutException) else "the connection broke"
