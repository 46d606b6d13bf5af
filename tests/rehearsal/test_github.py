"""GitHub, in every product: all that is hers ends, is looked at again, and nothing of anybody else's changes."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.model.account import Account
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.secret import Secret
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.faults import Fault, Rule, Weather
from mcpsweep.sandbox.github.seed import APP_ID, INSTALLATION_ID
from mcpsweep.sandbox.github.service import GitHub
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import Organisation, organisation
from mcpsweep.sandbox.server import Server

_OURS = (Way.ID, Way.ACCESS)


@dataclass
class Stage:
    """One GitHub, the connector to it, and alice's account there."""

    people: Organisation
    github: GitHub
    server: Server
    connector: Connector
    alice: Account

    def grants(self) -> list[Grant]:
        """What the connector lists of hers and can end by id."""
        listed = list(self.connector.list_grants(self.alice))
        return [one for one in listed if isinstance(one, Grant) and set(one.can_revoke) & set(_OURS)]

    def others(self) -> dict[str, Any]:
        """Everything in the world that is not hers."""
        world = self.github.world
        mine = {user.id for user in world.users.values() if user.login == self.alice.login}
        tokens = {token.id for token in world.tokens.values() if token.user in mine}
        keys = {key.id for key in world.user_keys.values() if key.user in mine}
        return deepcopy(
            {
                "alive": {t.id: t.is_alive for t in world.tokens.values() if t.id not in tokens},
                "grants": {one.id: one for one in world.grants.values() if one.token not in tokens},
                "requests": {one.id: one for one in world.requests.values() if one.token not in tokens},
                "authorizations": {
                    one.id: (one.token, one.key)
                    for one in world.authorizations.values()
                    if one.token not in tokens and one.key not in keys
                },
                "keys": {one.id: one.title for one in world.user_keys.values() if one.user not in mine},
                "deploy keys": {k.id: k.title for k in world.deploy_keys.values() if k.added_by != self.alice.login},
                "members": {user: role for user, role in world.members.items() if user not in mine},
                "assets": dict(world.assets),
            }
        )


@pytest.fixture(params=list(Product), ids=lambda product: product.name.lower())
def stage(request: pytest.FixtureRequest, app_key: str) -> Iterator[Stage]:
    """Each product in turn."""
    product: Product = request.param
    clock, people = SharedClock(), organisation()
    github = GitHub(people, product, now=clock, delay=2.0)
    prefix = "/api/v3" if product is Product.SERVER else "/github"
    with Server({prefix: github, **({"/api": github} if product is Product.SERVER else {})}) as server:
        settings = {
            "api_url": server.url(prefix),
            "org": "acme",
            "enterprise": "acme-inc",
            "app_id": str(APP_ID),
            "installation_id": str(INSTALLATION_ID),
            **({"product": "emu"} if product is Product.MANAGED else {}),
        }
        secrets = {"token": github.admin_token, "app_private_key": Secret(app_key)}
        connector = registry.load("github")(Setup("github", settings, secrets, clock=clock))
        login = "anguyen_acme" if product is Product.MANAGED else "anguyen"
        (found,) = connector.find_accounts(login)
        yield Stage(people, github, server, connector, found.account)
        connector.close()


def test_every_grant_ends_by_its_id_and_nobody_else_is_touched(stage: Stage) -> None:
    before = stage.others()
    grants = stage.grants()
    assert grants
    outcomes = {grant.key(): stage.connector.revoke(grant) for grant in grants}
    assert {(one.state, one.verified) for one in outcomes.values()} == {(OutcomeState.DONE, Verified.YES)}
    assert stage.grants() == []
    assert stage.others() == before
    assert stage.server.log.forbidden == 0


def test_a_second_time_there_is_nothing_left_to_end(stage: Stage) -> None:
    grant = stage.grants()[0]
    assert stage.connector.revoke(grant).state is OutcomeState.DONE
    assert stage.connector.revoke(grant).state is OutcomeState.ALREADY


def test_an_answer_that_is_lost_is_looked_for(stage: Stage) -> None:
    grants = stage.grants()
    before = stage.others()
    weather = (
        Rule(Fault.CUT_AFTER, method="DELETE"),
        Rule(Fault.CUT_AFTER, method="POST", path="personal-access-token"),
    )
    stage.server.set_weather(Weather(weather))
    outcomes = [stage.connector.revoke(grant) for grant in grants]
    stage.server.set_weather(Weather())
    assert {outcome.state for outcome in outcomes} <= {OutcomeState.DONE, OutcomeState.ALREADY}
    assert stage.grants() == []
    assert stage.others() == before


def test_where_nothing_took_effect_nothing_is_called_done(stage: Stage) -> None:
    grants = stage.grants()
    weather = (
        Rule(Fault.CUT_BEFORE, method="DELETE"),
        Rule(Fault.CUT_BEFORE, method="POST", path="personal-access-token"),
    )
    stage.server.set_weather(Weather(weather))
    outcomes = [stage.connector.revoke(grant) for grant in grants]
    stage.server.set_weather(Weather())
    assert OutcomeState.DONE not in {outcome.state for outcome in outcomes}
    assert {grant.key() for grant in stage.grants()} == {grant.key() for grant in grants}


def test_a_value_in_hand_ends_and_says_so_only_when_it_is_dead(stage: Stage) -> None:
    held = [
        Held(credential.kind, credential.secret)
        for credential in stage.people.held_by("alice")
        if credential.kind == "github-pat"
    ]
    before = stage.others()
    outcomes = stage.connector.revoke_values(held, stage.alice.ref())
    for one, outcome in zip(held, outcomes, strict=True):
        alive = stage.connector.verify(one).validity.state == "live"
        assert (outcome.state in (OutcomeState.DONE, OutcomeState.ALREADY)) is not alive, outcome
    assert stage.others() == before


def test_somebody_elses_value_is_left_alone(stage: Stage) -> None:
    (carols, *_) = [one for one in stage.people.held_by("carol") if one.kind.startswith("github-")]
    before = stage.others()
    (outcome,) = stage.connector.revoke_values([Held(carols.kind, carols.secret)], stage.alice.ref())
    assert outcome.state not in (OutcomeState.DONE, OutcomeState.ACCEPTED)
    assert stage.others() == before


def test_no_value_stands_in_any_address(stage: Stage) -> None:
    for grant in stage.grants():
        stage.connector.revoke(grant)
    values = [one.secret.reveal() for person in ("alice", "carol") for one in stage.people.held_by(person)]
    targets = [entry.target for entry in stage.server.log.entries]
    assert [target for target in targets if any(value[-12:] in target for value in values)] == []
