"""Every way in and every way out."""

import inspect
import stat
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
import typer

from mcpsweep import __version__
from mcpsweep.cli.app import COMMANDS
from mcpsweep.cli.crash import describe, write_report
from mcpsweep.errors import ExitCode, Incomplete, NotAuthorised, SweepError, UsageError
from tests.canary import assert_absent
from tests.cli.conftest import Ended, Sweep

Run = Callable[..., Ended]

CANARY = "zq" + "".join(chr(ord("a") + index * 5 % 26) for index in range(30))


@pytest.mark.parametrize("name", COMMANDS)
def test_a_commands_summary_is_its_own(name: str) -> None:
    function = getattr(import_module(COMMANDS[name].module), COMMANDS[name].function)
    help_text = function.info.help if isinstance(function, typer.Typer) else inspect.getdoc(function)
    assert (help_text or "").splitlines()[0] == COMMANDS[name].summary


def test_help_lists_every_command(mcpsweep: Run) -> None:
    for argv in ([], ["--help"], ["-h"]):
        ended = mcpsweep(*argv)
        assert ended.code == ExitCode.DONE
        assert all(name in ended.out.decode() for name in COMMANDS)
        assert ended.err == ""


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(name: str, mcpsweep: Run) -> None:
    ended = mcpsweep(name, "--help")
    assert ended.code == ExitCode.DONE
    assert COMMANDS[name].summary in ended.out.decode()


def test_version(mcpsweep: Run) -> None:
    assert mcpsweep("--version").out.decode() == f"mcpsweep {__version__}\n"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["scna"], "Did you mean 'scan'"),
        (["scan", "--rot", "x"], "--root"),
        (["scan", "--root"], "--root"),
        (["scan", "--format", "xml"], "xml"),
        (["scan", "--fail-on", "maybe"], "maybe"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_a_wrong_command_line_is_explained(argv: list[str], words: str, mcpsweep: Run, swept: Sweep) -> None:
    ended = mcpsweep(*argv)
    assert ended.code == ExitCode.USAGE
    assert words in ended.err
    assert "\n\nhint: " in ended.err
    assert ended.out == b""
    assert swept.requests == []


def test_what_the_user_typed_is_harmless_too(mcpsweep: Run) -> None:
    assert "\x1b" not in mcpsweep("\x1b[31mscan").err


@pytest.mark.parametrize(
    ("error", "code"),
    [(SweepError, 70), (UsageError, 2), (NotAuthorised, 3), (Incomplete, 4)],
)
def test_a_known_error_is_told_with_its_hint(error: type[SweepError], code: int, mcpsweep: Run, swept: Sweep) -> None:
    def fail() -> None:
        raise error("the disk\x1b[2J is gone", "mount it again")

    swept.before = fail
    ended = mcpsweep("scan")
    assert (ended.code, ended.out) == (code, b"")
    assert ended.err == "the disk\\x1b[2J is gone\n\nhint: mount it again\n"


def test_an_error_without_hint_is_one_line(mcpsweep: Run, swept: Sweep) -> None:
    def fail() -> None:
        raise UsageError("no")

    swept.before = fail
    assert mcpsweep("scan").err == "no\n"


def test_interrupted(mcpsweep: Run, swept: Sweep) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    swept.before = interrupt
    ended = mcpsweep("scan")
    assert ended.code == ExitCode.INTERRUPTED
    assert "Traceback" not in ended.err


def _explode() -> None:
    password = CANARY
    try:
        raise KeyError(password)
    except KeyError as error:
        error.add_note(password)
        raise ExceptionGroup(password, [ValueError(password), OSError(5, password, password)]) from error


def test_a_fault_of_ours_leaves_a_report_without_any_value(mcpsweep: Run, swept: Sweep, _own_home: Path) -> None:
    swept.before = _explode
    ended = mcpsweep("scan", "--root", CANARY, "--client", CANARY)
    assert ended.code == ExitCode.FAULT
    (report,) = _own_home.rglob("crash-*.txt")
    assert str(report) in ended.err
    assert stat.S_IMODE(report.stat().st_mode) == 0o600
    assert stat.S_IMODE(report.parent.stat().st_mode) == 0o700
    content = report.read_bytes()
    assert_absent(content + ended.out + ended.err.encode(), [CANARY])
    for word in ("builtins.ExceptionGroup", "builtins.KeyError", "builtins.ValueError", "builtins.OSError"):
        assert word.encode() in content
    assert b"mcpsweep/cli/scan.py:" in content
    assert b" in _explode" in content
    assert __version__.encode() in content
    assert str(Path.cwd()).encode() not in content


def test_a_report_that_cannot_be_written_is_no_second_fault(
    mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setattr("platformdirs.user_log_path", lambda *_, **__: blocked / "log")
    swept.before = _explode
    ended = mcpsweep("scan")
    assert ended.code == ExitCode.FAULT
    assert "no report of it could be written" in ended.err


def test_an_endless_chain_ends() -> None:
    one, other = ValueError(), KeyError()
    one.__context__, other.__context__ = other, one
    assert len([line for line in describe(one) if line.endswith("Error")]) == 2


def test_two_faults_leave_two_reports(_own_home: Path) -> None:
    assert write_report(ValueError()) != write_report(ValueError())
