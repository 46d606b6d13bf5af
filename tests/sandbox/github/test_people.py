"""Members, collaborators, invitations, teams, seats, keys and what else hangs on a person."""

import pytest

from mcpsweep.sandbox.github.state import Product
from tests.sandbox.github.caller import Caller


def logins(rows: list[dict[str, object]]) -> set[object]:
    """The logins of a list of users."""
    return {row["login"] for row in rows}


def test_a_removed_member_is_out_of_teams_and_grants_and_keeps_the_account() -> None:
    caller = Caller(Product.TEAM)
    value = caller.value("github-classic")
    assert caller.ask("GET", "/orgs/acme/members", value)[0] == 200
    assert caller.ask("GET", "/orgs/acme/memberships/anguyen")[1]["state"] == "active"
    assert caller.ask("DELETE", "/orgs/acme/memberships/anguyen")[0] == 204
    assert caller.ask("GET", "/orgs/acme/memberships/anguyen")[0] == 404
    assert "anguyen" not in logins(caller.every("/orgs/acme/members"))
    assert "anguyen" not in logins(caller.every("/orgs/acme/teams/platform/members"))
    grants = caller.every("/orgs/acme/personal-access-tokens", caller.installation())
    assert [grant["owner"]["login"] for grant in grants] == ["dalvarez"]
    assert caller.ask("GET", "/user", value)[0] == 200
    assert caller.ask("GET", "/orgs/acme/members", value)[0] == 404
    assert caller.ask("DELETE", "/orgs/acme/memberships/anguyen")[0] == 404
    assert caller.ask("DELETE", "/orgs/acme/members/anguyen")[0] == 403


def test_an_enterprise_team_keeps_a_removed_member_in() -> None:
    caller = Caller(Product.CLOUD)
    assert caller.ask("DELETE", "/orgs/acme/members/anguyen")[0] == 204
    status, membership = caller.ask("GET", "/orgs/acme/memberships/anguyen")
    assert (status, membership["direct_membership"]) == (200, False)
    assert membership["enterprise_teams_providing_indirect_membership"] == ["pilots"]
    path = "/enterprises/acme-inc/teams/pilots/memberships"
    assert "anguyen" in logins(caller.every(path))
    assert caller.ask("DELETE", f"{path}/anguyen", caller.installation())[0] == 403
    assert caller.ask("DELETE", f"{path}/anguyen")[0] == 204
    assert caller.ask("GET", "/orgs/acme/members/anguyen")[0] == 404


def test_a_team_that_an_identity_provider_fills_cannot_be_left_here() -> None:
    caller = Caller()
    assert caller.ask("DELETE", "/orgs/acme/teams/everybody/memberships/anguyen")[0] == 403
    assert caller.ask("DELETE", "/orgs/acme/teams/platform/memberships/anguyen")[0] == 204
    assert caller.ask("DELETE", "/orgs/acme/teams/platform/memberships/anguyen")[0] == 404


def test_members_and_outsiders_are_removed_in_different_ways() -> None:
    caller = Caller()
    assert logins(caller.every("/orgs/acme/outside_collaborators")) == {"contractor"}
    assert caller.ask("DELETE", "/orgs/acme/outside_collaborators/anguyen")[0] == 422
    assert caller.ask("DELETE", "/orgs/acme/outside_collaborators/contractor")[0] == 204
    assert caller.every("/orgs/acme/outside_collaborators") == []
    assert caller.every("/repos/acme/website/collaborators?affiliation=direct") == []


def test_a_removed_collaborator_takes_the_invitations_that_were_sent_along() -> None:
    caller = Caller()
    direct = "/repos/acme/app/collaborators?affiliation=direct"
    assert logins(caller.every(direct)) == {"anguyen"}
    assert "acme-security" in logins(caller.every("/repos/acme/app/collaborators"))
    (invitation,) = caller.every("/repos/acme/app/invitations")
    assert invitation["inviter"]["login"] == "anguyen"
    assert caller.ask("DELETE", "/repos/acme/app/collaborators/anguyen")[0] == 204
    assert caller.every(direct) == []
    assert caller.every("/repos/acme/app/invitations") == []


