"""One call of an endpoint, and the rows of the endpoint table."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode

from mcpsweep.sandbox.exchange import Json, Malformed, Parameters, Reply, Request
from mcpsweep.sandbox.github.access import (
    Access,
    Anonymous,
    AppCaller,
    Caller,
    ClientCaller,
    InstallationCaller,
    TokenCaller,
    not_found,
    refuse,
)
from mcpsweep.sandbox.github.state import Product, Repository, User
from mcpsweep.sandbox.github.views import Views
from mcpsweep.sandbox.github.world import World

MAX_PAGE = 100
DEFAULT_PAGE = 30
CLOUDS = frozenset({Product.TEAM, Product.CLOUD, Product.SAML, Product.MANAGED})
ENTERPRISE_CLOUDS = frozenset({Product.CLOUD, Product.SAML, Product.MANAGED})
ENTERPRISES = ENTERPRISE_CLOUDS | {Product.SERVER}
EVERYWHERE = frozenset(Product)

Item = TypeVar("Item")


@dataclass(frozen=True)
class Call:
    """One call that was let in."""

    request: Request
    parameters: Parameters
    caller: Caller
    world: World
    version: str
    """Of the API: `2022-11-28` or `2026-03-10`."""

    @cached_property
    def views(self) -> Views:
        """Writes JSON with addresses of this server."""
        return Views(self.world, self.request.base)

    @property
    def actor(self) -> str:
        """The caller's login, as the audit log names it."""
        match self.caller:
            case TokenCaller(user):
                return user.login
            case InstallationCaller(installation):
                return f"{installation.slug}[bot]"
            case AppCaller(app):
                return f"app-{app}"
            case ClientCaller(client):
                return client
            case Anonymous():
                return ""

    def user(self, name: str = "username") -> User:
        """The user that the path names. Raises `Refused` with 404."""
        user = self.world.user(self.parameters[name])
        if user is None:
            raise not_found()
        return user

    def repository(self) -> Repository:
        """The repository that the path names. Raises `Refused` with 404, or 301 for one that was renamed."""
        name = self.parameters["repo"]
        if self.parameters["owner"].casefold() != self.world.organisation.casefold():
            raise not_found()
        if name in self.world.renamed:
            new = self.request.path.replace(f"/{name}", f"/{self.world.renamed[name]}", 1)
            raise refuse(301, "Moved Permanently", ("Location", self.request.base + new))
        repository = self.world.repositories.get(name)
        if repository is None:
            raise not_found()
        return repository

    def number(self, name: str) -> int:
        """A number from the path. Raises `Refused` with 404 if it is none."""
        text = self.parameters[name]
        if not text.isascii() or not text.isdecimal():
            raise not_found()
        return int(text)

    def body(self) -> dict[str, Json]:
        """The body as an object. Raises `Refused` with 400."""
        try:
            body = self.request.json()
        except Malformed as error:
            raise refuse(400, "Problems parsing JSON") from error
        if not isinstance(body, dict):
            raise refuse(400, "Body should be a JSON object")
        return body

    def page(self, items: Sequence[Item], write: Callable[[Item], Json]) -> Reply:
        """The page of `items` that the query asks for, with a `Link` header to its neighbours."""
        part, headers = self._cut(items)
        return Reply(200, [write(item) for item in part], headers)

    def counted_page(self, name: str, items: Sequence[Item], write: Callable[[Item], Json]) -> Reply:
        """The same as an object with `total_count` and the list under `name`."""
        part, headers = self._cut(items)
        return Reply(200, {"total_count": len(items), name: [write(item) for item in part]}, headers)

    def _cut(self, items: Sequence[Item]) -> tuple[Sequence[Item], tuple[tuple[str, str], ...]]:
        size = min(max(_whole(self.request.first("per_page"), DEFAULT_PAGE), 1), MAX_PAGE)
        number = max(_whole(self.request.first("page"), 1), 1)
        last = max(-(-len(items) // size), 1)
        links = []
        if number > 1:
            links += [("prev", number - 1), ("first", 1)]
        if number < last:
            links += [("next", number + 1), ("last", last)]
        headers = (("Link", ", ".join(self.link(relation, page=str(n)) for relation, n in links)),) if links else ()
        return items[(number - 1) * size : number * size], headers

    def link(self, relation: str, **changed: str) -> str:
        """A part of a `Link` header: this address with some fields of its query changed."""
        query = [(name, value) for name, value in self.request.query if name not in changed]
        address = f"{self.request.base}{self.request.path}?{urlencode([*query, *changed.items()])}"
        return f'<{address}>; rel="{relation}"'


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of the endpoint table."""

    method: str
    template: str
    handler: Callable[[Call], Reply]
    access: Access
    products: frozenset[Product] = EVERYWHERE
    is_forbidden: bool = False


Endpoints: TypeAlias = tuple[Endpoint, ...]

DONE = Reply(204)


def accepted(message: str = "") -> Reply:
    """It will be done in the background."""
    return Reply(202, {"message": message} if message else {})


def found(row: Item | None) -> Item:
    """`row`, or `Refused` with 404."""
    if row is None:
        raise not_found()
    return row


def numbers(value: Json, limit: int) -> list[int]:
    """1 to `limit` ids from a body. Raises `Refused` with 422."""
    if not isinstance(value, list) or not 1 <= len(value) <= limit or not all(isinstance(one, int) for one in value):
        raise refuse(422, "Validation Failed")
    return value


def newest_first(rows: Iterable[Item], moment: Callable[[Item], float]) -> list[Item]:
    """Sorted as GitHub lists them."""
    return sorted(rows, key=moment, reverse=True)


def _whole(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdecimal() else default
