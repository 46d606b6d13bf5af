"""`mcpsweep scan`: options in, one call, a report out, an exit code."""

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mcpsweep.collectors.request import Request
from mcpsweep.errors import ExitCode, UsageError
from mcpsweep.model.source import SourceState
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.registry import Format, load
from tests.cli.conftest import Ended, Sweep
from tests.reports.inventories import finding, inventory, laptop, source

Run = Callable[..., Ended]

FOUND = inventory(findings=(finding("f"),))
LIVE = inventory(findings=(finding("f", validity=Validity(ValidityState.LIVE)),))
UNREAD = inventory(findings=FOUND.findings, sources=(source("/x", SourceState.UNREADABLE, "no"),))


def test_without_options_the_own_home_is_asked_for(mcpsweep: Run, swept: Sweep) -> None:
    assert mcpsweep("scan").code == ExitCode.DONE
    assert swept.requests == [Request()]


def test_every_option_arrives(mcpsweep: Run, swept: Sweep) -> None:
    mcpsweep("scan", "/a", "/b", "--root", "/mnt", "--all-users", "--client", "cursor", "--client", "vscode",
             "--no-projects", "--no-prune")  # fmt: skip
    assert swept.requests == [
        Request(
            homes=("/a", "/b"),
            root="/mnt",
            all_users=True,
            clients=frozenset({"cursor", "vscode"}),
            projects=False,
            prune=False,
        )
    ]


@pytest.mark.parametrize("name", Format)
def test_stdout_is_the_report_and_nothing_else(name: Format, mcpsweep: Run, swept: Sweep) -> None:
    swept.result = laptop()
    ended = mcpsweep("scan", "--format", name)
    assert ended.out.decode() == load(name).render(laptop(), Canvas())
    assert ended.err == ("" if name is Format.TABLE else ended.err)
    assert ("5 credentials in 4 files" in ended.err) == (name is not Format.TABLE)
    assert mcpsweep("scan", "--quiet", "--format", name).err == ""


@pytest.mark.parametrize(
    ("result", "fail_on", "code"),
    [
        (inventory(), "any", ExitCode.DONE),
        (FOUND, "never", ExitCode.DONE),
        (FOUND, "any", ExitCode.FAIL_ON),
        (FOUND, "live", ExitCode.DONE),
        (LIVE, "live", ExitCode.FAIL_ON),
        (LIVE, "never", ExitCode.DONE),
        (UNREAD, "never", ExitCode.INCOMPLETE),
        (UNREAD, "any", ExitCode.INCOMPLETE),
    ],
)
def test_exit_code(result: object, fail_on: str, code: int, mcpsweep: Run, swept: Sweep) -> None:
    swept.result = result  # type: ignore[assignment]
    assert mcpsweep("scan", "--fail-on", fail_on).code == code


@pytest.mark.parametrize(
    ("validity", "is_told"),
    [(Validity(), True), (Validity(ValidityState.DEAD, checked_at="2026-01-02T03:04:05Z"), False)],
)
def test_live_without_asking_anybody_is_said_to_match_nothing(
    validity: Validity, is_told: bool, mcpsweep: Run, swept: Sweep
) -> None:
    swept.result = inventory(findings=(finding("f", validity=validity),))
    assert ("matches nothing" in mcpsweep("scan", "--fail-on", "live").err) == is_told


def test_the_columns_of_the_environment_count(mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch) -> None:
    swept.result = laptop()
    monkeypatch.setenv("COLUMNS", "120")
    assert mcpsweep("scan").out.decode() == load(Format.TABLE).render(laptop(), Canvas(120))


