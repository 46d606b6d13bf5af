"""Where Atlassian is, and which of the organisation's keys asks for what.

A key without scopes (`org_key`) is the only one that the management of single accounts takes; a key with scopes
(`scoped_key`) is enough for lists and the audit log, and is asked with first, since it can do less.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TypeVar
from urllib.parse import parse_qs

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.doors import Doors
from mcpsweep.connectors.atlassian.shapes import ItemPage, Page
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.client import Query
from mcpsweep.connectors.http.errors import Forbidden, Refused, Unauthenticated
from mcpsweep.connectors.http.pages import cursor_pages
from mcpsweep.connectors.http.route import route
from mcpsweep.documents.address import split
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.secret import Secret

Item = TypeVar("Item")

NO_ORG_KEY = "there is no org_key: only an organisation key without scopes may look after single accounts"


class Session(Doors):
    """One organisation in Atlassian's Cloud, and the keys to ask it with."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` without an organisation, `NotAuthorised` without any key."""
        super().__init__(setup)
        self.org = setup.settings.get("org_id", "")
        if not self.org:
            raise UsageError(
                f"connectors.{setup.name}: org_id is missing",
                hint="It is part of the address of your organisation at admin.atlassian.com. "
                "A Data Center server has site_url and dc_token instead.",
            )
        self.org_key = setup.secrets.get("org_key")
        self.scoped_key = setup.secrets.get("scoped_key")
        if self.org_key is None and self.scoped_key is None:
            raise NotAuthorised(
                f"connectors.{setup.name}: there is neither an org_key nor a scoped_key",
                hint=f"Make one at {manual.NEW_KEY}, then run `mcpsweep connector login {setup.name}`.",
            )
        self.own_keys = frozenset(filter(None, re.split(r"[,\s]+", setup.settings.get("own_keys", ""))))

    def is_own(self, value: Secret) -> bool:
        """Whether it is a key that this connector works with."""
        return value in (self.org_key, self.scoped_key)

    def ask(
        self,
        path: str,
        query: Query | None = None,
        *,
        method: str = "GET",
        json: object = None,
        endpoints: str = "core",
    ) -> Answer:
        """Read what a key with the right scope may read; the key without scopes is the second to be tried."""
        refusal: Refused | None = None
        for key in (self.scoped_key, self.org_key):
            if key is None:
                continue
            try:
                return self.admin.read(path, query, method=method, json=json, endpoints=endpoints, auth=Bearer(key))
            except (Unauthenticated, Forbidden) as error:
                refusal = error
        raise refusal or AssertionError("a session has at least one key")

    def act(self, method: str, path: str, json: object = None) -> Answer:
        """Change something of the organisation's; the key without scopes first, since it may do all."""
        key = self.org_key or self.scoped_key
        if key is None:
            raise AssertionError("a session has at least one key")
        return self.admin.write(method, path, json=json, auth=Bearer(key))

    def manage(self, template: str, account: str, *, expect: Collection[int] = ()) -> Answer:
        """Read from the management of one account. Raises `Forbidden` where there is no key that may."""
        return self.admin.read(route(template, account=account), expect=expect, auth=Bearer(self._unscoped()))

    def manage_write(self, method: str, path: str, json: object = None) -> Answer:
        """Change something about one account. Raises `Forbidden` where there is no key that may."""
        return self.admin.write(method, path, json=json, auth=Bearer(self._unscoped()))

    def pages(
        self,
        path: str,
        shape: type[Page[Item]] | type[ItemPage[Item]],
        query: Mapping[str, str] | None = None,
        *,
        json: Mapping[str, object] | None = None,
        endpoints: str = "core",
    ) -> Iterator[Item]:
        """The items of every page of a list. A search carries its cursor in its body, as it does its question."""

        def fetch(cursor: str | None) -> Page[Item] | ItemPage[Item]:
            after = {"cursor": cursor} if cursor else {}
            if json is not None:
                answer = self.ask(path, method="POST", json={**json, **after}, endpoints=endpoints)
            else:
                answer = self.ask(path, {**(query or {}), **after}, endpoints=endpoints)
            return answer.decode(shape)

        for page in cursor_pages(fetch, lambda page: _cursor(page.following())):
            yield from page.rows()

    def _unscoped(self) -> Secret:
        if self.org_key is None:
            raise Forbidden(
                f"atlassian: {NO_ORG_KEY}", hint=f"Make one at {manual.NEW_KEY}, and choose to make it without scopes."
            )
        return self.org_key


def _cursor(following: str) -> str | None:
    """The cursor alone: some lists give it so, others inside a URL, which is not followed."""
    if not following:
        return None
    if following.startswith(("/", "?")) or "://" in following:
        return parse_qs(split(following).query).get("cursor", [""])[0]
    return following
