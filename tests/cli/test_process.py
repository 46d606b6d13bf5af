"""What only a process of its own can show: what is loaded, what goes down a pipe, how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mcpsweep.errors import ExitCode

LOADED = """
import sys
sys.argv = ["mcpsweep", *{argv}]
from mcpsweep.entry import main
main()
print(*sys.modules, file=sys.stderr)
"""
HEAVY = {
    "rich",
    "msgspec",
    "yaml",
    "pydantic",
    "asyncio",
    "socket",
    "ssl",
    "http",
    "httpx",
    "sqlite3",
    "tomllib",
    "platformdirs",
    "click",
    "markdown_it",
    "pygments",
}


def start(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """A fresh Python."""
    return subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=60, **options)  # type: ignore[call-overload,no-any-return]


def loaded(*argv: str) -> set[str]:
    """The modules that a command line loads."""
    return set(start("-S", "-c", LOADED.format(argv=list(argv)), env=environment()).stderr.split())


def environment(**more: str) -> dict[str, str]:
    """The tests' own environment; `-S` leaves out what a virtual environment loads at start, so paths are given."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


def test_version_loads_nothing() -> None:
    bare = set(start("-S", "-c", "import sys; print(*sys.modules)").stdout.split())
    assert loaded("--version") - bare == {"mcpsweep", "mcpsweep.entry"}


@pytest.mark.parametrize("argv", [["--help"], ["scan", "--help"], ["demo", "--help"]])
def test_help_loads_nothing_heavy(argv: list[str]) -> None:
    modules = loaded(*argv)
    assert "typer" in modules
    assert not HEAVY & {name.partition(".")[0] for name in modules}
    ours = {name for name in modules if name.startswith("mcpsweep.")}
    shared = {"mcpsweep.reports", "mcpsweep.reports.registry", "mcpsweep.cli.options", "mcpsweep.cli.completing"}
    expected = {"mcpsweep.entry", "mcpsweep.cli", "mcpsweep.cli.app", "mcpsweep.errors", "mcpsweep.signals"}
    if argv[0] != "--help":
        expected |= {f"mcpsweep.cli.{argv[0]}"}
    assert ours - shared == expected


def test_a_wish_for_rich_help_in_the_environment_changes_nothing() -> None:
    run = start("-c", LOADED.format(argv=["--help"]), env=environment(TYPER_USE_RICH="1"))
    assert "rich" not in run.stderr.split()


def test_a_real_scan_of_an_empty_home(tmp_path: Path) -> None:
    run = start("-m", "mcpsweep.entry", "scan", str(tmp_path), "--format", "json")
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["findings"] == []
    assert list(tmp_path.iterdir()) == []


def test_a_scan_loads_nothing_that_could_send(tmp_path: Path) -> None:
    modules = {name.partition(".")[0] for name in loaded("scan", str(tmp_path))}
    assert "msgspec" in modules
    assert not modules & {"socket", "ssl", "http", "httpx", "asyncio", "ftplib", "smtplib", "urllib3", "requests"}


def into(stdout: object, *argv: str) -> "subprocess.CompletedProcess[str]":
    """The command with its data going somewhere in particular."""
    command = [sys.executable, "-m", "mcpsweep.entry", *argv]
    return subprocess.run(command, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=60)  # type: ignore[call-overload,no-any-return]


def test_a_reader_who_leaves_early_changes_nothing(tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    for argv in (["scan", str(tmp_path)], ["--help"]):
        run = into(writing, *argv)
        assert (run.returncode, run.stderr) == (0, "")
    os.close(writing)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full here")
def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        run = into(full, "scan", str(tmp_path))
    assert run.returncode == 4
    assert "No space left" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(os.name == "nt", reason="closes a stream through a POSIX shell")
def test_a_closed_stdout_is_said(tmp_path: Path) -> None:
    command = 'exec "$0" -m mcpsweep.entry scan "$1" >&-'
    run = subprocess.run(
        ["/bin/sh", "-c", command, sys.executable, str(tmp_path)], stderr=subprocess.PIPE, text=True, timeout=60
    )
    assert run.returncode == 2
    assert "stdout is closed" in run.stderr


WAITING = """
import sys, time
from mcpsweep.cli import app, streams

def wait(path: str) -> int:
    with streams.destination(path, ()) as write:
        print("at work", flush=True)
        time.sleep(60)
        write("done")
    return 0

COMMANDS = {"wait": app.Command("__main__", "wait", "Wait.")}
sys.exit(app.run(sys.argv[1:], COMMANDS))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_whoever_is_told_to_end_leaves_nothing_beside_the_file(number: signal.Signals, tmp_path: Path) -> None:
    (tmp_path / "report.json").write_text("last week's")
    command = [sys.executable, "-c", WAITING, "wait", str(tmp_path / "report.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "at work\n"
        assert len(list(tmp_path.iterdir())) == 2
        process.send_signal(number)
        assert process.wait(30) == ExitCode.INTERRUPTED
        assert process.stderr is not None
        assert process.stderr.read() == "interrupted\n"
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.json", "last week's")]


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no signals")
def test_what_is_to_be_ignored_is_ignored(tmp_path: Path) -> None:
    script = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + WAITING.replace("60", "1")
    command = [sys.executable, "-c", script, "wait", str(tmp_path / "report.json")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGHUP)
        assert process.wait(30) == ExitCode.DONE
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("report.json", "done")]
