"""Data Center instances: personal access tokens, their owners, and their administrator."""

from typing import Any

import pytest

from mcpsweep.sandbox.atlassian.seed import CONFLUENCE_SERVER, JIRA_SERVER
from mcpsweep.sandbox.atlassian.service import API
from tests.sandbox.atlassian.caller import Caller, basic

TOKENS = "/rest/pat/latest/tokens"
HOSTS = pytest.mark.parametrize("host", [JIRA_SERVER, CONFLUENCE_SERVER])


@pytest.fixture
def caller() -> Caller:
    """An organisation with both instances."""
    return Caller()


def personal(caller: Caller, host: str, name: str) -> str:
    """The header of a personal access token."""
    return f"Bearer {caller.atlassian.value(f'{host}/{name}', 'atlassian-personal-token').reveal()}"


def password(caller: Caller, host: str) -> str:
    """The header of the administrator's password."""
    return basic("security", caller.atlassian.value(f"{host}/password", "db-password").reveal())


def names(rows: list[Any]) -> set[str]:
    """Of tokens."""
    return {row["name"] for row in rows}


@HOSTS
def test_everybody_lists_and_ends_their_own(caller: Caller, host: str) -> None:
    alice, bob = personal(caller, host, "alice"), personal(caller, host, "bob")
    _, rows = caller.ask("GET", TOKENS, alice, host=host)
    assert {row["name"]: row["expiringAt"][:4] for row in rows} == {"alice": "9999", "alice-dated": "2026"}
    foreign = next(token.id for token in caller.world.servers[host].tokens.values() if token.name == "carol")
    assert caller.ask("DELETE", f"{TOKENS}/{foreign}", alice, host=host)[0] == 404
    assert caller.ask("DELETE", f"{TOKENS}/{rows[0]['id']}", alice, host=host)[0] == 204
    assert caller.ask("GET", TOKENS, alice, host=host)[0] == 401
    assert caller.ask("GET", TOKENS, bob, host=host)[0] == 200


@HOSTS
def test_an_administrator_finds_and_ends_anybodys(caller: Caller, host: str) -> None:
    admin, header = password(caller, host), {"x_atlassian_token": "nocheck"}
    path = f"{TOKENS}/search"
    assert caller.ask("POST", path, admin, {}, host=host)[0] == 403
    assert caller.ask("POST", path, personal(caller, host, "bob"), {}, host=host, **header)[0] == 403
    assert caller.ask("POST", path, "", {}, host=host, **header)[0] == 401
    assert caller.ask("POST", path, admin, {"page": -1}, host=host, **header)[0] == 400
    seen: set[str] = set()
    for page in range(3):
        _, body = caller.ask("POST", path, admin, {"page": page, "limit": 3}, host=host, **header)
        seen |= names(body["values"])
    assert seen == {"security", "alice", "alice-dated", "bob", "carol", "dave", "erin"}
    alices = {"userKeys": ["JIRAUSER10100"]}
    _, body = caller.ask("POST", path, admin, alices, host=host, **header)
    assert {row["userProfileResource"]["username"] for row in body["values"]} == {"alice"}
    for row in body["values"]:
        assert caller.ask("DELETE", f"{TOKENS}/{row['id']}", admin, host=host)[0] == 204
    assert caller.ask("POST", path, admin, alices, host=host, **header)[1]["values"] == []
    assert caller.ask("GET", TOKENS, personal(caller, host, "carol"), host=host)[0] == 200


def test_a_dead_token_reads_as_nobody_where_strangers_may_read(caller: Caller) -> None:
    path, alive = "/rest/api/user/current", personal(caller, CONFLUENCE_SERVER, "alice")
    assert caller.ask("GET", path, alive, host=CONFLUENCE_SERVER)[1]["type"] == "known"
    status, body = caller.ask("GET", path, "Bearer dead", host=CONFLUENCE_SERVER)
    assert (status, body["type"]) == (200, "anonymous")
    caller.world.servers[CONFLUENCE_SERVER].lets_strangers_in = False
    assert caller.ask("GET", path, "Bearer dead", host=CONFLUENCE_SERVER)[0] == 401


def test_jira_says_who_calls_and_who_somebody_is(caller: Caller) -> None:
    dated = personal(caller, JIRA_SERVER, "alice-dated")
    _, me = caller.ask("GET", "/rest/api/2/myself", dated, host=JIRA_SERVER)
    assert (me["name"], me["emailAddress"]) == ("alice", "alice@acme.example")
    _, dave = caller.ask("GET", "/rest/api/2/user?username=alice%2Bdave", dated, host=JIRA_SERVER)
    assert dave["displayName"] == "Dave Alvarez"
    assert caller.ask("GET", "/rest/api/2/user?username=mallory", dated, host=JIRA_SERVER)[0] == 404
    caller.wait(31 * 86400)
    assert caller.ask("GET", "/rest/api/2/myself", dated, host=JIRA_SERVER)[0] == 401


def test_each_instance_knows_its_own_tokens_only(caller: Caller) -> None:
    jiras = personal(caller, JIRA_SERVER, "alice")
    assert caller.ask("GET", TOKENS, jiras, host=CONFLUENCE_SERVER)[0] == 401
    assert caller.ask("GET", "/admin/v1/orgs", jiras, host=API)[0] == 401
    assert caller.ask("GET", TOKENS, basic("security", "wrong"), host=JIRA_SERVER)[0] == 401


def test_a_new_token_is_shown_once_and_works(caller: Caller) -> None:
    alice = personal(caller, JIRA_SERVER, "alice")
    for body in ({}, {"name": "x", "expirationDuration": "long"}):
        assert caller.ask("POST", TOKENS, alice, body, host=JIRA_SERVER)[0] == 400
    status, made = caller.ask("POST", TOKENS, alice, {"name": "new", "expirationDuration": 2}, host=JIRA_SERVER)
    assert status == 201
    assert caller.ask("GET", "/rest/api/2/myself", f"Bearer {made['rawToken']}", host=JIRA_SERVER)[0] == 200
    assert made["rawToken"] not in str(caller.ask("GET", TOKENS, alice, host=JIRA_SERVER))
    caller.wait(3 * 86400)
    assert caller.ask("GET", "/rest/api/2/myself", f"Bearer {made['rawToken']}", host=JIRA_SERVER)[0] == 401


@pytest.mark.parametrize(
    ("host", "path", "key"),
    [(JIRA_SERVER, "/rest/api/2/user", "key"), (CONFLUENCE_SERVER, "/rest/api/user", "userKey")],
)
def test_somebody_is_found_by_key_or_login(caller: Caller, host: str, path: str, key: str) -> None:
    alice = personal(caller, host, "alice")
    for query in ("key=JIRAUSER10102", "username=carol"):
        assert caller.ask("GET", f"{path}?{query}", alice, host=host)[1][key] == "JIRAUSER10102"
    for query in ("key=carol", "username=JIRAUSER10102", "username=Alice%20Nguyen", ""):
        assert caller.ask("GET", f"{path}?{query}", alice, host=host)[0] == 404
    assert caller.ask("GET", f"{path}?username=carol", "", host=host)[0] == 401