def test_invitations_name_who_sent_them() -> None:
    caller = Caller()
    rows = caller.every("/orgs/acme/invitations")
    assert {row["inviter"]["login"] for row in rows} == {"anguyen", "ecosta"}
    alices = next(row for row in rows if row["inviter"]["login"] == "anguyen")
    assert caller.ask("DELETE", f"/orgs/acme/invitations/{alices['id']}")[0] == 204
    assert [row["email"] for row in caller.every("/orgs/acme/invitations")] == ["newcomer@acme.example"]
    assert caller.ask("DELETE", f"/repos/acme/app/invitations/{rows[-1]['id']}")[0] == 404
    assert caller.ask("DELETE", "/orgs/acme/memberships/newcomer@acme.example")[0] == 204
    assert caller.every("/orgs/acme/invitations") == []
    for product in (Product.MANAGED, Product.SERVER):
        assert Caller(product).ask("GET", "/orgs/acme/invitations")[0] == 404


def test_nothing_but_the_audit_log_says_who_made_hooks_secrets_and_runners() -> None:
    caller = Caller()
    for path in ("hooks", "actions/secrets", "actions/runners"):
        rows = caller.every(f"/orgs/acme/{path}")
        assert rows
        assert "anguyen" not in str(rows)
    events = caller.every("/orgs/acme/audit-log?phrase=actor:anguyen action:hook.create")
    assert {event["name"] for event in events} == {"https://alice.example/hook", "https://alice.example/app"}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/orgs/acme/actions/secrets", "DEPLOY_TOKEN"),
        ("/repos/acme/app/actions/secrets", "CLAUDE_CODE_OAUTH_TOKEN"),
        ("/repos/acme/app/environments/production/secrets", "WAREHOUSE_KEY"),
    ],
)
def test_a_secret_is_a_name_and_can_be_deleted(path: str, name: str) -> None:
    caller = Caller()
    assert [row["name"] for row in caller.every(path)] == [name]
    assert caller.ask("GET", f"{path}/{name}")[0] == 200
    assert caller.ask("DELETE", f"{path}/{name}")[0] == 204
    assert caller.ask("DELETE", f"{path}/{name}")[0] == 404
    assert caller.every(path) == []


def test_hooks_and_runners_can_be_read_and_deleted_by_their_id() -> None:
    caller = Caller()
    runners = caller.every("/orgs/acme/actions/runners?name=alice-desktop")
    assert caller.every("/orgs/acme/actions/runners?name=other") == []
    hooks = caller.every("/repos/acme/app/hooks")
    for path in (f"/orgs/acme/actions/runners/{runners[0]['id']}", f"/repos/acme/app/hooks/{hooks[0]['id']}"):
        assert [caller.ask(method, path)[0] for method in ("GET", "DELETE", "GET")] == [200, 204, 404]
    assert len(caller.every("/orgs/acme/hooks")) == 2


def test_a_users_keys_are_public_and_only_theirs_to_delete() -> None:
    caller = Caller()
    (key,) = caller.ask("GET", "/users/anguyen/keys", "")[1]
    assert caller.ask("DELETE", f"/user/keys/{key['id']}")[0] == 404
    assert caller.ask("DELETE", f"/user/keys/{key['id']}", caller.value("github-spare"))[0] == 404
    caller.token("github-spare").scopes = ("admin:public_key",)
    assert caller.ask("DELETE", f"/user/keys/{key['id']}", caller.value("github-spare"))[0] == 204
    assert caller.ask("GET", "/users/anguyen/keys", "")[1] == []
    assert len(caller.ask("GET", "/users/ecosta/keys", "")[1]) == 1


def test_deploy_keys_tell_who_added_them_and_belong_to_one_repository() -> None:
    caller = Caller()
    (key,) = caller.every("/repos/acme/app/keys")
    assert key["added_by"] == "alice-nguyen"
    assert caller.ask("DELETE", f"/repos/acme/infrastructure/keys/{key['id']}")[0] == 404
    assert caller.ask("DELETE", f"/repos/acme/app/keys/{key['id']}")[0] == 204
    assert caller.ask("GET", f"/repos/acme/app/keys/{key['id']}")[0] == 404


def test_codespaces_and_seats_end() -> None:
    caller = Caller()
    (codespace,) = caller.every("/orgs/acme/members/anguyen/codespaces")
    path = f"/orgs/acme/members/anguyen/codespaces/{codespace['name']}"
    assert caller.ask("DELETE", path)[0] == 202
    caller.wait()
    assert caller.every("/orgs/acme/members/anguyen/codespaces") == []
    assert caller.ask("DELETE", path)[0] == 404
    seats = "/orgs/acme/copilot/billing/selected_users"
    assert caller.ask("DELETE", seats, None, {"selected_usernames": ["anguyen", "bosei"]})[1] == {"seats_cancelled": 1}
    assert caller.ask("DELETE", seats, None, {})[0] == 422


