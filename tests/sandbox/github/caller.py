"""Somebody who calls the simulated GitHub, without a network, at a time of the test's own."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from mcpsweep.sandbox.exchange import Answer, Request
from mcpsweep.sandbox.github.limits import Limits
from mcpsweep.sandbox.github.seed import APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product, Token, hash_of
from mcpsweep.sandbox.organisation import organisation

BASE = "http://127.0.0.1:1/github"


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    moment: float = 1_795_300_000.0

    def __call__(self) -> float:
        return self.moment


@dataclass
class Caller:
    """One GitHub and its clock."""

    product: Product = Product.SAML
    limits: Limits | None = None
    size: int = 5
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.github = GitHub(organisation(size=self.size), self.product, now=self.clock, delay=2.0, limits=self.limits)
        self.admin = self.github.admin_token.reveal()
        self.last: Answer

    def ask(
        self, method: str, target: str, token: str | None = None, body: Any = None, **headers: str
    ) -> tuple[int, Any]:
        """Status and body of one call; by the organisation's security account unless `token` says other, "" nobody."""
        sent = {"user-agent": "test", **{name.replace("_", "-"): value for name, value in headers.items()}}
        value = self.admin if token is None else token
        if value:
            sent.setdefault("authorization", f"Bearer {value}")
        split = urlsplit(target)
        content = b"" if body is None else json.dumps(body).encode()
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        self.last = self.github.answer(Request(method, split.path, BASE, query, sent, content))
        return self.last.reply.status, self.last.reply.body

    def every(self, target: str, token: str | None = None) -> list[Any]:
        """All pages of a list, by following `Link`."""
        rows: list[Any] = []
        while target:
            status, body = self.ask("GET", target, token)
            assert status == 200, (target, status, body)
            rows.extend(body if isinstance(body, list) else next(v for v in body.values() if isinstance(v, list)))
            target = next_page(self.header("Link"))
        return rows

    def header(self, name: str) -> str:
        """A header of the last answer; empty if it is not there."""
        return dict(self.last.reply.headers).get(name, "")

    def jwt(self, app: int = APP_ID, life: float = 300, algorithm: str = "RS256") -> str:
        """What an app signs to be itself."""
        claims = {"iss": str(app), "iat": self.clock() - 60, "exp": self.clock() + life}
        parts = [{"alg": algorithm, "typ": "JWT"}, claims]
        encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
        return ".".join([*encoded, "signature"])

    def installation(self) -> str:
        """A token of the sweeping app's installation."""
        status, body = self.ask("POST", f"/app/installations/{INSTALLATION_ID}/access_tokens", self.jwt())
        assert status == 201
        return str(body["token"])

    def value(self, label: str) -> str:
        """The value of a credential of the scene."""
        return organisation(size=self.size).credential(label).secret.reveal()

    def token(self, label: str) -> Token:
        """A credential of the scene as GitHub stores it."""
        return self.github.world.by_hash[hash_of(self.value(label))]

    def login(self, person: str) -> str:
        """Somebody's login."""
        number = int(organisation(size=self.size).person(person).accounts["github"].id)
        return self.github.world.users[number].login

    def wait(self, seconds: float = 60) -> None:
        """Let time pass, and what was to be done in the background with it."""
        self.clock.moment += seconds


def next_page(link: str) -> str:
    """The `rel="next"` address of a `Link` header below the service's own; empty if there is none."""
    for part in link.split(", "):
        address, _, relation = part.partition("; ")
        if relation == 'rel="next"':
            return address.strip("<>").removeprefix(BASE)
    return ""
