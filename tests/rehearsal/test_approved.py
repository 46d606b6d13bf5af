"""A plan that somebody approved, and inventories instead of a laptop: what `revoke` makes of files."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pyrage
import pytest

from mcpsweep.errors import ExitCode
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.plan import Plan
from mcpsweep.planner.digest import sign
from mcpsweep.planner.file import read
from mcpsweep.sandbox.atlassian.state import ApiToken
from tests.collectors.scanning import home_with
from tests.rehearsal.scene import ALICE, WHO, Scene, all_but, by_label, nobody, swept, unasked
from tests.rehearsal.whose import foreign
from tests.rehearsal.world import effects

PRODUCTION = "Acme Deploys"


def laptop_of(person: str, folder: Path, label: str) -> Path:
    """A disk with one server, which has the credential of that name."""
    servers = {"one": {"command": "serve", "env": {"API_TOKEN": WHO.credential(label).secret.reveal()}}}
    home_with(folder / "home" / person, {".claude.json": json.dumps({"mcpServers": servers})})
    return folder


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, str]:
    """A recipient, and the file with the key that opens what is sealed to it."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(str(identity))
    return str(identity.to_public()), str(path)


def scan(stage: Scene, path: Path, *argv: str, root: Path | None = None) -> Path:
    """The inventory of a laptop, as `scan` writes it."""
    ended = stage.mcpsweep(
        "scan", "--root", str(root or stage.laptop), "--format", "json", "--output", str(path), *argv
    )
    assert ended.code in (ExitCode.DONE, ExitCode.INCOMPLETE), ended.err
    return path


def plan(stage: Scene, path: Path, *argv: str) -> Path:
    """The plan for alice, as `plan` writes it."""
    ended = stage.mcpsweep("plan", "--user", "alice", "--format", "yaml", "--output", str(path), *argv)
    assert ended.code in (ExitCode.DONE, ExitCode.INCOMPLETE), ended.err
    return path


def test_a_sealed_inventory_is_as_good_as_the_laptop(stage: Scene, tmp_path: Path, key: tuple[str, str]) -> None:
    recipient, key_file = key
    sealed = scan(stage, tmp_path / "sealed.json", "--seal", recipient)
    told = ("--inventory", str(sealed), "--unseal-with", key_file)
    approved = plan(stage, tmp_path / "plan.yaml", *told)
    run = swept(stage, stage.revoke("--plan", str(approved), *told, answers=all_but(PRODUCTION)))
    assert run.ended.code == ExitCode.INCOMPLETE, "the laptop has a file that cannot be read"
    assert "since the plan was made, nothing has changed" in run.ended.err
    assert foreign(run.before, run.after, ALICE) == []
    dead = {"github-classic", "github-spare", "github-fine", "github-copilot", "github-cli", "slack-bot", "slack-user"}
    assert not dead & run.alive


def test_without_values_what_can_end_by_id_ends_and_the_rest_says_what_would_help(stage: Scene, tmp_path: Path) -> None:
    inventory = scan(stage, tmp_path / "inventory.json")
    run = swept(stage, stage.revoke("--user", "alice", "--inventory", str(inventory), answers=all_but(PRODUCTION)))
    assert foreign(run.before, run.after, ALICE) == []
    assert {"jira", "confluence"}.isdisjoint(run.alive)
    left = by_label(run.report)["slack-user"]
    assert left.outcome is OutcomeState.MANUAL
    assert left.instructions is not None
    assert any("their values are not in hand" in remark for remark in run.report.remarks)


@pytest.mark.parametrize("form", ["yaml", "json"])
def test_an_altered_plan_does_not_start(stage: Scene, tmp_path: Path, form: str) -> None:
    path = plan(stage, tmp_path / "plan", "--format", form)
    path.write_text(path.read_text().replace("anguyen", "alice-nguyen"))
    ended = stage.revoke("--plan", str(path))
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "was altered after it was made" in ended.err
    assert effects(stage.before, stage.state()) == frozenset()


TYPOS: dict[str, tuple[Callable[[str], str], str]] = {
    "cut off": (lambda text: text[: text.rindex("action:")], "is wrong"),
    "no YAML": (lambda text: text.replace("steps:", "steps: ]", 1), "is no YAML"),
    "empty": (lambda text: "", "it does not say format: mcpsweep-plan/1"),
    "not a plan": (lambda text: "format: mcpsweep-playbook/1\n", "says format mcpsweep-playbook/1"),
    "newer": (lambda text: text.replace("mcpsweep-plan/1", "mcpsweep-plan/9", 1), "this version reads mcpsweep-plan/1"),
    "action": (lambda text: text.replace("action: revoke", "action: revoek", 1), "Invalid enum value 'revoek'"),
    "key": (lambda text: text.replace("  confirm:", "  confrim:", 1), "unknown field `confrim`"),
    "no digest": (lambda text: text.replace("digest:", "digests:"), "digest"),
    "twice": (lambda text: f"subject: {{}}\nsteps: []\n{text}", "subject comes twice"),
}


