"""Tokens of the simulated Atlassian: who sees them, who ends them, and when they are dead."""

import pytest

from mcpsweep.sandbox.atlassian.seed import ELSEWHERE
from mcpsweep.sandbox.atlassian.service import API, BITBUCKET
from mcpsweep.sandbox.organisation import SITE
from tests.sandbox.atlassian.caller import DELAY, Caller, basic

ALICES = {"jira", "confluence", "alice-scoped", "alice-narrow", "alice-bitbucket", "alice-forgotten"}


@pytest.fixture
def caller() -> Caller:
    """An organisation with Guard."""
    return Caller()


def test_the_organisation_sees_every_managed_token_with_its_owner(caller: Caller) -> None:
    rows = caller.every(f"{caller.access}/api-tokens?pageSize=3")
    mine = {row["label"] for row in rows if row["user"]["id"] == caller.account("alice")}
    assert mine == ALICES
    assert len(rows) == len({row["id"] for row in rows}) == 12
    assert not {"alice-home", "contractor"} & {row["label"] for row in rows}
    assert caller.ask("GET", f"{caller.access}/api-tokens/count")[1] == {"count": 12}


def test_a_search_finds_namesakes_and_plus_tags_too(caller: Caller) -> None:
    rows = caller.every(f"{caller.access}/api-tokens?q=alice@acme.example")
    assert {row["user"]["id"] for row in rows} == {caller.account(who) for who in ("alice", "carol", "dave")}


def test_a_cursor_alone_forgets_the_filters(caller: Caller) -> None:
    _, body = caller.ask("GET", f"{caller.access}/api-tokens?q=alice&pageSize=1")
    following = body["links"]["next"]
    rows = caller.every(f"{caller.access}/api-tokens?cursor={following}")
    assert {row["user"]["name"] for row in rows} > {"Bob Osei"}


def test_a_token_that_ends_between_two_pages_hides_no_other(caller: Caller) -> None:
    whole = {row["id"] for row in caller.every(f"{caller.access}/api-tokens")}
    _, first = caller.ask("GET", f"{caller.access}/api-tokens?pageSize=4")
    ended = [row["id"] for row in first["data"]]
    for token in ended:
        owner = caller.world.api_tokens[token].account
        assert caller.ask("DELETE", f"/users/{owner}/manage/api-tokens/{token}")[0] == 204
    rest = caller.every(f"{caller.access}/api-tokens?cursor={first['links']['next']}")
    assert {row["id"] for row in rest} == whole - set(ended)


@pytest.mark.parametrize(
    "query", ["status=DEAD", "sort=size", "cursor=bm9uZQ==", "pageSize=0", "createdAtFrom=x", "cursor=é"]
)
def test_what_a_list_cannot_do_is_refused(caller: Caller, query: str) -> None:
    assert caller.ask("GET", f"{caller.access}/api-tokens?{query}")[0] == 400


def test_lists_are_sorted_and_filtered(caller: Caller) -> None:
    used = [row.get("lastActiveAt", "") for row in caller.every(f"{caller.access}/api-tokens?sort=%2BlastActiveAt")]
    assert used == sorted(used)
    assert used[0] == ""
    blocked = caller.every(f"{caller.access}/api-tokens?status=BLOCKED")
    assert [row["label"] for row in blocked] == ["erin-blocked"]


def test_deleting_one_ends_that_one_after_a_while(caller: Caller) -> None:
    token = caller.token("jira")
    assert caller.site("jira") == 200
    path = caller.manage("alice", "/api-tokens")
    assert caller.ask("DELETE", f"{path}/{token.id}") == (204, None)
    assert token.id not in {row["id"] for row in caller.ask("GET", path)[1]}
    assert caller.ask("DELETE", f"{path}/{token.id}")[0] == 404
    assert caller.site("jira") == 200
    caller.wait(DELAY)
    assert caller.site("jira") == 401
    assert caller.site("confluence") == 200
    assert caller.site("jira-dave") == 200


def test_nobody_elses_token_can_be_named_under_an_account(caller: Caller) -> None:
    foreign = caller.token("carol")
    assert caller.ask("DELETE", caller.manage("alice", f"/api-tokens/{foreign.id}"))[0] == 404
    caller.wait()
    assert caller.site("carol") == 200


def test_deactivation_blocks_tokens_and_reactivation_revives_them(caller: Caller) -> None:
    assert caller.ask("POST", caller.manage("alice", "/lifecycle/disable"), body={"message": "left"})[0] == 204
    assert caller.site("jira") == caller.gateway("alice-scoped") == 401
    assert len(caller.ask("GET", caller.manage("alice", "/api-tokens"))[1]) == len(ALICES)
    assert caller.ask("POST", caller.manage("alice", "/lifecycle/enable"))[0] == 204
    assert caller.site("jira") == caller.gateway("alice-scoped") == 200


