"""The simulated Slack on a port: limits, weather, sizes, and the count of what must never be called."""

import http.client
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.server import Server
from mcpsweep.sandbox.slack.limits import Limits
from mcpsweep.sandbox.slack.scene import client_of
from mcpsweep.sandbox.slack.service import ENDPOINTS, Slack
from mcpsweep.sandbox.slack.state import Plan
from tests.sandbox.slack.caller import Caller

MINE = ("slack-bot", "slack-user", "slack-rotating", "slack-config")
OTHERS = ("slack-production", "slack-bob", "slack-carol", "slack-dave", "slack-erin")


@dataclass
class Connected:
    """One Slack on a port."""

    slack: Slack
    server: Server

    def ask(self, method: str, target: str, token: str = "", **form: str) -> tuple[int, Any, dict[str, str]]:
        """Status, body and headers of one call."""
        address = urlsplit(self.server.url())
        connection = http.client.HTTPConnection(address.netloc, timeout=10)
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        try:
            connection.request(method, target, urlencode(form), headers)
            answer = connection.getresponse()
            content = answer.read()
            return (
                answer.status,
                json.loads(content) if content else None,
                {k.lower(): v for k, v in answer.headers.items()},
            )
        finally:
            connection.close()

    def insist(self, name: str, token: str = "", **form: str) -> dict[str, Any]:
        """The first answer of a method that gets through the weather."""
        for _ in range(50):
            try:
                status, body, _ = self.ask("POST", f"/slack/api/{name}", token, **form)
            except (http.client.HTTPException, OSError):
                continue
            if status == 200:
                assert isinstance(body, dict)
                return body
        raise AssertionError("the weather never got better")

    def error(self, label: str) -> str:
        """What a credential says of itself: empty if it works."""
        return str(self.insist("auth.test", organisation().credential(label).secret.reveal()).get("error", ""))


@pytest.fixture
def connected() -> Iterator[Connected]:
    slack = Slack(organisation(), Plan.ENTERPRISE)
    with Server({"/slack": slack}) as server:
        yield Connected(slack, server)


@pytest.mark.parametrize(("method", "calls"), [("apps.uninstall", 1), ("users.list", 20), ("auth.revoke", 50)])
def test_a_method_answers_so_often_a_minute_and_then_tells_how_long_to_wait(method: str, calls: int) -> None:
    caller = Caller(limits=Limits())
    arguments = caller.client("bob-agent") if method == "apps.uninstall" else {"test": "1"}
    token = caller.value("slack-erin")
    for _ in range(calls):
        caller.ask(method, token, **arguments)
    status, body = caller.send("GET", f"/api/{method}", token)
    assert (status, body) == (429, {"ok": False, "error": "ratelimited"})
    assert caller.header("Retry-After") == "60"
    caller.clock.moment += 45.5
    caller.send("GET", f"/api/{method}", token)
    assert caller.header("Retry-After") == "15"
    caller.clock.moment += 15
    assert caller.send("GET", f"/api/{method}", token)[0] == 200


def test_each_method_and_each_app_has_its_own_share_and_the_audit_log_one_for_all() -> None:
    caller = Caller(Plan.ENTERPRISE, limits=Limits())
    for _ in range(21):
        status, _ = caller.send("GET", "/api/auth.teams.list", caller.value("slack-bot"))
    assert status == 429
    assert caller.send("GET", "/api/auth.test", caller.value("slack-bot"))[0] == 200
    assert caller.send("GET", "/api/auth.teams.list", caller.value("slack-bob"))[0] == 200
    for token in (caller.admin, caller.value("slack-erin")):
        for _ in range(25):
            assert caller.send("GET", "/audit/v1/logs", token)[0] == 200
    assert caller.send("GET", "/audit/v1/logs")[0] == 429


def test_limits_can_be_made_wider() -> None:
    caller = Caller(limits=Limits(factor=2))
    statuses = [caller.send("GET", "/api/auth.teams.list")[0] for _ in range(41)]
    assert statuses == [200] * 40 + [429]


def test_provisioning_says_too_many_in_its_own_form() -> None:
    caller = Caller(limits=Limits(factor=1 / 600))
    assert caller.provision("GET", "Users")[0] == 200
    status, body = caller.provision("GET", "Users")
    assert (status, body) == (429, {"Errors": {"description": "ratelimited", "code": 429}})
    assert caller.header("Retry-After") == "60"


def test_an_answer_travels_with_its_headers(connected: Connected) -> None:
    status, body, headers = connected.ask("POST", "/slack/api/auth.test", connected.slack.admin_token.reveal())
    assert (status, body["ok"]) == (200, True)
    assert "admin.users:write" in headers["x-oauth-scopes"].split(",")
    assert connected.ask("GET", "/slack/nowhere")[0] == 404


def test_alice_is_ended_in_bad_weather_and_nobody_else(connected: Connected) -> None:
    connected.server.set_weather(
        Weather((Rule(Fault.ERROR_BEFORE, 0.2), Rule(Fault.CUT_AFTER, 0.2), Rule(Fault.LIMITED, times=3)), seed=3)
    )
    for label in MINE:
        answer = connected.insist("auth.revoke", organisation().credential(label).secret.reveal())
        assert answer.get("revoked") is True or answer["error"] == "token_revoked"
    admin = connected.slack.admin_token.reveal()
    alice = organisation().person("alice").accounts["slack"].id
    assert connected.insist("admin.users.session.reset", admin, user_id=alice) == {"ok": True}
    connected.server.set_weather(Weather())
    assert {connected.error(label) for label in MINE} == {"token_revoked"}
    assert {connected.error(label) for label in OTHERS} == {""}
    assert connected.server.log.forbidden == 0
    values = [credential.secret.reveal() for credential in organisation().credentials]
    assert not any(value in entry.target for value in values for entry in connected.server.log.entries)


def test_the_log_counts_what_must_never_be_called(connected: Connected) -> None:
    admin = connected.slack.admin_token.reveal()
    target = "/slack/api/admin.users.session.resetBulk"
    erin = organisation().person("erin").accounts["slack"].id
    assert connected.ask("POST", target, admin, user_ids=erin)[1] == {"ok": True}
    assert connected.server.log.forbidden == 1
    assert connected.ask("GET", target)[1]["error"] == "not_authed"
    assert connected.server.log.forbidden == 2


def test_only_the_bulk_reset_is_forbidden() -> None:
    assert {endpoint.template for endpoint in ENDPOINTS if endpoint.is_forbidden} == {
        "/api/admin.users.session.resetBulk"
    }


def test_an_organisation_can_have_five_thousand_people() -> None:
    slack = Slack(organisation(size=5000), Plan.BUSINESS, apps_each=2)
    assert len([change for change in slack.world.changes if change.change == "added"]) == 9990 + 12
    assert len([user for user in slack.world.users.values() if not user.bot_id]) == 5001


def test_the_same_seed_makes_the_same_slack_and_another_seed_another() -> None:
    def world_of(seed: int) -> set[str]:
        slack = Slack(organisation(seed=seed), now=lambda: 1_795_300_000.0)
        return {*slack.world.apps, *slack.world.tokens}

    assert world_of(1) == world_of(1)
    assert not world_of(1) & world_of(2)
    assert client_of(organisation(), "alice-agent") == client_of(organisation(), "alice-agent")
