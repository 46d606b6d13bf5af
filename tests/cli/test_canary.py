"""Rule 1 of the design: no value leaves, in any command, format or error, in any disguise."""

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mcpsweep.collectors import sweep as collectors
from mcpsweep.collectors.in_hand import Swept
from mcpsweep.collectors.request import Progress, Request
from mcpsweep.connectors.http.clock import SystemClock
from mcpsweep.reports.registry import Format
from mcpsweep.sandbox import laptop
from mcpsweep.sandbox.estate import Estate
from mcpsweep.sandbox.faults import FAIR, Fault, Rule, Weather
from mcpsweep.sandbox.organisation import organisation
from tests.canary import assert_absent
from tests.cli.conftest import Ended

Run = Callable[..., Ended]

VALUES = [credential.secret.reveal() for credential in organisation().credentials]
"""Every credential of the made-up organisation; the sample disk holds most of them."""


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample disk."""
    folder = tmp_path_factory.mktemp("disk")
    laptop.build(folder)
    return folder


def everything_written(ended: Ended, *folders: Path) -> bytes:
    """Both streams, and every file below `folders`."""
    files = (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())
    return b"\n".join([ended.out, ended.err.encode(), *(path.read_bytes() for path in files)])


def test_the_disk_holds_canaries(disk: Path) -> None:
    content = b"".join(path.read_bytes() for path in disk.rglob("*") if path.is_file())
    assert sum(value.encode() in content for value in VALUES) > len(VALUES) // 2


@pytest.mark.parametrize("name", Format)
@pytest.mark.parametrize("to_file", [False, True])
def test_scan(name: Format, to_file: bool, mcpsweep: Run, disk: Path, tmp_path: Path, _own_home: Path) -> None:
    output = ["--output", str(tmp_path / "report")] if to_file else []
    ended = mcpsweep("scan", "--root", str(disk), "--format", name, *output)
    written = everything_written(ended, tmp_path, _own_home)
    assert b"github-pat" in written
    assert_absent(written, VALUES)


@pytest.fixture(scope="module")
def estate() -> Iterator[Estate]:
    """The services that the disk's credentials are of."""
    with Estate() as made:
        yield made


@pytest.mark.parametrize("name", Format)
@pytest.mark.parametrize("fault", [None, Fault.ERROR_BEFORE, Fault.HTML])
def test_scan_and_ask(
    name: Format,
    fault: Fault | None,
    mcpsweep: Run,
    disk: Path,
    estate: Estate,
    tmp_path: Path,
    _own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SystemClock, "sleep", lambda clock, seconds: None)
    monkeypatch.setenv("MCPSWEEP_FINGERPRINT_KEY", "0" * 64)
    estate.server.set_weather(Weather((Rule(fault),)) if fault else FAIR)
    config = str(estate.write_config(tmp_path))
    ended = mcpsweep("scan", "--root", str(disk), "--verify", "--config", config, "--format", name)
    written = everything_written(ended, tmp_path, _own_home)
    assert (b"no answer about" in written) == (fault is not None)
    assert_absent(written, VALUES)


@pytest.mark.parametrize("name", ["scan", "demo"])
def test_a_fault_in_the_middle(
    name: str,
    mcpsweep: Run,
    disk: Path,
    tmp_path: Path,
    _own_home: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = collectors.sweep

    def scan_and_fail(request: Request, progress: Progress) -> Swept:
        found = real(request, progress)
        raise RuntimeError(found, *VALUES)

    monkeypatch.setattr(collectors, "sweep", scan_and_fail)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = mcpsweep(name, *(["--root", str(disk)] if name == "scan" else []))
    assert ended.code == 70
    assert list(tmp_path.iterdir()) == []
    written = everything_written(ended, _own_home)
    assert b"builtins.RuntimeError" in written
    assert_absent(written, VALUES)


def test_progress_on_a_terminal(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mcpsweep.cli.progress import progress

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    monkeypatch.setattr("mcpsweep.cli.progress._SECONDS_BETWEEN", 0)
    monkeypatch.setenv("COLUMNS", "200")
    with progress(is_quiet=False) as watcher:
        collectors.sweep(Request(root=str(disk)), watcher)
        watcher.report("walking", 7)
    assert "found so far: github " in shown.getvalue()
    assert_absent(shown.getvalue().encode(), VALUES)
