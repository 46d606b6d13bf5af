"""The sweep at the command line: what is hers ends or is left to a person, and nothing of anybody else's changes."""

import re
from itertools import zip_longest
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.model.finding import Form
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.plan import Action
from mcpsweep.model.run import ReportedHolding
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.atlassian.state import Plan as AtlassianPlan
from mcpsweep.sandbox.github.state import Product
from mcpsweep.sandbox.organisation import Credential
from mcpsweep.sandbox.slack.state import Plan as SlackPlan
from tests.rehearsal.expected import grants_at
from tests.rehearsal.scene import (
    ALICE,
    SIMULATED,
    WHO,
    Answers,
    Scene,
    Swept,
    all_but,
    by_label,
    everything,
    nobody,
    scene,
    step_by_step,
    swept,
)
from tests.rehearsal.whose import foreign
from tests.rehearsal.world import effects

ENDED = (OutcomeState.DONE, OutcomeState.ALREADY)
PRODUCTION = "Acme Deploys"
"""How the questions about the production bot name it."""
UNSEEN = "slack-config-refresh"
"""It lies on no laptop, and no service lists it."""
TRUTH = laptop.expected()
PLANS = list(zip_longest(Product, SlackPlan, AtlassianPlan))
"""Every product and plan once; None where a service has no more of them."""
DECIDED = """
format: mcpsweep-playbook/1
name: decided
rules:
  - when: {any: [{kind: "*-bot-token"}, {review: true}, {owner: unknown}]}
    do: manual
  - when: {shared: true}
    do: rotate
  - when: {owner: person}
    do: revoke
  - do: report
access: {remove: [github], disable: [slack, atlassian]}
"""
"""A playbook that leaves nothing to be asked about."""


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory, disk: Path, app_key: str) -> Swept:
    """The sweep as somebody does it who knows the production bot."""
    with scene(tmp_path_factory.mktemp("usual"), disk, app_key) as made:
        return swept(made, made.sweep("--playbook", "offboard-employee", answers=all_but(PRODUCTION)))


def left_to_a_person(one: ReportedHolding) -> bool:
    """Whether it is on the list of manual steps with a reason and what to do."""
    return one.outcome is OutcomeState.MANUAL and bool(one.reason) and one.instructions is not None


def is_accounted_for(credential: Credential, run: Swept) -> bool:
    """Dead and verified, asked at the service itself where there is one; or left to a person, with what to do."""
    if credential.label in run.alive or credential.service not in SIMULATED:
        return any(map(left_to_a_person, of(credential, run))) or ends_with_the_account(credential, run)
    known = by_label(run.report).get(credential.label)
    return known is None or (known.outcome in ENDED and known.verified is Verified.YES)


def of(credential: Credential, run: Swept) -> list[ReportedHolding]:
    """What the report has of it; of one whose value nobody saw, what it has of its place or of its app."""
    if known := by_label(run.report).get(credential.label):
        return [known]
    hidden = {one.path for one in TRUTH.expectations if one.label == credential.label and one.form is not Form.LITERAL}
    return [
        one
        for one in run.report.holdings
        if one.service == credential.service and one.fingerprint is None
        if one.label == credential.account.replace("-", " ").title()
        or any(seen.path in hidden for seen in one.sightings)
    ]


def ends_with_the_account(credential: Credential, run: Swept) -> bool:
    """Whether it is a Slack member's own, which ends with the account, and the plan leaves that to a person."""
    own = credential.service == "slack" and credential.account == ALICE.accounts["slack"].login
    return own and any(
        one.action is Action.MANUAL and one.service == "slack" and Action.DISABLE_ACCOUNT in one.what
        for one in run.report.steps
    )


def test_every_credential_of_hers_is_dead_and_verified_or_left_to_a_person(usual: Swept) -> None:
    missing = [one.label for one in WHO.held_by("alice") if not is_accounted_for(one, usual)]
    assert missing == [UNSEEN, "slack-production"]


def test_what_lies_on_no_laptop_and_on_no_list_is_said_to_be_beyond_knowing(usual: Swept) -> None:
    assert UNSEEN not in {one.label for one in TRUTH.expectations}
    assert any("Slack lists tokens on no plan" in remark for remark in usual.report.remarks)


def test_nothing_of_anybody_else_s_has_changed(usual: Swept) -> None:
    assert foreign(usual.before, usual.after, ALICE) == []
    others = {one.label for one in WHO.credentials if one.service in SIMULATED and "alice" not in one.holders}
    assert others <= usual.alive


def test_the_warehouse_s_pool_is_a_rotation_of_its_owner_s(usual: Swept) -> None:
    pool = by_label(usual.report)["warehouse-pool"]
    assert (pool.decision.action, pool.owner, pool.outcome) == ("rotate", "data-platform", OutcomeState.MANUAL)


def test_the_production_bot_was_asked_about_and_lives(usual: Swept) -> None:
    bot = by_label(usual.report)["slack-production"]
    assert (bot.outcome, "slack-production" in usual.alive) == (OutcomeState.SKIPPED, True)
    asked = [question for question in usual.ended.asked[1:] if PRODUCTION in question]
    assert [question.split()[1] for question in asked] == ["revoke-value", "revoke"], "its token, and its app"
    assert all("its bot and webhooks outlive the person's account" in question for question in asked)


