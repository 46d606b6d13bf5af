"""What a token says of itself, how it is ended, and what goes on working after that."""

import pytest

from mcpsweep.sandbox.slack.state import Plan, TokenKind, hash_of
from mcpsweep.sandbox.slack.tokens import LIFE
from mcpsweep.sandbox.tokens import SLACK_TEAM
from tests.sandbox.slack.caller import Caller

LIVING = ("slack-bot", "slack-user", "slack-session", "slack-socket", "slack-rotating", "slack-config", "slack-bob")


def test_a_user_token_names_its_member_and_a_bot_token_only_its_bot() -> None:
    caller = Caller()
    person = caller.ask("auth.test", caller.value("slack-user"))
    bot = caller.ask("auth.test", caller.value("slack-bot"))
    assert person["ok"] is True
    assert (person["user_id"], person["user"], person["team_id"]) == (caller.user("alice"), "alice", SLACK_TEAM)
    assert "bot_id" not in person
    assert bot["user"] == "alice-agent"
    assert caller.user("alice") not in bot.values()
    known = caller.ask("bots.info", None, bot=bot["bot_id"])["bot"]
    assert (known["app_id"], known["user_id"], known["deleted"]) == (caller.app("alice-agent"), bot["user_id"], False)


def test_an_apps_own_token_names_only_the_app() -> None:
    caller = Caller()
    answer = caller.ask("auth.test", caller.value("slack-socket"))
    assert answer == {"ok": True, "app_id": caller.app("alice-agent"), "app_name": "Alice Agent"}
    assert caller.error("auth.revoke", caller.value("slack-socket")) == "not_bearer_token"


def test_errors_come_with_200_and_say_which_kind_of_dead() -> None:
    caller = Caller()
    assert caller.error("auth.test", "") == "not_authed"
    assert caller.error("auth.test", "xoxb" + "-1-2-nobodys") == "invalid_auth"
    assert caller.error("no.such.method") == "unknown_method"
    assert caller.error("auth.test", caller.value("slack-refresh")) == "not_allowed_token_type"
    assert caller.send("GET", "/elsewhere")[0] == 404


@pytest.mark.parametrize("label", [label for label in LIVING if label not in ("slack-socket", "slack-session")])
def test_a_revoked_token_is_dead_and_says_so_and_the_others_are_not(label: str) -> None:
    caller = Caller()
    assert caller.ask("auth.revoke", caller.value(label)) == {"ok": True, "revoked": True}
    assert caller.error("auth.revoke", caller.value(label)) == "token_revoked"
    assert caller.state(label) == "token_revoked"
    assert {caller.state(other) for other in LIVING if other != label} == {""}


def test_a_rehearsal_revokes_nothing() -> None:
    caller = Caller()
    for flag in ("1", "true"):
        assert caller.ask("auth.revoke", caller.value("slack-bot"), test=flag) == {"ok": True, "revoked": False}
    assert caller.state("slack-bot") == ""


def test_ending_a_bots_token_switches_its_user_off_but_leaves_the_app_installed() -> None:
    caller = Caller()
    bot = caller.ask("auth.test", caller.value("slack-production"))
    caller.ask("auth.revoke", caller.value("slack-production"))
    assert caller.ask("bots.info", None, bot=bot["bot_id"])["bot"]["deleted"] is True
    assert (caller.app("acme-deploys"), SLACK_TEAM) in caller.slack.world.installations


def test_a_browsers_token_is_nothing_without_its_cookie() -> None:
    caller = Caller()
    value, cookie = caller.value("slack-session"), caller.value("slack-cookie")
    assert caller.ask("auth.test", value)["user_id"] == caller.user("alice")
    assert caller.send("POST", "/api/auth.test", value)[1]["error"] == "invalid_auth"
    assert caller.send("POST", "/api/auth.test", value, cookie="d=other")[1]["error"] == "invalid_auth"
    encoded = cookie.replace("-", "%2D")
    assert caller.send("POST", "/api/auth.test", value, cookie=f"d={encoded}")[1]["ok"] is True
    assert caller.error("auth.test", cookie) == "invalid_auth"
    assert caller.ask("auth.revoke", value)["revoked"] is True
    assert caller.state("slack-session") == "token_revoked"