def test_single_things_say_whether_somebody_has_them() -> None:
    caller = Caller()
    for path in (
        "/repos/acme/app/collaborators/{}",
        "/orgs/acme/teams/platform/memberships/{}",
        "/enterprises/acme-inc/teams/pilots/memberships/{}",
        "/orgs/acme/members/{}/copilot",
    ):
        assert caller.ask("GET", path.format("anguyen"))[0] in (200, 204)
        assert caller.ask("GET", path.format("ecosta"))[0] == 404
    permission = "/repos/acme/app/collaborators/{}/permission"
    roles = {login: caller.ask("GET", permission.format(login))[1]["permission"] for login in ("anguyen", "ecosta")}
    assert roles == {"anguyen": "admin", "ecosta": "none"}


def test_environments_are_listed_so_that_their_secrets_can_be() -> None:
    caller = Caller()
    assert [row["name"] for row in caller.every("/repos/acme/app/environments")] == ["production"]
    assert caller.every("/repos/acme/website/environments") == []


def test_a_server_says_its_version_and_a_repository_what_it_is() -> None:
    assert Caller(Product.SERVER).ask("GET", "/meta")[1]["installed_version"].startswith("3.")
    assert "installed_version" not in Caller().ask("GET", "/meta")[1]
    assert Caller().ask("GET", "/repos/acme/app")[1]["has_downloads"] is True
    newer = Caller().ask("GET", "/repos/acme/app", None, x_github_api_version="2026-03-10")[1]
    assert "has_downloads" not in newer


def test_apps_on_the_organisation_do_not_say_who_installed_them() -> None:
    caller = Caller()
    rows = caller.every("/orgs/acme/installations")
    assert {row["app_slug"] for row in rows} == {"mcpsweep", "issue-summaries"}
    assert "anguyen" not in str(rows)
    (event,) = caller.every("/orgs/acme/audit-log?phrase=action:integration_installation.create created:>=2026-01-01")
    assert event["actor"] == "anguyen"
    other = next(row["id"] for row in rows if row["app_slug"] == "issue-summaries")
    path = f"/enterprises/acme-inc/apps/organizations/acme/installations/{other}"
    assert caller.ask("DELETE", path)[0] == 403
    assert caller.ask("DELETE", path, caller.installation())[0] == 204
    assert len(caller.every("/orgs/acme/installations")) == 1


def test_two_people_of_one_name_and_similar_mail_are_three_accounts() -> None:
    caller = Caller()
    rows = caller.every("/enterprises/acme-inc/consumed-licenses?per_page=100")
    mails = {row["github_com_login"]: row["github_com_verified_domain_emails"] for row in rows}
    assert mails["anguyen"] == ["alice@acme.example"]
    assert mails["dalvarez"] == ["alice+dave@acme.example"]
    assert mails["alice-nguyen"] == ["carol@acme.example"]


def test_a_corporate_identity_leads_to_its_login() -> None:
    caller = Caller()
    question = (
        'query { organization(login: "acme") { samlIdentityProvider { externalIdentities(first: 100, userName: "%s")'
    )
    body = {"query": question % "alice@acme.example"}
    answer = caller.ask("POST", "/graphql", None, body)[1]["data"]["organization"]["samlIdentityProvider"]
    nodes = [edge["node"] for edge in answer["externalIdentities"]["edges"]]
    assert [(node["user"]["login"], node["samlIdentity"]["nameId"]) for node in nodes] == [
        ("anguyen", "alice@acme.example")
    ]
    assert "errors" in caller.ask("POST", "/graphql", None, {"query": "query { viewer { login } }"})[1]
    nobody = Caller(Product.CLOUD).ask("POST", "/graphql", None, body)[1]
    assert nobody["data"]["organization"]["samlIdentityProvider"] is None


def test_an_identity_is_found_page_by_page() -> None:
    caller = Caller(size=150)
    seen, after = 0, None
    while True:
        body = {"query": "externalIdentities(first: 100, after: $after)", "variables": {"after": after}}
        answer = caller.ask("POST", "/graphql", None, body)[1]["data"]["organization"]["samlIdentityProvider"]
        seen += len(answer["externalIdentities"]["edges"])
        page = answer["externalIdentities"]["pageInfo"]
        after = page["endCursor"]
        if not page["hasNextPage"]:
            break
    assert seen == 150
