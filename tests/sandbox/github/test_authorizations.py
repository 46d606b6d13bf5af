"""Single sign-on authorizations and the per-user revocations: what ends, what lives on, and whom they touch."""

import pytest

from mcpsweep.sandbox.github.service import ENDPOINTS
from mcpsweep.sandbox.github.state import Product
from tests.sandbox.github.caller import Caller

PATH = "/orgs/acme/credential-authorizations"
ENTERPRISE = "/enterprises/acme-inc/credential-authorizations"


def test_authorized_classic_tokens_and_keys_are_listed_and_others_never() -> None:
    caller = Caller()
    rows = caller.every(f"{PATH}?login=anguyen")
    assert {row["credential_type"] for row in rows} == {"personal access token", "SSH key"}
    tails = {row["token_last_eight"] for row in rows if "token_last_eight" in row}
    assert tails == {caller.value(label)[-8:] for label in ("github-spare", "github-input")}
    assert {row["login"] for row in caller.every(PATH)} >= {"anguyen", "alice-nguyen", "ecosta"}


def test_a_removed_authorization_ends_what_the_token_may_here_and_nothing_else() -> None:
    caller = Caller()
    value = caller.value("github-spare")
    row = next(row for row in caller.every(PATH) if row.get("token_last_eight") == value[-8:])
    assert caller.ask("DELETE", f"{PATH}/{row['credential_id']}")[0] == 204
    assert caller.ask("GET", "/orgs/acme", value)[0] == 403
    assert caller.ask("GET", "/user", value)[0] == 200
    assert caller.ask("DELETE", f"{PATH}/{row['credential_id']}")[0] == 404


def test_one_users_access_ends_in_the_background_and_nobody_elses() -> None:
    caller = Caller()
    others = {row["credential_id"] for row in caller.every(PATH) if row["login"] != "anguyen"}
    status, body = caller.ask("POST", f"{PATH}/anguyen/revoke")
    assert (status, body["message"] != "") == (202, True)
    assert caller.every(f"{PATH}?login=anguyen") != []
    caller.wait(3)
    assert {row["credential_id"] for row in caller.every(PATH)} == others
    grants = caller.every("/orgs/acme/personal-access-tokens", caller.installation())
    assert [grant["token_name"] for grant in grants] == ["github-dave"]
    assert caller.ask("GET", "/user", caller.value("github-spare"))[0] == 200
    assert caller.ask("POST", f"{PATH}/nobody/revoke")[0] == 404


def test_one_type_of_one_user_can_be_chosen() -> None:
    caller = Caller()
    assert caller.ask("POST", f"{PATH}/anguyen/revoke-credential-type", None, {"credential_type": "x"})[0] == 422
    assert caller.ask("POST", f"{PATH}/anguyen/revoke-credential-type", None, {"credential_type": "ssh_key"})[0] == 202
    caller.wait()
    assert {row["credential_type"] for row in caller.every(f"{PATH}?login=anguyen")} == {"personal access token"}


def test_oauth_tokens_pass_unseen_and_can_be_kept_out_all_the_same() -> None:
    caller = Caller()
    value = caller.value("github-cli")
    assert caller.ask("GET", "/orgs/acme", value)[0] == 200
    assert value[-8:] not in {row.get("token_last_eight") for row in caller.every(PATH)}
    body = {"credential_type": "oauth_app_token"}
    assert caller.ask("POST", f"{PATH}/anguyen/revoke-credential-type", None, body)[0] == 202
    caller.wait()
    assert caller.ask("GET", "/orgs/acme", value)[0] == 403
    assert caller.ask("GET", "/user", value)[0] == 200


def test_only_managed_users_credentials_can_be_destroyed() -> None:
    body = {"revoke_credentials": True}
    assert Caller().ask("POST", f"{ENTERPRISE}/anguyen/revoke", None, body)[0] == 422
    caller = Caller(Product.MANAGED)
    alice = caller.login("alice")
    assert alice.endswith("_acme")
    assert caller.ask("POST", f"{ENTERPRISE}/{alice}/revoke", None, body)[0] == 202
    caller.wait()
    for label in ("github-classic", "github-spare", "github-fine"):
        assert caller.ask("GET", "/user", caller.value(label))[0] == 401
    assert caller.ask("GET", "/user", caller.value("github-cli"))[0] == 200
    assert caller.ask("GET", f"/users/{alice}/keys")[1] == []
    assert caller.ask("GET", "/user", caller.value("github-carol"))[0] == 200
    oauth = {"credential_type": "oauth_app_token", "revoke_credentials": True}
    assert caller.ask("POST", f"{ENTERPRISE}/{alice}/revoke-credential-type", None, oauth)[0] == 422


def test_the_caller_is_not_spared() -> None:
    caller = Caller()
    assert caller.ask("POST", f"{PATH}/acme-security/revoke")[0] == 202
    caller.wait()
    assert caller.ask("GET", PATH)[0] == 403


def test_what_ends_everybodys_access_works_and_is_counted() -> None:
    forbidden = {endpoint.template for endpoint in ENDPOINTS if endpoint.is_forbidden}
    assert forbidden == {
        base + end
        for base in ("/orgs/{org}/credential-authorizations", "/enterprises/{enterprise}/credential-authorizations")
        for end in ("/revoke-all", "/revoke-credential-type")
    }
    caller = Caller()
    answers = []
    for path in ("revoke-all", "anguyen/revoke"):
        status, _ = caller.ask("POST", f"{PATH}/{path}")
        answers.append((status, caller.github.is_forbidden("POST", f"{PATH}/{path}")))
        caller.wait()
    assert answers == [(202, True), (403, False)]
    assert caller.github.world.authorizations == {}


@pytest.mark.parametrize("product", [Product.TEAM, Product.CLOUD, Product.SERVER])
def test_without_single_sign_on_there_is_no_list_and_what_is_forbidden_stays_so(product: Product) -> None:
    caller = Caller(product)
    assert caller.ask("GET", PATH)[0] == 404
    assert caller.github.is_forbidden("POST", f"{PATH}/revoke-all")
