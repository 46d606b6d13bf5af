"""Somebody who calls the simulated Slack, without a network, at a time of the test's own."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from mcpsweep.sandbox.exchange import Answer, Request
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.slack.limits import Limits
from mcpsweep.sandbox.slack.scene import client_of, id_of
from mcpsweep.sandbox.slack.service import Slack
from mcpsweep.sandbox.slack.state import Plan, Webhook, hash_of
from mcpsweep.sandbox.tokens import SLACK_TEAM

BASE = "http://127.0.0.1:1/slack"


@dataclass
class Clock:
    """A clock that goes when it is told to."""

    moment: float = 1_795_300_000.0

    def __call__(self) -> float:
        return self.moment


@dataclass
class Caller:
    """One Slack and its clock. Limits are off unless a test is about them."""

    plan: Plan = Plan.BUSINESS
    size: int = 5
    limits: Limits = field(default_factory=lambda: Limits(is_on=False))
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.who = organisation(size=self.size)
        self.slack = Slack(self.who, self.plan, now=self.clock, limits=self.limits)
        self.admin = self.slack.admin_token.reveal()
        self.team: dict[str, str] = {"team_id": SLACK_TEAM} if self.plan is Plan.ENTERPRISE else {}
        self.last: Answer

    def send(
        self, method: str, target: str, token: str | None = None, body: bytes = b"", **headers: str
    ) -> tuple[int, Any]:
        """Status and body of one request; by the security account unless `token` says other, "" nobody."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        value = self.admin if token is None else token
        if value:
            sent["authorization"] = f"Bearer {value}"
        split = urlsplit(target)
        query = tuple(parse_qsl(split.query, keep_blank_values=True))
        self.last = self.slack.answer(Request(method, split.path, BASE, query, sent, body))
        return self.last.reply.status, self.last.reply.body

    def ask(self, name: str, token: str | None = None, **arguments: Any) -> dict[str, Any]:
        """The answer of a method of the Web API, which comes with 200 whatever it says."""
        status, body = self.send(
            "POST",
            f"/api/{name}",
            token,
            urlencode(arguments).encode(),
            content_type="application/x-www-form-urlencoded",
            **self.cookie(token),
        )
        assert status == 200
        assert isinstance(body, dict)
        return body

    def cookie(self, token: str | None) -> dict[str, str]:
        """The cookie that belongs to a session's token."""
        return {"cookie": f"b=1; d={self.value('slack-cookie')}"} if token == self.value("slack-session") else {}

    def error(self, name: str, token: str | None = None, **arguments: Any) -> str:
        """The error of a method; empty if it worked."""
        return str(self.ask(name, token, **arguments).get("error", ""))

    def provision(self, method: str, target: str, body: Any = None, token: str | None = None) -> tuple[int, Any]:
        """Status and body of a call of SCIM 2.0."""
        content = b"" if body is None else json.dumps(body).encode()
        return self.send(method, f"/scim/v2/{target}", token, content, content_type="application/scim+json")

    def header(self, name: str) -> str:
        """A header of the last answer; empty if it is not there."""
        return dict(self.last.reply.headers).get(name, "")

    def value(self, label: str) -> str:
        """The value of a credential of the scene."""
        return self.who.credential(label).secret.reveal()

    def state(self, label: str) -> str:
        """What a credential says of itself when it is asked: empty if it works."""
        return self.error("auth.test", self.value(label))

    def user(self, person: str) -> str:
        """Somebody's id."""
        return self.who.person(person).accounts["slack"].id

    def app(self, key: str) -> str:
        """An app's id."""
        return id_of(self.who, key)

    def client(self, key: str) -> dict[str, str]:
        """An app's client id and secret, as arguments."""
        client, secret = client_of(self.who, key)
        return {"client_id": client, "client_secret": secret}

    def webhook(self) -> Webhook:
        """The scene's webhook as Slack stores it."""
        return self.slack.world.webhooks[hash_of(self.webhook_path())]

    def webhook_path(self) -> str:
        """Where it takes messages."""
        address = self.value("slack-webhook")
        return address[address.index("/services/") :]

    def changes(self, **arguments: Any) -> list[dict[str, Any]]:
        """The integration log, all pages."""
        rows: list[dict[str, Any]] = []
        page = pages = 1
        while page <= pages:
            answer = self.ask("team.integrationLogs", None, **self.team, **arguments, page=page)
            rows.extend(answer["logs"])
            pages, page = answer["paging"]["pages"], page + 1
        return rows
