"""Atlassian's own traps: doors that refuse what lives, keys that may not, things without an owner, own servers."""

from collections.abc import Iterator

import pytest

from mcpsweep.connectors import registry
from mcpsweep.connectors.base import Connector, Setup
from mcpsweep.model.account import Account, AccountHint, AccountKind
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Held
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.validity import ValidityState
from mcpsweep.sandbox.atlassian.limits import Limits
from mcpsweep.sandbox.atlassian.seed import ADMIN, CONFLUENCE_SERVER, JIRA_SERVER
from mcpsweep.sandbox.atlassian.service import Atlassian
from mcpsweep.sandbox.atlassian.state import Membership, PersonalToken, Plan, hash_of
from mcpsweep.sandbox.clock import SharedClock
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from mcpsweep.sandbox.organisation import organisation
from mcpsweep.sandbox.server import Server
from tests.rehearsal.world import World, atlassian_world, changed

LIVE, DEAD, UNKNOWN = ValidityState.LIVE, ValidityState.DEAD, ValidityState.UNKNOWN
HERS = ("jira", "confluence", "alice-scoped", "alice-narrow", "alice-bitbucket", "alice-forgotten")
"""Labels of alice's API tokens."""
DONE = (OutcomeState.DONE, Verified.YES)
_ROUGH = (
    Rule(Fault.LIMITED, times=6, share=0.5, retry_after=2),
    Rule(Fault.ERROR_BEFORE, share=0.1),
    Rule(Fault.ERROR_AFTER, share=0.1),
    Rule(Fault.CUT_AFTER, share=0.1),
)


@pytest.fixture(params=Plan, ids=lambda plan: plan.name.lower())
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Atlassian's Cloud with and without Guard."""
    with atlassian_world(request.param) as made:
        yield made
        made.assert_discreet()


def held(world: World, name: str, person: str, kind: str = "atlassian-api-token") -> Held:
    """A token as it is found, with its owner's address beside it: of the scene, or one that only Atlassian knows."""
    labels = {one.label: one.secret for one in world.who.credentials}
    secret = labels.get(name) or cloud(world).value(name, kind)
    return Held(kind, secret, hints=(AccountHint("atlassian", world.person(person).email, "JIRA_USERNAME"),))


def cloud(world: World) -> Atlassian:
    """The simulated Atlassian."""
    assert isinstance(world.service, Atlassian)
    return world.service


def test_all_of_hers_is_listed_by_label_and_what_she_made_is_for_review(world: World) -> None:
    grants, gaps = world.listed()
    assert sorted(one.label for one in grants if one.kind == "atlassian-api-token") == sorted(HERS)
    review = {(one.kind, one.label) for one in grants if one.review}
    assert review == {("atlassian-organisation-key", "alice-reports"), ("atlassian-service-account", "ci")}
    assert gaps == []


def test_everybody_is_known(world: World) -> None:
    known = [one.id for one in world.connector.list_accounts() if isinstance(one, Account)]
    here = [
        one.id
        for one in cloud(world).world.accounts.values()
        if one.is_managed or one.membership is not Membership.NONE
    ]
    assert sorted(known) == sorted(here)


def test_each_token_says_at_some_door_that_it_lives(world: World) -> None:
    for name in HERS:
        said = world.connector.verify(held(world, name, "alice"))
        assert said.validity.state is LIVE, name
        assert said.account is None or said.account.id == world.account().id


def test_what_is_ended_by_id_is_dead_in_hand_and_the_twins_live_on(world: World) -> None:
    for grant in world.listed()[0]:
        if Way.ID in grant.can_revoke:
            assert (world.connector.revoke(grant).state, world.connector.revoke(grant).state) == (
                OutcomeState.DONE,
                OutcomeState.ALREADY,
            )
    world.clock.sleep(5)
    for name in HERS:
        said = world.connector.verify(held(world, name, "alice"))
        assert said.validity.state is DEAD, (name, said)
    key = Held("atlassian-organisation-key", cloud(world).value("alice-reports", "atlassian-organisation-key"))
    assert world.connector.verify(key).validity.state is DEAD
    for name, person in (("carol", "carol"), ("carol-alice", "carol"), ("jira-dave", "dave"), ("erin", "erin")):
        assert world.connector.verify(held(world, name, person)).validity.state is LIVE


