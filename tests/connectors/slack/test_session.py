"""Which plan answers, what the tokens may do, and what never goes out."""

import logging
import traceback

import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.http.errors import CallForbidden, Forbidden, ServiceError, Unauthenticated
from mcpsweep.connectors.slack import methods
from mcpsweep.connectors.slack.connector import Slack
from mcpsweep.connectors.slack.methods import Method
from mcpsweep.connectors.slack.session import Plan
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.account import AccountRef
from mcpsweep.model.capability import Ability, Support
from mcpsweep.model.held import Held
from mcpsweep.model.rights import RightState
from mcpsweep.model.secret import Secret
from tests.connectors.fake import FakeClock, Reply
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import ADMIN, ALICE, BOT_TOKEN, DEAD, OWN, USER, no


@pytest.mark.parametrize("plan", list(Plan))
def test_the_plan_is_found_out_once(make: Make, plan: Plan) -> None:
    connector, workspace = make(plan)
    assert connector._session.plan() is plan
    before = len(workspace.service.asked)
    assert connector._session.plan() is plan
    assert len(workspace.service.asked) == before


@pytest.mark.parametrize(
    ("answer", "plan"),
    [
        (no("feature_not_enabled"), Plan.BUSINESS),
        (no("not_allowed_token_type"), Plan.BUSINESS),
        (no("missing_scope"), Plan.ENTERPRISE),
        (Reply(200, {"ok": True, "approved_apps": []}), Plan.ENTERPRISE),
    ],
)
def test_one_workspaces_token_does_not_make_an_organisation(make: Make, answer: Reply, plan: Plan) -> None:
    connector, workspace = make("enterprise")
    workspace.instead["auth.test"] = lambda _value, _given: workspace.ok(
        user_id=ADMIN, team_id="T0ACME", enterprise_id="E0ACME"
    )
    workspace.instead["admin.apps.approved.list"] = answer
    assert connector._session.plan() is plan
    told = any("the token is one workspace's" in remark for remark in connector.check().remarks)
    assert told == (plan is Plan.BUSINESS)


def test_the_settings_decide_where_they_name_a_plan(make: Make) -> None:
    connector, workspace = make("enterprise", plan="basic")
    assert connector._session.plan() is Plan.BASIC
    assert workspace.service.asked == []


def test_settings_that_cannot_be_are_refused(make: Make) -> None:
    with pytest.raises(UsageError, match="basic, business, enterprise"):
        Slack(Setup("slack", {"plan": "gold"}, {"token": Secret(OWN)}))
    with pytest.raises(UsageError, match="https"):
        Slack(Setup("slack", {"api_url": "http://slack.example/api/"}, {"token": Secret(OWN)}))
    with pytest.raises(NotAuthorised):
        Slack(Setup("slack", {}, {}))