def test_a_rotating_token_dies_of_age_and_its_refresh_token_does_not() -> None:
    caller = Caller()
    assert caller.ask("auth.test", caller.value("slack-rotating"))["expires_in"] == LIFE // 2
    caller.clock.moment += LIFE
    assert caller.state("slack-rotating") == "token_expired"
    renewal = {"grant_type": "refresh_token", "refresh_token": caller.value("slack-refresh")}
    fresh = caller.ask("oauth.v2.access", "", **caller.client("alice-notes"), **renewal)
    assert caller.ask("auth.test", fresh["access_token"])["user"] == "alice-notes"
    again = caller.error("oauth.v2.access", "", **caller.client("alice-notes"), **renewal)
    assert again == "invalid_refresh_token"


def test_a_pair_is_ended_only_by_ending_both() -> None:
    caller = Caller()
    renewal = {"grant_type": "refresh_token", "refresh_token": caller.value("slack-refresh")}
    caller.ask("auth.revoke", caller.value("slack-rotating"))
    fresh = caller.ask("oauth.v2.access", "", **caller.client("alice-notes"), **renewal)
    assert caller.error("auth.test", fresh["access_token"]) == ""
    for value in (fresh["access_token"], fresh["refresh_token"]):
        assert caller.ask("auth.revoke", value)["revoked"] is True
    renewal["refresh_token"] = fresh["refresh_token"]
    assert caller.error("oauth.v2.access", "", **caller.client("alice-notes"), **renewal) == "invalid_refresh_token"
    assert caller.error("auth.test", fresh["access_token"]) == "token_revoked"


def test_a_bot_that_was_switched_off_with_one_token_is_off_for_its_other_one() -> None:
    caller = Caller()
    renewal = {"grant_type": "refresh_token", "refresh_token": caller.value("slack-refresh")}
    fresh = caller.ask("oauth.v2.access", "", **caller.client("alice-notes"), **renewal)
    assert caller.state("slack-rotating") == ""
    caller.ask("auth.revoke", fresh["access_token"])
    assert caller.state("slack-rotating") == "account_inactive"


def test_a_refresh_token_is_not_spent_by_a_wrong_client() -> None:
    caller = Caller()
    renewal = {"grant_type": "refresh_token", "refresh_token": caller.value("slack-refresh")}
    assert caller.error("oauth.v2.access", "", **caller.client("bob-agent"), **renewal) == "invalid_refresh_token"
    assert caller.error("oauth.v2.access", "", **caller.client("alice-notes"), grant_type="code") != ""
    assert caller.error("oauth.v2.access", "", **caller.client("alice-notes"), **renewal) == ""


def test_a_configuration_pair_rotates_and_its_new_token_can_be_ended() -> None:
    caller = Caller()
    answer = caller.ask("tooling.tokens.rotate", "", refresh_token=caller.value("slack-config-refresh"))
    assert (answer["user_id"], answer["exp"] - answer["iat"]) == (caller.user("alice"), LIFE)
    assert (
        caller.error("tooling.tokens.rotate", "", refresh_token=caller.value("slack-config-refresh"))
        == "invalid_refresh_token"
    )
    assert (
        caller.error("tooling.tokens.rotate", "", refresh_token=caller.value("slack-refresh"))
        == "invalid_refresh_token"
    )
    assert caller.ask("auth.test", answer["token"])["user"] == "alice"
    assert caller.ask("auth.revoke", answer["token"])["revoked"] is True
    assert caller.error("auth.test", answer["token"]) == "token_revoked"


def test_an_uninstalled_app_takes_all_its_tokens_along_whosever_they_are() -> None:
    caller = Caller()
    assert caller.ask("apps.uninstall", caller.value("slack-user"), **caller.client("assistant"))["ok"] is True
    for label in ("slack-user", "slack-carol", "slack-dave", "slack-erin"):
        assert caller.state(label) == "token_revoked"
    assert caller.state("slack-bot") == ""
    caller.ask("apps.uninstall", caller.value("slack-bot"), **caller.client("alice-agent"))
    assert caller.state("slack-bot") == "account_inactive"
    assert caller.state("slack-socket") == "account_inactive"
    assert caller.webhook().is_alive is False
    assert caller.changes(app_id=caller.app("alice-agent"))[0]["change_type"] == "removed"


