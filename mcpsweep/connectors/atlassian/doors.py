"""The ways out to Atlassian's Cloud: its API and gateway, its sites, Bitbucket. Who asks, each call says itself."""

import re
from collections.abc import Sequence

from mcpsweep.connectors.atlassian.denied import DENIED, READ_ONLY
from mcpsweep.connectors.atlassian.shapes import Tenant
from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.http.client import Client
from mcpsweep.connectors.http.route import Denied
from mcpsweep.documents.address import split
from mcpsweep.model.account import AccountHint

API_URL = "https://api.atlassian.com"
BITBUCKET_URL = "https://api.bitbucket.org"
EVENTS = "events"
_BETWEEN_EVENTS = 6.0
"""Seconds: ten requests a minute (developer.atlassian.com: organization REST API, "Query audit log events")."""
_SITE = re.compile(r"[a-z0-9][a-z0-9-]*\.(atlassian\.net|jira\.com)")
_PLACE = re.compile(r"url|uri|host|site|server|domain|instance|base|endpoint", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+")
_SITES = 2
"""More hosts than this beside one credential are not all asked: failed sign-ins are counted."""


def hosts_beside(hints: Sequence[AccountHint]) -> frozenset[str]:
    """The addresses beside a credential: what stands under a name that says so, and every site in the Cloud."""
    return frozenset(
        host
        for hint in hints
        if is_cloud_site(host := hint.value.casefold()) or (_PLACE.search(hint.source) and _HOST.fullmatch(host))
    )


def is_cloud_site(host: str) -> bool:
    """Whether a host is a site in Atlassian's Cloud, by its domain."""
    return _SITE.fullmatch(host) is not None


class Doors:
    """Where in the Cloud credentials can be asked. It needs no credential."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` for addresses that cannot be."""
        self.name = setup.name
        self.setup = setup
        self._budgets = Budgets(setup.clock, {EVENTS: _BETWEEN_EVENTS})
        api_url = setup.settings.get("api_url", API_URL).rstrip("/")
        self._is_real = api_url == API_URL
        self.host = (split(api_url).hostname or "").casefold()
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

    def sites(self, hints: Sequence[AccountHint]) -> Sequence[str]:
        """Addresses of the sites to ask at: those that stood beside the credential, and the configured one.

        Only hosts of Atlassian's own are taken from a laptop, and only while the configured service is Atlassian. A
        site where the account is a stranger refuses its tokens, so the organisation's own is asked in any case.
        """
        hosts = dict.fromkeys(hint.value.casefold() for hint in hints)
        named = [f"https://{host}" for host in hosts if is_cloud_site(host)] if self._is_real else []
        return list(dict.fromkeys(filter(None, [*named[:_SITES], self._site_url])))

    def is_ours(self, host: str) -> bool:
        """Whether a host is a site in the Cloud, or the configured one."""
        return host == split(self._site_url).hostname or is_cloud_site(host)

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
