"""A case over simulated services and the sample laptop: hers is hers, and nothing of anybody else's."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from mcpsweep.connectors.base import Connector
from mcpsweep.detection.fingerprint import fingerprint
from mcpsweep.errors import UsageError
from mcpsweep.executor.casework import Scanned, gather
from mcpsweep.model.case import Case, OriginKind
from mcpsweep.model.held import Held
from mcpsweep.model.holding import Bond, Holding, Owner, SharedHow
from mcpsweep.model.identity import Method
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.listing import Answer, AnswerState
from mcpsweep.model.person import Person, PersonStatus
from mcpsweep.model.roster import Roster, SharedCredential
from mcpsweep.model.subject import Subject
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import Credential, organisation
from mcpsweep.sandbox.slack.state import Plan
from tests.collectors.scanning import KEY, home_with, scan
from tests.rehearsal.expected import COMPANIONS, grants_of
from tests.rehearsal.world import World, github_world, slack_world

WHO = organisation()
PEOPLE = {
    one.id: Person(
        one.id,
        one.name,
        (one.email,),
        PersonStatus(one.status.value),
        accounts={"github": one.accounts["github"].login},
    )
    for one in WHO.people
}
ROSTER = Roster(
    people=tuple(PEOPLE.values()), shared=(SharedCredential("snowflake", "data-platform", label="ANALYTICS_POOL"),)
)
ALICE = Subject(PEOPLE["alice"])
OTHERS = ("carol", "dave", "erin")


@dataclass(frozen=True)
class Stage:
    """GitHub and Slack, and the connectors to them."""

    github: World
    slack: World

    def gather(self, *inventories: Inventory, held: Mapping[str, Held] | None = None, subject: Subject = ALICE) -> Case:
        """The case about alice."""
        scanned = [Scanned.of(one) for one in inventories]
        return gather(subject, ROSTER, self.connectors, scanned, held or {}, clock=self.github.clock)

    @property
    def connectors(self) -> tuple[Connector, ...]:
        """Both."""
        return (self.github.connector, self.slack.connector)


@pytest.fixture(params=[(Product.SAML, Plan.ENTERPRISE), (Product.TEAM, Plan.PRO)], ids=["large", "small"])
def stage(request: pytest.FixtureRequest, app_key: str) -> Iterator[Stage]:
    """With single sign-on and audit logs, and without."""
    product, plan = request.param
    with github_world(product, app_key) as github, slack_world(plan) as slack:
        yield Stage(github, slack)
        github.assert_discreet()
        slack.assert_discreet()


@pytest.fixture(scope="module")
def hers(tmp_path_factory: pytest.TempPathFactory) -> Inventory:
    """What a scan finds on the sample laptop."""
    folder = tmp_path_factory.mktemp("disk")
    laptop.build(folder)
    return scan(root=folder)


def mark(credential: Credential) -> str:
    """Its fingerprint in every inventory of these tests."""
    return fingerprint(credential.secret, KEY)


def in_hand(*people: str) -> dict[str, Held]:
    """All that these people hold, with what lies beside it."""
    return {
        mark(one): Held(
            one.kind,
            one.secret,
            tuple((label, WHO.credential(label).secret) for label in COMPANIONS.get(one.label, ())),
        )
        for person in people
        for one in WHO.held_by(person)
    }


def configured(folder: Path, user: str, *labels: str) -> Inventory:
    """What a scan finds in a home with one server for each of these credentials."""
    servers = {
        label: {"command": "serve", "env": {"API_TOKEN": WHO.credential(label).secret.reveal()}} for label in labels
    }
    home_with(folder / "home" / user, {".claude.json": json.dumps({"mcpServers": servers})})
    return scan(root=folder)


def by_label(case: Case) -> dict[str, Holding]:
    """The holdings of a case by the sandbox's name of the credential."""
    labels = {mark(one): one.label for one in WHO.credentials}
    return {labels[one.fingerprint]: one for one in case.holdings if one.fingerprint in labels}


def test_every_credential_of_hers_at_these_services_is_a_holding_of_hers(stage: Stage, hers: Inventory) -> None:
    case = stage.gather(hers, held=in_hand("alice"))
    lying = {one.fingerprint for one in hers.findings}
    expected = {one.label for one in WHO.held_by("alice") if one.service in ("github", "slack") and mark(one) in lying}
    assert expected
    found = by_label(case)
    assert {label: found[label].ownership.owner for label in expected} == dict.fromkeys(expected, Owner.PERSON)
    listed = {(grant.kind, grant.id): one for one in case.holdings for grant in one.grants}
    for world in (stage.github, stage.slack):
        for key in grants_of(world, "alice"):
            assert listed[key].ownership.owner is Owner.PERSON
    assert {link.account.connector: link.method for link in case.links} == {
        "github": Method.ROSTER,
        "slack": Method.EMAIL,
    }


def test_the_servers_of_a_finding_are_known_by_name(stage: Stage, hers: Inventory) -> None:
    names = {server.id: server.name for server in hers.servers}
    found = [one for holding in stage.gather(hers).holdings for one in holding.found]
    used = {sighting.server for one in found for sighting in one.finding.sightings} - {""}
    assert used
    assert {identifier: name for one in found for identifier, name in one.servers.items()} == {
        identifier: names[identifier] for identifier in used
    }


def test_a_token_finds_its_record(stage: Stage, hers: Inventory) -> None:
    found = by_label(stage.gather(hers, held=in_hand("alice")))
    fine = found["github-fine"]
    assert [grant.kind for grant in fine.grants] == ["github-fine-grained-pat"]
    if stage.github.where is Product.SAML:
        assert {match.bond for match in fine.matches} == {Bond.TOKEN_ID}
        spare = found["github-spare"]
        assert {match.bond for match in spare.matches} == {Bond.TOKEN_ID, Bond.LAST_EIGHT}
    bot = found["slack-bot"]
    assert (bot.grants, [app.label for app in bot.apps]) == ((), ["Alice Agent"])


