"""SCIM: who may, what is found, and the organisation's audit log beside it."""

from urllib.parse import quote

import pytest

from mcpsweep.sandbox.slack.scene import ADMIN_ID
from mcpsweep.sandbox.slack.state import Plan
from tests.sandbox.slack.caller import Caller


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.PRO])
def test_cheaper_plans_do_not_have_it(plan: Plan) -> None:
    status, body = Caller(plan).provision("GET", "Users")
    assert (status, body) == (403, {"Errors": {"description": "feature_not_enabled", "code": 403}})


def test_it_answers_with_statuses_and_not_with_200() -> None:
    caller = Caller()
    assert caller.provision("GET", "Users", token="")[0] == 401
    assert caller.provision("GET", "Users", token=caller.value("slack-erin"))[0] == 403
    assert caller.provision("GET", "Users/U0NOBODY")[0] == 404
    assert caller.provision("DELETE", f"Users/{ADMIN_ID}")[0] == 403
    assert caller.provision("GET", "Users?filter=" + quote('title sw "x"'))[0] == 400
    assert caller.provision("PATCH", f"Users/{caller.user('erin')}", ["x"])[0] == 400
    bot = caller.ask("auth.test", caller.value("slack-bot"))["user_id"]
    assert caller.provision("GET", f"Users/{bot}")[0] == 404


@pytest.mark.parametrize("attribute", ["email", "emails.value"])
def test_a_filter_finds_exactly_one_and_dave_is_not_alice(attribute: str) -> None:
    caller = Caller()
    for person in caller.who.people:
        wanted = quote(f'{attribute} eq "{person.email}"')
        _, body = caller.provision("GET", f"Users?filter={wanted}")
        assert [row["id"] for row in body["Resources"]] == [caller.user(person.id)]
    _, body = caller.provision("GET", "Users?filter=" + quote('userName eq "nobody"'))
    assert (body["totalResults"], body["Resources"]) == (0, [])


def test_pages_start_where_they_are_told_to() -> None:
    caller = Caller(size=30)
    rows = []
    for start in (1, 12, 23, 34):
        _, body = caller.provision("GET", f"Users?startIndex={start}&count=11")
        assert body["totalResults"] == 31
        assert body["itemsPerPage"] == len(body["Resources"])
        rows += body["Resources"]
    assert len({row["id"] for row in rows}) == len(rows) == 31


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.PRO, Plan.BUSINESS])
def test_only_an_organisation_has_an_audit_log(plan: Plan) -> None:
    caller = Caller(plan)
    assert caller.send("GET", "/audit/v1/logs")[1]["error"] == "feature_not_enabled"
    assert caller.send("GET", "/audit/v1/actions", "")[1]["ok"] is True


def test_the_audit_log_is_for_owners_and_not_for_admins() -> None:
    caller = Caller(Plan.ENTERPRISE)
    caller.slack.world.users[ADMIN_ID].is_owner = False
    assert caller.error("admin.users.list") == ""
    assert caller.send("GET", "/audit/v1/logs")[1]["error"] == "not_an_admin"


def test_an_installation_has_its_actor_and_filters_narrow_the_log() -> None:
    caller = Caller(Plan.ENTERPRISE)
    _, body = caller.send("GET", f"/audit/v1/logs?action=app_installed&actor={caller.user('alice')}")
    installed = {entry["entity"]["app"]["id"] for entry in body["entries"]}
    assert caller.app("acme-deploys") in installed
    assert caller.app("bob-agent") not in installed
    assert {entry["actor"]["user"]["email"] for entry in body["entries"]} == {"alice@acme.example"}
    _, body = caller.send("GET", f"/audit/v1/logs?entity={caller.app('alice-standup')}")
    assert [entry["action"] for entry in body["entries"]] == ["app_uninstalled", "app_installed"]
    oldest, latest = body["entries"][0]["date_create"], body["entries"][1]["date_create"]
    _, body = caller.send("GET", f"/audit/v1/logs?entity={caller.app('alice-standup')}&oldest={oldest}")
    assert [entry["action"] for entry in body["entries"]] == ["app_uninstalled"]
    _, body = caller.send("GET", f"/audit/v1/logs?entity={caller.app('alice-standup')}&latest={latest}")
    assert [entry["action"] for entry in body["entries"]] == ["app_installed"]
    assert caller.send("GET", "/audit/v1/logs?action=" + ",".join(["x"] * 31))[1]["error"] == "invalid_arguments"


def test_the_audit_log_has_cursors_and_knows_its_own_actions() -> None:
    caller = Caller(Plan.ENTERPRISE)
    caller.provision("DELETE", f"Users/{caller.user('alice')}")
    whole = caller.send("GET", "/audit/v1/logs")[1]["entries"]
    part, cursor = [], ""
    while True:
        _, body = caller.send("GET", f"/audit/v1/logs?limit=4&cursor={quote(cursor)}")
        part += body["entries"]
        cursor = body["response_metadata"]["next_cursor"]
        if not cursor:
            break
    assert part == whole
    _, actions = caller.send("GET", "/audit/v1/actions", "")
    known = {name for names in actions["actions"].values() for name in names}
    assert {entry["action"] for entry in whole} <= known
    assert {schema["type"] for schema in caller.send("GET", "/audit/v1/schemas", "")[1]["schemas"]} == {"user", "app"}
