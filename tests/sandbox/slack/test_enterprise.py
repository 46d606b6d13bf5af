"""What an Enterprise organisation can do to apps and sessions, and nobody else can."""

import json

import pytest

from mcpsweep.sandbox.slack.scene import ADMIN_ID, LABS
from mcpsweep.sandbox.slack.service import ENDPOINTS
from mcpsweep.sandbox.slack.state import Plan
from mcpsweep.sandbox.slack.world import ENTERPRISE_ID
from mcpsweep.sandbox.tokens import SLACK_TEAM
from tests.sandbox.slack.caller import Caller

METHODS = sorted(
    {e.template.removeprefix("/api/") for e in ENDPOINTS if e.template.startswith("/api/admin.") and e.method == "POST"}
)


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.PRO, Plan.BUSINESS])
@pytest.mark.parametrize("method", METHODS)
def test_other_plans_do_not_have_it(plan: Plan, method: str) -> None:
    assert Caller(plan).error(method) == "feature_not_enabled"


@pytest.mark.parametrize("method", METHODS)
def test_a_workspaces_token_and_a_bot_are_turned_away(method: str) -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.error(method, caller.value("slack-erin")) == "feature_not_enabled"
    assert caller.error(method, caller.value("slack-bot")) == "not_allowed_token_type"


def test_who_is_no_admin_is_turned_away() -> None:
    caller = Caller(Plan.ENTERPRISE)
    admin = caller.slack.world.users[ADMIN_ID]
    admin.is_admin = admin.is_owner = False
    assert caller.error("admin.users.list") == "not_an_admin"


def test_lists_of_apps_are_policy_and_not_what_is_installed() -> None:
    caller = Caller(Plan.ENTERPRISE)
    approved = caller.ask("admin.apps.approved.list", None, enterprise_id=ENTERPRISE_ID)["approved_apps"]
    restricted = caller.ask("admin.apps.restricted.list", None, team_id=SLACK_TEAM)["restricted_apps"]
    assert [row["app"]["id"] for row in approved] == [caller.app("assistant")]
    assert [row["app"]["id"] for row in restricted] == [caller.app("gadget")]
    (request,) = caller.ask("admin.apps.requests.list")["app_requests"]
    assert request["user"]["id"] == caller.user("alice")
    both = {"team_id": SLACK_TEAM, "enterprise_id": ENTERPRISE_ID}
    assert caller.error("admin.apps.approved.list", None, **both) == "invalid_arguments"
    assert caller.error("admin.apps.approved.list", None, team_id="T0NOWHERE") == "team_not_found"


def test_a_restriction_leaves_the_app_where_it_is() -> None:
    caller = Caller(Plan.ENTERPRISE)
    agent = caller.app("alice-agent")
    assert caller.ask("admin.apps.restrict", None, app_id=agent) == {"ok": True}
    assert caller.state("slack-bot") == ""
    assert caller.ask("admin.apps.clearResolution", None, app_id=agent) == {"ok": True}
    assert caller.error("admin.apps.clearResolution", None, app_id=agent) == "no_resolution_found"
    (request,) = caller.ask("admin.apps.requests.list")["app_requests"]
    caller.ask("admin.apps.approve", None, request_id=request["id"])
    assert caller.ask("admin.apps.requests.list")["app_requests"] == []
    assert caller.error("admin.apps.approve", None, app_id="A0NOWHERE") == "app_not_found"


def test_an_uninstalled_app_ends_for_everybody() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.ask("admin.apps.uninstall", None, app_id=caller.app("alice-agent"), team_ids=SLACK_TEAM)["ok"] is True
    assert caller.state("slack-bot") == "account_inactive"
    assert caller.webhook().is_alive is False
    assert caller.changes(app_id=caller.app("alice-agent"))[0]["user_id"] == ADMIN_ID
    caller.ask("admin.apps.uninstall", None, app_id=caller.app("assistant"), enterprise_id=ENTERPRISE_ID)
    assert caller.state("slack-carol") == "token_revoked"
    assert caller.state("slack-production") == ""


@pytest.mark.parametrize(
    ("key", "arguments", "error"),
    [
        ("alice-agent", {}, "specify_enterprise_or_teams"),
        ("alice-agent", {"team_ids": SLACK_TEAM, "enterprise_id": ENTERPRISE_ID}, "specify_enterprise_or_teams"),
        ("alice-agent", {"team_ids": LABS}, "app_not_found"),
        ("alice-agent", {"team_ids": ",".join(["T"] * 101)}, "invalid_arguments"),
        ("gadget", {"enterprise_id": ENTERPRISE_ID}, "app_not_found"),
        ("hook", {"enterprise_id": ENTERPRISE_ID}, "can_not_uninstall"),
        ("compliance", {"team_ids": LABS}, "must_revoke_access"),
    ],
)
def test_an_app_that_cannot_be_uninstalled_so_stays(key: str, arguments: dict[str, str], error: str) -> None:
    caller = Caller(Plan.ENTERPRISE)
    before = dict(caller.slack.world.installations)
    assert caller.error("admin.apps.uninstall", None, app_id=caller.app(key), **arguments) == error
    assert caller.slack.world.installations == before


