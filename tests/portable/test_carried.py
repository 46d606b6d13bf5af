"""The one file that is carried to a laptop says what the installed program says, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mcpsweep import __version__
from mcpsweep.cli.app import COMMANDS
from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import CoverageFormat, Format
from mcpsweep.sandbox import laptop

BUILT = os.environ.get("MCPSWEEP_PORTABLE")
INSTALLED = [sys.executable, "-m", "mcpsweep.entry"]

pytestmark = pytest.mark.skipif(BUILT is None, reason="needs the file that `make portable` builds and tries")


@pytest.fixture
def carried() -> list[str]:
    """The command line of the one file."""
    return [str(Path(BUILT or "").resolve())]


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample laptop, mounted."""
    folder = tmp_path_factory.mktemp("disk")
    laptop.build(folder)
    return folder


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    """Where the one file unpacks itself."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path, temporary: Path) -> dict[str, str]:
    """A fixed fingerprint key, a place to unpack, and no Python to be found."""
    configuration = tmp_path / "config.toml"
    configuration.write_text('[org]\nfingerprint_key = "env:KEY"\n')
    return {
        "HOME": str(tmp_path),
        "KEY": "of no use but in tests",
        "MCPSWEEP_CONFIG": str(configuration),
        "PATH": "",
        "TMPDIR": str(temporary),
    }


def run(command: list[str], environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """A command at its end."""
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)


def told(text: str) -> object:
    """A report without the times at which it was made."""
    times = {"scanned_at", "startTimeUtc", "endTimeUtc"}
    without = json.JSONDecoder(object_pairs_hook=lambda pairs: {k: v for k, v in pairs if k not in times})
    return without.decode(text)


@pytest.mark.parametrize("name", [Format.JSON, Format.SARIF])
def test_it_finds_what_the_installed_one_finds(
    name: Format, carried: list[str], disk: Path, environment: dict[str, str]
) -> None:
    scan = ["scan", "--root", str(disk), "--format", name]
    here, there = run(carried + scan, environment), run(INSTALLED + scan, environment)
    assert told(here.stdout) == told(there.stdout)
    assert (here.returncode, here.stderr) == (there.returncode, there.stderr)
    assert here.returncode == ExitCode.INCOMPLETE


@pytest.mark.parametrize("name", [Format.TABLE, Format.CSV])
def test_its_other_formats_work(name: Format, carried: list[str], disk: Path, environment: dict[str, str]) -> None:
    scan = ["scan", "--root", str(disk), "--format", name]
    here, there = run(carried + scan, environment).stdout, run(INSTALLED + scan, environment).stdout
    assert [line for line in here.splitlines() if not line.startswith("scanned ")] == [
        line for line in there.splitlines() if not line.startswith("scanned ")
    ]


@pytest.mark.parametrize("name", CoverageFormat)
def test_it_knows_the_same_clients(name: CoverageFormat, carried: list[str], environment: dict[str, str]) -> None:
    command = ["client", "list", "--format", name]
    assert run(carried + command, environment).stdout == run(INSTALLED + command, environment).stdout


def test_a_value_can_be_sealed(carried: list[str], disk: Path, environment: dict[str, str]) -> None:
    import pyrage

    recipient = str(pyrage.x25519.Identity.generate().to_public())
    sealed = run([*carried, "scan", "--root", str(disk), "--format", "json", "--seal", recipient], environment)
    assert any(finding["sealed"] for finding in json.loads(sealed.stdout)["findings"])


def test_it_says_its_version(carried: list[str], environment: dict[str, str]) -> None:
    assert run([*carried, "--version"], environment).stdout == f"mcpsweep {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS.keys() - {"scan", "client"})
def test_it_has_no_other_command(name: str, carried: list[str], environment: dict[str, str]) -> None:
    assert run([*carried, name], environment).returncode == ExitCode.USAGE


def test_nothing_in_it_can_send_or_change_anything(carried: list[str]) -> None:
    """Its table of modules is not compressed."""
    held = Path(carried[0]).read_bytes()
    assert b"mcpsweep.collectors.walk" in held
    for name in (b"mcpsweep.connectors", b"mcpsweep.executor", b"httpx", b"urllib.request", b"keyring", b"setuptools"):
        assert name not in held


def test_it_leaves_nothing_behind(
    carried: list[str], disk: Path, environment: dict[str, str], temporary: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    run([*carried, "scan", "--root", str(disk)], environment)
    assert list(temporary.iterdir()) == []
    assert sorted(tmp_path.rglob("*")) == before


def test_it_leaves_nothing_behind_when_it_is_told_to_end(
    carried: list[str], environment: dict[str, str], temporary: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    process = subprocess.Popen([*carried, "scan", "--config", str(pipe)], env=environment)
    with pipe.open("wb"):  # Opens when the program does, and keeps it reading.
        assert list(temporary.iterdir())
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)
    assert list(temporary.iterdir()) == []


def test_it_does_not_scan_what_it_unpacked_itself_into(
    carried: list[str], environment: dict[str, str], temporary: Path
) -> None:
    ended = run([*carried, "scan", str(temporary)], environment)
    assert ended.returncode == ExitCode.USAGE
    assert "has unpacked itself below" in ended.stderr
    assert list(temporary.iterdir()) == []
