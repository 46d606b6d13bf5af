"""What Slack knows of a person, and what it would not tell."""

from collections.abc import Mapping, Sequence

import pytest

from mcpsweep.connectors.slack.connector import Slack
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.outcome import OutcomeState
from tests.connectors.fake import FakeClock, Reply
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import ALICE, BOB, OTHER_TEAM, OWN, TEAM, entry, no

ACCOUNT = Account("slack", "slack", ALICE, ALICE)


def split(connector: Slack) -> tuple[dict[str, Grant], list[Gap]]:
    """Alice's grants by id, and the gaps."""
    listed = list(connector.list_grants(ACCOUNT))
    return (
        {one.id: one for one in listed if isinstance(one, Grant)},
        [one for one in listed if isinstance(one, Gap)],
    )


def test_an_app_says_what_ends_with_it_and_why_to_look_first(make: Make) -> None:
    connector, _workspace = make()
    app = split(connector)[0]["A0ALICE"]
    assert (app.kind, app.app_id, app.account) == ("slack-app", "A0ALICE", AccountRef(ALICE, ALICE))
    assert app.scopes == ("chat:write", "incoming-webhook")
    assert app.created == "1970-01-01T00:01:40Z"
    assert "outlive the person's account" in app.review
    assert any("silent in every channel" in effect for effect in app.effects)
    assert any("webhook" in effect for effect in app.effects)
    assert app.can_revoke == (Way.MANUAL,)
    assert app.instruction is not None


def test_what_others_took_over_or_removed_is_not_hers_but_told(make: Make) -> None:
    connector, _workspace = make()
    grants, gaps = split(connector)
    assert set(grants) == {"A0ALICE", "77"}
    assert [(gap.what, gap.hides) for gap in gaps] == [(f"a token that {ALICE} may have given App A0TAKEN", False)]


def apps(asked: Sequence[Mapping[str, str]]) -> set[str]:
    """Those that the log was asked about one by one."""
    return {one.get("app_id") or one["service_id"] for one in asked if "app_id" in one or "service_id" in one}


