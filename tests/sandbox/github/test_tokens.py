"""Fine-grained grants, and the end of tokens by value: what each of the different ends really ends."""

import pytest

from mcpsweep.sandbox.github.seed import DAY
from mcpsweep.sandbox.github.state import Product
from tests.sandbox.github.caller import Caller, next_page

PATS = "/orgs/acme/personal-access-tokens"
REQUESTS = "/orgs/acme/personal-access-token-requests"


def test_only_an_app_can_list_fine_grained_grants() -> None:
    caller = Caller()
    assert caller.ask("GET", PATS)[0] == 403
    assert caller.ask("GET", PATS, caller.value("github-fine"))[0] == 403
    assert caller.ask("GET", PATS, "")[0] == 401
    assert {grant["token_name"] for grant in caller.every(PATS, caller.installation())} == {
        "github-fine",
        "github-dave",
    }


def test_a_grant_tells_the_owner_and_the_tokens_id_but_nothing_of_the_value() -> None:
    caller = Caller()
    (grant,) = caller.every(f"{PATS}?owner[]={caller.login('alice')}", caller.installation())
    value = caller.value("github-fine")
    assert grant["owner"]["login"] == "anguyen"
    assert grant["token_expired"] is False
    assert value[-8:] not in str(grant)
    assert caller.every(f"{PATS}?token_id[]={grant['token_id']}", caller.installation()) == [grant]


def test_filters_of_the_list_narrow_it() -> None:
    caller = Caller()
    app = caller.installation()
    assert caller.every(f"{PATS}?owner[]=nobody", app) == []
    assert caller.every(f"{PATS}?permission=issues_read", app) != []
    assert caller.every(f"{PATS}?permission=issues_write", app) == []
    assert caller.every(f"{PATS}?last_used_before=2020-01-01T00:00:00Z", app) == []
    assert caller.every(f"{PATS}?direction=asc", app) == caller.every(PATS, app)[::-1]
    assert caller.ask("GET", PATS + "?" + "&".join(["owner[]=a"] * 11), app)[0] == 200
    assert caller.ask("GET", PATS + "?" + "&".join(f"owner[]=a{n}" for n in range(11)), app)[0] == 422


def test_a_revoked_grant_ends_the_grant_and_not_the_token() -> None:
    caller = Caller()
    app, value = caller.installation(), caller.value("github-fine")
    (grant,) = caller.every(f"{PATS}?owner[]=anguyen", app)
    assert caller.ask("GET", "/orgs/acme", value)[0] == 200
    assert caller.ask("POST", f"{PATS}/{grant['id']}", app, {"action": "revoke"})[0] == 204
    assert caller.every(f"{PATS}?owner[]=anguyen", app) == []
    assert caller.ask("GET", "/orgs/acme", value)[0] == 403
    assert caller.ask("GET", "/user", value)[0] == 200
    assert caller.ask("POST", f"{PATS}/{grant['id']}", app, {"action": "revoke"})[0] == 404


def test_a_bulk_revocation_is_done_later_and_to_a_hundred_at_most() -> None:
    caller = Caller()
    app = caller.installation()
    grants = caller.every(f"{PATS}?owner[]=anguyen", app)
    assert caller.ask("POST", PATS, app, {"action": "revoke", "pat_ids": [grants[0]["id"]]}) == (202, {})
    assert caller.every(f"{PATS}?owner[]=anguyen", app) == grants
    caller.wait(3)
    assert caller.every(f"{PATS}?owner[]=anguyen", app) == []
    assert len(caller.every(PATS, app)) == 1
    for wrong in ({"action": "revoke", "pat_ids": list(range(101))}, {"action": "revoke"}, {"pat_ids": [1]}):
        assert caller.ask("POST", PATS, app, wrong)[0] == 422


def test_requests_wait_until_somebody_answers() -> None:
    caller = Caller()
    app = caller.installation()
    (request,) = caller.every(REQUESTS, app)
    assert (request["token_name"], request["reason"]) == ("old-notebook", "notebook")
    assert caller.ask("POST", f"{REQUESTS}/{request['id']}", app, {"action": "deny"})[0] == 204
    assert caller.every(REQUESTS, app) == []
    assert "old-notebook" not in {grant["token_name"] for grant in caller.every(PATS, app)}
    again = Caller()
    body = {"action": "approve", "pat_request_ids": [request["id"]]}
    assert again.ask("POST", REQUESTS, again.installation(), body)[0] == 202
    again.wait()
    assert "old-notebook" in {grant["token_name"] for grant in again.every(PATS, again.installation())}


