"""A run that is left in the middle, stopped by its journal, killed, or met by another one: nothing is lost."""

import errno
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcpsweep.cli.deciding import Narrator
from mcpsweep.errors import ExitCode
from mcpsweep.executor.entries import StepState
from mcpsweep.executor.journal import Journal
from mcpsweep.model.outcome import OutcomeState
from mcpsweep.model.run import RunReport
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from tests.canary import assert_absent
from tests.rehearsal.scene import Scene, everything, once_agreed, unasked
from tests.rehearsal.test_canary import contents, files_below, values_of
from tests.rehearsal.world import Effects, effects

ENDED = (OutcomeState.DONE, OutcomeState.ALREADY, OutcomeState.ACCEPTED)
_ENTRY = "import sys; from mcpsweep.entry import main; sys.exit(main())"
_PATIENCE = 60
"""Seconds, real ones, after which a process that does not do what it should is a failure."""


def the_run(stage: Scene) -> str:
    """The only one in the journal."""
    with Journal() as journal:
        (run,) = journal.runs()
    return run.run


def begun(run: str) -> list[str]:
    """Steps that the journal holds an intent or an outcome of."""
    with Journal() as journal:
        return [one.step for one in journal.read(run).steps if one.state is not StepState.PLANNED]


@pytest.fixture
def disks(monkeypatch: pytest.MonkeyPatch) -> list[sqlite3.Connection]:
    """The journal's connections, on which a disk can be made to be full."""
    made: list[sqlite3.Connection] = []
    connect = sqlite3.connect

    def remembered(path: Path, *arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(path, *arguments, **options)
        if str(path).endswith("journal.sqlite"):
            made.append(connection)
        return connection

    monkeypatch.setattr(sqlite3, "connect", remembered)
    return made


@pytest.mark.parametrize("room", [1, 2, 4, 8])
def test_on_a_full_disk_nothing_is_begun_that_the_journal_does_not_hold(
    room: int, stage: Scene, usual_effects: Effects, disks: list[sqlite3.Connection]
) -> None:
    def fill() -> None:
        (pages,) = disks[-1].execute("PRAGMA page_count").fetchone()
        disks[-1].execute(f"PRAGMA max_page_count = {pages + room}")

    stopped = stage.sweep(answers=once_agreed(fill))
    assert stopped.code == ExitCode.UNFINISHED
    report = stopped.report()
    assert "the disk is full" in stopped.err
    assert f"to go on: mcpsweep revoke --resume {report.run}" in stopped.err
    tried = [one.id for one in report.steps if one.outcome.state in ENDED]
    assert set(tried) <= set(begun(report.run))
    assert effects(stage.before, stage.state()) < usual_effects
    again = stage.resume(report.run)
    assert again.code == ExitCode.INCOMPLETE, "a file on the laptop cannot be read"
    assert effects(stage.before, stage.state()) == usual_effects


def test_on_a_full_disk_no_run_is_begun(stage: Scene, disks: list[sqlite3.Connection]) -> None:
    with Journal():
        pass

    def fill(*_: object) -> None:
        (pages,) = disks[-1].execute("PRAGMA page_count").fetchone()
        disks[-1].execute(f"PRAGMA max_page_count = {pages}")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mcpsweep.executor.limits.check", fill)
        ended = stage.sweep(answers=unasked)
    assert (ended.code, ended.out) == (ExitCode.INCOMPLETE, b"")
    assert "nothing was done" in ended.err
    assert "the disk is full" in ended.err
    assert effects(stage.before, stage.state()) == frozenset()


@pytest.mark.parametrize("what", ["--output", "--evidence"])
def test_a_report_that_cannot_be_written_is_in_the_journal(
    what: str, stage: Scene, tmp_path: Path, usual_effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    ended = stage.sweep(what, str(tmp_path / "place"), answers=everything)
    assert ended.code == ExitCode.INCOMPLETE
    assert os.strerror(errno.ENOSPC) in ended.err
    run = the_run(stage)
    assert f"what was done is in the journal: mcpsweep runs show {run}" in ended.err
    assert not (tmp_path / "place").exists()
    assert effects(stage.before, stage.state()) == usual_effects
    shown = stage.mcpsweep("runs", "show", run, "--format", "json").out
    assert msgspec.json.decode(shown, type=RunReport).ended_at is not None


def test_a_run_that_can_be_resumed_says_so_even_without_a_report(
    stage: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = Weather((Rule(Fault.ERROR_BEFORE, path="^/github"),))

    def worse() -> None:
        stage.estate.server.set_weather(away)
        monkeypatch.setattr(os, "fsync", lambda descriptor: os.fstat(-1))

    ended = stage.sweep("--output", str(tmp_path / "place"), answers=once_agreed(worse))
    assert ended.code == ExitCode.UNFINISHED
    assert f"mcpsweep revoke --resume {the_run(stage)}" in ended.err


@pytest.mark.parametrize("numbers", [["SIGINT"], ["SIGTERM"], ["SIGHUP"], ["SIGHUP", "SIGHUP"]], ids="-".join)
def test_one_signal_finishes_what_is_under_way_and_says_how_to_go_on(
    numbers: list[str], stage: Scene, usual_effects: Effects, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(narrator: Narrator, step: object) -> None:
        while numbers:
            os.kill(os.getpid(), signal.Signals[numbers.pop()])

    monkeypatch.setattr(Narrator, "started", interrupt)
    ended = stage.sweep(answers=everything)
    assert ended.code == ExitCode.INTERRUPTED
    report = ended.report()
    assert "what is under way is finished and written down" in ended.err
    assert f"to go on: mcpsweep revoke --resume {report.run}" in ended.err
    assert {one.id for one in report.steps if one.outcome.state in ENDED} <= set(begun(report.run))
    assert OutcomeState.UNKNOWN not in {one.outcome.state for one in report.steps}
    assert effects(stage.before, stage.state()) < usual_effects
    again = stage.resume(report.run)
    assert again.code == ExitCode.INCOMPLETE, "a file on the laptop cannot be read"
    assert effects(stage.before, stage.state()) == usual_effects


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_in_a_question_is_a_no(number: str, stage: Scene) -> None:
    def answers(question: str) -> str:
        os.kill(os.getpid(), signal.Signals[number])
        raise AssertionError("the question went on")

    ended = stage.sweep(answers=answers)
    assert ended.code == ExitCode.INTERRUPTED
    assert f"mcpsweep revoke --resume {the_run(stage)}" in ended.err
    assert effects(stage.before, stage.state()) == frozenset()


def twice(process: subprocess.Popen[str]) -> None:
    """Ctrl-C, and once more as soon as the first was heard."""
    assert process.stderr is not None
    process.send_signal(signal.SIGINT)
    heard = iter(process.stderr.readline, "")
    assert any("once more leaves at once" in line for line in heard)
    assert "to go on later: mcpsweep revoke --resume run-" in next(heard)
    process.send_signal(signal.SIGINT)
    assert process.wait(_PATIENCE) == ExitCode.INTERRUPTED


def kill(process: subprocess.Popen[str]) -> None:
    """Without a word."""
    process.kill()
    process.wait(_PATIENCE)


@pytest.mark.parametrize("leave", [twice, kill])
def test_whoever_leaves_at_once_can_go_on_and_no_file_holds_a_value(
    leave: Callable[[subprocess.Popen[str]], None],
    stage: Scene,
    tmp_path: Path,
    usual_effects: Effects,
    _own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (scratch := tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    stage.estate.server.set_weather(Weather((Rule(Fault.STALLED, path="credentials/revoke"),)))
    argv = ["revoke", "--user", "alice", "--scan", "--root", str(stage.laptop), "--evidence", str(tmp_path / "proof")]
    with subprocess.Popen(
        [sys.executable, "-c", _ENTRY, *argv],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin is not None
        process.stdin.write("a\n" + "y\n" * 20)
        process.stdin.flush()
        ends_at = time.monotonic() + _PATIENCE
        while not any("credentials/revoke" in entry.target for entry in [*stage.estate.server.log.entries]):
            assert process.poll() is None and time.monotonic() < ends_at
            time.sleep(0.02)
        leave(process)
    stage.estate.server.set_weather(FAIR)
    left = files_below(stage.folder, scratch, _own_home)
    assert {"journal.sqlite", "config.toml"} <= {path.name for path in left}
    assert_absent(contents(stage.folder, scratch, _own_home), values_of(stage))
    run = the_run(stage)
    assert begun(run)
    again = stage.resume(run)
    assert again.code == ExitCode.INCOMPLETE, "a file on the laptop cannot be read"
    assert effects(stage.before, stage.state()) == usual_effects


def test_a_run_is_resumed_by_one_process_at_a_time(stage: Scene, usual_effects: Effects) -> None:
    refused = []

    def meanwhile() -> None:
        refused.append(stage.revoke("--resume", the_run(stage)))

    first = stage.sweep(answers=once_agreed(meanwhile))
    assert first.report().ended_at is not None
    (second,) = refused
    assert (second.code, second.out) == (ExitCode.USAGE, b"")
    assert f"process {os.getpid()} is carrying out {first.report().run} right now" in second.err
    assert effects(stage.before, stage.state()) == usual_effects


@pytest.mark.parametrize("argv", [(), ("--plan",)])
def test_two_runs_for_one_person_do_each_other_no_harm(argv: tuple[str, ...], stage: Scene, tmp_path: Path) -> None:
    """The second begins and ends while the first waits for its answer."""
    approved = tmp_path / "plan.yaml"
    scan = ("--scan", "--root", str(stage.laptop))
    if argv:
        inventory = tmp_path / "inventory.json"
        stage.mcpsweep("scan", "--root", str(stage.laptop), "--format", "json", "--output", str(inventory))
        plan = ("plan", "--user", "alice", "--inventory", str(inventory))
        stage.mcpsweep(*plan, "--format", "yaml", "--output", str(approved))
    whose = (*argv, str(approved), *scan) if argv else ("--user", "alice", *scan)
    between = []

    def meanwhile() -> None:
        between.append((stage.revoke(*whose, answers=everything), stage.state()))

    first = stage.revoke(*whose, answers=once_agreed(meanwhile))
    ((second, state),) = between
    assert first.report().run != second.report().run
    assert OutcomeState.UNKNOWN not in {one.outcome.state for one in first.report().steps}
    assert effects(state, stage.state()) == frozenset(), "whatever the second ended, the first found ended"
    acted = [one.outcome.state for one in first.report().steps if one.connector and one.outcome.state in ENDED]
    assert set(acted) <= {OutcomeState.ALREADY, OutcomeState.DONE}