@pytest.mark.parametrize("typo", TYPOS)
def test_a_plan_with_a_typo_does_not_start(stage: Scene, tmp_path: Path, typo: str) -> None:
    change, words = TYPOS[typo]
    path = plan(stage, tmp_path / "plan.yaml")
    path.write_text(change(path.read_text()))
    asked = len(stage.estate.server.log.entries)
    ended = stage.revoke("--plan", str(path), answers=unasked)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert words in ended.err
    assert str(path) in ended.err
    assert len(stage.estate.server.log.entries) == asked


def test_of_two_keys_a_person_may_have_read_the_other(stage: Scene, tmp_path: Path) -> None:
    path = plan(stage, tmp_path / "plan.json", "--format", "json")
    path.write_text(path.read_text().replace("{", '{"steps": [],', 1))
    ended = stage.revoke("--plan", str(path), answers=unasked)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "steps comes twice" in ended.err


def test_a_plan_of_last_month_does_not_start(stage: Scene, tmp_path: Path) -> None:
    path = plan(stage, tmp_path / "plan.yaml")
    long_ago = (datetime.now(UTC) - timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    old: Plan = sign(msgspec.structs.replace(read(path), created_at=long_ago))
    path.write_bytes(msgspec.yaml.encode(old))
    ended = stage.revoke("--plan", str(path))
    assert ended.code == ExitCode.USAGE
    assert "more than 7 days ago" in ended.err
    assert effects(stage.before, stage.state()) == frozenset()


def test_somebody_else_s_plan_is_not_hers(stage: Scene, tmp_path: Path) -> None:
    path = plan(stage, tmp_path / "plan.yaml")
    ended = stage.revoke("--plan", str(path), "--user", "bob")
    assert ended.code == ExitCode.USAGE
    assert "the plan is about alice, not about bob" in ended.err


def test_what_has_changed_since_is_told_and_what_is_new_is_left(stage: Scene, tmp_path: Path) -> None:
    path = plan(stage, tmp_path / "plan.yaml")
    tokens = stage.estate.atlassian.world
    gone = next(one for one in tokens.api_tokens.values() if one.label == "alice-scoped")
    tokens.end([gone], gone.account, "api_token_revoked")
    made = ApiToken(
        id="fresh",
        hashed="0" * 64,
        label="alice-fresh",
        created_at=stage.clock(),
        expires_at=gone.expires_at,
        account=gone.account,
    )
    tokens.add(made)
    run = swept(stage, stage.revoke("--plan", str(path), answers=all_but(PRODUCTION)))
    assert "atlassian does not list atlassian-api-token alice-scoped any more" in run.ended.err
    assert "new since then and not in the plan: atlassian atlassian-api-token alice-fresh" in run.ended.err
    assert made.ended_at is None
    (fresh,) = [one for one in run.report.holdings if one.label == "alice-fresh"]
    assert (fresh.decision.action, fresh.outcome) == ("none", OutcomeState.SKIPPED)
    assert run.ended.code == ExitCode.INCOMPLETE
    (scoped,) = [one.outcome for one in run.report.steps if "alice-scoped" in one.what]
    assert scoped.state is OutcomeState.ALREADY


def test_what_lies_on_a_colleague_s_laptop_too_is_not_hers_alone(stage: Scene, tmp_path: Path) -> None:
    hers = scan(stage, tmp_path / "hers.json")
    his = scan(stage, tmp_path / "his.json", root=laptop_of("bob", tmp_path / "bob", "slack-production"))
    ended = stage.revoke("--user", "alice", "--inventory", str(hers), "--inventory", str(his), "--dry-run")
    bot = by_label(ended.report())["slack-production"]
    assert bot.shared
    assert any("serves to tell what is shared" in remark for remark in ended.report().remarks)
    assert {one.label for one in ended.report().holdings} & {"github-bob"} == set()


def test_another_person_s_laptop_is_refused_before_anything_is_asked(stage: Scene, tmp_path: Path) -> None:
    his = scan(stage, tmp_path / "his.json", root=laptop_of("bob", tmp_path / "bob", "github-bob"))
    ended = stage.revoke("--user", "alice", "--inventory", str(his), answers=unasked)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "is bob's" in ended.err
    assert stage.estate.server.log.entries == []


def test_the_wrong_key_opens_nothing_and_asks_nothing(stage: Scene, tmp_path: Path, key: tuple[str, str]) -> None:
    sealed = scan(stage, tmp_path / "sealed.json", "--seal", key[0])
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    ended = stage.revoke("--user", "alice", "--inventory", str(sealed), "--unseal-with", str(other), answers=nobody)
    assert ended.code == ExitCode.USAGE
    assert stage.estate.server.log.entries == []
