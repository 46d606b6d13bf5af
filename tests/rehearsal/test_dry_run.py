"""A dry run asks everything, says what it would send, and sends none of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from mcpsweep.connectors.http.client import Wire
from mcpsweep.model.grant import Way
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import Outcome, OutcomeState
from mcpsweep.sandbox.atlassian.state import Plan as AtlassianPlan
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.slack.state import Plan
from tests.rehearsal.expected import COMPANIONS
from tests.rehearsal.world import Where, World, atlassian_world, changed, github_world, slack_world

_DRY = Wire(rehearses=True)
_HARMLESS = frozenset(
    {"graphql", "access_tokens", "auth.test", "auth.teams.list", "admin.users.session.list", "search"}
)
"""What is asked with POST and changes nothing, by the end of its path."""


@pytest.fixture(
    params=[*Product, *Plan, *AtlassianPlan], ids=lambda where: f"{type(where).__name__}-{where.name}".lower()
)
def world(request: pytest.FixtureRequest, app_key: str) -> Iterator[World]:
    """Every product and plan of every service, before a connector that keeps its changes back."""
    where = request.param
    with _open(where, app_key) as made:
        yield made
        made.assert_discreet()


def _open(where: Where, app_key: str) -> AbstractContextManager[World]:
    match where:
        case Product():
            return github_world(where, app_key, _DRY)
        case Plan():
            return slack_world(where, _DRY)
        case AtlassianPlan():
            return atlassian_world(where, _DRY)


def tried(world: World) -> list[Outcome]:
    """Everything that a connector can do to alice."""
    account, (grants, _) = world.account(), world.listed()
    hands = [
        Held(
            one.kind,
            one.secret,
            tuple((name, world.who.credential(name).secret) for name in COMPANIONS.get(one.label, ())),
        )
        for one in world.held_by("alice")
    ]
    return [
        *[world.connector.revoke(one) for one in grants if {Way.ID, Way.ACCESS} & set(one.can_revoke)],
        *world.connector.revoke_values(hands, account.ref()),
        *world.connector.end_sessions(account),
        *world.connector.remove_access(account),
        *world.connector.disable_account(account),
    ]


def test_nothing_changes(world: World) -> None:
    world.listed()  # an App has signed in then, which the service keeps a row of
    before = world.state()
    outcomes = tried(world)
    assert changed(before, world.state()) == set()
    assert {one.state for one in outcomes} <= {OutcomeState.SKIPPED, OutcomeState.MANUAL, OutcomeState.ALREADY}
    asked = [entry for entry in world.server.log.entries if entry.method != "GET"]
    assert {entry.target.split("?")[0].rpartition("/")[2] for entry in asked} <= _HARMLESS


def test_it_says_what_it_would_send_and_no_value(world: World) -> None:
    unsent = [request for one in tried(world) for request in one.unsent]
    assert unsent
    values = [one.secret.reveal() for one in world.who.credentials]
    host = world.server.url().removeprefix("http://")
    for request in unsent:
        method, _, place = request.partition(" ")
        assert method in ("DELETE", "POST", "PUT", "PATCH")
        assert place.startswith(host)
        assert "?" not in place
        assert not any(value in request for value in values)