def test_a_deleted_account_goes_when_the_days_of_grace_are_over(caller: Caller) -> None:
    for action in ("delete", "cancel-delete", "enable", "delete"):
        assert caller.ask("POST", caller.manage("alice", f"/lifecycle/{action}"))[0] == 204
    caller.wait(13 * 86400)
    assert caller.ask("GET", caller.manage("alice", "/profile"))[1]["account"]["account_status"] == "inactive"
    caller.wait(2 * 86400)
    assert caller.ask("GET", caller.manage("alice", "/profile"))[0] == 404
    assert not [r for r in caller.every(f"{caller.access}/api-tokens") if r["user"]["id"] == caller.account("alice")]


def test_each_kind_of_token_has_its_own_door(caller: Caller) -> None:
    assert (caller.site("jira"), caller.gateway("jira")) == (200, 401)
    assert (caller.site("alice-scoped"), caller.gateway("alice-scoped")) == (401, 200)
    assert (caller.gateway("alice-scoped", "confluence"), caller.gateway("alice-narrow")) == (403, 403)
    assert caller.site("confluence", path="/wiki/rest/api/user/current") == 200
    assert caller.site("erin-blocked") == 401
    assert caller.gateway("erin", "confluence") == 200


def test_a_wrong_address_and_another_site_read_like_a_dead_token(caller: Caller) -> None:
    assert caller.ask("GET", "/rest/api/3/myself", caller.basic("jira", "carol@acme.example"), host=SITE)[0] == 401
    assert (caller.site("alice-home"), caller.site("alice-home", ELSEWHERE)) == (401, 200)
    assert caller.site("jira", ELSEWHERE) == 401
    assert caller.ask("GET", "/rest/api/3/serverInfo", "Basic !", host=SITE)[0] == 200
    for header in ("", "Basic !", f"Bearer {caller.value('jira')}"):
        assert caller.ask("GET", "/rest/api/3/myself", header, host=SITE)[0] == 401
    assert caller.ask("GET", "/ex/jira/none/rest/api/3/myself", caller.basic("alice-scoped"))[0] == 404


def test_use_and_time_leave_their_traces(caller: Caller) -> None:
    assert caller.token("alice-forgotten").last_active_at is None
    assert caller.gateway("alice-forgotten") == 401
    assert caller.token("alice-forgotten").last_active_at is None
    assert caller.site("alice-forgotten") == 200
    assert caller.token("alice-forgotten").last_active_at == caller.clock()
    caller.wait(300 * 86400)
    assert caller.site("alice-forgotten") == 401


def test_the_site_tells_its_id_to_everybody(caller: Caller) -> None:
    assert caller.ask("GET", "/_edge/tenant_info", "", host=SITE) == (200, {"cloudId": caller.atlassian.cloud_id})


def test_apps_that_a_user_let_in_are_on_no_list_and_die_with_the_account(caller: Caller) -> None:
    header = f"Bearer {caller.atlassian.value('alice-rovo', 'atlassian-access-token').reveal()}"
    _, sites = caller.ask("GET", "/oauth/token/accessible-resources", header)
    assert [site["id"] for site in sites] == [caller.atlassian.cloud_id]
    assert caller.ask("GET", f"/ex/jira/{caller.atlassian.cloud_id}/rest/api/3/myself", header)[0] == 200
    assert caller.ask("GET", "/oauth/token/accessible-resources")[0] == 401
    caller.ask("POST", caller.manage("alice", "/lifecycle/disable"))
    assert caller.ask("GET", "/oauth/token/accessible-resources", header)[0] == 401


def test_two_kinds_of_one_shape_are_told_apart_by_where_they_are_let_in(caller: Caller) -> None:
    kind = "atlassian-organisation-key"
    values = {
        name: caller.atlassian.value(name, kind).reveal() for name in ("workspace", "repository", "alice-reports")
    }
    assert len({value[:12] for value in (*values.values(), caller.key)}) == 1
    answers = {
        name: (
            caller.ask("GET", "/admin/v1/orgs", f"Bearer {value}")[0],
            caller.ask("GET", "/2.0/user", f"Bearer {value}", host=BITBUCKET)[0],
        )
        for name, value in values.items()
    }
    assert answers == {"workspace": (401, 200), "repository": (401, 403), "alice-reports": (403, 401)}
    by_token = {name: caller.ask("GET", "/2.0/user", caller.basic(name), host=BITBUCKET)[0] for name in ALICES}
    assert by_token == {**dict.fromkeys(ALICES, 403), "alice-bitbucket": 200}
    assert caller.ask("GET", "/2.0/user", basic("alice@acme.example", "x"), host=BITBUCKET)[0] == 401


@pytest.mark.parametrize("body", [None, {"tokens": []}, {"ids": ["one"]}])
def test_the_call_that_ends_everybodys_tokens_works_and_is_known_for_what_it_is(caller: Caller, body: object) -> None:
    path = f"{caller.access}/api-tokens"
    assert caller.atlassian.hosts[API].is_forbidden("DELETE", path)
    assert not caller.atlassian.hosts[API].is_forbidden("GET", path)
    assert caller.ask("DELETE", path, f"Bearer {caller.scoped}", body)[0] == 403
    assert caller.ask("DELETE", path, body=body)[0] == 200
    caller.wait()
    assert {caller.site("jira"), caller.site("carol"), caller.gateway("erin")} == {401}
    assert caller.every(path) == []
    assert caller.site("contractor") == 200
