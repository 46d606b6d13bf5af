"""Slack, on every plan: her tokens end by value, somebody else's are left alone, and forbidden calls are never made."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.model.account import Account
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.validity import ValidityState
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.organisation import Organisation, organisation
from mcpsweep.sandbox.server import Server
from mcpsweep.sandbox.slack.service import Slack
from mcpsweep.sandbox.slack.state import Plan


@dataclass
class Stage:
    """One Slack, the connector to it, and alice's account there."""

    people: Organisation
    server: Server
    connector: Connector
    alice: Account

    def held(self, person: str, *kinds: str) -> list[Held]:
        """The person's credentials of these kinds, in hand."""
        return [Held(one.kind, one.secret) for one in self.people.held_by(person) if one.kind in kinds]


@pytest.fixture(params=list(Plan), ids=lambda plan: plan.name.lower())
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    """Each plan in turn."""
    clock, people = SharedClock(), organisation()
    slack = Slack(people, request.param, now=clock)
    with Server({"/slack": slack}) as server:
        url = server.url("/slack")
        settings = {"api_url": f"{url}/api/", "audit_url": f"{url}/audit/v1/", "scim_url": f"{url}/scim/v2/"}
        connector = registry.load("slack")(Setup("slack", settings, {"token": slack.admin_token}, clock=clock))
        (found,) = connector.find_accounts("alice@acme.example")
        yield Stage(people, server, connector, found.account)
        connector.close()


def test_her_tokens_end_by_value_and_the_twins_live_on(stage: Stage) -> None:
    mine = stage.held("alice", "slack-user-token")
    assert mine
    twins = [one for who in ("carol", "dave", "erin") for one in stage.held(who, "slack-user-token")]
    outcomes = stage.connector.revoke_values(mine, stage.alice.ref())
    assert {(one.state, one.verified) for one in outcomes} == {(OutcomeState.DONE, Verified.YES)}
    assert {stage.connector.verify(one).validity.state for one in mine} == {ValidityState.DEAD}
    assert {stage.connector.verify(one).validity.state for one in twins} <= {ValidityState.LIVE}
    assert stage.server.log.forbidden == 0


def test_somebody_elses_token_is_left_alone(stage: Stage) -> None:
    theirs = [one for who in ("carol", "dave", "erin") for one in stage.held(who, "slack-user-token")]
    assert theirs
    outcomes = stage.connector.revoke_values(theirs, stage.alice.ref())
    assert OutcomeState.DONE not in {outcome.state for outcome in outcomes}
    assert {stage.connector.verify(one).validity.state for one in theirs} == {ValidityState.LIVE}


def test_what_cannot_be_ended_is_a_manual_step_with_a_reason(stage: Stage) -> None:
    webhooks = stage.held("alice", "slack-webhook", "slack-app-token")
    outcomes = stage.connector.revoke_values(webhooks, stage.alice.ref())
    assert {outcome.state for outcome in outcomes} == {OutcomeState.MANUAL}
    assert all(outcome.reason for outcome in outcomes)


def test_what_the_plan_can_end_by_id_is_gone_at_a_second_look(stage: Stage) -> None:
    listed = [one for one in list(stage.connector.list_grants(stage.alice)) if isinstance(one, Grant)]
    sessions = [one for one in listed if Way.ID in one.can_revoke and one.kind == "slack-session"]
    for grant in sessions:
        assert stage.connector.revoke(grant).state is OutcomeState.DONE
    again = {one.key() for one in list(stage.connector.list_grants(stage.alice)) if isinstance(one, Grant)}
    assert again & {grant.key() for grant in sessions} == set()