def test_what_is_refused_for_another_reason_is_not_called_dead(world: World) -> None:
    blocked = world.connector.verify(held(world, "erin-blocked", "erin"))
    assert blocked.validity.state is UNKNOWN
    elsewhere = Held(
        "atlassian-api-token",
        cloud(world).value("alice-home"),
        hints=(AccountHint("atlassian", "alice@home.example", "JIRA_USERNAME"),),
    )
    assert world.connector.verify(elsewhere).validity.state is LIVE
    wrong = Held(
        "atlassian-api-token",
        world.who.credential("jira").secret,
        hints=(AccountHint("atlassian", world.person("carol").email, "JIRA_USERNAME"),),
    )
    (outcome,) = world.connector.revoke_values([wrong], world.account().ref())
    assert outcome.state is OutcomeState.MANUAL


def test_a_deactivated_account_keeps_its_tokens_and_loses_them_one_by_one(world: World) -> None:
    account, before = world.account(), world.state()
    (outcome,) = world.connector.disable_account(account)
    assert (outcome.state, outcome.verified) == DONE
    assert changed(before, world.state()) == {("accounts", account.id)}
    assert world.connector.verify(held(world, "jira", "alice")).validity.state is UNKNOWN
    for grant in world.listed()[0]:
        if grant.kind == "atlassian-api-token":
            assert world.connector.revoke(grant).state is OutcomeState.DONE
    assert world.connector.verify(held(world, "jira", "alice")).validity.state is DEAD


def test_an_account_is_taken_out_once_and_the_others_stay(world: World) -> None:
    account, before = world.account(), world.state()
    (outcome,) = world.connector.remove_access(account)
    assert (outcome.state, outcome.verified) == DONE
    assert changed(before, world.state()) == {("accounts", account.id)}
    assert [one.state for one in world.connector.remove_access(account)] == [OutcomeState.ALREADY]
    assert world.connector.verify(held(world, "jira", "alice")).validity.state is not DEAD


def test_an_account_that_came_from_elsewhere_is_for_a_person(world: World) -> None:
    before = world.state()
    (outcome,) = world.connector.disable_account(world.account("dave"))
    assert outcome.state is OutcomeState.MANUAL
    assert changed(before, world.state()) == set()


def test_keys_services_and_workspaces_are_told_apart(world: World) -> None:
    kinds = {"ci-build": "atlassian-service-account-token", "alice-rovo": "atlassian-access-token"}
    kinds |= dict.fromkeys(("workspace", "repository", "alice-reports"), "atlassian-organisation-key")
    said = {name: world.connector.verify(Held(kind, cloud(world).value(name, kind))) for name, kind in kinds.items()}
    assert {one.validity.state for one in said.values()} == {LIVE}
    robot = said["ci-build"].account
    assert robot is not None and robot.kind is AccountKind.SERVICE
    rovo = said["alice-rovo"].account
    assert rovo is not None and rovo.id == world.account().id
    assert "Bitbucket" in said["workspace"].reason and "Bitbucket" in said["repository"].reason
    assert "organisation" in said["alice-reports"].reason


def test_a_key_with_scopes_lists_and_ends_nothing(world: World) -> None:
    settings = {"api_url": world.server.url("/atlassian/api.atlassian.com"), "org_id": cloud(world).world.organisation}
    keys = {"scoped_key": cloud(world).scoped_key}
    lone = registry.load("atlassian")(Setup("atlassian", settings, keys, clock=world.clock))
    before = world.state()
    listed = list(lone.list_grants(world.account()))
    tokens = [one for one in listed if isinstance(one, Grant) and one.kind == "atlassian-api-token"]
    assert sorted(one.label for one in tokens) == sorted(HERS)
    assert any(isinstance(one, Gap) and "without scopes" in one.reason for one in listed)
    assert {lone.revoke(one).state for one in tokens} == {OutcomeState.MANUAL}
    assert changed(before, world.state()) == set()
    lone.close()


def test_many_pages_are_read_whatever_the_limits() -> None:
    clock, who = SharedClock(), organisation(size=120)
    service = Atlassian(who, now=clock, tokens_each=3, limits=Limits(requests=5))
    with Server(service.services("/atlassian")) as server:
        settings = {"api_url": server.url("/atlassian/api.atlassian.com"), "org_id": service.world.organisation}
        keys = {"org_key": service.unscoped_key, "scoped_key": service.scoped_key}
        connector = registry.load("atlassian")(Setup("atlassian", settings, keys, clock=clock))
        listed = list(connector.list_all_grants())
        connector.close()
    managed = {one.id for one in service.world.accounts.values() if one.is_managed}
    tokens = [one.id for one in listed if isinstance(one, Grant) and one.kind == "atlassian-api-token"]
    assert sorted(tokens) == sorted(one.id for one in service.world.api_tokens.values() if one.account in managed)
    assert not any(isinstance(one, Gap) for one in listed)


