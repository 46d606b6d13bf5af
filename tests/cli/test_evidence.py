"""`mcpsweep runs evidence`."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
import typer

from mcpsweep.cli import app, evidence
from mcpsweep.cli.app import Command
from mcpsweep.cli.evidence import Finished
from mcpsweep.errors import UsageError
from mcpsweep.model.finding import Finding
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.plan import EvidenceFormat, Step, Target
from mcpsweep.model.record import Record, seal
from mcpsweep.model.run import ReportedHolding, SeenAt
from mcpsweep.planner.digest import sign
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import PlanFormat, RunFormat, load
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.cli.conftest import Ended
from tests.reports.runs import departure, holding, offboarding, to_do

Run = Callable[..., Ended]

PLAN = sign(departure())
REPORT = msgspec.structs.replace(offboarding(), run="run-1", plan=PLAN.id, plan_digest=PLAN.digest)


def happened() -> list[Record]:
    """Two things."""
    first = seal(None, "2026-11-20T10:00:00Z", "run-1", "started", {})
    return [first, seal(first, "2026-11-20T10:04:00Z", "run-1", "ended", {})]


@pytest.fixture
def proving(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `mcpsweep runs evidence` where one run is known."""
    journal = {"run-1": Finished(PLAN, REPORT, happened()), "run-2": Finished(PLAN, REPORT, happened()[1:])}
    page = sign(msgspec.structs.replace(PLAN, evidence=(EvidenceFormat.HTML,)))
    journal["run-3"] = Finished(page, msgspec.structs.replace(REPORT, plan_digest=page.digest), happened())

    def load(run: str) -> Finished:
        if run not in journal:
            raise UsageError(f"there is no run {run}")
        return journal[run]

    group = typer.Typer()
    group.callback()(lambda: None)
    group.command("evidence")(evidence.command(load))
    monkeypatch.setitem(app.COMMANDS, "runs", Command("tests.cli.test_evidence", "GROUP", "Runs."))
    monkeypatch.setattr("tests.cli.test_evidence.GROUP", group, raising=False)
    monkeypatch.chdir(tmp_path)
    return lambda *argv: mcpsweep("runs", "evidence", *argv)


def test_a_run_is_proven(proving: Run, tmp_path: Path) -> None:
    ended = proving("run-1")
    sha256 = hashlib.sha256((tmp_path / "evidence-run-1" / "manifest.json").read_bytes()).hexdigest()
    assert (ended.code, ended.out.decode()) == (0, f"{sha256}  evidence-run-1/manifest.json\n")
    assert "whole: every file is as the manifest says" in ended.err
    assert "Keep that line somewhere else" in ended.err


def test_a_folder_can_be_named(proving: Run, tmp_path: Path) -> None:
    assert proving("run-1", "--output", "proof").code == 0
    assert (tmp_path / "proof" / "report.html").exists()
    ended = proving("run-1", "--output", "proof")
    assert ended.code == 2
    assert "not an empty folder" in ended.err


def test_the_report_is_there_as_the_plan_wants_it(proving: Run, tmp_path: Path) -> None:
    assert proving("run-3").code == 0
    assert {path.name for path in (tmp_path / "evidence-run-3").iterdir()} == {
        "manifest.json",
        "plan.yaml",
        "events.jsonl",
        "report.html",
    }


def test_a_whole_bundle_is_whole_and_says_what_that_does_not_prove(proving: Run) -> None:
    written = proving("run-1").out
    ended = proving("--check", "evidence-run-1")
    assert (ended.code, ended.out) == (0, written)
    assert "compare the manifest's SHA-256" in ended.err


def test_an_altered_bundle_is_told_file_by_file(proving: Run, tmp_path: Path) -> None:
    proving("run-1")
    folder = tmp_path / "evidence-run-1"
    (folder / "report.html").unlink()
    (folder / "\x1b[2Jnotes").write_text("", encoding="utf-8")
    ended = proving("--check", str(folder))
    assert ended.code == 4
    assert ended.out.decode().splitlines()[1:] == [
        "\\x1b[2Jnotes: extra: the manifest does not know of it",
        "report.html: missing: it is not there",
    ]
    assert "2 flaws" in ended.err