def test_an_app_is_uninstalled_only_by_who_knows_its_secret_and_holds_its_token() -> None:
    caller = Caller()
    value, client = caller.value("slack-bot"), caller.client("alice-agent")
    assert caller.error("apps.uninstall", value) == "missing_argument"
    assert caller.error("apps.uninstall", value, **(client | {"client_id": "1.2"})) == "invalid_client_id"
    assert caller.error("apps.uninstall", value, **(client | {"client_secret": "x"})) == "bad_client_secret"
    assert caller.error("apps.uninstall", value, **caller.client("bob-agent")) == "client_id_token_mismatch"
    assert caller.state("slack-bot") == ""


def test_a_webhook_is_looked_at_without_posting() -> None:
    caller = Caller()
    assert caller.send("POST", caller.webhook_path(), "", b"not JSON") == (400, b"invalid_payload")
    assert caller.webhook().posted == 0
    assert caller.send("POST", caller.webhook_path(), "", b'{"text": "hello"}') == (200, b"ok")
    assert caller.webhook().posted == 1
    assert caller.send("POST", "/services/T0/B0/x", "", b"x")[0] == 403
    caller.ask("apps.uninstall", caller.value("slack-bot"), **caller.client("alice-agent"))
    assert caller.send("POST", caller.webhook_path(), "", b"not JSON")[0] == 404


def test_headers_tell_scopes_and_a_missing_one_is_named() -> None:
    caller = Caller()
    answer = caller.ask("users.info", caller.value("slack-bot"), user=caller.user("bob"))
    assert (answer["error"], answer["needed"]) == ("missing_scope", "users:read")
    assert answer["provided"] == caller.header("x-oauth-scopes") == "chat:write,incoming-webhook"
    assert caller.header("x-accepted-oauth-scopes") == "users:read"
    assert caller.header("x-slack-req-id")


def test_arguments_are_taken_from_query_form_and_json_alike() -> None:
    caller = Caller()
    value = caller.value("slack-erin")
    assert caller.send("GET", f"/api/users.info?user={caller.user('bob')}", value)[1]["user"]["name"] == "bob"
    body = f'{{"user": "{caller.user("bob")}"}}'.encode()
    assert caller.send("POST", "/api/users.info", value, body, content_type="application/json")[1]["ok"] is True
    for wrong, error in ((b"{", "invalid_json"), (b"[]", "json_not_object")):
        answer = caller.send("POST", "/api/users.info", value, wrong, content_type="application/json")[1]
        assert answer["error"] == error
    form = f"token={value}".encode()
    sent = caller.send("POST", "/api/auth.test", "", form, content_type="application/x-www-form-urlencoded")
    assert sent[1]["user"] == "erin"


def test_a_token_in_an_address_is_not_taken() -> None:
    caller = Caller()
    assert caller.send("GET", f"/api/auth.test?token={caller.value('slack-erin')}", "")[1]["error"] == "not_authed"


def test_teams_of_a_token_are_its_own_or_all_of_them() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert [team["id"] for team in caller.ask("auth.teams.list", caller.value("slack-bot"))["teams"]] == [SLACK_TEAM]
    first = caller.ask("auth.teams.list", None, limit=1)
    cursor = first["response_metadata"]["next_cursor"]
    second = caller.ask("auth.teams.list", None, limit=1, cursor=cursor)
    assert len({first["teams"][0]["id"], second["teams"][0]["id"]}) == 2
    assert second["response_metadata"]["next_cursor"] == ""
    assert caller.error("auth.teams.list", None, cursor="nonsense") == "invalid_cursor"
    assert caller.error("auth.teams.list", None, limit="many") == "invalid_limit"


def test_no_value_is_kept() -> None:
    caller = Caller()
    stored = repr(caller.slack.world)
    mine = [credential for credential in caller.who.credentials if credential.service == "slack"]
    assert len(mine) == 15
    assert not any(credential.secret.reveal() in stored for credential in mine)
    assert caller.slack.world.tokens[hash_of(caller.value("slack-bot"))].kind is TokenKind.BOT
