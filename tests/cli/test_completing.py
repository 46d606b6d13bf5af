"""What a shell is offered. Asked as bash asks; the script that makes it ask is typer's own."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mcpsweep.cli.app import COMMANDS, COMPLETION, run
from mcpsweep.collectors import registry
from mcpsweep.errors import ExitCode
from mcpsweep.executor.journal import Journal
from mcpsweep.playbook import library
from mcpsweep.reports.registry import Format, TokensFormat
from mcpsweep.schemas import published
from tests.cli.conftest import Ended

Run = Callable[..., Ended]
Complete = Callable[..., list[str]]


@pytest.fixture
def complete(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch) -> Complete:
    """What is offered for the last word."""

    def ask(*words: str) -> list[str]:
        monkeypatch.setenv(COMPLETION, "complete_bash")
        monkeypatch.setenv("COMP_WORDS", " ".join(("mcpsweep", *words)))
        monkeypatch.setenv("COMP_CWORD", str(len(words)))
        ended = mcpsweep()
        assert (ended.code, ended.err) == (ExitCode.DONE, "")
        return ended.out.decode().split()

    return ask


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with two connectors."""
    file = tmp_path / "config.toml"
    file.write_text('[connectors.github]\norg = "acme"\n[connectors.jira-dc]\ntype = "atlassian"\n')
    monkeypatch.setenv("MCPSWEEP_CONFIG", str(file))
    return file


def test_commands(complete: Complete) -> None:
    assert set(complete("")) == set(COMMANDS)
    assert complete("re") == ["revoke", "report"]
    assert complete("runs", "") == ["list", "show", "evidence"]


def test_options(complete: Complete) -> None:
    assert complete("scan", "--fo") == ["--format"]
    assert {"--user", "--playbook", "--resume"} <= set(complete("revoke", "--"))


def test_formats(complete: Complete) -> None:
    assert complete("scan", "--format", "") == list(Format)
    assert complete("report", "orphans", "--format", "") == list(TokensFormat)
    assert complete("scan", "--fail-on", "l") == ["live"]


def test_clients(complete: Complete) -> None:
    assert complete("scan", "--client", "") == list(registry.names())
    assert complete("client", "list", "codex", "copilot-c") == ["copilot-cli"]


@pytest.mark.parametrize(
    "before", [("plan", "--playbook"), ("revoke", "--playbook"), ("playbook", "show"), ("playbook", "check")]
)
def test_playbooks(before: tuple[str, ...], complete: Complete) -> None:
    assert complete(*before, "") == list(library.shipped())


def test_schemas(complete: Complete) -> None:
    assert complete("schema", "") == published()


@pytest.mark.usefixtures("configured")
@pytest.mark.parametrize(
    "before",
    [
        *((*command, "--service") for command in (("list",), ("plan",), ("revoke",), ("report", "orphans"))),
        *(("connector", command) for command in ("check", "login", "logout")),
    ],
)
def test_connectors_of_the_configuration(before: tuple[str, ...], complete: Complete) -> None:
    assert complete(*before, "") == ["github", "jira-dc"]


def test_the_configuration_that_was_typed_counts(configured: Path, complete: Complete, tmp_path: Path) -> None:
    other = tmp_path / "other.toml"
    other.write_text("[connectors.slack]\n")
    assert complete("list", "--config", str(other), "--service", "") == ["slack"]


@pytest.mark.usefixtures("configured")
def test_credentials_of_a_connector(complete: Complete) -> None:
    assert complete("connector", "login", "github", "--field", "") == ["token", "app_private_key"]
    assert complete("connector", "login", "jira-dc", "--field", "d") == ["dc_token"]
    assert complete("connector", "login", "nobody", "--field", "") == []


def test_a_configuration_with_a_mistake_offers_nothing(configured: Path, complete: Complete) -> None:
    configured.write_text("[connectors")
    assert complete("list", "--service", "") == []


@pytest.mark.parametrize("before", [("runs", "show"), ("runs", "evidence"), ("revoke", "--resume")])
def test_runs(before: tuple[str, ...], complete: Complete, monkeypatch: pytest.MonkeyPatch) -> None:
    class Runs:
        runs = (
            type("PastRun", (), {"run": "run-20260131-1a2b3c4d"}),
            type("PastRun", (), {"run": "run-20260102-5e6f7a8b"}),
        )

    with Journal():
        pass
    monkeypatch.setattr(Journal, "history", lambda _self: Runs)
    assert complete(*before, "run-202601") == ["run-20260131-1a2b3c4d", "run-20260102-5e6f7a8b"]


def test_no_journal_is_made_to_look_for_runs(complete: Complete, _own_home: Path) -> None:
    assert complete("runs", "show", "") == []
    assert list(_own_home.rglob("*")) == []


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "pwsh"])
def test_each_shell_has_its_script(shell: str, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: shell)
    ended = mcpsweep("--show-completion")
    assert ended.code == ExitCode.DONE
    assert COMPLETION in ended.out.decode()


def test_a_shell_that_is_unknown_is_said(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "tcsh")
    ended = mcpsweep("--show-completion")
    assert ended.code == ExitCode.USAGE
    assert "tcsh" in ended.err


def test_it_is_installed_in_the_home(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, _own_home: Path) -> None:
    monkeypatch.setattr("typer._completion_shared._get_shell_name", lambda: "bash")
    ended = mcpsweep("--install-completion")
    assert ended.code == ExitCode.DONE, ended.err
    (script,) = _own_home.rglob("mcpsweep.sh")
    assert str(script) in (_own_home / ".bashrc").read_text()
    assert COMPLETION in script.read_text()


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
def test_bash_itself_completes(mcpsweep: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("typer.completion._get_shell_name", lambda: "bash")
    script = tmp_path / "completion.bash"
    script.write_bytes(mcpsweep("--show-completion").out)
    program = Path(sys.executable).parent / "mcpsweep"
    asked = (
        f'source "{script}"; COMP_WORDS=(mcpsweep playbook show hist); COMP_CWORD=3; '
        f'_mcpsweep_completion "{program}"; echo "${{COMPREPLY[@]}}"'
    )
    told = subprocess.run(
        [str(shutil.which("bash")), "--norc", "-c", asked], capture_output=True, text=True, timeout=60, check=True
    )
    assert told.stdout == "historical-cleanup\n"


def test_the_program_that_is_carried_offers_none(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    carried = {name: COMMANDS[name] for name in ("scan", "client")}
    assert run(["--help"], carried) == ExitCode.DONE
    told = capsys.readouterr().out
    assert "completion" not in told
    assert "mcpsweep plan" not in told
    monkeypatch.setenv(COMPLETION, "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "mcpsweep s")
    monkeypatch.setenv("COMP_CWORD", "1")
    assert run(["client", "list", "codex"], carried) == ExitCode.DONE
    assert "OpenAI Codex" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["", *(name for name in COMMANDS if COMMANDS[name].function == "app")])
def test_no_summary_is_cut_off(name: str, mcpsweep: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    listed = mcpsweep(*filter(None, [name]), "--help").out.decode().partition("Commands:")[2]
    assert listed
    assert "..." not in listed
