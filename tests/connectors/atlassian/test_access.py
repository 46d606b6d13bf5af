"""The account as a whole is acted on by its id, and looked at again."""

from typing import Any

import pytest

from mcpsweep.model.account import Account, AccountKind
from mcpsweep.model.outcome import OutcomeState, Verified
from tests.connectors.atlassian.conftest import Make, MakeServer
from tests.connectors.atlassian.organisation import ALICE, CAROL, DIRECTORY, GUEST, SCOPED_KEY
from tests.connectors.fake import Reply

DONE = (OutcomeState.DONE, Verified.YES)
ACTS = ("end_sessions", "remove_access", "disable_account")


def account(who: str = ALICE) -> Account:
    """An account as it was found."""
    return Account("atlassian", "atlassian", who, who, AccountKind.PERSON)


def test_every_directory_is_left_on_its_own(make: Make) -> None:
    connector, organisation = make()
    organisation.members["dir-2"] = {ALICE, CAROL}
    organisation.members["dir-3"] = {CAROL}
    outcomes = connector.remove_access(account())
    assert [(outcome.state, outcome.verified) for outcome in outcomes] == [DONE, DONE]
    assert organisation.members == {DIRECTORY: {CAROL, GUEST}, "dir-2": {CAROL}, "dir-3": {CAROL}}
    before = organisation.changes()
    assert [outcome.state for outcome in connector.remove_access(account())] == [OutcomeState.ALREADY]
    assert organisation.changes() == before


def test_who_stays_in_a_directory_is_not_called_removed(make: Make) -> None:
    connector, organisation = make()
    organisation.service.on("DELETE", r"/admin/v2/.*", Reply(204))
    (outcome,) = connector.remove_access(account())
    assert (outcome.state, outcome.verified) == (OutcomeState.UNKNOWN, Verified.NO)
    assert outcome.instruction is not None


def test_an_account_is_deactivated_and_read_again(make: Make) -> None:
    connector, organisation = make()
    (outcome,) = connector.disable_account(account())
    assert (outcome.state, outcome.verified) == DONE
    assert organisation.status == {ALICE: "inactive", CAROL: "active", GUEST: "active"}
    assert connector.disable_account(account())[0].state is OutcomeState.ALREADY
    assert organisation.changes() == 1


@pytest.mark.parametrize(
    "profile",
    [
        {"account": {"account_id": ALICE, "account_status": "active"}},
        {"account": {"account_id": CAROL, "account_status": "inactive"}},
        {"account": {"account_id": ALICE}},
        {},
    ],
)
def test_an_account_that_is_not_seen_to_be_out_is_not_called_disabled(make: Make, profile: dict[str, Any]) -> None:
    connector, organisation = make()
    organisation.service.on("GET", r"/users/[^/]+/manage/profile", Reply(200, profile))
    (outcome,) = connector.disable_account(account())
    assert outcome.state in (OutcomeState.UNKNOWN, OutcomeState.FAILED)
    assert outcome.verified is Verified.NO


def test_an_account_that_its_own_provider_keeps_is_for_a_person(make: Make) -> None:
    connector, organisation = make()
    privileges = {"lifecycle.enablement": {"allowed": False, "reason": {"key": "externally.managed"}}}
    organisation.service.on("GET", r"/users/[^/]+/manage", Reply(200, privileges))
    (outcome,) = connector.disable_account(account())
    assert outcome.state is OutcomeState.MANUAL
    assert "externally.managed" in outcome.reason
    assert organisation.changes() == 0


@pytest.mark.parametrize("act", ["remove_access", "disable_account"])
def test_a_guest_is_for_a_person(make: Make, act: str) -> None:
    connector, organisation = make()
    (outcome,) = getattr(connector, act)(account(GUEST))
    assert outcome.state is OutcomeState.MANUAL
    assert outcome.instruction is not None and "not managed" in outcome.reason
    assert organisation.changes() == 0


def test_a_key_with_scopes_deactivates_nobody(make: Make) -> None:
    connector, organisation = make({"scoped_key": SCOPED_KEY})
    (outcome,) = connector.disable_account(account())
    assert outcome.state is OutcomeState.MANUAL
    assert "without scopes" in outcome.reason
    assert organisation.changes() == 0


def test_sessions_of_one_account_are_for_a_person(make: Make) -> None:
    connector, organisation = make()
    (outcome,) = connector.end_sessions(account())
    assert (outcome.state, outcome.verified) == (OutcomeState.MANUAL, Verified.NO)
    assert organisation.service.asked == []


@pytest.mark.parametrize("act", ["remove_access", "disable_account"])
def test_nobody_in_particular_is_nobody(make: Make, act: str) -> None:
    connector, organisation = make()
    (outcome,) = getattr(connector, act)(account(""))
    assert outcome.state is OutcomeState.FAILED
    assert organisation.service.asked == []


@pytest.mark.parametrize("act", ["remove_access", "disable_account"])
def test_what_cannot_be_read_before_is_not_tried(make: Make, act: str) -> None:
    connector, organisation = make()
    organisation.service.faults = [Reply(503)] * 50
    (outcome,) = getattr(connector, act)(account())
    assert outcome.state is OutcomeState.FAILED
    assert organisation.changes() == 0


@pytest.mark.parametrize("act", ACTS)
def test_on_a_server_a_person_acts_on_accounts(make_server: MakeServer, act: str) -> None:
    connector, server = make_server()
    (outcome,) = getattr(connector, act)(Account("atlassian", "atlassian", "JIRAUSER1", "alice", AccountKind.PERSON))
    assert outcome.state is OutcomeState.MANUAL
    assert outcome.instruction is not None and outcome.instruction.page
    assert server.service.asked == []
