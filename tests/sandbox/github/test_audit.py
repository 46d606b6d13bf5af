"""The audit log: which token did what, as far back and in as much detail as GitHub keeps it."""

from urllib.parse import quote

from mcpsweep.sandbox.github.state import Product, hash_of
from tests.sandbox.github.caller import Caller

LOG = "/orgs/acme/audit-log"


def asked(phrase: str, more: str = "") -> str:
    """The address of a search."""
    return f"{LOG}?phrase={quote(phrase)}{more}"


def test_the_hash_is_the_one_that_the_documentation_gives() -> None:
    assert hash_of("TOKEN") == "+YED6SF/CZIIVp0pXBsnbxghNIY2wmjIVLsqCG4AN80="


def test_a_token_is_found_by_its_hash_and_joins_to_its_id() -> None:
    caller = Caller()
    value = caller.value("github-fine")
    events = caller.every(asked(f'hashed_token:"{hash_of(value)}"'))
    (grant,) = caller.every("/orgs/acme/personal-access-tokens?owner[]=anguyen", caller.installation())
    assert {event["token_id"] for event in events} == {grant["token_id"]}
    assert {event["actor"] for event in events} == {"anguyen"}
    assert "fine-grained" in events[0]["programmatic_access_type"].lower()
    assert value not in str(events)


def test_a_search_by_token_has_no_git_events() -> None:
    caller = Caller()
    hashed = hash_of(caller.value("github-classic"))
    assert caller.every(asked(f'hashed_token:"{hashed}"', "&include=git")) == []
    assert all(
        not e["action"].startswith("git.") for e in caller.every(asked(f'hashed_token:"{hashed}"', "&include=all"))
    )
    pushes = caller.every(asked("actor:anguyen", "&include=git"))
    assert hashed in {event["hashed_token"] for event in pushes}
    assert {event["action"] for event in pushes} == {"git.push"}


def test_times_and_retention_limit_what_is_found() -> None:
    caller = Caller()
    recent = caller.every(asked("actor:anguyen"))
    everything = caller.every(asked("actor:anguyen created:>=2020-01-01"))
    assert 0 < len(recent) < len(everything)
    events = caller.every(asked("actor:anguyen action:pull_request.merge created:2026-11-16"))
    assert {event["action"] for event in events} == {"pull_request.merge"}
    assert caller.every(asked("actor:anguyen created:2020-01-01..2020-02-01")) == []
    assert caller.every(asked("actor:anguyen created:<2020-01-01")) == []
    caller.wait(8 * 86400)
    assert caller.every(asked("actor:anguyen", "&include=git")) == []
    caller.wait(181 * 86400)
    assert caller.every(asked("actor:anguyen created:>=2020-01-01")) == []


def test_free_text_and_unknown_words_find_nothing() -> None:
    caller = Caller()
    assert caller.every(asked("anguyen")) == []
    assert caller.every(asked("token_id:1")) == []


def test_the_log_is_read_by_cursor_newest_first() -> None:
    caller = Caller(size=200)
    first = caller.ask("GET", f"{LOG}?per_page=20")[1]
    assert [e["@timestamp"] for e in first] == sorted((e["@timestamp"] for e in first), reverse=True)
    assert "after=" in caller.header("Link")
    assert 'rel="last"' not in caller.header("Link")
    everything = caller.every(f"{LOG}?per_page=20")
    assert len({event["_document_id"] for event in everything}) == len(everything) > 200
    assert caller.every(f"{LOG}?per_page=100&order=asc") == everything[::-1]


def test_what_is_revoked_leaves_an_event() -> None:
    caller = Caller()
    caller.ask("POST", "/credentials/revoke", "", {"credentials": [caller.value("github-fine")]})
    caller.wait()
    (event,) = caller.every(asked("action:personal_access_token.destroy"))
    assert (event["user"], event["hashed_token"]) == ("anguyen", hash_of(caller.value("github-fine")))


def test_who_may_read_which_log() -> None:
    caller = Caller()
    assert caller.ask("GET", LOG, caller.installation())[0] == 200
    assert caller.ask("GET", "/enterprises/acme-inc/audit-log")[0] == 200
    assert caller.ask("GET", "/enterprises/acme-inc/audit-log", caller.installation())[0] == 403
    assert caller.ask("GET", LOG, caller.value("github-erin"))[0] == 404
    assert Caller(Product.TEAM).ask("GET", LOG)[0] == 404
    server = Caller(Product.SERVER)
    server.wait(400 * 86400)
    assert server.every(asked("actor:anguyen created:>=2020-01-01")) != []


def test_the_log_has_a_limit_of_its_own() -> None:
    caller = Caller()
    caller.ask("GET", LOG)
    assert (caller.header("x-ratelimit-resource"), caller.header("x-ratelimit-limit")) == ("audit_log", "1750")
    caller.ask("GET", "/user")
    assert caller.header("x-ratelimit-resource") == "core"
