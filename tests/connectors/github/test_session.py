"""Products, rights, sign-in, and the calls that never go out."""

from datetime import timedelta

import jwt
import pytest

from mcpsweep.connectors.base import Setup
from mcpsweep.connectors.github.connector import GitHub
from mcpsweep.connectors.http.errors import CallForbidden, Unauthenticated
from mcpsweep.errors import NotAuthorised, UsageError
from mcpsweep.model.capability import Ability, Support
from mcpsweep.model.rights import RightState
from mcpsweep.model.secret import Secret
from tests.connectors.fake import START, Asked, FakeClock, Reply
from tests.connectors.github.conftest import Make
from tests.connectors.github.organisation import OWN

NEVER = [
    ("POST", "/orgs/acme/credential-authorizations/revoke-all"),
    ("POST", "/orgs/acme/credential-authorizations/revoke-credential-type"),
    ("POST", "/enterprises/acme-inc/credential-authorizations/revoke-all"),
    ("POST", "/enterprises/acme-inc/credential-authorizations/revoke-credential-type"),
    ("DELETE", "/orgs/acme"),
    ("DELETE", "/enterprises/acme-inc"),
    ("DELETE", "/repos/acme/api"),
    ("DELETE", "/admin/users/anguyen"),
    ("DELETE", "/scim/v2/enterprises/acme-inc/Users/1"),
    ("DELETE", "/scim/v2/organizations/acme/Users/1"),
    ("DELETE", "/app/installations/77"),
    ("PUT", "/app/installations/77/suspended"),
    ("DELETE", "/enterprises/acme-inc/apps/organizations/acme/installations/77"),
    ("DELETE", "/installation/token"),
    ("DELETE", "/applications/Iv1.x/grant"),
    ("DELETE", "/applications/Iv1.x/token"),
    ("PATCH", "/applications/Iv1.x/token"),
]


@pytest.mark.parametrize(("method", "path"), NEVER)
@pytest.mark.parametrize("product", ["saml", "server"])
def test_a_call_that_hits_others_never_goes_out(make: Make, method: str, path: str, product: str) -> None:
    connector, organisation = make(product)
    for spelling in (path, path + "/", "/" + path, path.replace("e", "%65")):
        with pytest.raises(CallForbidden):
            connector._session.write(method, spelling)
    assert organisation.service.asked == []


def test_calls_for_one_person_are_not_denied(make: Make) -> None:
    connector, organisation = make()
    for name in ("anguyen", "revoke-all"):
        organisation.service.on("POST", f"/orgs/acme/credential-authorizations/{name}/revoke", Reply(202, {}))
        connector._session.write("POST", f"/orgs/acme/credential-authorizations/{name}/revoke")


@pytest.mark.parametrize("product", ["free", "cloud", "saml", "server"])
def test_the_product_is_found_out(make: Make, product: str) -> None:
    assert make(product)[0]._session.product().value == product


@pytest.mark.parametrize(
    ("plan", "status", "product"),
    [
        ("enterprise", 403, "saml"),
        ("", 403, "saml"),
        ("", 404, "free"),
        ("team", 200, "free"),
        ("business_plus", 404, "cloud"),
    ],
)
def test_a_right_that_is_missing_does_not_hide_single_sign_on(make: Make, plan: str, status: int, product: str) -> None:
    connector, organisation = make("cloud")
    organisation.service.on("GET", "/orgs/acme", Reply(200, {"login": "acme", "plan": {"name": plan}}))
    organisation.service.on("GET", "/orgs/acme/credential-authorizations", Reply(status, []))
    assert connector._session.product().value == product


@pytest.mark.parametrize(
    ("product", "ability", "kind", "support"),
    [
        ("free", Ability.LIST, "github-pat", Support.MANUAL),
        ("cloud", Ability.LIST, "github-pat", Support.MANUAL),
        ("saml", Ability.LIST, "github-pat", Support.PARTIAL),
        ("emu", Ability.LIST, "github-pat", Support.PARTIAL),
        ("server", Ability.LIST, "github-pat", Support.FULL),
        ("free", Ability.TRACE, "", Support.MANUAL),
        ("saml", Ability.TRACE, "", Support.PARTIAL),
        ("free", Ability.DISABLE_ACCOUNT, "", Support.NONE),
        ("server", Ability.DISABLE_ACCOUNT, "", Support.FULL),
    ],
)
def test_what_a_product_cannot_do_is_said_beforehand(
    make: Make, product: str, ability: Ability, kind: str, support: Support
) -> None:
    (told,) = [c for c in make(product)[0].capabilities() if (c.ability, c.kind) == (ability, kind)]
    assert told.support is support


def test_missing_rights_are_named_with_where_to_grant_them(make: Make) -> None:
    connector, organisation = make(app=False)
    organisation.scopes = "repo, write:org"
    checkup = connector.check()
    missing = {right.name for right in checkup.missing()}
    assert {"admin:org", "read:audit_log", "organization_personal_access_tokens: write"} <= missing
    assert {"repo", "read:org"} & missing == set()
    assert all("settings" in right.grant_at for right in checkup.missing())
    assert checkup.account is not None
    assert checkup.limits[0].remaining == 4999
    assert any("expires on 2026-12-24" in remark for remark in checkup.remarks)


