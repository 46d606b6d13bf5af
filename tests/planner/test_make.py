"""A plan: deterministic, tokens first and the account last, nothing hidden."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.errors import UsageError
from mcpsweep.model.account import AccountState
from mcpsweep.model.agent import Agent
from mcpsweep.model.capability import KINDS_BELOW, Ability, Capability, Support
from mcpsweep.model.case import Case, Origin, OriginKind, Stationed
from mcpsweep.model.decision import Do
from mcpsweep.model.gap import Gap
from mcpsweep.model.grant import Way
from mcpsweep.model.holding import Holding
from mcpsweep.model.identity import Link, Method
from mcpsweep.model.instruction import Instruction
from mcpsweep.model.person import PersonStatus
from mcpsweep.model.plan import Action, Confirm, EvidenceFormat, Plan, PlaybookRef
from mcpsweep.planner.digest import is_intact, sign
from mcpsweep.planner.file import check_age, read
from mcpsweep.planner.make import make
from mcpsweep.planner.means import Means
from mcpsweep.playbook.schema import (
    Access,
    AccountCheck,
    Evidence,
    InventoryNeed,
    ManualCheck,
    PersonNeed,
    Playbook,
    Require,
    Rule,
)
from tests.planner.making import NOW, OTHER, POOL, UNKNOWN, case, found, grant, holding, means

SOURCE = PlaybookRef("p", "0" * 64)
REVOKE = Playbook("p", (Rule(Do.REVOKE),))
LAST = {Action.REMOVE_ACCESS, Action.DISABLE_ACCOUNT}


def planned(subject: Case, playbook: Playbook = REVOKE, at_hand: Means | None = None) -> Plan:
    return make(subject, playbook, SOURCE, "alice", at_hand or means(), NOW)


def variants(count: int) -> st.SearchStrategy[list[Holding]]:
    """Holdings of every sort, each another credential."""

    def one(number: int) -> st.SearchStrategy[Holding]:
        return st.builds(
            holding,
            id=st.just(f"h{number}"),
            fingerprint=st.just(f"f{number}"),
            grants=st.sampled_from(
                [
                    (),
                    (grant(id=str(number)),),
                    (grant(id=str(number), can_revoke=(Way.ACCESS,)),),
                    (grant(id=str(number), can_revoke=(Way.SESSIONS,)),),
                    (grant(id=str(number), can_revoke=(Way.ACCOUNT,)),),
                    (grant(id=str(number), can_revoke=(), review="others"),),
                    (grant(id="app"),),
                ]
            ),
            sharing=st.sampled_from([(), (POOL,)]),
            ownership=st.sampled_from([holding().ownership, UNKNOWN, OTHER]),
        )

    return st.tuples(*(one(number) for number in range(count))).map(list)


ACCESS = Playbook("p", (Rule(Do.REVOKE),), access=Access(remove=("github",), disable=("github",)))


@given(variants(6), st.randoms())
def test_the_same_case_in_any_order_gives_the_same_plan(holdings: list[Holding], random: object) -> None:
    shuffled = list(holdings)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, two = planned(case(*holdings), ACCESS), planned(case(*shuffled), ACCESS)
    assert [(step.action, step.target, set(step.holdings)) for step in one.steps] == [
        (step.action, step.target, set(step.holdings)) for step in two.steps
    ]


@given(variants(6))
def test_every_holding_of_the_persons_is_in_a_step_or_left_alone_with_a_reason(holdings: list[Holding]) -> None:
    plan = planned(case(*holdings), ACCESS)
    stepped = {mark for step in plan.steps for mark in step.holdings}
    for decision in plan.decisions:
        assert decision.holding in stepped or decision.do is Do.REPORT
        assert decision.do is not Do.REPORT or decision.reason


@given(variants(6))
def test_the_account_goes_last_and_waits_for_its_tokens(holdings: list[Holding]) -> None:
    plan = planned(case(*holdings), ACCESS)
    place = {step.id: number for number, step in enumerate(plan.steps)}
    tokens = {
        step.id for step in plan.steps if step.action in (Action.REVOKE, Action.REVOKE_VALUE, Action.END_SESSIONS)
    }
    for step in plan.steps:
        if step.action in LAST:
            assert set(step.needs) == tokens
            assert all(place[other] < place[step.id] for other in step.needs)


@given(variants(6))
def test_nothing_shared_foreign_or_unproven_ends_without_a_person(holdings: list[Holding]) -> None:
    plan = planned(case(*holdings), at_hand=means(*(f"f{number}" for number in range(6))))
    by_id = {one.id: one for one in holdings}
    for step in plan.steps:
        if step.confirm is Confirm.AUTO and step.action is not Action.CHECK:
            for mark in step.holdings:
                assert by_id[mark].ownership.owner == "person"
                assert not by_id[mark].is_shared
                assert not by_id[mark].review


TIED = grant(kind="ssh-key", label="key of the notebook", can_revoke=(Way.MANUAL, Way.ACCOUNT))


def test_what_ends_with_its_account_is_named_by_the_accounts_step_and_looked_for_after_it() -> None:
    other = msgspec.structs.replace(case().links[0].account, id="9", login="second")
    links = (*case().links, Link("alice", other, Method.ROSTER, "the roster names it"))
    order = (Action.CHECK, *(one for one in REVOKE.order if one is not Action.CHECK))
    for playbook in (ACCESS, msgspec.structs.replace(ACCESS, order=order)):
        plan = planned(case(holding(id="h1", grants=(TIED,)), holding(id="h2"), links=links), playbook)
        ending = [step for step in plan.steps if step.action in LAST]
        assert {step.action: step.holdings for step in ending if step.target.account_id == "1001"} == dict.fromkeys(
            LAST, ("h1",)
        )
        assert {step.holdings for step in ending if step.target.account_id == "9"} == {()}
        assert sum("key of the notebook" in effect for step in ending for effect in step.effects) == 2
        look = plan.steps[-1]
        assert (look.action, look.holdings, look.target.id) == (Action.CHECK, ("h1",), "77")
        assert set(look.needs) == {step.id for step in ending}


def test_whoever_wants_to_be_asked_about_a_credential_is_asked_before_its_account_ends_it() -> None:
    playbook = msgspec.structs.replace(ACCESS, rules=(Rule(Do.ASK),))
    plan = planned(case(holding(grants=(TIED,))), playbook)
    assert {step.action: step.confirm for step in plan.steps} == {
        **dict.fromkeys(LAST, Confirm.ASK),
        Action.CHECK: Confirm.AUTO,
    }


def test_nothing_waits_for_an_account_that_a_person_has_to_end() -> None:
    at_hand = means(remove_access=Support.MANUAL, disable_account=Support.NONE)
    plan = planned(case(holding(grants=(TIED,))), ACCESS, at_hand)
    assert {step.action for step in plan.steps} == {Action.MANUAL}
    assert [step.holdings for step in plan.steps if step.holdings] == [("h1",)]


def test_agents_come_first_and_a_person_stops_them() -> None:
    agent = Agent("cron", "/var/spool/cron/alice", 3, "0 7 * * *", "claude -p …", "claude-code")
    plan = planned(case(holding(), agents=(Stationed("laptop", agent),)))
    first = plan.steps[0]
    assert (first.action, first.confirm) == (Action.STOP_AGENT, Confirm.MANUAL)
    assert "crontab" in (first.instructions.text if first.instructions else "")


def test_what_a_plan_cannot_do_to_an_account_is_a_manual_step_in_its_own_words() -> None:
    plan = planned(case(), ACCESS, means(disable_account=Support.NONE))
    assert [step.action for step in plan.steps] == [Action.REMOVE_ACCESS, Action.MANUAL]


def test_checks_ask_the_connector_where_there_is_one_and_a_person_where_there_is_none() -> None:
    checks = (
        AccountCheck("github", AccountState.DISABLED),
        AccountCheck("okta", AccountState.DISABLED),
        ManualCheck("The laptop is wiped."),
    )
    plan = planned(case(), Playbook("p", (Rule(Do.REPORT),), checks=checks))
    assert sorted((step.confirm, step.service) for step in plan.steps) == [
        (Confirm.AUTO, "github"),
        (Confirm.MANUAL, ""),
        (Confirm.MANUAL, "okta"),
    ]


def test_how_the_evidence_tells_of_the_run_stands_in_the_plan() -> None:
    assert planned(case(holding())).evidence == (EvidenceFormat.JSON, EvidenceFormat.HTML)
    wants = msgspec.structs.replace(REVOKE, evidence=Evidence((EvidenceFormat.HTML,)))
    assert planned(case(holding()), wants).evidence == (EvidenceFormat.HTML,)


def test_what_the_playbook_wants_and_is_not_at_hand_is_said() -> None:
    wants = Playbook(
        "p",
        (Rule(Do.REVOKE),),
        require=Require(InventoryNeed(timedelta(hours=1)), PersonNeed((PersonStatus.DEPARTED,))),
    )
    status, age = planned(case(holding()), wants).unmet
    assert "departing" in status
    assert "older" in age
    (none,) = planned(
        case(holding(), origins=()), msgspec.structs.replace(wants, require=Require(InventoryNeed()))
    ).unmet
    assert "none was given" in none


def test_what_could_not_be_seen_stands_in_the_plan() -> None:
    plan = planned(case(gaps=(Gap("github", "github", "webhooks of acme", "not permitted"),), remarks=("no laptop",)))
    assert "no laptop" in plan.remarks
    assert any("webhooks of acme" in remark for remark in plan.remarks)


def test_what_a_source_says_of_itself_is_not_said_again() -> None:
    gap = Gap("github", "github", "webhooks of acme", "not permitted")
    origin = Origin(OriginKind.SERVICE, "github", "2026-11-23T07:00:00Z", False, "webhooks of acme: not permitted")
    assert planned(case(gaps=(gap,), origins=(origin,))).remarks == ()


def test_what_no_service_lists_is_said_where_she_has_an_account() -> None:
    rows = (
        Capability(Ability.LIST, "", Support.PARTIAL, KINDS_BELOW),
        Capability(Ability.LIST, "github-pat", Support.MANUAL, "There is no API.", Instruction("Ask the owner.")),
        Capability(Ability.LIST, "github-webhook", Support.PARTIAL, "Of the last 180 days."),
        Capability(Ability.LIST, "github-deploy-key", Support.FULL, "All of them."),
        Capability(Ability.REVOKE, "github-webhook", Support.NONE, "Not by API."),
    )
    made = planned(case(), at_hand=Means({"github": rows, "slack": rows}))
    assert made.remarks == ("github does not list everything: github-pat: There is no API. Ask the owner.",)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_a_plan_comes_back_from_its_file_and_an_altered_one_does_not(tmp_path: Path, form: str) -> None:
    plan = planned(case(holding(found=(found(), found("f1")))), ACCESS)
    assert is_intact(plan)
    path = tmp_path / f"plan.{form}"
    encode = msgspec.json.encode if form == "json" else msgspec.yaml.encode
    path.write_bytes(encode(plan))
    assert read(path) == plan
    path.write_bytes(path.read_bytes().replace(b"anguyen", b"ecosta"))
    with pytest.raises(UsageError, match="altered"):
        read(path)


@given(st.data())
def test_the_digest_notices_any_change(data: st.DataObject) -> None:
    plan = planned(case(holding()), ACCESS)
    step = data.draw(st.sampled_from(plan.steps))
    changes: list[dict[str, Any]] = [
        {"id": "s999"},
        {"confirm": Confirm.ASK if step.confirm is Confirm.AUTO else Confirm.AUTO},
        {"target": msgspec.structs.replace(step.target, id=step.target.id + "0")},
        {"effects": (*step.effects, "")},
    ]
    changed = msgspec.structs.replace(step, **data.draw(st.sampled_from(changes)))
    steps = tuple(changed if one is step else one for one in plan.steps)
    assert not is_intact(msgspec.structs.replace(plan, steps=steps))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "no YAML"),
        ("- 1", "no plan"),
        ("format: mcpsweep-plan/2", "reads mcpsweep-plan/1"),
        ("format: mcpsweep-plan/1\nid: x", "is wrong"),
    ],
)
def test_what_is_no_plan_is_refused_with_the_reason(tmp_path: Path, text: str, says: str) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text)
    with pytest.raises(UsageError, match=says):
        read(path)


def test_a_plan_of_last_month_is_refused() -> None:
    plan = planned(case(holding()))
    check_age(plan, NOW + timedelta(days=6))
    with pytest.raises(UsageError, match="more than 7 days"):
        check_age(plan, NOW + timedelta(days=31))
    future = sign(msgspec.structs.replace(plan, created_at="2031-01-01T00:00:00Z"))
    with pytest.raises(UsageError, match="not yet"):
        check_age(future, NOW)