@pytest.mark.parametrize("product", [Product.TEAM, Product.CLOUD, Product.SAML, Product.MANAGED])
def test_a_value_can_be_ended_by_nobody_in_particular_and_dies_later(product: Product) -> None:
    caller = Caller(product)
    values = [caller.value(label) for label in ("github-classic", "github-fine", "github-cli", "github-copilot")]
    body = {"credentials": [*values, "ghp_" + "0" * 36]}
    assert caller.ask("POST", "/credentials/revoke", caller.admin, body)[0] == 403
    assert caller.ask("POST", "/credentials/revoke", "", body, authorization="Basic eDp5")[0] == 403
    assert caller.ask("POST", "/credentials/revoke", "", body) == (202, {})
    assert [caller.ask("GET", "/user", value)[0] for value in values] == [200] * 4
    caller.wait(3)
    assert [caller.ask("GET", "/user", value)[0] for value in values] == [401] * 4
    assert caller.ask("GET", "/user", caller.value("github-erin"))[0] == 200


@pytest.mark.parametrize("values", [[], ["x"] * 1001, "x", [1], None])
def test_a_list_of_values_that_is_none_is_refused(values: object) -> None:
    status, body = Caller().ask("POST", "/credentials/revoke", "", {"credentials": values})
    assert status == 422
    assert isinstance(body["errors"][0], str)


def test_an_installations_token_cannot_be_ended_by_value_but_by_itself() -> None:
    caller = Caller()
    app = caller.installation()
    assert caller.ask("POST", "/credentials/revoke", "", {"credentials": [app]})[0] == 202
    caller.wait()
    assert caller.ask("GET", "/installation/repositories", app)[0] == 200
    assert caller.ask("DELETE", "/installation/token", app)[0] == 204
    assert caller.ask("GET", "/installation/repositories", app)[0] == 401


def test_enterprise_server_wants_to_know_who_ends_a_value_and_ends_fewer_kinds() -> None:
    caller = Caller(Product.SERVER)
    body = {"credentials": [caller.value("github-classic"), caller.value("github-cli")]}
    assert caller.ask("POST", "/credentials/revoke", "", body)[0] == 401
    assert caller.ask("POST", "/credentials/revoke", None, body)[0] == 202
    caller.wait()
    assert caller.ask("GET", "/user", caller.value("github-classic"))[0] == 401
    assert caller.ask("GET", "/user", caller.value("github-cli"))[0] == 200


def test_deploy_keys_that_a_token_made_die_with_it() -> None:
    caller = Caller()
    keys = "/repos/acme/infrastructure/keys"
    assert {key["title"] for key in caller.every(keys)} == {"made-with-a-token", "made-by-hand"}
    caller.ask("POST", "/credentials/revoke", "", {"credentials": [caller.value("github-classic")]})
    caller.wait()
    assert {key["title"] for key in caller.every(keys)} == {"made-by-hand"}


def test_pages_are_linked_and_a_page_has_a_hundred_at_most() -> None:
    caller = Caller(size=305)
    app = caller.installation()
    assert len(caller.ask("GET", PATS, app)[1]) == 30
    assert len(caller.ask("GET", f"{PATS}?per_page=500", app)[1]) == 100
    assert 'rel="last"' in caller.header("Link")
    assert next_page(caller.header("Link")).endswith("page=2")
    grants = caller.every(f"{PATS}?per_page=100", app)
    assert len(grants) == len({grant["id"] for grant in grants}) == 302
    assert caller.ask("GET", f"{PATS}?per_page=100&page=9", app) == (200, [])


def test_a_token_past_its_day_is_dead_and_its_end_is_told_before() -> None:
    caller = Caller()
    value = caller.value("github-spare")
    token = next(t for t in caller.github.world.tokens.values() if t.last_eight == value[-8:])
    token.expires_at = caller.clock() + DAY
    assert caller.ask("GET", "/user", value)[0] == 200
    assert caller.header("github-authentication-token-expiration").endswith("UTC")
    caller.wait(DAY)
    assert caller.ask("GET", "/user", value)[0] == 401