def test_a_bundle_without_a_manifest_is_told_too(proving: Run, tmp_path: Path) -> None:
    proving("run-1")
    (tmp_path / "evidence-run-1" / "manifest.json").unlink()
    ended = proving("--check", "evidence-run-1")
    assert (ended.code, ended.out.decode()) == (4, "manifest.json: missing: it is not there\n")


def test_a_journal_that_was_tampered_with_shows_at_once(proving: Run) -> None:
    ended = proving("run-2")
    assert ended.code == 4
    assert "events.jsonl:1: broken-chain" in ended.out.decode()


@pytest.mark.parametrize("argv", [[], ["run-1", "--check", "x"], ["--check", "x", "--output", "y"]])
def test_it_has_to_be_one_or_the_other(argv: list[str], proving: Run) -> None:
    ended = proving(*argv)
    assert ended.code == 2
    assert "say either which run to prove, or --check DIR" in ended.err


def test_a_run_that_is_not_known_writes_nothing(proving: Run, tmp_path: Path) -> None:
    ended = proving("run-9")
    assert (ended.code, list(tmp_path.iterdir())) == (2, [])
    assert "there is no run run-9" in ended.err


def test_a_folder_that_is_not_there_is_said(proving: Run) -> None:
    ended = proving("--check", "nowhere")
    assert ended.code == 2
    assert "cannot be read" in ended.err


def test_no_value_of_a_laptop_reaches_the_evidence_or_any_report_of_a_run(
    mcpsweep: Run, tmp_path: Path, _own_home: Path
) -> None:
    """Whatever a scan finds, with all that it says of it, as a run would report it (rule 1 of the design)."""
    laptop.build(tmp_path / "disk")
    scanned = mcpsweep("scan", "--root", str(tmp_path / "disk"), "--format", "json").out
    found = msgspec.json.decode(scanned, type=Inventory)
    report = msgspec.structs.replace(REPORT, holdings=tuple(reported(found, finding) for finding in found.findings))
    plan = sign(msgspec.structs.replace(PLAN, steps=tuple(planned(finding) for finding in found.findings)))
    evidence.write(tmp_path / "proof", Finished(plan, report, happened()))
    texts = [load(one).render(report, Canvas()) for one in RunFormat]
    texts += [load(other).render(plan, Canvas()) for other in PlanFormat]
    files = [path.read_bytes() for path in sorted((tmp_path / "proof").iterdir())]
    written = b"\n".join([*(text.encode() for text in texts), *files])
    assert written.count(b"SLACK_BOT_TOKEN") > len(RunFormat)
    assert_absent(written, [credential.secret.reveal() for credential in organisation().credentials])


def reported(inventory: Inventory, finding: Finding) -> ReportedHolding:
    """A finding of a scan, as the report of a run names it."""
    names = {server.id: server.name for server in inventory.servers}
    places = (
        SeenAt.of(inventory.machine.hostname, sighting, names.get(sighting.server, ""))
        for sighting in finding.sightings
    )
    return holding(
        finding.id,
        fingerprint=finding.fingerprint,
        service=finding.service,
        kind=finding.kind,
        account=", ".join(hint.value for hint in finding.accounts),
        label=finding.sightings[0].name,
        whose=finding.reason,
        sightings=tuple(places),
        suffix=finding.suffix,
        sha256=finding.sha256,
        reason=finding.reason,
    )


def planned(finding: Finding) -> Step:
    """A step about it."""
    target = Target(finding.kind, "", finding.sightings[0].name, finding.preview)
    return to_do(
        finding.id,
        service=finding.service,
        target=target,
        fingerprint=finding.fingerprint,
        reason=finding.reason,
        evidence=tuple(sighting.pointer for sighting in finding.sightings),
    )
