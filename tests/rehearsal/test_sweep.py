"""The sweep at the command line: what is hers ends or is left to a person, and nothing of anybody else's changes."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.model.finding import Form
from mcpsweep.model.outcome import OutcomeState, Verified
from mcpsweep.model.run import ReportedHolding, RunReport
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.organisation import Credential
from tests.rehearsal.scene import WHO, Ended, Scene, all_but, by_label, scene
from tests.rehearsal.whose import foreign
from tests.rehearsal.world import State

ALICE = WHO.person("alice")
SIMULATED = ("github", "slack", "atlassian")
ENDED = (OutcomeState.DONE, OutcomeState.ALREADY)
PRODUCTION = "Acme Deploys"
"""How the questions about the production bot name it."""
TRUTH = laptop.expected()


@dataclass(frozen=True)
class Swept:
    """A run that is over, and what it left."""

    ended: Ended
    report: RunReport
    before: State
    after: State
    alive: frozenset[str]
    """Labels of the credentials that their service still lets in."""


def swept(stage: Scene, ended: Ended) -> Swept:
    """What a run left behind."""
    after = stage.state()
    alive = frozenset(one.label for one in WHO.credentials if one.service in SIMULATED and stage.estate.is_alive(one))
    return Swept(ended, ended.report(), stage.before, after, alive)


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Alice's laptop."""
    folder = tmp_path_factory.mktemp("disk")
    laptop.build(folder)
    return folder


@pytest.fixture
def stage(tmp_path: Path, disk: Path, app_key: str) -> Iterator[Scene]:
    """A fresh organisation."""
    with scene(tmp_path, disk, app_key) as made:
        yield made


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
        return any(map(left_to_a_person, of(credential, run)))
    known = by_label(run.report).get(credential.label)
    return known is None or (known.outcome in ENDED and known.verified is Verified.YES)


def of(credential: Credential, run: Swept) -> list[ReportedHolding]:
    """What the report has of it; of one whose value nobody saw, what it has of its place."""
    if known := by_label(run.report).get(credential.label):
        return [known]
    hidden = {one.path for one in TRUTH.expectations if one.label == credential.label and one.form is not Form.LITERAL}
    return [
        one
        for one in run.report.holdings
        if one.service == credential.service and one.fingerprint is None
        for seen in one.sightings
        if seen.path in hidden
    ]


def test_every_credential_of_hers_is_dead_and_verified_or_left_to_a_person(usual: Swept) -> None:
    missing = [one.label for one in WHO.held_by("alice") if not is_accounted_for(one, usual)]
    assert missing == ["slack-config-refresh", "slack-production"]


def test_what_lies_on_no_laptop_and_on_no_list_is_said_to_be_beyond_knowing(usual: Swept) -> None:
    assert "slack-config-refresh" not in {one.label for one in TRUTH.expectations}
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
