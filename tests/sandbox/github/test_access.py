"""Who may call what: tokens, scopes, apps, single sign-on, failed logins and limits."""

import base64

import pytest

from mcpsweep.sandbox.github.access import MAX_JWT_LIFE
from mcpsweep.sandbox.github.limits import Limits
from mcpsweep.sandbox.github.seed import APP_CLIENT, INSTALLATION_ID
from mcpsweep.sandbox.github.state import Product
from tests.sandbox.github.caller import Caller


def test_a_token_says_whose_it_is_and_what_it_may() -> None:
    caller = Caller()
    status, body = caller.ask("GET", "/user", caller.value("github-classic"))
    assert (status, body["login"]) == (200, "anguyen")
    assert caller.header("X-OAuth-Scopes") == "repo, workflow, read:org"
    assert caller.ask("GET", "/user", caller.value("github-fine"))[0] == 200
    assert caller.header("X-OAuth-Scopes") == ""
    assert caller.ask("GET", "/user", caller.value("github-copilot"))[0] == 200
    assert caller.header("X-OAuth-Scopes") == ""


@pytest.mark.parametrize("scheme", ["Bearer {}", "token {}", "Basic {basic}"])
def test_a_token_is_taken_in_every_form(scheme: str) -> None:
    caller = Caller()
    value = caller.value("github-classic")
    header = scheme.format(value, basic=base64.b64encode(f"anguyen:{value}".encode()).decode())
    assert caller.ask("GET", "/user", "", authorization=header)[0] == 200


@pytest.mark.parametrize("header", ["Bearer nonsense", "Basic !!!", "Digest x", "Bearer a.b.c", "Bearer eyJ.eyJ.x"])
def test_what_is_no_credential_is_a_401(header: str) -> None:
    status, body = Caller().ask("GET", "/user", "", authorization=header)
    assert status == 401
    assert body["message"] in ("Bad credentials", "A JSON web token could not be decoded")


def test_a_caller_without_a_name_or_of_an_unknown_version_is_refused() -> None:
    caller = Caller()
    assert caller.ask("GET", "/user", None, user_agent="")[0] == 403
    assert caller.ask("GET", "/user", None, x_github_api_version="2019-01-01")[0] == 400
    assert caller.ask("GET", "/nowhere")[0] == 404


def test_a_missing_scope_or_role_looks_like_nothing_is_there() -> None:
    caller = Caller(Product.CLOUD)
    assert caller.ask("GET", "/orgs/acme/hooks", caller.value("github-bob"))[0] == 404
    assert caller.header("X-Accepted-OAuth-Scopes") == "admin:org_hook"
    assert caller.ask("GET", "/repos/acme/app/keys", caller.value("github-bob"))[0] == 404
    assert caller.ask("GET", "/orgs/other/hooks")[0] == 404
    assert caller.ask("GET", "/enterprises/other/audit-log")[0] == 404


def test_single_sign_on_keeps_out_tokens_that_were_not_let_in() -> None:
    caller = Caller()
    classic, spare = caller.value("github-classic"), caller.value("github-spare")
    assert caller.ask("GET", "/orgs/acme", classic)[0] == 403
    assert caller.header("X-GitHub-SSO").startswith("required; url=https://")
    assert caller.ask("GET", "/user", classic)[0] == 200
    assert caller.ask("GET", "/orgs/acme", spare)[0] == 200
    assert Caller(Product.CLOUD).ask("GET", "/orgs/acme", classic)[0] == 200


def test_an_app_is_itself_by_a_fresh_jwt_only() -> None:
    caller = Caller()
    assert caller.ask("GET", "/app", caller.jwt())[1]["slug"] == "mcpsweep"
    assert caller.ask("GET", "/app")[0] == 401
    assert caller.ask("GET", "/app", caller.jwt(life=MAX_JWT_LIFE + 60))[0] == 401
    assert caller.ask("GET", "/app", caller.jwt(life=-1))[0] == 401
    assert caller.ask("GET", "/app", caller.jwt(algorithm="none"))[0] == 401
    assert caller.ask("GET", "/app", caller.jwt(app=1))[0] == 404
    assert caller.ask("GET", "/app/installations/777002", caller.jwt())[0] == 404


def test_an_installations_token_is_nobody_and_lives_an_hour() -> None:
    caller = Caller()
    app = caller.installation()
    assert caller.ask("GET", "/user", app)[0] == 403
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 200
    caller.wait(3601)
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 401


def test_a_suspended_app_gets_no_further_and_an_uninstalled_one_is_gone() -> None:
    caller = Caller()
    app, path = caller.installation(), f"/app/installations/{INSTALLATION_ID}"
    assert caller.ask("PUT", f"{path}/suspended", caller.jwt())[0] == 204
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 403
    assert caller.ask("POST", f"{path}/access_tokens", caller.jwt())[0] == 403
    assert caller.ask("DELETE", f"{path}/suspended", caller.jwt())[0] == 204
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 200
    assert caller.ask("DELETE", path, caller.jwt(), x_github_api_version="2026-03-10")[0] == 202
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 401