def test_an_apps_permissions_count(make: Make) -> None:
    connector, _ = make(token=False)
    checkup = connector.check()
    states = {right.name: right.state for right in checkup.rights}
    assert states["organization_personal_access_tokens: write"] is RightState.PRESENT
    assert states["organization_personal_access_token_requests: write"] is RightState.MISSING
    assert checkup.account is None
    assert "App 9" in checkup.acts_as


def test_a_fine_grained_admin_token_does_not_tell_its_rights(make: Make) -> None:
    connector, organisation = make(app=False)
    organisation.service.on("GET", "/user", Reply(200, {"login": "sec-admin", "id": 1}))
    states = {right.state for right in connector.check().rights if "token" in right.grant_at}
    assert states == {RightState.UNKNOWN}


def test_a_clock_that_is_off_is_said(make: Make, clock: FakeClock) -> None:
    clock.sleep(600)
    assert any("600 s off" in remark for remark in make()[0].check().remarks)


def test_a_wrong_credential_is_said_at_once(make: Make) -> None:
    connector, organisation = make(app=False)
    organisation.live.pop(OWN)
    with pytest.raises(Unauthenticated):
        connector.check()
    assert len(organisation.service.asked) == 1


def test_an_app_signs_in_once_and_again_before_its_token_ends(make: Make, clock: FakeClock) -> None:
    connector, organisation = make(token=False)
    for _ in range(3):
        list(connector.find_accounts("anguyen"))
    assert len(organisation.service.calls("POST", ".*/access_tokens")) == 1
    clock.sleep(3500)
    list(connector.find_accounts("anguyen"))
    assert len(organisation.service.calls("POST", ".*/access_tokens")) == 2
    assert len(organisation.service.calls("GET", "/orgs/acme/installation")) == 1


@pytest.mark.parametrize("seconds", [-86_400, -400, 0, 400, 86_400])
def test_an_app_signs_in_by_its_service_s_clock(
    make: Make, clock: FakeClock, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    connector, organisation = make(token=False)
    monkeypatch.setattr(clock, "now", lambda: START + timedelta(seconds=seconds))
    service, refused = organisation.service, []

    def by_assertion(request: Asked, answer: Reply) -> Reply:
        claims = jwt.decode(request.headers["authorization"].split()[1], options={"verify_signature": False})
        now = START.timestamp()
        if claims["iat"] <= now < claims["exp"] <= now + 600:
            return answer
        refused.append(request)
        return Reply(401, {"message": "'Expiration time' claim ('exp') is wrong"})

    token = {"token": OWN, "expires_at": "2026-11-22T13:00:00Z", "permissions": {}}
    service.on("GET", "/orgs/acme/installation", lambda request: by_assertion(request, Reply(200, {"id": 77})))
    service.on("POST", ".*/access_tokens", lambda request: by_assertion(request, Reply(201, token)))
    list(connector.find_accounts("anguyen"))
    assert len(refused) == (seconds != 0)


def test_an_app_that_is_refused_for_another_reason_is_refused_once(make: Make) -> None:
    connector, organisation = make(token=False)
    organisation.service.on("GET", "/orgs/acme/installation", Reply(401, {"message": "Integration not found"}))
    with pytest.raises(Unauthenticated):
        list(connector.find_accounts("anguyen"))
    assert len(organisation.service.calls("GET", "/orgs/acme/installation")) == 1


def test_a_configured_installation_is_not_asked_for(make: Make) -> None:
    connector, organisation = make(token=False, installation_id="77")
    list(connector.find_accounts("anguyen"))
    assert organisation.service.calls("GET", "/orgs/acme/installation") == []


@pytest.mark.parametrize(
    "key", ["nonsense", "-----BEGIN RSA PRIVATE KEY-----\nc2VjcmV0\n-----END RSA PRIVATE KEY-----"]
)
def test_a_key_that_is_none_is_said_and_not_shown(make: Make, key: str) -> None:
    _, organisation = make()
    settings = {"api_url": organisation.url, "org": "acme", "app_id": "9"}
    connector = GitHub(Setup("github", settings, {"app_private_key": Secret(key)}))
    with pytest.raises(NotAuthorised) as caught:
        list(connector.find_accounts("anguyen"))
    connector.close()
    assert key not in repr(caught.value)
    assert caught.value.__context__ is None


@pytest.mark.parametrize(
    ("settings", "secrets", "error"),
    [
        ({}, {"token": Secret("x" * 40)}, UsageError),
        ({"org": "acme"}, {}, NotAuthorised),
        ({"org": "acme", "app_id": "9"}, {}, NotAuthorised),
        ({"org": "acme", "product": "gold"}, {"token": Secret("x" * 40)}, UsageError),
        ({"org": "acme", "api_url": "http://github.acme.example"}, {"token": Secret("x" * 40)}, UsageError),
        ({"org": "acme", "api_url": "https://[x"}, {"token": Secret("x" * 40)}, UsageError),
    ],
)
def test_settings_that_cannot_be_are_refused(
    settings: dict[str, str], secrets: dict[str, Secret], error: type[Exception]
) -> None:
    with pytest.raises(error):
        GitHub(Setup("github", settings, secrets))
