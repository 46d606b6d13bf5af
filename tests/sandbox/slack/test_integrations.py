"""The integration log, and what it shows wrongly to who reads only what one person did."""

import pytest

from mcpsweep.sandbox.slack.scene import ADMIN_ID, LABS
from mcpsweep.sandbox.slack.state import Plan
from mcpsweep.sandbox.tokens import SLACK_TEAM
from tests.sandbox.slack.caller import Caller


def test_only_an_admin_with_the_scope_may_read_it() -> None:
    caller = Caller()
    assert caller.error("team.integrationLogs", caller.value("slack-bot")) == "not_allowed_token_type"
    assert caller.error("team.integrationLogs", caller.value("slack-erin")) == "missing_scope"
    assert caller.error("team.integrationLogs", caller.value("slack-session")) == "not_an_admin"
    assert caller.error("team.integrationLogs") == ""


@pytest.mark.parametrize("plan", [Plan.FREE, Plan.PRO, Plan.BUSINESS])
def test_every_plan_has_it(plan: Plan) -> None:
    assert len(Caller(plan).changes()) == 18


def test_what_alice_did_hides_that_others_removed_it_or_took_it_over() -> None:
    caller = Caller()
    for key, last in (("alice-standup", ("removed", "erin")), ("alice-polls", ("added", "erin"))):
        app = caller.app(key)
        hers = [row for row in caller.changes(user=caller.user("alice")) if row.get("app_id") == app]
        assert [row["change_type"] for row in hers] == ["added"]
        whole = caller.changes(app_id=app)
        assert (whole[0]["change_type"], whole[0]["user_name"]) == last


def test_names_repeat_and_ids_do_not() -> None:
    caller = Caller()
    rows = [row for row in caller.changes() if row.get("app_type") == "Alice Agent"]
    assert {row["app_id"] for row in rows} == {caller.app("alice-agent"), caller.app("carol-agent")}
    assert {row["user_name"] for row in rows} == {"alice", "carol"}


def test_an_update_is_no_installation_and_a_webhook_has_a_channel() -> None:
    caller = Caller()
    update, added = caller.changes(app_id=caller.app("alice-agent"))
    assert (update["change_type"], added["change_type"]) == ("updated", "added")
    assert "incoming-webhook" in update["scope"].split(",")
    assert update["channel"]
    assert "channel" not in added
    (by_alice,) = caller.changes(app_id=caller.app("assistant"), user=caller.user("alice"))
    assert by_alice["change_type"] == "updated"


def test_legacy_integrations_have_a_service_id_of_either_type() -> None:
    caller = Caller()
    rows = [row for row in caller.changes() if "service_id" in row]
    assert {type(row["service_id"]) for row in rows} == {int, str}
    assert all("app_id" not in row for row in rows)
    feed = caller.changes(service_id=caller.app("feed"))
    assert [row["change_type"] for row in feed] == ["enabled", "disabled", "added"]
    assert caller.changes(app_id=caller.app("feed")) == []


def test_pages_are_numbered_and_newest_come_first() -> None:
    caller = Caller()
    first = caller.ask("team.integrationLogs", None, count=5)
    assert first["paging"] == {"count": 5, "total": 18, "page": 1, "pages": 4}
    assert "response_metadata" not in first
    rows = caller.changes(count=5)
    assert len(rows) == 18
    assert [row["date"] for row in rows] == sorted((row["date"] for row in rows), reverse=True)
    assert caller.ask("team.integrationLogs", None, count=5, page=9)["logs"] == []
    assert caller.error("team.integrationLogs", None, count="all") == "invalid_arguments"


def test_changes_can_be_selected_by_their_type() -> None:
    caller = Caller()
    assert {row["change_type"] for row in caller.changes(change_type="removed")} == {"removed"}
    assert caller.error("team.integrationLogs", None, change_type="melted") == "invalid_arguments"


def test_an_organisations_token_must_name_the_workspace() -> None:
    caller = Caller(Plan.ENTERPRISE)
    assert caller.error("team.integrationLogs") == "missing_argument"
    assert caller.error("team.integrationLogs", None, team_id="T0NOWHERE") == "team_not_found"
    there = caller.ask("team.integrationLogs", None, team_id=LABS, user=caller.user("alice"))["logs"]
    assert [row["app_id"] for row in there] == [caller.app("labs")]
    assert caller.app("labs") not in {row.get("app_id") for row in caller.changes()}
    assert {row["user_id"] for row in caller.changes(app_id=caller.app("compliance"))} == {ADMIN_ID}


def test_no_line_holds_a_token() -> None:
    caller = Caller()
    text = str(caller.changes())
    assert not any(credential.secret.reveal() in text for credential in caller.who.credentials)
    assert SLACK_TEAM not in text