def test_a_checkup_names_the_scopes_that_are_missing_and_where_to_get_them(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.scopes = "admin,users:read"
    checkup = connector.check()
    assert checkup.account is not None
    assert checkup.account.id == ADMIN
    assert {right.name for right in checkup.missing()} == {
        "users:read.email",
        "admin.users:read",
        "admin.users:write",
        "admin.apps:write",
        "auditlogs:read",
    }
    assert all("User Token Scopes" in right.grant_at for right in checkup.missing())


def test_a_checkup_says_if_the_caller_is_no_admin(make: Make) -> None:
    connector, workspace = make()
    workspace.users[ADMIN]["is_admin"] = False
    assert [right.name for right in connector.check().missing()] == ["role: admin or owner"]


def test_a_token_that_does_not_tell_its_scopes_leaves_them_open(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["auth.test"] = Reply(200, {"ok": True, "user_id": ADMIN, "team_id": "T0ACME"})
    assert {right.state for right in connector.check().rights[1:]} == {RightState.UNKNOWN}


def test_a_checkup_says_what_does_not_answer(make: Make) -> None:
    connector, workspace = make("enterprise", own=BOT_TOKEN)
    workspace.service.on("GET", "/audit/v1/logs", no("not_an_admin"))
    workspace.service.on("GET", "/scim/v2/Users", Reply(403))
    workspace.instead["auth.test"] = lambda value, _given: workspace.ok(
        enterprise_id="E0ACME", is_enterprise_install=True, expires_in=60, **workspace.tokens[value]
    )
    remarks = " ".join(connector.check().remarks)
    for words in ("a bot's", "provisioning API (SCIM) does not answer", "audit log does not answer", "expires in 60 s"):
        assert words in remarks


def test_a_clock_that_is_off_is_told(make: Make, clock: FakeClock) -> None:
    connector, _workspace = make()
    clock.sleep(3600)
    assert any("clock is 3600 s off" in remark for remark in connector.check().remarks)


def test_each_of_three_tokens_goes_to_its_own_api(make: Make, clock: FakeClock) -> None:
    _connector, workspace = make("enterprise")
    others = {"scim_token": "scim-of-the-owner", "audit_token": "audit-of-the-owner"}
    for value in others.values():
        workspace.tokens[value] = {"user_id": "U0OWNER"}
    secrets = {name: Secret(value) for name, value in {"token": OWN, **others}.items()}
    connector = Slack(Setup("slack", workspace.settings(), secrets, clock=clock))
    connector.check()
    assert connector._session.own_users() == {ADMIN, "U0OWNER"}
    connector.close()
    seen = {(a.path.split("/")[1], a.headers["authorization"].split()[1]) for a in workspace.service.asked}
    assert {("scim", others["scim_token"]), ("audit", others["audit_token"])} <= seen
    assert not {("scim", OWN), ("audit", OWN)} & seen


@pytest.mark.parametrize("code", ["invalid_auth", "token_revoked", "account_inactive", "token_expired"])
def test_a_token_of_ours_that_is_dead_is_said_to_be(make: Make, code: str) -> None:
    connector, workspace = make()
    workspace.instead["auth.test"] = no(code)
    with pytest.raises(Unauthenticated, match=code):
        connector.check()


def test_a_plan_says_beforehand_what_it_cannot(make: Make) -> None:
    stated = {plan: {(c.ability, c.kind): c.support for c in make(plan)[0].capabilities()} for plan in map(str, Plan)}
    assert stated["basic"][Ability.DISABLE_ACCOUNT, ""] is Support.MANUAL
    assert stated["business"][Ability.DISABLE_ACCOUNT, ""] is Support.PARTIAL
    assert stated["business"][Ability.LIST, "slack-session"] is Support.NONE
    assert stated["enterprise"][Ability.LIST, "slack-session"] is Support.FULL
    assert stated["enterprise"][Ability.REVOKE, "slack-app"] is Support.PARTIAL
    connector, _workspace = make("basic")
    by_hand = connector.instructions(Ability.REVOKE, "slack-app")
    assert by_hand is not None
    assert "Manage apps" in by_hand.page


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "admin.users.session.resetBulk"),
        ("POST", "ADMIN.users.session.RESETBULK"),
        ("POST", "admin.apps.restrict"),
        ("POST", "admin.apps.approve"),
        ("POST", "admin.teams.settings.setName"),
        ("POST", "apps.uninstall"),
        ("GET", "apps.uninstall"),
        ("POST", "apps.manifest.delete"),
        ("POST", "apps.connections.open"),
        ("POST", "tooling.tokens.rotate"),
        ("POST", "oauth.v2.access"),
        ("POST", "oauth.v2.exchange"),
        ("POST", "chat.postMessage"),
        ("POST", "../services/T0/B0/x"),
        ("POST", "admin.users.session%2EresetBulk"),
    ],
)
def test_what_would_hit_others_never_goes_out(make: Make, method: str, path: str) -> None:
    connector, workspace = make("enterprise")
    with pytest.raises(CallForbidden):
        connector._session.api.write(method, path, form={"user_ids": ""})
    assert workspace.service.asked == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "Users/U0ALICE"),
        ("PUT", "Users/U0ALICE"),
        ("PATCH", "Users"),
        ("POST", "Bulk"),
        ("PATCH", "Groups/S1"),
    ],
)
def test_the_provisioning_api_only_ever_updates_one_user(make: Make, method: str, path: str) -> None:
    connector, workspace = make()
    with pytest.raises(CallForbidden):
        connector._session.scim.write(method, path, json={})
    assert workspace.service.asked == []


WRITES = [
    (methods.APP_UNINSTALL, {"app_id": "A1", "team_ids": "T1"}),
    (methods.SESSION_INVALIDATE, {"session_id": "1", "user_id": ALICE}),
    (methods.SESSIONS_RESET, {"user_id": ALICE}),
    (methods.USER_REMOVE, {"team_id": "T1", "user_id": ALICE}),
]


@pytest.mark.parametrize(("method", "arguments"), WRITES, ids=lambda value: getattr(value, "name", ""))
@pytest.mark.parametrize("empty", ["", " "])
def test_no_change_goes_out_without_saying_whose(
    make: Make, method: Method, arguments: dict[str, str], empty: str
) -> None:
    connector, workspace = make("enterprise")
    for name in arguments:
        with pytest.raises(CallForbidden):
            connector._session.act(method, {**arguments, name: empty})
    with pytest.raises(CallForbidden):
        connector._session.act(methods.APP_UNINSTALL, {"app_id": "A1", "team_ids": "T1", "enterprise_id": "E1"})
    assert workspace.service.asked == []


FAULTS = [
    Reply(200, body=b"<html>proxy</html>"),
    Reply(200, {"ok": False, "error": "fatal_error"}),
    Reply(500),
    Reply(cut=True),
    Reply(200, {"ok": True}, short=True),
]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_stumble_is_asked_about_again(make: Make, fault: Reply) -> None:
    connector, workspace = make()
    workspace.service.faults = [fault] * 2
    assert connector.check().acts_as


@pytest.mark.parametrize(
    "fault", [*FAULTS, Reply(429, headers={"Retry-After": "99999"}), Reply(401), no("invalid_auth")]
)
def test_no_error_shows_a_credential(make: Make, fault: Reply, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    connector, workspace = make("enterprise")
    workspace.service.faults = [fault] * 60
    with pytest.raises(ServiceError) as caught:
        connector.check()
    shown = "".join(traceback.format_exception(caught.value)) + repr(connector.verify(Held("slack", Secret(USER))))
    shown += repr(
        connector.revoke_values([Held("slack", Secret(DEAD), (("x", Secret(USER)),))], AccountRef(ALICE, ALICE))
    )
    shown += caplog.text
    assert not [value for value in (OWN, USER, DEAD) if value in shown or value[-12:] in shown]


def test_an_answer_that_repeats_a_token_is_not_quoted(make: Make) -> None:
    connector, workspace = make()
    workspace.instead["auth.test"] = no("missing_scope", needed=OWN, provided="<script>")
    with pytest.raises(Forbidden) as caught:
        connector.check()
    assert OWN not in str(caught.value)
    assert "script" not in str(caught.value)
