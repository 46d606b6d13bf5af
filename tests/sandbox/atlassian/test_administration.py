"""Keys, people, service accounts and the audit log of the simulated Atlassian."""

from typing import Any

import pytest

from mcpsweep.sandbox.atlassian.access import Open, Scope, Unscoped
from mcpsweep.sandbox.atlassian.limits import Limits
from mcpsweep.sandbox.atlassian.seed import READ_SCOPES
from mcpsweep.sandbox.atlassian.service import ADMINISTRATION, API
from mcpsweep.sandbox.atlassian.state import Plan, when
from mcpsweep.sandbox.organisation import SITE
from tests.sandbox.atlassian.caller import Caller


@pytest.fixture
def caller() -> Caller:
    """An organisation with Guard."""
    return Caller()


def search(caller: Caller, **body: Any) -> tuple[int, set[str]]:
    """The status of a search of every directory, and the addresses that it found."""
    path = f"/admin/v2{caller.organisation}/directories/-/users/search"
    status, answer = caller.ask("POST", path, f"Bearer {caller.scoped}", body)
    return status, {row["email"] for row in answer.get("data", ())}


def member(caller: Caller, person: str, action: str = "") -> str:
    """The path of a member of the directory."""
    return f"/admin/v2{caller.organisation}/directories/{caller.world.directory}/users/{caller.account(person)}{action}"


def test_managing_an_account_takes_a_key_without_scopes(caller: Caller) -> None:
    for path in ("", "/profile", "/api-tokens"):
        status, body = caller.ask("GET", caller.manage("alice", path), f"Bearer {caller.scoped}")
        assert status == 403
        assert "manage:org" in body["message"]
        assert caller.ask("GET", caller.manage("alice", path))[0] == 200
    disable = caller.manage("alice", "/lifecycle/disable")
    assert caller.ask("POST", disable, f"Bearer {caller.scoped}")[0] == 403
    assert caller.site("jira") == 200


def test_the_two_keys_differ_exactly_where_the_table_says(caller: Caller) -> None:
    values = {"orgId": caller.world.organisation, "directoryId": "-", "account_id": caller.account("alice")}
    for endpoint in ADMINISTRATION:
        target = endpoint.template
        for name, value in values.items():
            target = target.replace(f"{{{name}}}", value)
        status, _ = caller.ask(endpoint.method, target, f"Bearer {caller.scoped}")
        match endpoint.access:
            case Scope(name):
                assert (status == 403) == (name not in READ_SCOPES), target
            case Unscoped():
                assert status == 403, target
            case Open():
                raise AssertionError(target)


@pytest.mark.parametrize("path", ["/admin/v1/orgs", "/users/x/manage"])
def test_no_other_credential_reaches_the_administration(caller: Caller, path: str) -> None:
    for header in ("", f"Bearer {caller.value('jira')}", caller.basic("jira"), "Bearer é"):
        assert caller.ask("GET", path, header)[0] == 401


def test_another_organisation_and_an_unknown_path_are_not_there(caller: Caller) -> None:
    assert caller.ask("GET", "/admin/v1/orgs/other/users")[0] == 404
    assert caller.ask("GET", "/admin/v9/orgs")[0] == 404


def test_an_account_is_found_by_its_whole_address_and_no_other(caller: Caller) -> None:
    assert search(caller, emails=["Alice@acme.example"]) == (200, {"alice@acme.example"})
    assert search(caller, emails=["alice"]) == (200, set())
    namesakes = {"alice@acme.example", "carol@acme.example", "alice+dave@acme.example"}
    assert search(caller, searchTerm="alice") == (200, namesakes)
    assert search(caller, emails=["alice@acme.example"], searchTerm="alice")[0] == 400
    assert search(caller, emails="alice@acme.example")[0] == 400
    assert search(caller, emails=["alice@home.example"]) == (200, set())
    assert search(caller, claimStatus="unmanaged") == (200, {"contractor@elsewhere.example"})
    assert search(caller, accountIds=[caller.account("bob")], accountStatus=["active"]) == (200, {"bob@acme.example"})
    assert search(caller, membershipStatus=["suspended"]) == (200, set())


def test_a_site_hides_addresses_and_suspended_users(caller: Caller) -> None:
    path = "/rest/api/3/user/search?query=alice"
    _, rows = caller.ask("GET", path, caller.basic("bob"), host=SITE)
    assert [(row["displayName"], row.get("emailAddress")) for row in rows] == [
        ("Alice Nguyen", None),
        ("Alice Nguyen", None),
        ("Dave Alvarez", "alice+dave@acme.example"),
    ]
    caller.ask("POST", member(caller, "alice", "/suspend"))
    assert len(caller.ask("GET", path, caller.basic("bob"), host=SITE)[1]) == 2


