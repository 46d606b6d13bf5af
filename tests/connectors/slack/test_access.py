"""The account as a whole is acted on by its id, and looked at again."""

import msgspec
import pytest

from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.grant import Grant
from mcpsweep.model.outcome import OutcomeState, Verified
from tests.connectors.fake import Reply
from tests.connectors.slack.conftest import Make
from tests.connectors.slack.workspace import ADMIN, ALICE, BOT_USER, CAROL, OTHER_TEAM, TEAM, no

ACCOUNT = Account("slack", "slack", ALICE, ALICE, AccountKind.PERSON)
DONE = (OutcomeState.DONE, Verified.YES)
ACTS = ("end_sessions", "remove_access", "disable_account")


def test_sessions_are_reset_for_one_user(make: Make) -> None:
    connector, workspace = make("enterprise")
    (outcome,) = connector.end_sessions(ACCOUNT)
    assert (outcome.state, outcome.verified) == DONE
    assert workspace.called("admin.users.session.reset") == [{"user_id": ALICE}]
    assert workspace.sessions == {21: CAROL}
    assert connector.end_sessions(ACCOUNT)[0].state is OutcomeState.ALREADY


def test_a_session_that_is_somebody_elses_is_left_alone(make: Make) -> None:
    connector, workspace = make("enterprise")
    (session, *_) = (grant for grant in connector.list_all_grants() if getattr(grant, "id", "") == "21")

    stolen = msgspec.structs.replace(session, account=ACCOUNT.ref())
    assert connector.revoke(stolen).state is OutcomeState.FAILED  # type: ignore[arg-type]
    assert workspace.changes() == 0


def test_each_workspace_is_left_on_its_own(make: Make) -> None:
    connector, workspace = make("enterprise")
    workspace.member_of[ALICE] = [TEAM, OTHER_TEAM, "T0ELSEWHERE"]
    outcomes = connector.remove_access(ACCOUNT)
    assert [(outcome.state, outcome.verified) for outcome in outcomes] == [DONE, DONE]
    assert workspace.member_of[ALICE] == ["T0ELSEWHERE"]
    assert connector.remove_access(ACCOUNT)[0].state is OutcomeState.ALREADY


@pytest.mark.parametrize("plan", ["business", "enterprise"])
def test_an_account_is_deactivated_and_read_again(make: Make, plan: str) -> None:
    connector, workspace = make(plan)
    (outcome,) = connector.disable_account(ACCOUNT)
    assert (outcome.state, outcome.verified) == DONE
    assert not workspace.active[ALICE]
    assert workspace.active[CAROL]
    assert connector.disable_account(ACCOUNT)[0].state is OutcomeState.ALREADY
    assert workspace.changes() == 1


def test_an_update_that_changes_nothing_is_no_success(make: Make) -> None:
    connector, workspace = make()
    workspace.service.on("PATCH", r"/scim/v2/Users/(\w+)", Reply(200, {"id": ALICE, "active": False}))
    (outcome,) = connector.disable_account(ACCOUNT)
    assert (outcome.state, outcome.verified) == (OutcomeState.UNKNOWN, Verified.NO)


def test_a_lost_answer_is_asked_about(make: Make) -> None:
    connector, workspace = make()
    connector.capabilities()
    connector._session.own_users()
    workspace.service.cut_after_effect = True
    (outcome,) = connector.disable_account(ACCOUNT)
    assert (outcome.state, outcome.verified) == DONE
    assert workspace.changes() == 1


@pytest.mark.parametrize(
    ("plan", "acts"), [("basic", ACTS), ("business", ("end_sessions", "remove_access")), ("enterprise", ())]
)
def test_what_a_plan_has_no_api_for_is_left_to_a_person(make: Make, plan: str, acts: tuple[str, ...]) -> None:
    connector, workspace = make(plan)
    for act in ACTS:
        (outcome,) = getattr(connector, act)(ACCOUNT)
        assert (outcome.state is OutcomeState.MANUAL) == (act in acts), act
        assert outcome.instruction is not None or act not in acts
    assert (workspace.changes() == 0) == (plan == "basic")


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("account", "state"),
    [
        (Account("slack", "slack", ADMIN, ADMIN), OutcomeState.SKIPPED),
        (Account("slack", "slack", "U0NOBODY", "U0NOBODY"), OutcomeState.FAILED),
        (Account("slack", "slack", "", ""), OutcomeState.FAILED),
        (Account("slack", "slack", BOT_USER, BOT_USER, AccountKind.PERSON), OutcomeState.FAILED),
    ],
)
def test_our_own_account_nobody_and_bots_are_left_alone(
    make: Make, act: str, account: Account, state: OutcomeState
) -> None:
    connector, workspace = make("enterprise")
    (outcome,) = getattr(connector, act)(account)
    assert outcome.state is state
    assert workspace.changes() == 0


@pytest.mark.parametrize("act", ACTS)
def test_a_refusal_is_a_failure_with_its_words(make: Make, act: str) -> None:
    connector, workspace = make("enterprise")
    for method in ("admin.users.session.reset", "admin.users.remove"):
        workspace.instead[method] = no("cannot_reset_primary_owner")
    workspace.service.on("PATCH", r"/scim/v2/Users/(\w+)", Reply(403, {"Errors": {"description": "no", "code": 403}}))
    outcome = getattr(connector, act)(ACCOUNT)[0]
    assert (outcome.state, outcome.verified) == (OutcomeState.FAILED, Verified.NO)
    assert outcome.instruction is not None
    assert ("primary owner" in outcome.reason) == (act != "disable_account")


@pytest.mark.parametrize("act", ACTS)
def test_a_service_that_is_down_is_a_failure_and_no_exception(make: Make, act: str) -> None:
    connector, workspace = make("enterprise")
    workspace.service.faults = [Reply(503)] * 50
    (outcome,) = getattr(connector, act)(ACCOUNT)
    assert (outcome.state, outcome.instruction is not None) == (OutcomeState.FAILED, True)
    assert workspace.changes() == 0


@pytest.mark.parametrize("kind", ["slack-app", "slack-session"])
def test_a_grant_is_not_ended_while_the_service_is_down(make: Make, kind: str) -> None:
    first, workspace = make("enterprise")
    # The whole stream: a listing that is left in the middle still has requests under way.
    listed = list(first.list_grants(ACCOUNT))
    grant = next(one for one in listed if isinstance(one, Grant) and one.kind == kind)
    second, workspace = make("enterprise")
    workspace.service.faults = [Reply(503)] * 50
    assert second.revoke(grant).state is OutcomeState.FAILED
    assert workspace.changes() == 0


@pytest.mark.parametrize("answer", [{"id": CAROL, "active": True}, {"id": ALICE}, {"active": True}, []])
def test_an_account_that_does_not_read_as_planned_is_left_alone(make: Make, answer: object) -> None:
    connector, workspace = make()
    workspace.service.on("GET", r"/scim/v2/Users/(\w+)", Reply(200, answer))
    (outcome,) = connector.disable_account(ACCOUNT)
    assert outcome.state is OutcomeState.FAILED
    assert workspace.changes() == 0