def test_what_could_not_be_read_is_in_the_exit_code(usual: Swept) -> None:
    assert usual.ended.code == ExitCode.INCOMPLETE
    assert any("/home/alice/src/legacy/.mcp.json" in one.reason for one in usual.report.sources)


def assert_done(run: Swept, *but: str) -> None:
    """All of hers is accounted for, `but` these, and nothing of anybody else's has changed."""
    assert {one.label for one in WHO.held_by("alice") if not is_accounted_for(one, run)} <= {UNSEEN, *but}
    assert foreign(run.before, run.after, ALICE) == []


def test_yes_to_everything_ends_the_production_bot_as_well(stage: Scene) -> None:
    run = swept(stage, stage.sweep(answers=everything))
    assert_done(run)
    assert "slack-production" not in run.alive


def test_step_by_step_everything_is_asked_about_and_comes_to_the_same(stage: Scene, usual: Swept) -> None:
    run = swept(stage, stage.sweep(answers=step_by_step(all_but(PRODUCTION))))
    assert effects(run.before, run.after) == effects(usual.before, usual.after)
    acts = [one for one in run.report.steps if one.started_at is not None or one.outcome.state is OutcomeState.SKIPPED]
    assert len(run.ended.asked) == 1 + len(acts)


@pytest.mark.parametrize("answers", [nobody, lambda question: "q"])
def test_who_does_not_say_yes_changes_nothing(stage: Scene, answers: Answers) -> None:
    ended = stage.sweep(answers=answers)
    assert ended.code == ExitCode.INTERRUPTED
    assert effects(stage.before, stage.state()) == frozenset()


def test_who_quits_in_the_middle_can_go_on(stage: Scene, usual: Swept) -> None:
    quits = stage.sweep(answers=lambda question: "a" if "[a]ll" in question else "q")
    assert quits.code == ExitCode.INTERRUPTED
    run = quits.report().run
    assert f"mcpsweep revoke --resume {run}" in quits.err
    again = stage.revoke("--resume", run, "--scan", "--root", str(stage.laptop), answers=all_but(PRODUCTION))
    assert again.code == usual.ended.code == ExitCode.INCOMPLETE
    assert effects(stage.before, stage.state()) == effects(usual.before, usual.after)


def test_yes_asks_nothing_where_the_playbook_has_decided(stage: Scene, tmp_path: Path) -> None:
    playbook = tmp_path / "decided.yaml"
    playbook.write_text(DECIDED)
    run = swept(stage, stage.sweep("--yes", "--playbook", str(playbook)))
    assert (run.ended.code, run.ended.asked) == (ExitCode.INCOMPLETE, ())
    assert_done(run)
    assert {"slack-production", "slack-bot"} <= run.alive


def test_yes_is_refused_where_something_is_left_to_be_asked(stage: Scene) -> None:
    ended = stage.sweep("--yes")
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "steps to be asked about: " in ended.err
    assert PRODUCTION in ended.err
    assert effects(stage.before, stage.state()) == frozenset()


def test_a_dry_run_shows_every_request_and_sends_none(stage: Scene, usual: Swept) -> None:
    ended = stage.sweep("--dry-run")
    assert effects(stage.before, stage.state()) == frozenset()
    report = ended.report()
    assert report.dry_run
    assert len(report.steps) == len(usual.report.steps)
    shown = re.findall(r"^     would send: (\S+) (\S+)", ended.err, re.MULTILINE)
    assert {service for service in SIMULATED for _, address in shown if f"/{service}" in address} == set(SIMULATED)
    assert len(shown) >= sum(one.outcome.state is OutcomeState.DONE for one in usual.report.steps)


def test_without_a_laptop_the_plan_holds_all_that_the_services_know(stage: Scene) -> None:
    ended = stage.revoke("--user", "alice", "--dry-run")
    assert ended.code == ExitCode.DONE
    report = ended.report()
    known = {(one.service, grant.kind, grant.id) for one in report.holdings for grant in one.grants}
    for name, service in stage.services().items():
        assert {(name, *key) for key in grants_at(service, ALICE.accounts[name].id)} <= known
    assert any("no laptop was scanned" in remark for remark in report.remarks)
    assert any("Slack lists tokens on no plan" in remark for remark in report.remarks)


@pytest.mark.parametrize("plans", PLANS, ids=lambda plans: "-".join(one.name.lower() for one in plans if one))
def test_on_every_product_and_plan(
    plans: tuple[Product | None, SlackPlan | None, AtlassianPlan | None], tmp_path: Path, disk: Path, app_key: str
) -> None:
    names = ("product", "slack_plan", "atlassian_plan")
    chosen = {name: one for name, one in zip(names, plans, strict=True) if one is not None}
    with scene(tmp_path, disk, app_key, **chosen) as stage:
        assert_done(swept(stage, stage.sweep(answers=all_but(PRODUCTION))), "slack-production")