@pytest.fixture(params=[JIRA_SERVER, CONFLUENCE_SERVER])
def server(request: pytest.FixtureRequest) -> Iterator[tuple[Connector, Atlassian, Server, str]]:
    """A Data Center of acme's own: Jira, or a Confluence that greets strangers."""
    clock, host = SharedClock(), request.param
    service = Atlassian(organisation(), now=clock)
    with Server(service.services("/atlassian")) as running:
        token = service.value(f"{host}/{ADMIN}", "atlassian-personal-token")
        settings = {"site_url": running.url(f"/atlassian/{host}")}
        connector = registry.load("atlassian")(Setup("atlassian", settings, {"dc_token": token}, clock=clock))
        yield connector, service, running, host
        connector.close()
        assert running.log.forbidden == 0
        assert token.reveal() not in "\n".join(entry.target for entry in running.log.entries)


def personal(service: Atlassian, host: str) -> dict[str, PersonalToken]:
    """The tokens on a server, by name."""
    return {one.name: one for one in service.world.servers[host].tokens.values()}


def test_on_a_server_hers_end_and_the_others_stay(server: tuple[Connector, Atlassian, Server, str]) -> None:
    connector, service, _running, host = server
    (alice,) = connector.find_accounts("alice")
    assert [one.account for one in connector.find_accounts(alice.account.id)] == [alice.account]
    assert list(connector.find_accounts("Alice Nguyen")) == []
    before = personal(service, host)
    grants = [one for one in connector.list_grants(alice.account) if isinstance(one, Grant)]
    assert {one.label: one.expires is None for one in grants} == {"alice": True, "alice-dated": False}
    for grant in grants:
        assert (connector.revoke(grant).state, connector.revoke(grant).state) == (
            OutcomeState.DONE,
            OutcomeState.ALREADY,
        )
    assert set(before) - set(personal(service, host)) == {"alice", "alice-dated"}
    for name, state in (("alice", DEAD), ("carol", LIVE), ("dave", LIVE)):
        secret = service.value(f"{host}/{name}", "atlassian-personal-token")
        said = connector.verify(Held("atlassian-personal-token", secret))
        assert said.validity.state is state, name


def test_on_a_server_who_holds_a_token_is_known(server: tuple[Connector, Atlassian, Server, str]) -> None:
    connector, service, _running, host = server
    users = service.world.servers[host].users
    known = [one.login for one in connector.list_accounts() if isinstance(one, Account)]
    assert sorted(known) == sorted(one.name for one in users.values())


def test_on_a_server_somebody_elses_are_left_alone(server: tuple[Connector, Atlassian, Server, str]) -> None:
    connector, service, _running, host = server
    (alice,) = connector.find_accounts("alice")
    before = personal(service, host)
    secret = service.value(f"{host}/carol", "atlassian-personal-token")
    (outcome,) = connector.revoke_values([Held("atlassian-personal-token", secret)], alice.account.ref())
    assert outcome.state is OutcomeState.SKIPPED
    (admin,) = connector.find_accounts(ADMIN)
    for grant in connector.list_grants(admin.account):
        assert isinstance(grant, Grant)
        assert connector.revoke(grant).state is OutcomeState.SKIPPED
    assert set(personal(service, host)) == set(before)
    assert hash_of(secret.reveal()) == before["carol"].hashed


@pytest.mark.parametrize("seed", [1, 2])
def test_on_a_server_in_rough_weather_every_outcome_tells_the_truth(
    server: tuple[Connector, Atlassian, Server, str], seed: int
) -> None:
    connector, service, running, host = server
    (alice,) = connector.find_accounts("alice")
    grants = [one for one in connector.list_grants(alice.account) if isinstance(one, Grant)]
    before = set(personal(service, host))
    running.set_weather(Weather(_ROUGH, latency=0.001, seed=seed))
    outcomes = {grant.label: connector.revoke(grant) for grant in grants}
    running.set_weather(FAIR)
    left = set(personal(service, host))
    assert before - left <= {"alice", "alice-dated"}
    for label, outcome in outcomes.items():
        if outcome.state in (OutcomeState.DONE, OutcomeState.ALREADY):
            assert label not in left
        if outcome.state is OutcomeState.FAILED:
            assert label in left
    again = {connector.revoke(grant).state for grant in grants}
    assert again <= {OutcomeState.DONE, OutcomeState.ALREADY}
    assert before - set(personal(service, host)) == {"alice", "alice-dated"}
