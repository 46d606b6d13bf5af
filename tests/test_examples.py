"""The examples are what the program takes."""

import re
from itertools import takewhile
from pathlib import Path

import pytest
import typer
import yaml

from mcpsweep import __version__, config, identity
from mcpsweep.cli import app
from mcpsweep.connectors.atlassian import rights as atlassian
from mcpsweep.connectors.github import rights as github
from mcpsweep.connectors.slack import rights as slack
from mcpsweep.model.capability import Ability

EXAMPLES = Path(__file__).parent.parent / "examples"
WEEKLY = ["github-weekly-report.yml", "gitlab-weekly-report.yml"]
_COMMAND = re.compile(r"\bmcpsweep ((?:[a-z]+ )+)([^\n|>;&]*)")


def _files() -> list[Path]:
    return sorted(path for path in EXAMPLES.rglob("*") if path.is_file())


def test_the_configuration_and_its_roster_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.load(str(EXAMPLES / "config.toml"))
    roster = settings.roster()
    assert roster is not None
    assert identity.find(identity.load(roster), "alice").person.name == "Alice Nguyen"
    assert set(settings.connectors) == {"github", "slack", "atlassian"}


@pytest.mark.parametrize("path", [one for one in _files() if one.suffix == ".yml"], ids=lambda path: path.name)
def test_it_is_yaml(path: Path) -> None:
    assert yaml.safe_load(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", _files(), ids=lambda path: path.name)
def test_every_command_and_option_in_it_exists(path: Path) -> None:
    for names, rest in _COMMAND.findall(path.read_text(encoding="utf-8")):
        words = names.split()
        if words[0] not in app.COMMANDS:
            continue  # a sentence, not a command
        options = _options(words)
        assert set(re.findall(r"(?<!\S)--[a-z-]+", rest)) <= options, f"{names}{rest}"


def _options(words: list[str]) -> set[str]:
    command = typer.main.get_command(app.application(app.COMMANDS, words[:1]))
    for word in words:
        command = getattr(command, "commands", {}).get(word, command)
    return {name for parameter in command.params for name in parameter.opts}


def _comment(name: str) -> str:
    lines = (EXAMPLES / "ci" / name).read_text(encoding="utf-8").splitlines()
    return " ".join(line.removeprefix("#").strip() for line in takewhile(lambda line: line.startswith("#"), lines))


@pytest.mark.parametrize("name", WEEKLY)
def test_the_weekly_report_asks_for_every_right_to_read_and_for_no_other(name: str) -> None:
    reads = {Ability.LIST_ALL, Ability.FIND}
    scopes = {need.scope for need in slack.NEEDS if not reads.isdisjoint(need.abilities)}
    scopes |= {need.scope for need in atlassian.NEEDS if not reads.isdisjoint(need.abilities)}
    permissions = {need.permission.partition(":")[0] for need in github.NEEDS if Ability.LIST_ALL in need.abilities}
    told = set(re.findall(r"[a-z][\w.:-]*\w", _comment(name)))
    assert (scopes | permissions | {"members", "metadata", "read:org", "read:enterprise"}) - {""} <= told
    assert not [word for word in told if word.endswith(":write")]


@pytest.mark.parametrize("name", WEEKLY)
def test_the_weekly_report_is_installed_from_the_repository_at_this_version(name: str) -> None:
    text = (EXAMPLES / "ci" / name).read_text(encoding="utf-8")
    assert f"TAG: v{__version__} " in text
    assert 'pip install "mcpsweep-cli @ git+$REPOSITORY@$TAG"' in text
    assert f'"mcpsweep-cli @ git+ADDRESS@v{__version__}"' in (EXAMPLES.parent / "README.md").read_text("utf-8")


def test_what_is_told_of_is_there() -> None:
    told = set(re.findall(r"`([\w/.-]+\.\w+)`", (EXAMPLES / "README.md").read_text(encoding="utf-8")))
    there = {str(path.relative_to(EXAMPLES)) for path in _files()} - {"README.md"}
    assert told == there
