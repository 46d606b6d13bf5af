"""What a simulated service is: a table of routes from requests to replies, without sockets.

A service is written as handlers `(Request, parameters of the path) -> Reply` and a list of `Route`s. `Router` picks the
route; `mcpsweep.sandbox.server` puts it on the network.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeAlias, TypeVar
from urllib.parse import unquote

Json: TypeAlias = Any


class Malformed(Exception):
    """A request body that is not what its content type says."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request, as a service sees it."""

    method: str
    path: str
    """Below the service's own address, still percent-encoded, without the query."""
    base: str
    """The service's own address without a slash at its end: `http://127.0.0.1:4711/github`."""
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Names in lower case."""
    body: bytes = field(default=b"", repr=False)

    def first(self, name: str, default: str = "") -> str:
        """The first value of the query's field `name`."""
        return next((value for key, value in self.query if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of the query's field `name`, also written `name[]`."""
        return tuple(value for key, value in self.query if key in (name, f"{name}[]"))

    def json(self) -> Json:
        """The body as JSON; an empty one is an empty object. Raises `Malformed`."""
        if not self.body:
            return {}
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Malformed("the body is not JSON") from error


@dataclass(frozen=True, slots=True)
class Reply:
    """One HTTP answer."""

    status: int
    body: Json = None
    """Sent as JSON; None is no body at all. Bytes are sent as they are."""
    headers: tuple[tuple[str, str], ...] = ()

    def with_headers(self, *more: tuple[str, str]) -> "Reply":
        """The same answer with `more` headers."""
        return Reply(self.status, self.body, (*self.headers, *more))

    def encoded(self) -> bytes:
        """The body's bytes."""
        if self.body is None:
            return b""
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


Parameters: TypeAlias = Mapping[str, str]
Handler: TypeAlias = Callable[[Request, Parameters], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """One endpoint."""

    method: str
    template: str
    """`/orgs/{org}/members/{username}`; a parameter is one path segment."""
    handler: Handler
    is_forbidden: bool = False
    """It ends everybody's credentials. It works, so that a test can prove that nobody calls it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service replied, and by which of its routes."""

    reply: Reply
    route: str
    """`DELETE /orgs/{org}/members/{username}`; empty if no route matched."""


class Service(Protocol):
    """A simulated service. It is called by one thread at a time."""

    name: str

    def answer(self, request: Request) -> Answer:
        """Answer one request, with all its effects on the service's state."""

    def is_forbidden(self, method: str, path: str) -> bool:
        """Whether such a call would end everybody's credentials, even if it is refused or never arrives."""


class Addressed(Protocol):
    """Whatever has a method and a template: `Route`, or a service's own richer kind of row."""

    @property
    def method(self) -> str:
        """`GET`, `DELETE` …"""

    @property
    def template(self) -> str:
        """As in `Route`."""


Row = TypeVar("Row", bound=Addressed)


class Router(Generic[Row]):
    """Finds the row of a request in a table of endpoints."""

    def __init__(self, routes: Iterable[Row]) -> None:
        self._routes: dict[str, list[tuple[re.Pattern[str], Row]]] = {}
        for route in routes:
            self._routes.setdefault(route.method, []).append((_pattern(route.template), route))
        for candidates in self._routes.values():
            # A fixed segment beats a parameter: `/users/revoke-all` is no user.
            candidates.sort(key=lambda candidate: candidate[1].template.count("{"))

    def find(self, method: str, path: str) -> tuple[Row, dict[str, str]] | None:
        """The row for `method` and `path` with the path's parameters decoded, or None."""
        for pattern, route in self._routes.get(method, ()):
            if match := pattern.fullmatch(path):
                return route, {name: unquote(value) for name, value in match.groupdict().items()}
        return None


def _pattern(template: str) -> re.Pattern[str]:
    parts = re.split(r"\{([^}]+)\}", template)
    for number in range(1, len(parts), 2):
        parts[number] = f"(?P<{parts[number].replace('-', '_')}>[^/]+)"
    parts[::2] = [re.escape(part) for part in parts[::2]]
    return re.compile("".join(parts))