def test_without_the_values_the_audit_log_tells(stage: Stage, hers: Inventory) -> None:
    case = stage.gather(hers)
    fine = by_label(case)["github-fine"]
    if stage.github.where is Product.SAML:
        assert {match.bond for match in fine.matches} == {Bond.TOKEN_ID}
        assert fine.ownership.owner is Owner.PERSON
    else:
        assert (fine.matches, fine.ownership.owner) == ((), Owner.UNKNOWN)
    assert any("github credentials could not be asked" in remark for remark in case.remarks)


def test_what_her_laptop_holds_of_others_is_theirs(stage: Stage, tmp_path: Path) -> None:
    foreign = [one for person in OTHERS for one in WHO.held_by(person) if one.service in ("github", "slack")]
    seen = configured(tmp_path, "alice", *(one.label for one in foreign))
    case = stage.gather(seen, held=in_hand("alice", *OTHERS))
    found = by_label(case)
    assert {one.label for one in foreign} <= set(found)
    for one in foreign:
        owner = found[one.label].ownership
        # Slack names accounts that this roster does not.
        assert owner.owner is (Owner.OTHER if one.service == "github" else Owner.UNKNOWN)
        assert owner.person in ("", *one.holders)


def test_the_team_s_bot_is_recognised(stage: Stage, tmp_path: Path) -> None:
    mine = configured(tmp_path / "1", "alice", "slack-production")
    bobs = configured(tmp_path / "2", "bob", "slack-production", "github-bob")
    case = stage.gather(mine, bobs, held=in_hand("alice"))
    bot = by_label(case)["slack-production"]
    assert bot.review, "she installed its app, and others work with it"
    assert [(one.how, one.people) for one in bot.sharing] == [(SharedHow.INVENTORIES, ("bob",))]
    assert "github-bob" not in by_label(case), "what is on bob's machine alone is no business of this case"
    assert any("serves to tell what is shared" in remark for remark in case.remarks)


def test_somebody_else_s_bot_is_not_hers(stage: Stage, tmp_path: Path) -> None:
    case = stage.gather(configured(tmp_path, "alice", "slack-bob"), held=in_hand("alice", "bob"))
    bot = by_label(case)["slack-bob"]
    assert bot.ownership.owner is Owner.UNKNOWN
    assert [one.how for one in bot.sharing] == [SharedHow.BOT]


def test_the_warehouse_s_pool_is_the_platform_s(stage: Stage, hers: Inventory) -> None:
    pool = by_label(stage.gather(hers))["warehouse-pool"]
    assert [(one.how, one.owner) for one in pool.sharing] == [(SharedHow.ROSTER, "data-platform")]


def test_another_person_s_laptop_is_refused_before_anything_is_asked(stage: Stage, tmp_path: Path) -> None:
    bobs = configured(tmp_path, "bob", "github-bob")
    before = [connector.requests_sent() for connector in stage.connectors]
    with pytest.raises(UsageError, match="is bob's"):
        stage.gather(bobs, held=in_hand("bob"))
    assert [connector.requests_sent() for connector in stage.connectors] == before


def test_no_laptop_leaves_what_the_services_know(stage: Stage) -> None:
    case = stage.gather()
    assert {one.service for one in case.of(Owner.PERSON)} == {"github", "slack"}
    assert any("no laptop was scanned" in remark for remark in case.remarks)


def test_a_service_that_is_away_hides_nothing_of_the_other(stage: Stage, hers: Inventory) -> None:
    stage.slack.server.set_weather(Weather((Rule(Fault.ERROR_BEFORE),)))
    case = stage.gather(hers, held=in_hand("alice"))
    stage.slack.server.set_weather(FAIR)
    whole = {one.name: one.is_whole for one in case.origins if one.kind is OriginKind.SERVICE}
    assert whole == {"github": True, "slack": False}
    assert all(one.reason for one in case.origins if not one.is_whole)
    found = by_label(case)
    assert found["github-fine"].ownership.owner is Owner.PERSON
    assert found["slack-user"].ownership.owner is Owner.UNKNOWN


def test_a_locked_service_is_part_of_the_case(stage: Stage) -> None:
    locked = Answer("jira", "atlassian", AnswerState.NOT_AUTHORISED, "its key is missing")
    case = gather(ALICE, ROSTER, stage.connectors, [], {}, locked=[locked])
    assert [(one.is_whole, one.reason) for one in case.origins if one.name == "jira"] == [(False, "its key is missing")]


def test_two_laptops_with_different_keys_are_said_to_be_so(stage: Stage, tmp_path: Path, hers: Inventory) -> None:
    second = msgspec.structs.replace(configured(tmp_path, "alice", "github-fine"), fingerprint_key="another")
    case = stage.gather(hers, second, held=in_hand("alice"))
    assert any("different fingerprint keys" in remark for remark in case.remarks)
    assert len(by_label(case)["github-fine"].found) > 2


def test_a_person_without_accounts_is_an_empty_case(stage: Stage) -> None:
    case = stage.gather(subject=Subject(Person("zed", emails=("zed@acme.example",))))
    assert (case.holdings, case.links) == ((), ())
    assert all(one.reason for one in case.origins)


def test_two_gatherings_are_equal(stage: Stage, hers: Inventory) -> None:
    first, second = (stage.gather(hers, held=in_hand("alice")) for _ in range(2))
    assert [one.id for one in first.holdings] == [one.id for one in second.holdings]
    assert len({one.id for one in first.holdings}) == len(first.holdings)
