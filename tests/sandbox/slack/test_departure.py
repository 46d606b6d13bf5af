"""What a deactivation ends and what it leaves alive, through each door that leads to it."""

from typing import Any

import pytest

from mcpsweep.sandbox.slack.state import Plan
from mcpsweep.sandbox.tokens import SLACK_TEAM
from tests.sandbox.slack.caller import Caller

PROVISIONED = [Plan.BUSINESS, Plan.ENTERPRISE]
OFF = {"schemas": [], "Operations": [{"op": "replace", "path": "active", "value": False}]}


def departed(plan: Plan = Plan.BUSINESS) -> Caller:
    caller = Caller(plan)
    assert caller.provision("PATCH", f"Users/{caller.user('alice')}", OFF)[1]["active"] is False
    return caller


@pytest.mark.parametrize("plan", PROVISIONED)
def test_her_own_tokens_and_her_browser_end(plan: Plan) -> None:
    caller = departed(plan)
    assert {label: caller.state(label) for label in ("slack-user", "slack-config", "slack-session")} == {
        "slack-user": "token_revoked",
        "slack-config": "token_revoked",
        "slack-session": "token_revoked",
    }


@pytest.mark.parametrize("plan", PROVISIONED)
def test_bots_webhooks_and_app_level_tokens_that_she_installed_live_on(plan: Plan) -> None:
    caller = departed(plan)
    assert {caller.state(label) for label in ("slack-bot", "slack-production", "slack-socket")} == {""}
    assert caller.send("POST", caller.webhook_path(), "", b"not JSON") == (400, b"invalid_payload")
    assert caller.error("tooling.tokens.rotate", "", refresh_token=caller.value("slack-config-refresh")) == ""


def test_an_app_ends_that_nobody_is_left_to_look_after() -> None:
    caller = departed()
    assert caller.state("slack-rotating") == "account_inactive"
    renewal = {"grant_type": "refresh_token", "refresh_token": caller.value("slack-refresh")}
    assert caller.error("oauth.v2.access", "", **caller.client("alice-notes"), **renewal) == "invalid_refresh_token"
    assert caller.changes(app_id=caller.app("alice-notes"))[0]["change_type"] == "disabled"


def test_an_app_lives_until_its_last_collaborator_leaves() -> None:
    caller = departed()
    assert caller.state("slack-bot") == ""
    caller.provision("PATCH", f"Users/{caller.user('bob')}", OFF)
    assert caller.state("slack-bot") == "account_inactive"
    assert caller.state("slack-production") == "account_inactive"
    assert caller.state("slack-erin") == ""


def test_what_worked_with_her_permissions_ends_and_the_other_legacy_integration_stays() -> None:
    caller = departed()
    assert (caller.app("feed"), SLACK_TEAM) not in caller.slack.world.installations
    assert (caller.app("hook"), SLACK_TEAM) in caller.slack.world.installations


def test_who_is_gone_is_not_put_out_again() -> None:
    caller = departed(Plan.ENTERPRISE)
    assert caller.provision("DELETE", f"Users/{caller.user('alice')}")[0] == 204
    _, body = caller.send("GET", f"/audit/v1/logs?action=user_deactivated&entity={caller.user('alice')}")
    assert len(body["entries"]) == 1


def test_nobody_else_is_touched() -> None:
    caller = departed()
    assert {caller.state(f"slack-{person}") for person in ("bob", "carol", "dave", "erin")} == {""}


def test_who_comes_back_finds_her_tokens_dead() -> None:
    caller = departed()
    back = {"Operations": [{"op": "Replace", "value": {"active": True}}]}
    assert caller.provision("PATCH", f"Users/{caller.user('alice')}", back)[1]["active"] is True
    assert caller.ask("users.lookupByEmail", None, email="alice@acme.example")["ok"] is True
    assert caller.state("slack-user") == "token_revoked"


def test_an_organisation_has_a_method_for_it_and_its_audit_log_names_what_was_kept() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.ask("admin.users.deactivate", None, user_id=caller.user("alice")) == {"ok": True}
    assert caller.state("slack-user") == "token_revoked"
    _, body = caller.send("GET", "/audit/v1/logs?action=app_token_preserved,user_deactivated")
    kept = {entry["entity"].get("app", {}).get("id") for entry in body["entries"]}
    assert kept >= {caller.app("alice-agent"), caller.app("acme-deploys")}
    assert caller.app("bob-agent") not in kept


def test_out_of_one_workspace_is_not_out_of_the_organisation() -> None:
    caller = Caller(Plan.ENTERPRISE)
    alice = {"user_id": caller.user("alice")}
    assert caller.ask("admin.users.remove", None, **caller.team, **alice) == {"ok": True}
    assert caller.state("slack-user") == "token_revoked"
    assert caller.state("slack-bot") == ""
    assert caller.ask("users.info", None, user=caller.user("alice"))["user"]["deleted"] is False
    assert caller.error("admin.users.remove", None, **caller.team, **alice) == "user_not_found"


@pytest.mark.parametrize("version", ["v1", "v2"])
def test_a_deletion_is_a_deactivation(version: str) -> None:
    caller = Caller()
    target = f"/scim/{version}/Users/{caller.user('alice')}"
    assert caller.send("DELETE", target)[0] == 204
    assert caller.send("GET", target)[1]["active"] is False
    assert caller.state("slack-user") == "token_revoked"


def test_the_first_version_sets_the_attribute_itself() -> None:
    caller = Caller()
    target = f"/scim/v1/Users/{caller.user('alice')}"
    assert caller.send("PATCH", target, None, b'{"active": false}')[1]["active"] is False
    assert caller.state("slack-user") == "token_revoked"


@pytest.mark.parametrize("body", [{}, {"Operations": "x"}, {"Operations": ["x"]}])
def test_a_change_that_is_none_is_refused(body: Any) -> None:
    caller = Caller()
    assert caller.provision("PATCH", f"Users/{caller.user('alice')}", body)[0] == 400
    assert caller.state("slack-user") == ""
