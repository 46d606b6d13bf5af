"""What the documents say is what the program does."""

import re
from pathlib import Path

import pytest

from mcpsweep.cli.app import COMMANDS, run
from mcpsweep.errors import ExitCode
from mcpsweep.model.concern import Concern
from mcpsweep.model.decision import Do
from mcpsweep.playbook import library
from mcpsweep.playbook.loader import parse
from mcpsweep.playbook.schema import DEFAULT_ORDER
from mcpsweep.reports.registry import Format, PlanFormat, TokensFormat
from tests.playbook import documentation

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


@pytest.mark.parametrize("name", [*Format, *PlanFormat, *TokensFormat])
def test_every_format_is_explained(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_named(name: str) -> None:
    assert re.search(rf"\b(mcpsweep|make) {name}\b", README)


@pytest.mark.parametrize("name", ["orphans", "dormant", "show"])
def test_every_report_and_its_options_are_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert f"mcpsweep report {name}" in README
    run(["report", name, "--help"])
    known = set(re.findall(r"--[a-z-]+", capsys.readouterr().out))
    assert set(re.findall(rf"mcpsweep report {name} .*?(--[a-z-]+)", README)) <= known


@pytest.mark.parametrize("concern", Concern)
def test_every_concern_is_in_the_schema(concern: Concern) -> None:
    assert f'"{concern.value}"' in (ROOT / "mcpsweep/schemas/tokens-1.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("document", ["README.md", "CHANGELOG.md", "SECURITY.md"])
def test_nobody_is_sent_to_the_other_package(document: str) -> None:
    assert not re.search(r"pip\S* install (\S+ )*mcpsweep(?!-cli)\b", (ROOT / document).read_text(encoding="utf-8"))


def test_a_named_file_of_ours_is_there() -> None:
    for path in re.findall(r"`(mcpsweep/[\w./-]+)`", README):
        assert (ROOT / path).exists()


def test_every_field_of_a_condition_is_explained() -> None:
    assert documentation.BEGIN + documentation.table() + documentation.END in README


def test_every_shipped_playbook_is_explained() -> None:
    assert all(f"| `{name}` |" in README for name in library.shipped())


def test_the_playbook_that_is_shown_is_one() -> None:
    (shown,) = re.findall(r"```yaml\n(format: mcpsweep-playbook/1\n.*?)```", README, re.DOTALL)
    playbook = parse(shown.encode(), "README.md")
    assert playbook.order == DEFAULT_ORDER
    assert {rule.do for rule in playbook.rules} < set(Do)
    assert f"# {', '.join(Do)}\n" in shown
