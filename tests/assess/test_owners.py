"""Who answers for a credential."""

import shlex

import msgspec
import pytest

from mcpsweep.model.account import AccountKind, AccountState
from mcpsweep.model.concern import Advice, Concern, Danger
from mcpsweep.model.grant import GrantState
from mcpsweep.model.roster import Roster, ServiceAccount
from tests.assess.making import EVERYBODY, ROSTER, account, assessed, concerns, grant, laptop, only


@pytest.mark.parametrize(
    ("login", "expected"),
    [
        ("anguyen", []),
        ("fng", [Concern.OWNER_DEPARTED]),
        ("gita", [Concern.TERM_ENDED]),
        ("hal", []),
        ("ivy", []),
        ("jon", []),
        ("acme-ci", []),
        ("acme-old", [Concern.OWNER_DEPARTED]),
    ],
    ids=["active", "left", "yesterday", "today", "leaving", "no date", "cared for", "in the care of who left"],
)
def test_who_answers_by_the_roster(login: str, expected: list[Concern]) -> None:
    found = assessed([grant(login=login)])
    assert [concern for item in found.values() for concern in concerns(item)] == expected


def test_an_account_that_is_nobodys_by_roster_and_address_is_unknown() -> None:
    stranger = account("stranger", name="Frank Ng", emails=("stranger@elsewhere.example",))
    found = only(assessed([grant(login="stranger")], accounts=(*EVERYBODY, stranger)))
    assert concerns(found) == [Concern.OWNER_UNKNOWN]
    assert found.owner is None, "the same display name proves nothing"
    assert "Frank Ng <stranger@elsewhere.example>" in found.doubts[0].reason
    assert found.action.command == "mcpsweep list --user github:stranger"


def test_what_the_service_tells_no_owner_of_is_unknown() -> None:
    found = only(assessed([grant(login=None)]))
    assert (concerns(found), found.action.advice, found.action.command) == (
        [Concern.OWNER_UNKNOWN],
        Advice.IDENTIFY,
        "",
    )


def test_an_account_that_two_people_claim_is_unknown() -> None:
    both = account("both", emails=("alice@acme.example", "ivy@acme.example"))
    found = only(assessed([grant(login="both")], accounts=(*EVERYBODY, both)))
    assert concerns(found) == [Concern.OWNER_UNKNOWN]
    assert "alice and ivy" in found.doubts[0].reason


def test_a_disabled_account_is_told_though_the_roster_knows_nothing() -> None:
    accounts = [msgspec.structs.replace(one, state=AccountState.DISABLED) for one in EVERYBODY]
    found = only(assessed([grant(login="anguyen")], accounts=accounts))
    assert concerns(found) == [Concern.ACCOUNT_DISABLED]
    assert found.action.command == "mcpsweep revoke --user alice --playbook historical-cleanup"


def test_who_is_missing_from_a_whole_list_is_gone_and_from_a_broken_one_nothing_is_concluded() -> None:
    known = [one for one in EVERYBODY if one.login != "anguyen"]
    assert concerns(only(assessed([grant(login="anguyen")], accounts=known))) == [Concern.ACCOUNT_GONE]
    assert not assessed([grant(login="anguyen")], accounts=known, whole=False)


def test_an_app_is_no_account_that_has_gone() -> None:
    found = only(assessed([grant(login="deploys[bot]", kind="github-deploy-key")]))
    assert concerns(found) == [Concern.SHARED_UNOWNED]
    assert found.action.advice is Advice.ADOPT


def test_a_robots_account_needs_somebody_who_looks_after_it() -> None:
    robot = account("robot", kind=AccountKind.SERVICE, emails=())
    assert concerns(only(assessed([grant(login="robot")], accounts=(*EVERYBODY, robot)))) == [Concern.SHARED_UNOWNED]
    roster = msgspec.structs.replace(ROSTER, service_accounts=(ServiceAccount("github", "robot", "platform"),))
    assert not assessed([grant(login="robot")], accounts=(*EVERYBODY, robot), roster=roster)


def test_what_the_roster_lists_as_shared_is_its_owners() -> None:
    pool, old = (
        grant(login="U1", service="slack", connector="slack", kind="slack-app", label=label)
        for label in ("Pool", "Old")
    )
    assert not assessed([pool])
    found = only(assessed([old]))
    assert concerns(found) == [Concern.OWNER_DEPARTED]
    assert "frank looks after it" in found.doubts[0].reason


