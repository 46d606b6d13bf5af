"""SCIM and the site administrator's tools: what a suspension keeps and what a deletion ends."""

from typing import Any

from mcpsweep.sandbox.github.state import Product
from tests.sandbox.github.caller import Caller


def scim_user(caller: Caller, base: str) -> dict[str, Any]:
    """Alice as SCIM has her."""
    found = caller.ask("GET", f'{base}?filter=userName eq "alice@acme.example"')[1]["Resources"]
    assert len(found) == 1
    return dict(found[0])


def test_a_suspended_managed_user_keeps_every_token() -> None:
    caller = Caller(Product.MANAGED)
    base, value = "/scim/v2/enterprises/acme-inc/Users", caller.value("github-classic")
    user = scim_user(caller, base)
    off = {"Operations": [{"op": "replace", "path": "active", "value": False}]}
    status, body = caller.ask("PATCH", f"{base}/{user['id']}", None, off)
    assert (status, body["active"]) == (200, False)
    assert caller.login("alice") != "anguyen_acme"
    assert caller.ask("GET", "/user", value)[0] == 403
    on = {"Operations": [{"op": "Replace", "value": {"active": "True"}}]}
    assert caller.ask("PATCH", f"{base}/{user['id']}", None, on)[1]["active"] is True
    assert caller.ask("GET", "/user", value)[1]["login"] == "anguyen_acme"


def test_a_deleted_managed_user_has_nothing_left() -> None:
    caller = Caller(Product.MANAGED)
    base = "/scim/v2/enterprises/acme-inc/Users"
    user = scim_user(caller, base)
    assert caller.ask("DELETE", f"{base}/{user['id']}")[0] == 204
    assert caller.ask("GET", f"{base}/{user['id']}")[0] == 404
    for label in ("github-classic", "github-fine", "github-cli", "github-copilot"):
        assert caller.ask("GET", "/user", caller.value(label))[0] == 401
    alice = caller.login("alice")
    assert [caller.ask("GET", f"/users/{alice}/{kind}")[1] for kind in ("keys", "gpg_keys")] == [[], []]
    assert caller.ask("GET", "/user", caller.value("github-carol"))[0] == 200


def test_removal_from_an_organisation_with_single_sign_on_leaves_the_account() -> None:
    caller = Caller()
    base = "/scim/v2/organizations/acme/Users"
    user = scim_user(caller, base)
    assert caller.ask("DELETE", f"{base}/{user['id']}")[0] == 204
    assert caller.ask("GET", "/orgs/acme/memberships/anguyen")[1]["direct_membership"] is False
    assert caller.ask("GET", f"{base}/{user['id']}")[0] == 404
    assert caller.ask("GET", "/user", caller.value("github-classic"))[0] == 200


def test_scim_pages_from_one_and_refuses_what_it_cannot_read() -> None:
    caller = Caller(size=40)
    base = "/scim/v2/organizations/acme/Users"
    first = caller.ask("GET", f"{base}?startIndex=1&count=25")[1]
    second = caller.ask("GET", f"{base}?startIndex=26&count=25")[1]
    assert [first["totalResults"], first["itemsPerPage"], second["itemsPerPage"]] == [40, 25, 15]
    assert caller.ask("GET", f"{base}?filter=nonsense")[0] == 400
    managed = Caller(Product.MANAGED)
    path = f"/scim/v2/enterprises/acme-inc/Users/{scim_user(managed, '/scim/v2/enterprises/acme-inc/Users')['id']}"
    assert managed.ask("PATCH", path, None, {})[0] == 400


def test_the_servers_administrator_sees_and_ends_every_classic_token() -> None:
    caller = Caller(Product.SERVER)
    tokens = caller.every("/admin/tokens")
    alices = [token for token in tokens if token["user"]["login"] == "anguyen"]
    assert {t["token_last_eight"] for t in alices} == {
        caller.value(label)[-8:] for label in ("github-classic", "github-spare", "github-input")
    }
    for token in alices:
        assert caller.ask("DELETE", f"/admin/tokens/{token['id']}")[0] == 204
        assert caller.ask("DELETE", f"/admin/tokens/{token['id']}")[0] == 404
    assert caller.ask("GET", "/user", caller.value("github-classic"))[0] == 401
    own = next(token["id"] for token in tokens if token["user"]["login"] == "acme-security")
    assert caller.ask("DELETE", f"/admin/tokens/{own}")[0] == 403


def test_only_a_classic_token_of_an_administrator_may_administer() -> None:
    caller = Caller(Product.SERVER)
    assert caller.ask("GET", "/admin/tokens", caller.installation())[0] == 403
    caller.token("github-erin").scopes = ("site_admin",)
    assert caller.ask("GET", "/admin/tokens", caller.value("github-erin"))[0] == 403
    assert Caller().ask("GET", "/admin/tokens")[0] == 404


def test_the_servers_administrator_ends_keys_of_users_and_repositories() -> None:
    caller = Caller(Product.SERVER)
    keys = caller.every("/admin/keys")
    added = {key["title"]: key["added_by"] for key in keys if key["repository_id"]}
    assert added == {"made-with-a-token": "anguyen", "made-by-hand": "anguyen", "carol's": "alice-nguyen"}
    for key in keys:
        assert caller.ask("DELETE", f"/admin/keys/{key['id']}")[0] == 204
    assert caller.every("/admin/keys") == []
    assert caller.ask("DELETE", f"/admin/keys/{keys[0]['id']}")[0] == 404


def test_a_user_suspended_by_the_administrator_keeps_the_tokens() -> None:
    caller = Caller(Product.SERVER)
    value = caller.value("github-classic")
    assert caller.ask("PUT", "/users/anguyen/suspended")[0] == 204
    assert caller.ask("GET", "/user", value)[0] == 403
    assert caller.ask("DELETE", "/users/anguyen/suspended")[0] == 204
    assert caller.ask("GET", "/user", value)[0] == 200
    assert caller.ask("PUT", "/users/acme-security/suspended")[0] == 403
