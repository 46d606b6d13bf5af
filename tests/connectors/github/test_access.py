"""The account as a whole."""

import pytest

from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.outcome import OutcomeState, Verified
from tests.connectors.fake import Reply
from tests.connectors.github.conftest import Make
from tests.connectors.github.organisation import ADMIN, ALICE, CAROL

pytestmark = pytest.mark.usefixtures("signs_quickly")

HER = Account("github", "github", str(ALICE[1]), ALICE[0], AccountKind.PERSON)
OURS = Account("github", "github", str(ADMIN[1]), ADMIN[0], AccountKind.PERSON)


def test_she_leaves_with_all_invitations_she_sent_and_nobody_else_does(make: Make) -> None:
    connector, organisation = make()
    organisation.outsiders = {ALICE[0], CAROL[0]}
    outcomes = connector.remove_access(HER)
    assert [outcome.state.value for outcome in outcomes] == ["done"] * 4
    assert all(outcome.verified is Verified.YES for outcome in outcomes)
    assert organisation.members == {CAROL[0], ADMIN[0]}
    assert organisation.outsiders == {CAROL[0]}
    assert (organisation.invitations, organisation.repository_invitations) == ({32: CAROL}, {42: CAROL})
    (again,) = connector.remove_access(HER)
    assert (again.state, again.verified) == (OutcomeState.ALREADY, Verified.YES)


def test_an_enterprise_team_that_keeps_her_is_said(make: Make) -> None:
    connector, organisation = make()
    organisation.teams = ["ent:platform"]
    outcomes = connector.remove_access(HER)
    (kept,) = [outcome for outcome in outcomes if outcome.state is OutcomeState.MANUAL]
    assert "ent:platform" in kept.reason
    assert kept.instruction is not None
    assert ALICE[0] not in organisation.members
    assert [outcome.state for outcome in outcomes].count(OutcomeState.DONE) == 3, "her own membership is one of them"
    (again,) = connector.remove_access(HER)
    assert again == kept


def test_an_enterprise_team_hides_no_refusal(make: Make) -> None:
    connector, organisation = make()
    organisation.teams = ["ent:platform"]
    organisation.service.on("DELETE", f"/orgs/acme/memberships/{ALICE[0]}", Reply(403, {"message": "no"}))
    outcomes = connector.remove_access(HER)
    assert {OutcomeState.FAILED, OutcomeState.MANUAL} <= {outcome.state for outcome in outcomes}


def test_invitations_that_cannot_be_listed_are_part_of_the_result(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/repos/acme/api/invitations", Reply(403, {"message": "no"}))
    outcomes = connector.remove_access(HER)
    assert [outcome.state for outcome in outcomes].count(OutcomeState.FAILED) == 1
    assert ALICE[0] not in organisation.members


@pytest.mark.parametrize("action", ["remove_access", "end_sessions"])
def test_a_login_that_somebody_else_took_over_is_left_alone(make: Make, action: str) -> None:
    connector, organisation = make()
    organisation.people[ALICE[0]] = (ALICE[0], 99)
    (outcome,) = getattr(connector, action)(HER)
    assert outcome.state is OutcomeState.FAILED
    assert "no longer belongs" in outcome.reason
    assert organisation.changes() == 0


@pytest.mark.parametrize("action", ["remove_access", "end_sessions"])
def test_the_connector_never_acts_on_its_own_account(make: Make, action: str) -> None:
    connector, organisation = make()
    (outcome,) = getattr(connector, action)(OURS)
    assert outcome.state is OutcomeState.SKIPPED
    assert organisation.changes() == 0


def test_when_our_own_account_is_not_known_nothing_is_tried(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("GET", "/user", Reply(404, {}))
    (outcome,) = connector.remove_access(HER)
    assert outcome.state is OutcomeState.FAILED
    assert organisation.changes() == 0


def test_all_her_authorisations_are_withdrawn_with_one_call(make: Make) -> None:
    connector, organisation = make()
    (outcome,) = connector.end_sessions(HER)
    assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES)
    (call,) = organisation.service.calls("POST", ".*/credential-authorizations/.*")
    assert (call.path, call.body) == (f"/orgs/acme/credential-authorizations/{ALICE[0]}/revoke", b"")
    assert list(organisation.authorizations) == [702]
    assert list(organisation.grants) == [502]


def test_managed_users_tokens_are_destroyed(make: Make) -> None:
    connector, organisation = make("emu", enterprise="acme-inc")
    (outcome,) = connector.end_sessions(HER)
    assert outcome.state is OutcomeState.DONE
    (call,) = organisation.service.calls("POST", "/enterprises/.*/revoke")
    assert call.json() == {"revoke_credentials": True}


@pytest.mark.parametrize("product", ["free", "cloud", "server"])
def test_without_single_sign_on_sessions_are_left_to_a_person(make: Make, product: str) -> None:
    connector, organisation = make(product)
    (outcome,) = connector.end_sessions(HER)
    assert outcome.state is OutcomeState.MANUAL
    assert organisation.changes() == 0


@pytest.mark.parametrize(
    ("product", "state"),
    [("free", "skipped"), ("cloud", "skipped"), ("saml", "skipped"), ("emu", "manual"), ("server", "done")],
)
def test_only_a_server_suspends(make: Make, product: str, state: str) -> None:
    connector, organisation = make(product)
    (outcome,) = connector.disable_account(HER)
    assert outcome.state.value == state
    assert organisation.suspended == ({ALICE[0]} if product == "server" else set())