def test_an_organisation_wide_app_leaves_all_workspaces_at_once() -> None:
    caller = Caller(Plan.ENTERPRISE)
    app = caller.app("compliance")
    assert caller.error("admin.apps.uninstall", None, app_id=app, enterprise_id=ENTERPRISE_ID) == ""
    assert {team for known, team in caller.slack.world.installations if known == app} == set()


def test_sessions_are_clients_and_a_reset_ends_the_browsers_token() -> None:
    caller = Caller(Plan.ENTERPRISE)
    hers = {"user_id": caller.user("alice"), **caller.team}
    sessions = caller.ask("admin.users.session.list", None, **hers)["active_sessions"]
    assert len(sessions) == 3
    assert {session["user_id"] for session in sessions} == {caller.user("alice")}
    assert caller.ask("admin.users.session.reset", None, user_id=caller.user("alice")) == {"ok": True}
    assert caller.error("admin.users.session.list", None, **hers) == "no_active_sessions"
    assert caller.state("slack-session") == "invalid_auth"
    assert caller.state("slack-user") == ""


def test_a_reset_of_phones_leaves_browsers_and_the_other_way_round() -> None:
    caller = Caller(Plan.ENTERPRISE)
    hers = {"user_id": caller.user("alice")}
    caller.ask("admin.users.session.reset", None, **hers, mobile_only="true")
    assert caller.state("slack-session") == ""
    caller.ask("admin.users.session.reset", None, **hers, web_only="true")
    assert caller.state("slack-session") == "invalid_auth"


def test_one_session_is_ended_by_its_id_and_its_owner() -> None:
    caller = Caller(Plan.ENTERPRISE)
    session = next(token.session for token in caller.slack.world.tokens.values() if token.session)
    wrong = {"session_id": session, "user_id": caller.user("carol")}
    assert caller.error("admin.users.session.invalidate", None, **wrong) == "session_not_found"
    right = {"session_id": session, "user_id": caller.user("alice")}
    assert caller.ask("admin.users.session.invalidate", None, **right) == {"ok": True}
    assert caller.error("admin.users.session.invalidate", None, **right) == "session_not_found"
    assert caller.state("slack-session") == "invalid_auth"


def test_sessions_of_everybody_are_paged_and_half_a_selection_is_refused() -> None:
    caller = Caller(Plan.ENTERPRISE)
    first = caller.ask("admin.users.session.list", None, limit=2)
    assert len(first["active_sessions"]) == 2
    assert first["response_metadata"]["next_cursor"]
    assert caller.error("admin.users.session.list", None, user_id=caller.user("alice")) == "invalid_arguments"


def test_some_cannot_be_signed_out_or_put_out() -> None:
    caller = Caller(Plan.ENTERPRISE)
    bot = caller.ask("auth.test", caller.value("slack-bot"))["user_id"]
    assert caller.error("admin.users.session.reset", None, user_id=ADMIN_ID) == "cannot_reset_primary_owner"
    assert caller.error("admin.users.session.reset", None, user_id=bot) == "cannot_reset_bot"
    assert caller.error("admin.users.deactivate", None, user_id=ADMIN_ID) == "deactivation_failed"
    assert caller.error("admin.users.remove", None, **caller.team, user_id=ADMIN_ID) == "cannot_remove_primary_owner"
    assert caller.error("auth.test") == ""


def test_the_end_of_everybodys_sessions_works_and_is_forbidden() -> None:
    caller = Caller(Plan.ENTERPRISE)
    path = "/api/admin.users.session.resetBulk"
    assert caller.slack.is_forbidden("GET", path)
    assert caller.slack.is_forbidden("POST", path)
    assert not caller.slack.is_forbidden("POST", "/api/admin.users.session.reset")
    everybody = json.dumps([caller.user(person.id) for person in caller.who.people])
    body = f'{{"user_ids": {everybody}}}'.encode()
    assert caller.send("POST", path, None, body, content_type="application/json")[1] == {"ok": True}
    assert caller.slack.world.sessions == {}
    assert caller.error("admin.users.session.resetBulk", None, user_ids="U0NOBODY") == "failed_for_some_users"
    assert caller.error("admin.users.session.resetBulk") == "invalid_arguments"


def test_members_are_listed_as_active_or_not() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert len(caller.ask("admin.users.list")["users"]) == 6
    assert len(caller.ask("admin.users.list", None, team_id=LABS)["users"]) == 3
    caller.ask("admin.users.deactivate", None, user_id=caller.user("alice"))
    assert len(caller.ask("admin.users.list")["users"]) == 5
    (gone,) = caller.ask("admin.users.list", None, is_active="false")["users"]
    assert (gone["id"], gone["is_active"], gone["workspaces"]) == (caller.user("alice"), False, [])
    whole = {"is_active": "false", "include_deactivated_user_workspaces": "1"}
    assert len(caller.ask("admin.users.list", None, **whole)["users"][0]["workspaces"]) == 2
    assert caller.ask("admin.users.list", None, only_guests="1")["users"] == []
