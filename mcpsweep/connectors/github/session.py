"""Where GitHub is, who asks, and which product answers."""

import enum
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.github.app import AppAuth
from mcpsweep.connectors.github.denied import DENIED
from mcpsweep.connectors.github.manual import Page
from mcpsweep.connectors.github.shapes import Organization, User
from mcpsweep.connectors.http.answer import Answer
from mcpsweep.connectors.http.auth import Anonymous, Auth, Bearer
from mcpsweep.connectors.http.budget import Budgets
from mcpsweep.connectors.http.client import Client, Query
from mcpsweep.connectors.http.errors import ServiceError
from mcpsweep.connectors.http.pages import linked_pages
from mcpsweep.connectors.http.route import route
from mcpsweep.documents.address import split
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.instruction import Instruction

Shape = TypeVar("Shape")

_PAGE = 100
_HEADERS = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
_API_URL = "https://api.github.com"
_SERVER_PATH = "/api/v3"
"""What the address of an Enterprise Server ends with (its docs: "Getting started with the REST API")."""
_SMALL_PLANS = frozenset({"free", "team", "pro"})
_BETWEEN_WRITES = 1.0
"""Seconds (docs.github.com: "Best practices for using the REST API")."""


class Product(enum.StrEnum):
    """The products differ in what an administrator may see and end."""

    FREE = "free"
    """github.com Free, Pro and Team."""
    CLOUD = "cloud"
    """Enterprise Cloud without single sign-on."""
    SAML = "saml"
    """Enterprise Cloud with single sign-on over personal accounts."""
    EMU = "emu"
    """Enterprise Cloud with managed users."""
    SERVER = "server"
    """Enterprise Server."""


SSO = frozenset({Product.SAML, Product.EMU})
AUDITED = frozenset({Product.CLOUD, Product.SAML, Product.EMU, Product.SERVER})


@dataclass(frozen=True, slots=True)
class Who:
    """As whom a call is made."""

    auth: Auth
    budget: str
    """Each identity has a limit of its own."""


class Session:
    """One organisation at one GitHub, and the credentials to ask it with."""

    def __init__(self, setup: Setup) -> None:
        """Sends nothing. Raises `UsageError` without an organisation, `NotAuthorised` without any credential."""
        settings = setup.settings
        self.name = setup.name
        self.setup = setup
        self.org = settings.get("org", "")
        self.enterprise = settings.get("enterprise", "")
        if not self.org:
            raise UsageError(f"connectors.{setup.name}: org is missing")
        self.token = setup.secrets.get("token")
        key, app_id = setup.secrets.get("app_private_key"), settings.get("app_id", "")
        if self.token is None and not (key and app_id):
            raise NotAuthorised(
                f"connectors.{setup.name}: there is neither a token nor an App's private key",
                hint=f"Run `mcpsweep connector login {setup.name}`.",
            )
        url = address(setup)
        self.client = connect(setup)
        self.app: AppAuth | None = None
        identities: list[Who] = []
        if key and app_id:
            self.app = AppAuth(self.client, app_id, key, self.org, settings.get("installation_id", ""))
            identities.append(Who(self.app, "app"))
        if self.token:
            identities.append(Who(Bearer(self.token), "token"))
        self._as_app, self._as_token = identities[0], identities[-1]
        self.site = _site(url)
        """What a person opens in a browser."""
        self._is_server = split(url).path.endswith(_SERVER_PATH)
        self.graphql = url.removesuffix("/v3") + "/graphql"
        self._product: Product | None = None
        self._self: User | None = None
        try:
            self._configured = Product(settings["product"]) if "product" in settings else None
        except ValueError:
            known = ", ".join(Product)
            raise UsageError(f"connectors.{setup.name}: product must be one of {known}") from None

    def as_app(self) -> Who:
        """The App where there is one, since some endpoints take nothing else; otherwise the token."""
        return self._as_app

    def as_token(self) -> Who:
        """The token where there is one, since some endpoints are closed to Apps; otherwise the App."""
        return self._as_token

    def by_hand(self, page: Page) -> Instruction:
        """What a person does on `page` of this organisation."""
        return page.at(self.site, self.org)

    def nobody(self) -> Who:
        """Without any credential."""
        return Who(Anonymous(), "nobody")

    def read(
        self,
        path: str,
        query: Query | None = None,
        *,
        who: Who | None = None,
        method: str = "GET",
        json: object = None,
        expect: Collection[int] = (),
    ) -> Answer:
        """`Client.read` as `who`, the App by default."""
        who = who or self.as_app()
        return self.client.read(
            path, query, method=method, json=json, endpoints=who.budget, expect=expect, auth=who.auth
        )

    def write(self, method: str, path: str, *, who: Who | None = None, json: object = None) -> Answer:
        """`Client.write` as `who`, the App by default."""
        who = who or self.as_app()
        return self.client.write(method, path, json=json, auth=who.auth, endpoints=f"{who.budget}-write")

    def pages(
        self,
        path: str,
        shape: type[Shape],
        query: Mapping[str, str | list[str]] | None = None,
        *,
        who: Who | None = None,
    ) -> Iterator[Shape]:
        """Every page of a list as `shape`."""
        who = who or self.as_app()
        asked: Query = {"per_page": _PAGE, **(query or {})}
        for answer in linked_pages(self.client, path, asked, endpoints=who.budget, auth=who.auth):
            yield answer.decode(shape)

    def product(self) -> Product:
        """Which product answers; asked once. `product` in the settings wins; managed users must be set there.

        An organisation without single sign-on answers 404 for its credential authorisations. A 403 settles nothing:
        single sign-on is assumed then, so that the list that is missing shows as a gap.
        """
        if self._product is None:
            self._product = self._configured or (Product.SERVER if self._is_server else self._probe())
        return self._product

    def _probe(self) -> Product:
        plan = self.read(route("/orgs/{org}", org=self.org)).decode(Organization).plan.name
        if plan in _SMALL_PLANS:
            return Product.FREE
        path = route("/orgs/{org}/credential-authorizations", org=self.org)
        sso = self.read(path, {"per_page": 1}, expect={403, 404})
        if sso.status != 404:
            return Product.SAML
        return Product.CLOUD if plan else Product.FREE

    def own_account(self) -> User | None:
        """Whose token the connector works with; None for an App alone, or where GitHub does not tell."""
        if self.token is None:
            return None
        if self._self is None:
            try:
                self._self = self.read("/user", who=self.as_token()).decode(User)
            except ServiceError:
                return None
        return self._self


def address(setup: Setup) -> str:
    """Where the API is: github.com's unless the settings say otherwise."""
    return setup.settings.get("api_url", _API_URL).rstrip("/")


def connect(setup: Setup) -> Client:
    """The way out to the GitHub of the settings; each call names who asks."""
    writes = {f"{who}-write": _BETWEEN_WRITES for who in ("app", "token", "nobody")}
    return Client(
        "github",
        address(setup),
        headers=_HEADERS,
        denied=DENIED,
        budgets=Budgets(setup.clock, writes),
        clock=setup.clock,
        progress=setup.progress,
        patience=setup.patience,
        wire=setup.wire,
    )


def _site(api_url: str) -> str:
    """`https://api.github.com` → `https://github.com`, `https://host/api/v3` → `https://host`."""
    parts = split(api_url)
    return f"{parts.scheme}://{parts.netloc.removeprefix('api.')}"
