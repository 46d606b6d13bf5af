"""Lists that come in pages: all at once where the end is known, one after the other where it is not."""

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

import httpx

from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Auth
from mcpsweep.connectors.http.client import Client, Query
from mcpsweep.connectors.http.errors import BadAnswer
from mcpsweep.connectors.http.fan import WIDTH, fan_out

Page = TypeVar("Page")

MAX_PAGES = 100_000
"""A list that goes on for longer is one that never ends."""
_LINK = re.compile(r'<([^<>]*)>\s*;[^,<]*?\brel="?([a-z]+)"?')


def links(answer: Answer) -> dict[str, str]:
    """The URLs of the `Link` header (RFC 8288) by their relation."""
    return {match[2]: match[1] for match in _LINK.finditer(answer.headers.get("link", ""))}


def linked_pages(
    client: Client,
    path: str,
    query: Query | None = None,
    *,
    endpoints: str = "core",
    auth: Auth | None = None,
    width: int = WIDTH,
) -> Iterator[Answer]:
    """The pages of a list that tells its neighbours in a `Link` header, in order.

    Where the first page names a numbered last one, the others are fetched side by side; else each names the next. A
    list that has grown meanwhile is followed to its real end.
    """

    def fetch(url: str) -> Answer:
        return client.read(url, endpoints=endpoints, auth=auth)

    first = answer = client.read(path, query, endpoints=endpoints, auth=auth)
    yield first
    last = links(first).get("last", "")
    number = httpx.URL(last).params.get("page", "") if last else ""
    if number.isdigit() and "next" in links(first):
        if int(number) > MAX_PAGES:
            raise BadAnswer(f"{client.service}: {first.path} claims to have {number} pages")
        urls = (str(httpx.URL(last).copy_set_param("page", str(page))) for page in range(2, int(number) + 1))
        for answer in fan_out(fetch, urls, width):
            yield answer
    seen: set[str] = set()
    while url := links(answer).get("next"):
        if url in seen or len(seen) >= MAX_PAGES:
            raise BadAnswer(f"{client.service}: the pages of {first.path} never end")
        seen.add(url)
        answer = fetch(url)
        yield answer


def numbered_pages(
    fetch: Callable[[int], Answer], count: Callable[[Answer], int], *, width: int = WIDTH
) -> Iterator[Answer]:
    """Pages 1 to N, where `count` reads N off the first one (Slack's `paging.pages`, SCIM's `totalResults`)."""
    first = fetch(1)
    yield first
    pages = count(first)
    if pages > MAX_PAGES:
        raise BadAnswer(f"{first.path} claims to have {pages} pages")
    yield from fan_out(fetch, range(2, pages + 1), width)


def cursor_pages(fetch: Callable[[str | None], Page], following: Callable[[Page], str | None]) -> Iterator[Page]:
    """Pages that each name the next by a cursor, until `following` finds none (null or empty)."""
    cursor: str | None = None
    seen: set[str] = set()
    while True:
        page = fetch(cursor)
        yield page
        cursor = following(page)
        if not cursor:
            return
        if cursor in seen or len(seen) >= MAX_PAGES:
            raise BadAnswer("the pages of a list never end")
        seen.add(cursor)
