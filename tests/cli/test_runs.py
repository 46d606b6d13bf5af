"""`mcpsweep runs`."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import mcpsweep as package
from mcpsweep.errors import ExitCode
from mcpsweep.executor.crew import Crew
from mcpsweep.executor.journal import Journal
from mcpsweep.executor.runner import begin
from mcpsweep.reports.registry import RunFormat
from tests.cli.conftest import Ended
from tests.executor.plans import AT, case, ending, grant, holding, plan
from tests.executor.tracker import Tracker, TrackerConnector

Run = Callable[..., Ended]

STEPS = (ending(1, grant(1)), ending(2, grant(2, label="bad \x1b[31mname")))
CASE = case(holding(grant(1)), holding(grant(2, label="bad \x1b[31mname")))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> tuple[str, str]:
    """A run that is over, and one that was left."""
    monkeypatch.setenv("MCPSWEEP_STATE", str(tmp_path / "state"))
    with Journal() as journal:
        over = begin(journal, plan(*STEPS), CASE, Crew({"tracker": TrackerConnector(Tracker(grant(1)))}))
        with journal.begin(plan(*STEPS), CASE, AT, dry_run=True) as left:
            left.intend(STEPS[:1], AT)
        return over.report.run, left.run


def schema(name: str) -> Draft202012Validator:
    """One of the package's own."""
    path = Path(package.__file__).parent / "schemas" / f"{name}.json"
    return Draft202012Validator(json.loads(path.read_text("utf-8")))


def test_the_list_says_what_is_left_of_each(mcpsweep: Run, runs: tuple[str, str]) -> None:
    ended = mcpsweep("runs", "list")
    assert (ended.code, ended.err) == (ExitCode.DONE, "")
    over, left = runs
    text = ended.out.decode()
    assert f"{over}  alice  test\n" in text
    assert "  1 done, 1 already\n" in text
    assert f"{left}  alice  test\n  2026-11-22 12:00 UTC, not ended; a dry run: nothing was changed\n" in text
    assert "  nothing done; 2 steps left\n" in text
    assert text.endswith("2 runs; 1 to be resumed (mcpsweep revoke --resume RUN)\n")


def test_the_list_for_programs(mcpsweep: Run, runs: tuple[str, str], tmp_path: Path) -> None:
    path = tmp_path / "runs.json"
    assert mcpsweep("runs", "list", "--format", "json", "--output", str(path)).code == ExitCode.DONE
    listed = json.loads(path.read_text("ascii"))
    schema("runs-1").validate(listed)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {run["run"]: (run["left"], run["dry_run"]) for run in listed["runs"]} == {
        runs[0]: (0, False),
        runs[1]: (2, True),
    }


def test_no_run_at_all(mcpsweep: Run) -> None:
    assert mcpsweep("runs", "list").out == b"0 runs\n"


@pytest.mark.parametrize("name", RunFormat)
def test_a_run_is_shown_in_every_format(name: RunFormat, mcpsweep: Run, runs: tuple[str, str]) -> None:
    for run in runs:
        ended = mcpsweep("runs", "show", run, "--format", name)
        assert ended.code == ExitCode.DONE
        assert run.encode() in ended.out
        assert b"\x1b" not in ended.out


def test_a_run_for_programs(mcpsweep: Run, runs: tuple[str, str]) -> None:
    shown = json.loads(mcpsweep("runs", "show", runs[1], "--format", "json").out)
    schema("run-1").validate(shown)
    assert shown["ended_at"] is None
    assert [step["outcome"]["state"] for step in shown["steps"]] == ["unknown", "skipped"]
    assert [one["outcome"] for one in shown["holdings"]] == ["unknown", "skipped"]


def test_a_run_that_is_not_there(mcpsweep: Run) -> None:
    ended = mcpsweep("runs", "show", "run-none")
    assert ended.code == ExitCode.USAGE
    assert "there is no run run-none" in ended.err


def test_a_journal_that_cannot_be_read(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MCPSWEEP_STATE", str(tmp_path))
    (tmp_path / "journal.sqlite").write_bytes(b"this is no database" * 100)
    ended = mcpsweep("runs", "list")
    assert ended.code == ExitCode.INCOMPLETE
    assert "it is no journal" in ended.err


def test_the_evidence_of_a_run_is_whole_until_somebody_touches_it(
    mcpsweep: Run, runs: tuple[str, str], tmp_path: Path
) -> None:
    folder = tmp_path / "proof"
    assert mcpsweep("runs", "evidence", runs[0], "--output", str(folder)).code == ExitCode.DONE
    assert mcpsweep("runs", "evidence", "--check", str(folder)).code == ExitCode.DONE
    events = folder / "events.jsonl"
    assert json.loads(events.read_text().partition("\n")[0])["kind"] == "started"
    events.write_bytes(events.read_bytes().replace(b'"done"', b'"fail"', 1))
    assert mcpsweep("runs", "evidence", "--check", str(folder)).code == ExitCode.INCOMPLETE