def test_suspension_closes_the_apps_and_leaves_tokens_alive(caller: Caller) -> None:
    assert caller.ask("POST", member(caller, "alice", "/suspend"))[0] == 204
    assert (caller.site("jira"), caller.gateway("alice-scoped")) == (403, 403)
    assert len(caller.ask("GET", caller.manage("alice", "/api-tokens"))[1]) == 6
    assert caller.ask("POST", member(caller, "alice", "/restore"))[0] == 204
    assert caller.site("jira") == 200
    older = f"/admin/v1{caller.organisation}/directory/users/{caller.account('alice')}"
    assert caller.ask("POST", f"{older}/suspend-access")[0] == 200
    assert caller.site("jira") == 403
    assert caller.ask("POST", f"{older}/restore-access")[0] == 200
    assert caller.ask("DELETE", member(caller, "alice"))[0] == 204
    assert caller.ask("DELETE", member(caller, "alice"))[0] == 404
    assert (caller.site("jira"), caller.site("carol")) == (403, 200)
    somewhere = member(caller, "bob", "/suspend").replace(caller.world.directory, "-")
    assert caller.ask("POST", somewhere)[0] == 404


def test_managed_accounts_are_listed_and_strangers_are_not() -> None:
    caller = Caller(size=45)
    emails = [row["email"] for row in caller.every(f"/admin/v1{caller.organisation}/users")]
    assert len(emails) == len(set(emails)) == 46
    assert not {"contractor@elsewhere.example", "alice@home.example"} & set(emails)
    users = caller.every(f"/admin/v2{caller.organisation}/directories/-/users?limit=7")
    assert len(users) == 47


def test_what_a_key_may_do_tells_managed_accounts_from_others(caller: Caller) -> None:
    stranger = next(one.id for one in caller.world.accounts.values() if one.email.startswith("contractor"))
    _, mine = caller.ask("GET", caller.manage("alice"))
    assert all(privilege == {"allowed": True} for privilege in mine.values())
    _, synced = caller.ask("GET", caller.manage("dave", "?privileges=lifecycle.enablement&privileges=apiToken.delete"))
    assert {name: privilege["allowed"] for name, privilege in synced.items()} == {
        "lifecycle.enablement": False,
        "apiToken.delete": True,
    }
    status, body = caller.ask("POST", caller.manage("dave", "/lifecycle/disable"))
    assert (status, body["key"]) == (403, "forbidden.action")
    assert not any(row["allowed"] for row in caller.ask("GET", f"/users/{stranger}/manage")[1].values())
    assert caller.ask("GET", f"/users/{stranger}/manage/api-tokens")[0] == 403
    assert caller.ask("GET", "/users/nobody/manage/api-tokens")[0] == 404
    assert caller.ask("POST", caller.manage("alice", "/lifecycle/disable"), body=[])[0] == 400


def test_keys_outlive_their_makers_and_end_one_by_one(caller: Caller) -> None:
    assert caller.ask("POST", caller.manage("alice", "/lifecycle/disable"))[0] == 204
    keys = {row["label"]: row for row in caller.every(f"{caller.access}/api-keys")}
    assert keys.keys() == {"mcpsweep-scoped", "mcpsweep", "alice-reports"}
    value = caller.atlassian.value("alice-reports", "atlassian-organisation-key").reveal()
    users = f"/admin/v1{caller.organisation}/users"
    assert caller.ask("GET", users, f"Bearer {value}")[0] == 200
    revoke = f"{caller.access}/api-keys/revoke/{keys['alice-reports']['id']}"
    assert caller.ask("PATCH", revoke, f"Bearer {caller.scoped}")[0] == 403
    assert caller.ask("PATCH", revoke)[0] == 200
    assert caller.ask("PATCH", revoke)[0] == 404
    caller.wait()
    assert caller.ask("GET", users, f"Bearer {value}")[0] == 401
    assert caller.ask("GET", f"{caller.access}/api-keys/count?keyType=SCOPED")[1] == {"count": 1}
    assert caller.ask("PATCH", f"{caller.access}/api-keys/revoke/{keys['mcpsweep']['id']}")[0] == 200
    caller.wait()
    assert caller.ask("GET", users)[0] == 401


