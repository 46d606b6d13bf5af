"""One call of an endpoint, and the rows of the endpoint tables."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol, TypeAlias, TypeVar
from urllib.parse import urlencode

from mcpsweep.sandbox.atlassian.access import Access, not_found, refuse, unauthorized
from mcpsweep.sandbox.atlassian.state import Account, OrganisationKey
from mcpsweep.sandbox.atlassian.world import World
from mcpsweep.sandbox.exchange import Json, Malformed, Parameters, Reply, Request

DEFAULT_PAGE = 20
MAX_PAGE = 100


class Identified(Protocol):
    """Whatever can be on a page."""

    @property
    def id(self) -> str:
        """What a cursor points at."""


Item = TypeVar("Item", bound=Identified)
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Cut:
    """One page, and where the next one begins."""

    rows: list[Json]
    next: str
    """A cursor; empty on the last page."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that was let in."""

    request: Request
    parameters: Parameters
    world: World
    host: str
    """The real name of the host that was called."""
    key: OrganisationKey | None
    """The organisation's key that made it; None where any other credential did."""

    @property
    def actor(self) -> str:
        """Who the audit log says it was. Raises `Refused` with 401 if it was nobody of the organisation."""
        if self.key is None:
            raise unauthorized()
        return self.key.id

    def account(self, name: str = "accountId") -> Account:
        """The account that the path names. Raises `Refused` with 404."""
        return found(self.world.accounts.get(self.parameters[name]))

    def body(self) -> dict[str, Json]:
        """The body as an object. Raises `Refused` with 400."""
        try:
            body = self.request.json()
        except Malformed as error:
            raise refuse(400, "The request body is not JSON") from error
        if not isinstance(body, dict):
            raise refuse(400, "The request body should be an object")
        return body

    def cut(
        self,
        items: Sequence[Item],
        keep: Callable[[Item], bool],
        write: Callable[[Item], Json],
        cursor: str,
        size: str,
    ) -> Cut:
        """The page after `cursor` of those `items` that are kept.

        A cursor points at the last item that was shown, so that nothing is skipped when rows disappear meanwhile:
        `items` are all that ever were. Raises `Refused` with 400 for a cursor or size that is none.
        """
        start = _position(items, cursor) if cursor else 0
        if size and not (size.isascii() and size.isdecimal() and int(size) > 0):
            raise refuse(400, "The page size is not a positive number")
        limit = min(int(size or DEFAULT_PAGE), MAX_PAGE)
        kept = list(islice(filter(keep, islice(items, start, None)), limit + 1))
        page = kept[:limit]
        return Cut([write(item) for item in page], _cursor(page[-1].id) if len(kept) > limit else "")

    def link(self, cursor: str) -> str | None:
        """The address of this list from `cursor` on; None if there is no more."""
        if not cursor:
            return None
        query = [(name, value) for name, value in self.request.query if name != "cursor"]
        return f"{self.request.base}{self.request.path}?{urlencode([*query, ('cursor', cursor)])}"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row of an endpoint table."""

    method: str
    template: str
    handler: Callable[[Call], Reply]
    access: Access
    is_forbidden: bool = False
    """It ends more than one credential of more than one holder. It works, so that a test can prove nobody calls it."""


Endpoints: TypeAlias = tuple[Endpoint, ...]

DONE = Reply(204)


def found(row: Row | None) -> Row:
    """`row`, or `Refused` with 404."""
    if row is None:
        raise not_found()
    return row


def texts(value: Json) -> list[str]:
    """A list of strings from a body. Raises `Refused` with 400."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise refuse(400, "A list of strings is expected")
    return value


def fuzzy(query: str, *fields: str) -> bool:
    """Whether a search for `query` finds something with those fields: what stands before the `@` is enough."""
    wanted = query.partition("@")[0].casefold()
    return not wanted or any(wanted in field.casefold() for field in fields)


def _cursor(item: str) -> str:
    return base64.urlsafe_b64encode(item.encode()).decode()


def _position(items: Sequence[Item], cursor: str) -> int:
    try:
        wanted = base64.urlsafe_b64decode(cursor).decode()
    except ValueError as error:
        raise refuse(400, "The cursor is invalid") from error
    for number, item in enumerate(items):
        if item.id == wanted:
            return number + 1
    raise refuse(400, "The cursor is invalid")
