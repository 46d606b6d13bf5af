"""What the connectors list and end, held against the services' own state: exactly hers, and nothing else changes."""

from collections.abc import Iterator

import pytest

from mcpsweep.model.account import AccountHint, AccountKind
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.validity import ValidityState
from mcpsweep.sandbox.atlassian.state import Plan as AtlassianPlan
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import Credential
from mcpsweep.sandbox.slack.state import Plan
from tests.rehearsal.expected import BY_HAND, COMPANIONS, CREDENTIALS, grants_of
from tests.rehearsal.world import State, World, atlassian_world, changed, github_world, slack_world

OTHERS = ("bob", "carol", "dave", "erin")
WITHOUT_ADDRESSES = (Product.TEAM, Product.SERVER)
"""Where no address is verified; the connector's capabilities say so."""
_ENDED = (OutcomeState.DONE, OutcomeState.ALREADY)
_ROUGH = (
    Rule(Fault.LIMITED, times=10, share=0.5, retry_after=2),
    Rule(Fault.ERROR_BEFORE, share=0.1),
    Rule(Fault.ERROR_AFTER, share=0.12),
    Rule(Fault.CUT_BEFORE, share=0.05),
    Rule(Fault.CUT_AFTER, share=0.05),
)
"""A storm of limits that passes; then a fifth of all answers errors, and some connections cut."""


@pytest.fixture(
    params=[*Product, *Plan, *AtlassianPlan], ids=lambda where: f"{where.__module__.split('.')[2]}-{where.name}".lower()
)
def world(request: pytest.FixtureRequest, app_key: str) -> Iterator[World]:
    """Every product of GitHub, every plan of Slack and of Atlassian."""
    match request.param:
        case Product() as product:
            opened = github_world(product, app_key)
        case Plan() as plan:
            opened = slack_world(plan)
        case plan:
            opened = atlassian_world(plan)
    with opened as made:
        yield made
        made.assert_discreet()


def held(world: World, credential: Credential) -> Held:
    """A credential as it is found: with what lies beside it, its owner's address among that."""
    beside = COMPANIONS.get(credential.label, ())
    companions = tuple((one, world.who.credential(one).secret) for one in beside)
    address = AccountHint(credential.service, world.person(credential.holders[0]).email, "basic-auth")
    return Held(credential.kind, credential.secret, companions, (address,))


def by_id(grants: list[Grant]) -> list[Grant]:
    """What the connector can end by its id."""
    return [one for one in grants if {Way.ID, Way.ACCESS} & set(one.can_revoke)]


def hers(world: World, grants: list[Grant]) -> set[str]:
    """What a row names that is alice's: herself, her tokens and keys, and the apps that she installed."""
    account = world.account()
    ids = {account.id, account.login}
    for grant in grants:
        ids |= {one for one in (grant.id, grant.token_id, grant.app_id) if one}
    return ids


def assert_only(ids: set[str], before: State, after: State) -> None:
    """Every row that is not as it was names one of `ids`."""
    for table, key in changed(before, after):
        row = before.get((table, key))
        assert isinstance(row, dict), f"{table} {key} was made or taken away"
        assert ids & {str(value) for value in row.values()}, f"{table} {key} was somebody else's"


def test_her_address_finds_her_account_alone(world: World) -> None:
    for person in ("alice", *OTHERS):
        found = [one.account.id for one in world.connector.find_accounts(world.person(person).email)]
        assert found == ([] if world.where in WITHOUT_ADDRESSES else [world.account(person).id])


def test_the_list_is_what_the_service_holds_of_her(world: World) -> None:
    listed, gaps = world.listed()
    known = [(one.kind, one.id) for one in listed if one.kind in CREDENTIALS]
    assert sorted(known) == sorted(grants_of(world, "alice"))
    assert {gap.reason for gap in gaps if gap.hides} <= {"the audit log says that the person made one, but not which"}


def test_nobody_else_is_in_her_list(world: World) -> None:
    hers = {(one.kind, one.id) for one in world.listed()[0]}
    for person in OTHERS:
        assert not hers & grants_of(world, person)


def test_each_credential_says_whose_it_is(world: World) -> None:
    for person in ("alice", "carol", "dave"):
        for credential in world.held_by(person):
            said = world.connector.verify(held(world, credential))
            if said.validity.state is ValidityState.UNKNOWN:
                assert credential.kind in ("slack-webhook", "slack-refresh-token")
            else:
                assert said.validity.state is ValidityState.LIVE
            if said.account is not None and said.account.kind is not AccountKind.BOT:
                assert said.account.id == world.person(person).accounts[world.connector.service].id


