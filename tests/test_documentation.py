"""What the documents say is what the program does."""

import re
from pathlib import Path

import pytest

from mcpsweep.cli.app import COMMANDS, run
from mcpsweep.errors import ExitCode
from mcpsweep.reports.registry import Format

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_help_is_the_real_one(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    shown = re.search(r"<!-- `mcpsweep scan --help` -->\n```text\n(.*?)```\n<!-- end -->", README, re.DOTALL)
    assert shown is not None
    run(["scan", "--help"])
    assert shown[1] == capsys.readouterr().out


def test_every_exit_code_is_explained() -> None:
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == [str(code.value) for code in ExitCode]


@pytest.mark.parametrize("name", Format)
def test_every_format_is_explained(name: Format) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named(name: str) -> None:
    assert re.search(rf"\b(mcpsweep|make) {name}\b", README)


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md", "SECURITY.md"])
def test_nobody_is_sent_to_the_other_package(document: str) -> None:
    assert not re.search(r"pip\S* install (\S+ )*mcpsweep(?!-cli)\b", (ROOT / document).read_text(encoding="utf-8"))


def test_a_named_file_of_ours_is_there() -> None:
    for path in re.findall(r"`(mcpsweep/[\w./-]+)`", README):
        assert (ROOT / path).exists()
