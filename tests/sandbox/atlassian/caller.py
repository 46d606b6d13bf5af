"""Somebody who calls the simulated Atlassian, without a network, at a time of the test's own."""

import base64
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from mcpsweep.sandbox.atlassian.limits import Limits
from mcpsweep.sandbox.atlassian.service import API, Atlassian
from mcpsweep.sandbox.atlassian.state import ApiToken, Known, Plan, hash_of
from mcpsweep.sandbox.exchange import Answer, Request
from mcpsweep.sandbox.organisation import SITE, organisation

DELAY = 2.0


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    moment: float = 1_795_300_000.0

    def __call__(self) -> float:
        return self.moment


@dataclass
class Caller:
    """One Atlassian and its clock."""

    plan: Plan = Plan.GUARD
    limits: Limits | None = None
    size: int = 5
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.who = organisation(size=self.size)
        self.atlassian = Atlassian(self.who, plan=self.plan, now=self.clock, delay=DELAY, limits=self.limits)
        self.world = self.atlassian.world
        self.organisation = f"/orgs/{self.world.organisation}"
        self.access = f"/admin/api-access/v1{self.organisation}"
        self.key = self.atlassian.unscoped_key.reveal()
        self.scoped = self.atlassian.scoped_key.reveal()
        self.last: Answer

    def ask(
        self,
        method: str,
        target: str,
        authorization: str | None = None,
        body: Any = None,
        host: str = API,
        **headers: str,
    ) -> tuple[int, Any]:
        """Status and body of one call; with the key without scopes unless `authorization` says other."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if header := f"Bearer {self.key}" if authorization is None else authorization:
            sent["authorization"] = header
        split = urlsplit(target)
        content = b"" if body is None else json.dumps(body).encode()
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        base = f"http://127.0.0.1:1/{host}"
        self.last = self.atlassian.hosts[host].answer(Request(method, split.path, base, query, sent, content))
        return self.last.reply.status, self.last.reply.body

    def header(self, name: str) -> str:
        """A header of the last answer; empty if it is not there."""
        return dict(self.last.reply.headers).get(name, "")

    def every(self, target: str) -> list[Any]:
        """All pages of a list whose `next` is a bare cursor or an address."""
        rows: list[Any] = []
        following: str | None = target
        while following:
            status, body = self.ask("GET", following)
            assert status == 200, (following, status, body)
            rows.extend(body["items"] if "items" in body else body["data"])
            after = body["links"]["next"]
            if after and after.startswith("http"):
                following = after.removeprefix(f"http://127.0.0.1:1/{API}")
            else:
                following = after and f"{target}{'&' if '?' in target else '?'}cursor={quote(after)}"
        return rows

    def account(self, person: str) -> str:
        """Somebody's account id."""
        return self.who.person(person).accounts["atlassian"].id

    def manage(self, person: str, rest: str = "") -> str:
        """The path of the API that manages somebody's account."""
        return f"/users/{self.account(person)}/manage{rest}"

    def value(self, name: str) -> str:
        """The value of a token: one of the scene, or one that only this Atlassian has."""
        for credential in self.who.credentials:
            if credential.label == name:
                return credential.secret.reveal()
        return self.atlassian.value(name).reveal()

    def token(self, name: str) -> ApiToken:
        """An API token as Atlassian stores it."""
        token: Known = self.world.by_hash[hash_of(self.value(name))]
        assert isinstance(token, ApiToken)
        return token

    def owner(self, name: str) -> str:
        """The address of an API token's owner."""
        return self.world.accounts[self.token(name).account].email

    def basic(self, name: str, email: str = "") -> str:
        """The header that an API token is sent in."""
        return basic(email or self.owner(name), self.value(name))

    def site(self, name: str, host: str = SITE, path: str = "/rest/api/3/myself") -> int:
        """What a site says to an API token."""
        return self.ask("GET", path, self.basic(name), host=host)[0]

    def gateway(self, name: str, app: str = "jira") -> int:
        """What the gateway says to an API token."""
        path = "/rest/api/3/myself" if app == "jira" else "/wiki/rest/api/user/current"
        return self.ask("GET", f"/ex/{app}/{self.atlassian.cloud_id}{path}", self.basic(name))[0]

    def wait(self, seconds: float = 60) -> None:
        """Let time pass."""
        self.clock.moment += seconds


def basic(name: str, password: str) -> str:
    """An `Authorization` header of name and password."""
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()
