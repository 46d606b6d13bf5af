"""What every connector must keep to, whichever service it speaks to.

A connector's own test module subclasses `ConnectorContract` as `TestContract` and supplies the fixture `scene`: a
running fake service with alice, who leaves, and carol, who has her display name.
"""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import pytest

from mcpsweep.connectors.asking import identify
from mcpsweep.connectors.base import Connector
from mcpsweep.connectors.claim import Claim
from mcpsweep.connectors.http.budget import Silent
from mcpsweep.connectors.registry import CONNECTORS
from mcpsweep.model.account import Account, AccountRef
from mcpsweep.model.capability import Ability, Capability, Support
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Grant, Way
from mcpsweep.model.held import Asked, Held, Identification
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.validity import Validity, ValidityState
from tests.connectors.fake import FakeService, Reply


@dataclass(frozen=True)
class Scene:
    """A service on which alice leaves and carol stays."""

    connector: Connector
    service: FakeService
    email: str
    """Alice's verified address."""
    account_id: str
    login: str
    display_name: str
    """Alice's and carol's."""
    mine: frozenset[str]
    """Ids of alice's grants."""
    live: Held
    """A token of alice's."""
    foreign: Held
    """A token of carol's."""
    dead: Held
    ended: Callable[[], frozenset[str]]
    """What the service has ended so far: grant ids, and values of tokens."""
    changes: Callable[[], int]
    """How many requests arrived that would change something."""
    canaries: tuple[str, ...]
    """Values that must show nowhere: the connector's own and the tokens'."""


class Rival:
    """Another host of the same service."""

    host = name = "rival.example"

    def __init__(self, service: str, claim: Claim) -> None:
        self.service = service
        self.shown = 0
        self._claim = claim

    def claim(self, held: Held) -> Claim:
        """What it is told to claim."""
        return self._claim

    def verify(self, held: Held) -> Identification:
        """Counts what it is shown."""
        self.shown += 1
        return Identification(Validity(ValidityState.UNKNOWN), None, "it is shown everything")

    def close(self) -> None:
        """Nothing is open."""


def alice(scene: Scene) -> Account:
    """Alice's account, as the connector finds it."""
    (found,) = scene.connector.find_accounts(scene.email)
    return found.account


def grants(scene: Scene) -> list[Grant]:
    """Alice's grants."""
    return [listed for listed in scene.connector.list_grants(alice(scene)) if isinstance(listed, Grant)]


def _bare(capability: Capability) -> Capability:
    return Capability(capability.ability, capability.kind, capability.support)