def test_a_permission_that_the_app_lacks_is_named() -> None:
    caller = Caller()
    app = caller.installation()
    caller.github.world.installations[INSTALLATION_ID].permissions.pop("members")
    assert caller.ask("GET", "/orgs/acme/members", app)[0] == 403
    assert caller.header("X-Accepted-GitHub-Permissions") == "members=read"
    assert caller.ask("GET", "/enterprises/acme-inc/audit-log", app)[0] == 403


def test_an_oauth_client_checks_resets_and_ends_only_its_own_tokens() -> None:
    caller = Caller()
    value = caller.value("github-copilot")
    caller.token("github-copilot").client_id = APP_CLIENT
    client = base64.b64encode(f"{APP_CLIENT}:{caller.github.client_secret.reveal()}".encode()).decode()
    path, header = f"/applications/{APP_CLIENT}/token", f"Basic {client}"
    status, found = caller.ask("POST", path, "", {"access_token": value}, authorization=header)
    assert (status, found["token_last_eight"], found["user"]["login"]) == (200, value[-8:], "anguyen")
    assert caller.ask("POST", path, "", {"access_token": caller.value("github-cli")}, authorization=header)[0] == 404
    fresh = caller.ask("PATCH", path, "", {"access_token": value}, authorization=header)[1]["token"]
    assert caller.ask("GET", "/user", value)[0] == 401
    assert caller.ask("GET", "/user", fresh)[0] == 200
    assert caller.ask("DELETE", path, "", {"access_token": fresh}, authorization=header)[0] == 204
    assert caller.ask("GET", "/user", fresh)[0] == 401
    wrong = base64.b64encode(f"{APP_CLIENT}:wrong".encode()).decode()
    assert caller.ask("POST", path, "", {"access_token": fresh}, authorization=f"Basic {wrong}")[0] == 401


def test_several_wrong_logins_lock_the_users_right_ones_out_for_a_while() -> None:
    caller = Caller(limits=Limits(failed_logins=3))
    dead, live = caller.value("github-classic"), caller.value("github-spare")
    caller.ask("POST", "/credentials/revoke", "", {"credentials": [dead]})
    caller.wait()
    assert [caller.ask("GET", "/user", dead)[0] for _ in range(5)] == [401, 401, 401, 403, 403]
    assert caller.ask("GET", "/user", live)[0] == 403
    assert caller.ask("GET", "/user", caller.value("github-erin"))[0] == 200
    caller.wait(61)
    assert caller.ask("GET", "/user", live)[0] == 200
    assert caller.ask("GET", "/user", dead)[0] == 401


def test_who_asks_too_often_is_refused_until_the_hour_is_over() -> None:
    caller = Caller(limits=Limits(user=3, anonymous=2))
    value = caller.value("github-erin")
    answers = [caller.ask("GET", "/user", value)[0] for _ in range(4)]
    assert answers == [200, 200, 200, 403]
    assert caller.header("x-ratelimit-remaining") == "0"
    assert caller.ask("GET", "/rate_limit", value)[1]["resources"]["core"]["remaining"] == 0
    assert [caller.ask("GET", "/users/ecosta", "")[0] for _ in range(3)] == [200, 200, 403]
    caller.wait(3601)
    assert caller.ask("GET", "/user", value)[0] == 200


def test_enterprise_server_counts_nothing_and_says_its_version() -> None:
    caller = Caller(Product.SERVER, limits=Limits(user=1))
    assert [caller.ask("GET", "/user")[0] for _ in range(3)] == [200] * 3
    assert caller.header("x-ratelimit-limit") == ""
    assert caller.header("X-GitHub-Enterprise-Version").startswith("3.")


def test_what_was_read_before_is_not_sent_again() -> None:
    caller = Caller()
    assert caller.ask("GET", "/orgs/acme/teams")[0] == 200
    tag = caller.header("ETag")
    assert caller.ask("GET", "/orgs/acme/teams", None, if_none_match=tag) == (304, None)
    assert caller.ask("GET", "/orgs/acme/members", None, if_none_match=tag)[0] == 200


def test_a_renamed_repository_moves_its_callers_on() -> None:
    caller = Caller()
    assert caller.ask("GET", "/repos/acme/old-billing/keys")[0] == 301
    assert caller.header("Location").endswith("/repos/acme/billing/keys")
    assert caller.ask("GET", "/repos/acme/nothing/keys")[0] == 404
    assert caller.ask("GET", "/repos/else/app/keys")[0] == 404


def test_a_body_that_is_no_object_is_a_400() -> None:
    caller = Caller()
    assert caller.ask("POST", "/credentials/revoke", "", [1])[0] == 400


def test_the_api_of_2026_has_no_rate() -> None:
    caller = Caller()
    assert "rate" in caller.ask("GET", "/rate_limit")[1]
    assert "rate" not in caller.ask("GET", "/rate_limit", None, x_github_api_version="2026-03-10")[1]