def test_service_accounts_end_whole_or_not_at_all(caller: Caller) -> None:
    [robot] = caller.every(f"{caller.access}/service-accounts")
    one = f"{caller.access}/service-accounts/{robot['id']}"
    assert [row["label"] for row in caller.every(f"{one}/api-tokens?tokenLabel=ci-build")] == ["ci-build"]
    assert len(caller.every(f"{caller.access}/service-accounts/api-tokens")) == 2
    header = f"Bearer {caller.atlassian.value('ci-build', 'atlassian-service-account-token').reveal()}"
    gateway = f"/ex/jira/{caller.atlassian.cloud_id}/rest/api/3/myself"
    assert caller.ask("GET", gateway, header)[0] == 200
    assert caller.ask("GET", "/rest/api/3/myself", header, host=SITE)[0] == 401
    assert caller.atlassian.hosts[API].is_forbidden("DELETE", f"{one}/api-tokens")
    assert caller.ask("DELETE", f"{one}/api-tokens", body={"ids": []})[0] == 200
    assert caller.every(f"{one}/api-tokens") == []
    caller.wait()
    assert caller.ask("GET", gateway, header)[0] == 401
    assert caller.ask("DELETE", one)[0] == 204
    assert caller.every(f"{caller.access}/oauth-clients") == caller.every(f"{caller.access}/service-accounts") == []
    assert caller.ask("GET", f"{one}/oauth-clients")[0] == 404


def test_an_oauth_client_ends_by_its_id(caller: Caller) -> None:
    [client] = caller.every(f"{caller.access}/service-accounts/oauth-clients?clientName=ci-client")
    path = f"{caller.access}/oauth-clients/{client['clientId']}"
    assert caller.ask("GET", path) == (200, client)
    assert caller.ask("DELETE", path)[0] == 204
    assert caller.ask("DELETE", path)[0] == 404


def test_the_audit_log_remembers_who_did_what(caller: Caller) -> None:
    _, actions = caller.ask("GET", f"/admin/v1{caller.organisation}/event-actions")
    names = {row["attributes"]["displayName"]: row["id"] for row in actions["data"]}
    made = names["Created admin API key"]
    events = f"/admin/v1{caller.organisation}/events"
    [event] = caller.every(f"{events}?actor={caller.account('alice')}&action={made}")
    assert event["attributes"]["actor"]["email"] == "alice@acme.example"
    assert "reports" not in str(event)
    caller.ask("POST", caller.manage("bob", "/lifecycle/disable"))
    newest = caller.every(f"{events}?limit=5")[0]
    assert newest["attributes"]["context"][0]["id"] == caller.account("bob")
    since = int((caller.clock() - 1) * 1000)
    assert len(caller.every(f"{events}?from={since}")) == 1
    assert len(caller.every(f"{events}-stream?to={since}&sortOrder=asc")) == len(caller.world.events) - 1
    assert caller.every(f"{events}?q=DEACTIVATED") == [newest]
    caller.wait(181 * 86400)
    assert caller.every(events) == []


@pytest.mark.parametrize("query", ["events?from=yesterday", "events?ip=192.0.2.1", "events-stream?sortOrder=up"])
def test_what_the_audit_log_cannot_do_is_refused(caller: Caller, query: str) -> None:
    assert caller.ask("GET", f"/admin/v1{caller.organisation}/{query}")[0] == 400


def test_without_the_plan_the_audit_log_is_empty() -> None:
    caller = Caller(Plan.BASIC)
    assert caller.world.events
    assert caller.every(f"/admin/v1{caller.organisation}/events") == []


def test_the_audit_log_can_be_asked_ten_times_a_minute_and_path(caller: Caller) -> None:
    events = f"/admin/v1{caller.organisation}/events"
    assert [caller.ask("GET", events)[0] for _ in range(11)] == [200] * 10 + [429]
    assert caller.header("X-RateLimit-Reset") == when(caller.clock() + 60)
    assert caller.header("X-RateLimit-Remaining") == "0"
    assert not caller.header("Retry-After")
    assert caller.ask("GET", f"{events}-stream")[0] == 200
    assert caller.ask("GET", events, f"Bearer {caller.scoped}")[0] == 200
    assert caller.ask("GET", f"{caller.access}/api-tokens")[0] == 200
    caller.wait()
    assert caller.ask("GET", events)[0] == 200


def test_everything_else_has_a_limit_too() -> None:
    caller = Caller(limits=Limits(requests=2))
    assert [caller.ask("GET", "/admin/v1/orgs")[0] for _ in range(3)] == [200, 200, 429]
    assert caller.site("jira") == 200
