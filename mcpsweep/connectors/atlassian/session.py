"""Where Atlassian is, and which of the organisation's keys asks for what.

A key without scopes (`org_key`) is the only one that the management of single accounts takes; a key with scopes
(`scoped_key`) is enough for lists and the audit log, and is asked with first, since it can do less.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from mcpsweep.connectors.atlassian import manual
from mcpsweep.connectors.atlassian.denied import DENIED, READ_ONLY
from mcpsweep.connectors.atlassian.shapes import ItemPage, Page, Tenant
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Bearer
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.http.client import Client, Query
from mcpsweep.connectors.http.errors import Forbidden, Refused, Unauthenticated
from mcpsweep.connectors.http.pages import cursor_pages
from mcpsweep.connectors.http.route import Denied, route
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.account import AccountHint
from mcpsweep.model.secret import Secret

Item = TypeVar("Item")

API_URL = "https://api.atlassian.com"
BITBUCKET_URL = "https://api.bitbucket.org"
EVENTS = "events"
_BETWEEN_EVENTS = 6.0
"""Seconds: ten requests a minute (developer.atlassian.com: organization REST API, "Query audit log events")."""
_SITE = re.compile(r"[a-z0-9][a-z0-9-]*\.(atlassian\.net|jira\.com)")
_SITES = 2
"""More hosts than this beside one credential are not all asked: failed sign-ins are counted."""
NO_ORG_KEY = "there is no org_key: only an organisation key without scopes may look after single accounts"


class Session:
    """One organisation in Atlassian's Cloud, and the keys to ask it with."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` without an organisation, `NotAuthorised` without any key."""
        self.name = setup.name
        self.setup = setup
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
        self._budgets = Budgets(setup.clock, {EVENTS: _BETWEEN_EVENTS})
        api_url = setup.settings.get("api_url", API_URL).rstrip("/")
        self._is_real = api_url == API_URL
        self.admin = connect(setup, api_url, DENIED, self._budgets)
        bitbucket_url = setup.settings.get("bitbucket_url", BITBUCKET_URL if self._is_real else "")
        self.bitbucket = connect(setup, bitbucket_url, READ_ONLY, self._budgets) if bitbucket_url else None
        self._site_url = setup.settings.get("site_url", "").rstrip("/")
        self._sites: dict[str, Client] = {}
        if self._site_url:
            self.site(self._site_url)
        self._tenants: dict[str, str] = {}

    @property
    def clients(self) -> tuple[Client, ...]:
        """Everything that sends."""
        known = (self.admin, self.bitbucket, *self._sites.values())
        return tuple(client for client in known if client is not None)

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

    def sites(self, hints: Sequence[AccountHint]) -> Sequence[str]:
        """Addresses of the sites to ask at: those that stood beside the credential, and the configured one.

        Only hosts of Atlassian's own are taken from a laptop, and only while the configured service is Atlassian. A
        site where the account is a stranger refuses its tokens, so the organisation's own is asked in any case.
        """
        hosts = dict.fromkeys(hint.value.casefold() for hint in hints)
        named = [f"https://{host}" for host in hosts if _SITE.fullmatch(host)] if self._is_real else []
        return list(dict.fromkeys(filter(None, [*named[:_SITES], self._site_url])))

    def is_ours(self, hints: Sequence[AccountHint]) -> bool:
        """Whether what stood beside a credential names a site in the Cloud, or the configured one."""
        hosts = {hint.value.casefold() for hint in hints}
        return urlsplit(self._site_url).hostname in hosts or any(_SITE.fullmatch(host) for host in hosts)

    def site(self, url: str) -> Client:
        """The way out to a site; nothing but reads goes there."""
        if url not in self._sites:
            self._sites[url] = connect(self.setup, url, READ_ONLY, self._budgets)
        return self._sites[url]

    def cloud_id(self, url: str) -> str:
        """What the gateway knows a site by; asked once, without any credential. `cloud_id` in the settings wins."""
        if url == self._site_url and "cloud_id" in self.setup.settings:
            return self.setup.settings["cloud_id"]
        if url not in self._tenants:
            self._tenants[url] = self.site(url).read("_edge/tenant_info").decode(Tenant).cloud_id
        return self._tenants[url]

    def close(self) -> None:
        """Let the connections go."""
        for client in self.clients:
            client.close()

    def _unscoped(self) -> Secret:
        if self.org_key is None:
            raise Forbidden(
                f"atlassian: {NO_ORG_KEY}", hint=f"Make one at {manual.NEW_KEY}, and choose to make it without scopes."
            )
        return self.org_key


def connect(setup: Setup, url: str, denied: Sequence[Denied], budgets: Budgets) -> Client:
    """A way out to one of Atlassian's hosts; each call names who asks."""
    return Client(
        "atlassian",
        url,
        denied=denied,
        budgets=budgets,
        clock=setup.clock,
        progress=setup.progress,
        patience=setup.patience,
        wire=setup.wire,
    )


def _cursor(following: str) -> str | None:
    """The cursor alone: some lists give it so, others inside a URL, which is not followed."""
    if not following:
        return None
    if following.startswith(("/", "?")) or "://" in following:
        return parse_qs(urlsplit(following).query).get("cursor", [""])[0]
    return following