@pytest.mark.parametrize("columns", ["", "wide", "-3"])
def test_columns_that_are_no_number_do_not_count(
    columns: str, mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert mcpsweep("scan").code == ExitCode.DONE


class TestOutput:
    """`--output`."""

    def test_holds_the_report_for_its_owner_only(self, mcpsweep: Run, swept: Sweep, tmp_path: Path) -> None:
        target = tmp_path / "result.json"
        target.write_text("old")
        target.chmod(0o644)
        swept.before = lambda: self._assert_untouched(target)
        ended = mcpsweep("scan", "--format", "json", "--output", str(target))
        assert ended.code == ExitCode.DONE
        assert ended.out == b""
        assert json.loads(target.read_bytes())["format"] == "mcpsweep-inventory/1"
        assert stat.S_IMODE(target.stat().st_mode) == 0o600
        assert list(tmp_path.iterdir()) == [target]

    @staticmethod
    def _assert_untouched(target: Path) -> None:
        assert target.read_text() == "old"

    @pytest.mark.parametrize("name", ["missing/x.json", ".", "fifo", "loop"])
    def test_what_cannot_be_written_is_said_before_the_scan(
        self, name: str, mcpsweep: Run, swept: Sweep, tmp_path: Path
    ) -> None:
        os.mkfifo(tmp_path / "fifo")
        (tmp_path / "loop").symlink_to("loop")
        ended = mcpsweep("scan", "--output", str(tmp_path / name))
        assert ended.code == ExitCode.USAGE
        assert ended.err.startswith("cannot write ")
        assert "\n\nhint: " in ended.err
        assert swept.requests == []

    def test_a_folder_that_takes_no_files_is_said_before_the_scan(
        self, mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        real = os.open

        def refuse(path: str | Path, *more: int, **options: int) -> int:
            if Path(path).parent == tmp_path:
                raise PermissionError(13, "Permission denied")
            return real(path, *more, **options)

        monkeypatch.setattr("os.open", refuse)
        ended = mcpsweep("scan", "--output", str(tmp_path / "x"))
        assert ended.code == ExitCode.USAGE
        assert f"cannot write to {tmp_path}: Permission denied" in ended.err
        assert swept.requests == []

    @pytest.mark.parametrize("option", [["--root"], []])
    @pytest.mark.parametrize("place", ["evidence/x", "evidence/deep/x", "link/x", "evidence/../evidence/x"])
    def test_nothing_is_written_below_what_is_scanned(
        self, option: list[str], place: str, mcpsweep: Run, swept: Sweep, tmp_path: Path
    ) -> None:
        evidence = tmp_path / "evidence"
        (evidence / "deep").mkdir(parents=True)
        (tmp_path / "link").symlink_to(evidence / "deep")
        ended = mcpsweep("scan", *option, str(evidence), "--output", str(tmp_path / place))
        assert ended.code == ExitCode.USAGE
        assert "is to be scanned and must not change" in ended.err
        assert swept.requests == []
        assert [path.name for path in evidence.rglob("*")] == ["deep"]

    def test_beside_what_is_scanned_is_fine(self, mcpsweep: Run, swept: Sweep, tmp_path: Path) -> None:
        (tmp_path / "home").mkdir()
        assert mcpsweep("scan", str(tmp_path / "home"), "--output", str(tmp_path / "x")).code == ExitCode.DONE
        assert (tmp_path / "x").exists()

    def test_a_scan_that_fails_leaves_the_old_file_and_no_draft(
        self, mcpsweep: Run, swept: Sweep, tmp_path: Path
    ) -> None:
        def fail() -> None:
            raise UsageError("there is no home")

        swept.before = fail
        target = tmp_path / "x"
        target.write_text("old")
        assert mcpsweep("scan", "--output", str(target)).code == ExitCode.USAGE
        assert target.read_text() == "old"
        assert list(tmp_path.iterdir()) == [target]

    def test_a_report_that_cannot_be_kept_is_said(
        self, mcpsweep: Run, swept: Sweep, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr("os.fsync", full)
        ended = mcpsweep("scan", "--output", str(tmp_path / "x"))
        assert ended.code == ExitCode.INCOMPLETE
        assert "No space left on device" in ended.err
        assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("argv", [["{}"], ["--root", "{}"], []])
def test_a_program_that_unpacked_itself_into_the_evidence_scans_nothing(
    argv: list[str], mcpsweep: Run, swept: Sweep, _own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(_own_home / "Temp/_MEI1"), raising=False)
    ended = mcpsweep("scan", *(word.format(_own_home) for word in argv))
    assert ended.code == ExitCode.USAGE
    assert "has unpacked itself below" in ended.err
    assert swept.requests == []


def test_a_program_that_unpacked_itself_elsewhere_scans(
    mcpsweep: Run, swept: Sweep, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path / "_MEI1"), raising=False)
    assert mcpsweep("scan").code == ExitCode.DONE