@pytest.mark.parametrize(
    "over",
    [{"state": GrantState.EXPIRED}, {"state": GrantState.UNKNOWN, "expires": "2026-11-22T00:00:00Z"}],
    ids=["by its state", "by its date"],
)
def test_what_has_ended_is_nobodys_worry(over: dict[str, object]) -> None:
    assert not assessed([msgspec.structs.replace(grant(login="fng"), **over)])


@pytest.mark.parametrize("state", [GrantState.ACTIVE, GrantState.BLOCKED, GrantState.PENDING])
def test_what_its_service_takes_for_alive_is_not_over_by_this_machines_clock(state: GrantState) -> None:
    alive = grant(login="fng", state=state, expires="2026-11-22T00:00:00Z")
    assert concerns(only(assessed([alive]))) == [Concern.OWNER_DEPARTED]


def test_a_laptop_of_somebody_who_left_is_told_and_one_of_who_works_on_is_not() -> None:
    found = assessed(inventories=[laptop("l1", "alice", "fp-a"), laptop("l2", "frank", "fp-f")])
    assert [(one.id, concerns(one)) for one in found.values()] == [("value/fp-f", [Concern.OWNER_DEPARTED])]
    assert found["value/fp-f"].action.command == "mcpsweep revoke --user frank --scan"


def test_a_laptop_that_is_nobodys_is_told() -> None:
    found = only(assessed(inventories=[laptop("l1", "kiosk", "fp-k")]))
    assert concerns(found) == [Concern.OWNER_UNKNOWN]
    assert "l1" in found.doubts[0].reason


def test_a_value_on_two_peoples_laptops_is_shared_and_a_copy_on_the_same_persons_is_not() -> None:
    found = only(assessed(inventories=[laptop("l1", "alice", "fp-s"), laptop("l2", "ivy", "fp-s")]))
    assert concerns(found) == [Concern.SHARED_UNOWNED]
    assert found.place_count == 2
    assert not assessed(inventories=[laptop("l1", "alice", "fp-s"), laptop("l2", "alice", "fp-s")])


def test_what_lies_on_a_leavers_laptop_and_is_somebody_elses_is_shared_not_the_leavers() -> None:
    left = laptop("l2", "frank", "fp-f")
    left = msgspec.structs.replace(left, findings=(msgspec.structs.replace(left.findings[0], suffix="a1b2c3d4"),))
    found = only(assessed([grant(login="anguyen", last_eight="a1b2c3d4")], [left]))
    assert concerns(found) == [Concern.SHARED_UNOWNED]
    assert found.action.advice is Advice.ADOPT


def test_a_record_and_a_finding_of_one_credential_are_one_item_with_its_place() -> None:
    left = laptop("l2", "frank", "fp-f")
    left = msgspec.structs.replace(left, findings=(msgspec.structs.replace(left.findings[0], suffix="a1b2c3d4"),))
    found = only(assessed([grant(login="fng", last_eight="a1b2c3d4")], [left]))
    assert (found.id, found.fingerprint, found.place_count) == ("github/github-pat/1", "fp-f", 1)


def test_a_hostile_login_makes_no_command_of_its_own() -> None:
    login = "x'; rm -rf / #"
    found = only(assessed([grant(login=login)], accounts=(*EVERYBODY, account(login, emails=()))))
    assert shlex.split(found.action.command) == ["mcpsweep", "list", "--user", f"github:{login}"]
    unprintable = only(assessed([grant(login="a\x1b[2J")], accounts=(*EVERYBODY, account("a\x1b[2J", emails=()))))
    assert unprintable.action.command == ""


def test_the_same_credentials_in_another_order_make_the_same_report() -> None:
    grants = [grant(str(number), login="fng") for number in range(20)]
    assert list(assessed(grants).items()) == list(assessed(reversed(grants)).items())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Danger.HIGH),
        ({"scopes": ("read:org",)}, Danger.MEDIUM),
        ({"state": GrantState.BLOCKED}, Danger.MEDIUM),
        ({"service": "slack"}, Danger.MEDIUM),
        ({"service": "slack", "scopes": ("admin.users:write",)}, Danger.HIGH),
        ({"service": "openai"}, Danger.LOW),
    ],
)
def test_danger_is_the_services_reach_the_scopes_and_the_state(changes: dict[str, object], expected: Danger) -> None:
    assert only(assessed([msgspec.structs.replace(grant(login=None), **changes)])).risk is expected


def test_an_empty_roster_knows_nobody() -> None:
    found = assessed([grant(login="anguyen")], roster=Roster())
    assert concerns(only(found)) == [Concern.OWNER_UNKNOWN]
