"""The answers of the simulated Slack, held against the samples that Slack's own library records.

The samples are looked for in the folder that `MCPSWEEP_OPENAPI` names, else beside the checkout; without them these
tests are skipped.
"""

import functools
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mcpsweep.sandbox.slack.service import ENDPOINTS
from mcpsweep.sandbox.slack.state import Plan
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID
from mcpsweep.sandbox.tokens import SLACK_TEAM
from tests.sandbox.slack.caller import Caller

ROOT = Path(__file__).parents[3]

UNRECORDED = {
    # The newest method has no sample yet.
    "admin.users.deactivate",
}
MORE = {
    # The recorded sample is of a call that failed.
    ("auth.revoke", "/revoked"),
    ("oauth.v2.access", "/refresh_token"),
    ("oauth.v2.access", "/expires_in"),
    # It was recorded in a workspace without an organisation above it.
    ("users.lookupByEmail", "/user/enterprise_user"),
}
OF_EVERY_ANSWER = frozenset({"ok", "error", "needed", "provided", "warning", "response_metadata"})


@functools.cache
def _folder() -> Path | None:
    named = os.environ.get("MCPSWEEP_OPENAPI")
    folder = Path(named) if named else next(ROOT.parent.glob("*/reference/openapi"), None)
    samples = folder / "slack-samples" if folder else None
    return samples if samples and samples.is_dir() else None


pytestmark = pytest.mark.skipif(_folder() is None, reason="Slack's recorded samples are not at hand")


def sample(name: str) -> Any:
    """The recorded answer of one method."""
    folder = _folder()
    assert folder is not None
    return json.loads((folder / f"{name}.json").read_text())


def differences(name: str, answer: Any, recorded: Any, place: str = "") -> list[str]:
    """Where `answer` has a field that the sample lacks, or a value of another type. Null and empty fit everywhere."""
    if isinstance(answer, dict) and isinstance(recorded, dict):
        if not recorded:
            return []
        found = []
        for key, value in answer.items():
            there = f"{place}/{key}"
            if key not in recorded:
                found += [] if (name, there) in MORE else [f"{there} is not in the sample"]
            else:
                found += differences(name, value, recorded[key], there)
        return found
    if isinstance(answer, list) and isinstance(recorded, list):
        return [one for item in answer for one in differences(name, item, _any_of(recorded), place)] if recorded else []
    if answer is None or type(answer) is type(recorded):
        return []
    return [f"{place} is a {type(answer).__name__}, and a {type(recorded).__name__} in the sample"]


def _any_of(items: list[Any]) -> Any:
    """One item with all that the recorded ones have between them."""
    if not isinstance(items[0], dict):
        return items[0]
    return {key: value for item in items for key, value in item.items()}


def _erins(caller: Caller) -> str:
    return caller.value("slack-erin")


ARGUMENTS: dict[str, Callable[[Caller], dict[str, Any]]] = {
    "auth.revoke": lambda caller: {"token": _erins(caller)},
    "auth.test": lambda caller: {"token": caller.value("slack-rotating")},
    "apps.uninstall": lambda caller: {"token": caller.value("slack-bob"), **caller.client("bob-agent")},
    "tooling.tokens.rotate": lambda caller: {"token": "", "refresh_token": caller.value("slack-config-refresh")},
    "oauth.v2.access": lambda caller: {
        "token": "",
        "grant_type": "refresh_token",
        "refresh_token": caller.value("slack-refresh"),
        **caller.client("alice-notes"),
    },
    "users.info": lambda caller: {"user": caller.user("alice")},
    "users.list": lambda caller: caller.team,
    "users.lookupByEmail": lambda caller: {"email": "alice@acme.example"},
    "bots.info": lambda caller: {"bot": next(u.bot_id for u in caller.slack.world.users.values() if u.bot_id)},
    "team.integrationLogs": lambda caller: {**caller.team, "app_id": caller.app("alice-agent")},
    "admin.apps.approve": lambda caller: {"app_id": caller.app("gadget")},
    "admin.apps.restrict": lambda caller: {"app_id": caller.app("gadget")},
    "admin.apps.uninstall": lambda caller: {"app_id": caller.app("labs"), "enterprise_id": ENTERPRISE_ID},
    "admin.apps.clearResolution": lambda caller: {"app_id": caller.app("assistant")},
    "admin.users.remove": lambda caller: {"team_id": SLACK_TEAM, "user_id": caller.user("alice")},
    "admin.users.deactivate": lambda caller: {"user_id": caller.user("alice")},
    "admin.users.session.invalidate": lambda caller: {
        "session_id": next(iter(caller.slack.world.sessions)),
        "user_id": next(iter(caller.slack.world.sessions.values())).user,
    },
    "admin.users.session.reset": lambda caller: {"user_id": caller.user("alice")},
    "admin.users.session.resetBulk": lambda caller: {"user_ids": caller.user("alice")},
}

METHODS = sorted({e.template.removeprefix("/api/") for e in ENDPOINTS if e.template.startswith("/api/")} - UNRECORDED)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("plan", [Plan.BUSINESS, Plan.ENTERPRISE])
def test_a_method_answers_as_the_sample_does(plan: Plan, method: str) -> None:
    if method.startswith("admin.") and plan is not Plan.ENTERPRISE:
        assert differences(method, Caller(plan).ask(method), sample(method)) == []
        return
    caller = Caller(plan)
    answer = caller.ask(method, **(ARGUMENTS[method](caller) if method in ARGUMENTS else {}))
    assert answer["ok"] is True, answer
    assert differences(method, answer, sample(method)) == []
    own = set(sample(method)) - OF_EVERY_ANSWER
    assert not own or own & set(answer)


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_provisioning_answers_as_the_samples_do(version: str) -> None:
    caller = Caller()
    _, body = caller.send("GET", f"/scim/{version}/Users")
    assert body["Resources"]
    assert differences("scim", body, sample(f"scim.{version}.Users")) == []


def test_one_provisioned_user_is_as_in_the_sample() -> None:
    caller = Caller()
    _, body = caller.provision("GET", f"Users/{caller.user('alice')}")
    assert differences("scim", body, sample("scim.v2.Users.id")) == []
    _, body = caller.provision("GET", "Users/U0NOBODY")
    assert differences("scim", body, sample("scim.v2.Users.id")) == []


def test_the_audit_log_is_as_in_the_sample() -> None:
    caller = Caller(Plan.ENTERPRISE)
    caller.provision("DELETE", f"Users/{caller.user('alice')}")
    _, body = caller.send("GET", "/audit/v1/logs")
    assert len(body["entries"]) > 10
    assert differences("audit", body, sample("audit.v1.logs")) == []


def test_a_field_that_no_sample_has_would_be_seen() -> None:
    recorded = {"ok": True, "users": [{"id": ""}]}
    assert differences("x", {"ok": True, "users": [{"id": "U1"}]}, recorded) == []
    assert differences("x", {"ok": "yes"}, recorded) == ["/ok is a str, and a bool in the sample"]
    assert differences("x", {"users": [{"id": 1}, {"password": ""}]}, recorded) == [
        "/users/id is a int, and a str in the sample",
        "/users/password is not in the sample",
    ]