class ConnectorContract:
    """The rules. Each is one sentence."""

    def test_building_it_sends_nothing(self, scene: Scene) -> None:
        assert scene.service.asked == []

    def test_it_is_registered_under_its_service(self, scene: Scene) -> None:
        assert scene.connector.service in CONNECTORS

    def test_it_declares_every_ability_and_how_to_do_by_hand_what_it_cannot(self, scene: Scene) -> None:
        capabilities = scene.connector.capabilities()
        assert {capability.ability for capability in capabilities} == set(Ability)
        for capability in capabilities:
            if capability.support is Support.MANUAL:
                assert capability.instruction is not None and capability.instruction.page
            if capability.support in (Support.PARTIAL, Support.NONE):
                assert capability.remark
        assert len({(c.ability, c.kind) for c in capabilities}) == len(capabilities)

    def test_a_checkup_names_what_it_needs_and_changes_nothing(self, scene: Scene) -> None:
        checkup = scene.connector.check()
        assert checkup.acts_as
        assert checkup.rights
        assert all(right.purpose and right.grant_at for right in checkup.rights)
        assert scene.changes() == 0

    def test_an_exact_address_and_an_id_find_one_account(self, scene: Scene) -> None:
        for who in (scene.email, scene.email.upper(), scene.login):
            (found,) = scene.connector.find_accounts(who)
            assert (found.account.id, found.account.login) == (scene.account_id, scene.login)
            assert found.reason

    def test_a_display_name_and_a_similar_address_find_nobody(self, scene: Scene) -> None:
        name, at, domain = scene.email.partition("@")
        for who in (
            scene.display_name,
            f"{name}+x{at}{domain}",
            name[:-1] + at + domain,
            f"{name}{at}elsewhere.example",
        ):
            assert list(scene.connector.find_accounts(who)) == []

    def test_the_list_of_accounts_holds_hers_once(self, scene: Scene) -> None:
        listed = [one for one in scene.connector.list_accounts() if isinstance(one, Account)]
        assert [one.ref() for one in listed].count(alice(scene).ref()) == 1
        assert scene.changes() == 0

    def test_it_lists_hers_and_nobody_elses(self, scene: Scene) -> None:
        listed = grants(scene)
        assert {grant.id for grant in listed} == scene.mine
        assert len({grant.key() for grant in listed}) == len(listed)
        assert scene.changes() == 0

    def test_the_list_of_all_holds_hers(self, scene: Scene) -> None:
        left_out = {
            capability.kind
            for capability in scene.connector.capabilities()
            if capability.ability is Ability.LIST_ALL and capability.kind and capability.support is not Support.FULL
        }
        everything = [listed for listed in scene.connector.list_all_grants() if isinstance(listed, Grant)]
        hers = {grant.key() for grant in grants(scene) if grant.kind not in left_out}
        assert hers
        assert hers <= {grant.key() for grant in everything}

    def test_what_it_lists_survives_a_round_trip_and_shows_no_value(self, scene: Scene) -> None:
        for listed in scene.connector.list_grants(alice(scene)):
            text = msgspec.json.encode(listed)
            assert msgspec.json.decode(text, type=Grant if isinstance(listed, Grant) else Gap) == listed
            assert not any(canary.encode() in text for canary in scene.canaries)

    def test_each_grant_is_ended_by_its_id_once_and_proved_gone(self, scene: Scene) -> None:
        for grant in grants(scene):
            if not {Way.ID, Way.ACCESS} & set(grant.can_revoke):
                continue
            outcome = scene.connector.revoke(grant)
            assert outcome.state is OutcomeState.DONE, outcome
            assert outcome.verified is Verified.YES
            assert grant.id in scene.ended()
            before = scene.changes()
            assert scene.connector.revoke(grant).state is OutcomeState.ALREADY
            assert scene.changes() == before
        assert scene.ended() <= scene.mine

    def test_a_grant_that_no_api_ends_is_left_to_a_person(self, scene: Scene) -> None:
        for grant in grants(scene):
            if {Way.ID, Way.ACCESS} & set(grant.can_revoke):
                continue
            assert scene.connector.revoke(grant).state in (OutcomeState.MANUAL, OutcomeState.SKIPPED)
        assert scene.changes() == 0

    def test_a_grant_that_is_not_whose_it_was_planned_to_be_is_left_alone(self, scene: Scene) -> None:
        for grant in grants(scene):
            stranger = msgspec.structs.replace(grant, account=AccountRef("999999", "somebody-else"))
            assert scene.connector.revoke(stranger).state not in (OutcomeState.DONE, OutcomeState.ACCEPTED)
        assert scene.changes() == 0

    def test_an_answer_lost_after_the_effect_is_asked_about_not_repeated(self, scene: Scene) -> None:
        grant = next((grant for grant in grants(scene) if {Way.ID, Way.ACCESS} & set(grant.can_revoke)), None)
        if grant is None:
            pytest.skip("nothing can be ended by its id on this plan")
        scene.service.cut_after_effect = True
        outcome = scene.connector.revoke(grant)
        assert (outcome.state, outcome.verified) == (OutcomeState.DONE, Verified.YES)
        assert scene.changes() == 1

    def test_a_service_that_stumbles_loses_nothing(self, scene: Scene) -> None:
        scene.service.faults = [Reply(500), Reply(cut=True), Reply(429, headers={"Retry-After": "1"})]
        assert {grant.id for grant in grants(scene)} == scene.mine

    def test_a_credential_says_who_it_is(self, scene: Scene) -> None:
        identified = scene.connector.verify(scene.live)
        assert identified.validity.state is ValidityState.LIVE
        assert identified.account is not None
        assert identified.account.login == scene.login
        assert scene.connector.verify(scene.dead).validity.state is ValidityState.DEAD
        assert scene.changes() == 0

    def test_a_value_that_may_be_another_hosts_is_shown_to_nobody(self, scene: Scene) -> None:
        claimed = scene.connector.claim(scene.live)
        assert scene.connector.host
        assert claimed is not Claim.ANOTHER
        for claim, asked in ((claimed, Asked.UNDECIDED), (Claim.ANOTHER, Asked.ANSWERED)):
            twin = Rival(scene.connector.service, claim)
            before = len(scene.service.asked)
            told = identify([scene.connector, twin], {scene.connector.service: {"f": scene.live}}, Silent())["f"]
            assert told.asked is asked
            assert (len(scene.service.asked) > before) is (asked is Asked.ANSWERED)
            assert twin.shown == 0

    def test_a_service_that_is_down_settles_nothing(self, scene: Scene) -> None:
        scene.service.faults = [Reply(503)] * 50
        assert scene.connector.verify(scene.live).validity.state is ValidityState.UNKNOWN

    def test_values_are_ended_if_they_are_hers(self, scene: Scene) -> None:
        owner = AccountRef(scene.account_id, scene.login)
        mine, foreign, dead = scene.connector.revoke_values([scene.live, scene.foreign, scene.dead], owner)
        assert foreign.state in (OutcomeState.SKIPPED, OutcomeState.FAILED)
        assert dead.state is OutcomeState.ALREADY
        assert scene.foreign.secret.reveal() not in scene.ended()
        if Capability(Ability.REVOKE_VALUE, "", Support.MANUAL) in map(_bare, scene.connector.capabilities()):
            assert mine.state is OutcomeState.MANUAL
            assert mine.instruction is not None and mine.instruction.page
            assert scene.changes() == 0
        else:
            assert (mine.state, mine.verified) == (OutcomeState.DONE, Verified.YES)
            assert scene.live.secret.reveal() in scene.ended()

    def test_nothing_shows_a_credential(self, scene: Scene, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("DEBUG")
        shown = [repr(scene.connector), repr(vars(scene.connector)), repr(scene.live)]
        shown.append(repr(scene.connector.verify(scene.live)))
        shown.append(repr(scene.connector.revoke_values([scene.live], AccountRef(scene.account_id, scene.login))))
        everything = "\n".join([*shown, caplog.text])
        assert not [canary for canary in scene.canaries if canary in everything]