@pytest.mark.parametrize("filler", [0, 700])
def test_each_app_is_looked_for_in_everybodys_entries_with_as_few_questions_as_can_be(make: Make, filler: int) -> None:
    """A short log is read as a whole; of a long one no more than its first page, and then app by app."""
    connector, workspace = make()
    workspace.log += [entry(1, BOB, "added", f"A0FILL{number}") for number in range(filler)]
    grants, gaps = split(connector)
    assert set(grants) == {"A0ALICE", "77"}
    assert [gap.what for gap in gaps] == [f"a token that {ALICE} may have given App A0TAKEN"]
    asked = workspace.called("team.integrationLogs")
    everybodys = [one["page"] for one in asked if not {"user", "app_id", "service_id"} & one.keys()]
    pages = -(-len(workspace.log) // workspace.page_size)
    assert everybodys == (["1"] if filler else [str(1 + number) for number in range(pages)])
    assert apps(asked) == ({"A0ALICE", "A0GONE", "A0TAKEN", "A0BOB", "77"} if filler else set())


def test_a_log_that_cannot_be_read_as_a_whole_is_asked_app_by_app(make: Make) -> None:
    connector, workspace = make()
    whole = workspace._integration_logs

    def refuses(value: str, arguments: dict[str, str]) -> Reply:
        return whole(value, arguments) if {"user", "app_id", "service_id"} & arguments.keys() else no("fatal_error")

    workspace.instead["team.integrationLogs"] = refuses
    assert set(split(connector)[0]) == {"A0ALICE", "77"}


def test_every_workspace_of_the_organisation_is_named_in_its_question(make: Make) -> None:
    connector, workspace = make("enterprise")
    split(connector)
    assert {one["team_id"] for one in workspace.called("team.integrationLogs")} == {TEAM, OTHER_TEAM}


def test_a_log_that_is_closed_is_a_gap_and_hides_no_other_part(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.instead["team.integrationLogs"] = no("user_is_not_an_admin")
    grants, gaps = split(connector)
    assert set(grants) == {"A0ORG@E0ACME", "11", "12"}
    assert {gap.what for gap in gaps} == {f"apps in the workspace {TEAM}", f"apps in the workspace {OTHER_TEAM}"}
    assert all(gap.hides and gap.instruction for gap in gaps)


def test_each_other_part_that_fails_is_a_gap_too(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.instead["admin.users.session.list"] = no("missing_scope", needed="admin.users:read", provided="admin")
    workspace.service.on("GET", "/audit/v1/logs", no("not_an_admin"))
    grants, gaps = split(connector)
    assert set(grants) == {f"A0ALICE@{TEAM}", f"77@{TEAM}"}
    assert {gap.what for gap in gaps if gap.hides} == {
        "apps that were installed for the whole organisation",
        f"sessions of {ALICE}",
    }


def test_a_service_that_is_down_is_all_gaps(make: Make) -> None:
    connector, workspace = make()
    workspace.service.faults = [Reply(503)] * 200
    grants, gaps = split(connector)
    assert grants == {}
    assert gaps
    assert all(gap.hides for gap in gaps)


def test_a_storm_of_limits_is_waited_out(make: Make, clock: FakeClock) -> None:
    connector, workspace = make()
    limited = Reply(429, {"ok": False, "error": "ratelimited"}, headers={"Retry-After": "30"})
    connector.capabilities()
    workspace.service.faults = [limited] * 4
    assert set(split(connector)[0]) == {"A0ALICE", "77"}
    assert sum(clock.slept) >= 120


def test_a_limit_that_never_ends_is_a_gap(make: Make, clock: FakeClock) -> None:
    connector, workspace = make()
    connector.capabilities()
    workspace.instead["team.integrationLogs"] = Reply(429, headers={"Retry-After": "86400"})
    grants, gaps = split(connector)
    assert grants == {}
    assert gaps[0].hides
    assert sum(clock.slept) < 3600, "a wish without bounds is not granted"


def test_the_list_of_all_names_everybodys(make: Make) -> None:
    connector, _workspace = make("enterprise")
    everything = {one.id: one for one in connector.list_all_grants() if isinstance(one, Grant)}
    assert set(everything) == {
        f"A0ALICE@{TEAM}",
        f"A0TAKEN@{TEAM}",
        f"A0BOB@{TEAM}",
        f"77@{TEAM}",
        "A0ORG@E0ACME",
        "11",
        "12",
        "21",
    }
    assert everything[f"A0BOB@{TEAM}"].account == AccountRef(BOB, BOB)


def test_an_app_that_the_log_forgot_is_not_taken_for_gone(make: Make) -> None:
    connector, workspace = make("enterprise")
    app = split(connector)[0][f"A0ALICE@{TEAM}"]
    workspace.log = []
    assert connector.revoke(app).state is OutcomeState.FAILED
    assert workspace.changes() == 0


def test_an_app_is_uninstalled_from_where_it_is_and_nowhere_else(make: Make) -> None:
    connector, workspace = make("enterprise")
    grants = split(connector)[0]
    for name in (f"A0ALICE@{TEAM}", "A0ORG@E0ACME"):
        assert connector.revoke(grants[name]).state is OutcomeState.DONE
    assert workspace.called("admin.apps.uninstall") == [
        {"app_id": "A0ALICE", "team_ids": TEAM},
        {"app_id": "A0ORG", "enterprise_id": "E0ACME"},
    ]


def test_what_an_account_did_is_told_from_the_audit_log(make: Make) -> None:
    connector, _workspace = make("enterprise")
    event, gap = connector.trace("", AccountRef(ALICE, ALICE))
    assert not isinstance(event, Gap)
    assert (event.action, event.time, event.actor.id) == ("org_app_installed", "1970-01-01T00:01:30Z", ALICE)
    assert isinstance(gap, Gap)
    assert "names accounts, not tokens" in gap.reason


def test_without_an_audit_log_or_an_account_nothing_can_be_told(make: Make) -> None:
    small, _workspace = make("business")
    (gap,) = small.trace("", AccountRef(ALICE, ALICE))
    assert isinstance(gap, Gap)
    assert "only Enterprise" in gap.reason
    large, _workspace = make("enterprise")
    (gap,) = large.trace("")
    assert isinstance(gap, Gap)
    assert "no account is known" in gap.reason


def test_the_app_that_we_work_with_is_left_alone(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.tokens[OWN]["app_id"] = "A0ALICE"
    outcome = connector.revoke(split(connector)[0][f"A0ALICE@{TEAM}"])
    assert outcome.state is OutcomeState.SKIPPED
    assert workspace.changes() == 0


def test_an_audit_log_that_refuses_is_told(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.service.on("GET", "/audit/v1/logs", no("not_an_admin"))
    (gap,) = connector.trace("", AccountRef(ALICE, ALICE))
    assert isinstance(gap, Gap)
    assert "no admin or owner" in gap.reason