def test_every_grant_with_an_id_ends_and_only_what_is_hers_changes(world: World) -> None:
    grants = by_id(world.listed()[0])
    ids, before = hers(world, grants), world.state()
    outcomes = [world.connector.revoke(one) for one in grants]
    assert {(one.state, one.verified) for one in outcomes} <= {(OutcomeState.DONE, Verified.YES)}
    assert not {(one.kind, one.id) for one in grants} & grants_of(world, "alice")
    assert_only(ids, before, world.state())


def test_every_credential_ends_by_its_value_or_by_hand(world: World) -> None:
    owner, mine = world.account().ref(), world.held_by("alice")
    hands = [held(world, one) for one in mine]
    outcomes = world.connector.revoke_values(hands, owner)
    for credential, outcome in zip(mine, outcomes, strict=True):
        if world.where in BY_HAND.get(credential.kind, ()):
            assert (outcome.state, world.service.is_alive(credential)) == (OutcomeState.MANUAL, True), credential.label
            assert outcome.instruction is not None
        else:
            assert outcome.state in (*_ENDED, OutcomeState.ACCEPTED), (credential.label, outcome)
            assert not world.service.is_alive(credential), credential.label
            assert (outcome.verified is Verified.YES) == (outcome.state in _ENDED)
    world.clock.sleep(60)  # GitHub counts the sign-ins that fail, and lets nobody in for a while after ten
    again = world.connector.revoke_values(hands, owner)
    for credential, first, second in zip(mine, outcomes, again, strict=True):
        if first.state is OutcomeState.DONE and credential.label not in COMPANIONS:
            assert (second.state, second.verified) == (OutcomeState.ALREADY, Verified.YES), credential.label


def test_what_others_hold_is_left_alone_when_it_is_handed_in_as_hers(world: World) -> None:
    owner, before = world.account().ref(), world.state()
    theirs = [one for person in OTHERS for one in world.held_by(person) if "alice" not in one.holders]
    outcomes = world.connector.revoke_values([held(world, one) for one in theirs], owner)
    assert {one.state for one in outcomes} == {OutcomeState.SKIPPED}
    assert changed(before, world.state()) == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_in_rough_weather_every_outcome_tells_the_truth(world: World, seed: int) -> None:
    account, grants = world.account(), by_id(world.listed()[0])
    ids, before, served = hers(world, grants), world.state(), len(world.server.log.entries)
    world.server.set_weather(Weather(_ROUGH, latency=0.001, seed=seed))
    outcomes = [world.connector.revoke(one) for one in grants]
    world.server.set_weather(FAIR)
    assert_only(ids, before, world.state())
    rough = world.server.log.entries[served:]
    assert not grants or any(entry.fault for entry in rough)
    left = grants_of(world, "alice")
    for grant, outcome in zip(grants, outcomes, strict=True):
        if outcome.state in _ENDED:
            assert (grant.kind, grant.id) not in left, outcome
            assert outcome.verified is Verified.YES
        elif outcome.state is OutcomeState.FAILED:
            assert (grant.kind, grant.id) in left, outcome
        else:
            assert outcome.state is OutcomeState.UNKNOWN, outcome
    if not isinstance(world.where, Plan):
        carried_out = [entry.target for entry in rough if entry.status == 204]
        assert len(carried_out) == len(set(carried_out)), "something was ended twice"
    again = [world.connector.revoke(one) for one in grants]
    assert {(one.state, one.verified) for one in again} <= {(state, Verified.YES) for state in _ENDED}
    assert not by_id([one for one in world.connector.list_grants(account) if isinstance(one, Grant)])


@pytest.mark.parametrize("seed", [1, 2])
def test_in_rough_weather_a_value_is_called_dead_only_when_it_is(world: World, seed: int) -> None:
    owner, mine = world.account().ref(), world.held_by("alice")
    world.server.set_weather(Weather(_ROUGH, seed=seed))
    outcomes = world.connector.revoke_values([held(world, one) for one in mine], owner)
    world.server.set_weather(FAIR)
    world.state()
    for credential, outcome in zip(mine, outcomes, strict=True):
        if outcome.state in _ENDED:
            assert not world.service.is_alive(credential), (credential.label, outcome)
        if outcome.state is OutcomeState.FAILED:
            assert world.service.is_alive(credential), (credential.label, outcome)
    for person in OTHERS:
        assert all(world.service.is_alive(one) for one in world.held_by(person) if "alice" not in one.holders)
