"""A reference is tied to the place where its value lies, so that one finding shows both."""

import json
from pathlib import Path

import pytest

from mcpsweep.model.finding import Form
from mcpsweep.model.place import Role
from mcpsweep.model.source import SourceState
from tests.collectors.scanning import home_with, only, places, scan, token

TOKEN = token()


def config(**entry: object) -> str:
    return json.dumps({"mcpServers": {"github": entry}})


def remote(header: str) -> str:
    return config(url="https://api.githubcopilot.com/mcp/", headers={"Authorization": header})


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (".zshrc", f'export GITHUB_PAT="{TOKEN}"\n'),
        (".bashrc", f"GITHUB_PAT={TOKEN} # mine\nexport GITHUB_PAT\n"),
        (".config/fish/config.fish", f"set -gx GITHUB_PAT {TOKEN}\n"),
        (".config/environment.d/10.conf", f"GITHUB_PAT={TOKEN}\n"),
        ("Documents/PowerShell/Microsoft.PowerShell_profile.ps1", f"$env:GITHUB_PAT = '{TOKEN}'\n"),
        (".claude/settings.json", json.dumps({"env": {"GITHUB_PAT": TOKEN}})),
        ("app/.env", f"GITHUB_PAT={TOKEN}\n"),
        ("app/.env.local", f"export GITHUB_PAT='{TOKEN}'\n"),
    ],
)
def test_a_variable_is_found_where_it_is_set(tmp_path: Path, file: str, text: str) -> None:
    home = home_with(tmp_path, {"app/.mcp.json": remote("Bearer ${GITHUB_PAT}"), file: text})
    findings = [f for f in scan(home).findings if f.form is Form.REFERENCE]
    assert len(findings) == 1
    assert places(findings[0], Role.USE) == {(".mcp.json", "/mcpServers/github/headers/Authorization")}
    assert {name for name, _ in places(findings[0], Role.VALUE)} == {Path(file).name}
    assert (findings[0].kind, findings[0].length) == ("github-pat", len(TOKEN))


@pytest.mark.parametrize(
    "written", ["${GITHUB_PAT}", "${env:GITHUB_PAT}", "$GITHUB_PAT", "{env:GITHUB_PAT}", "%GITHUB_PAT%"]
)
def test_every_way_of_writing_a_reference_is_understood(tmp_path: Path, written: str) -> None:
    home = home_with(tmp_path, {"app/.mcp.json": remote(f"Bearer {written}"), ".zshrc": f"export GITHUB_PAT={TOKEN}\n"})
    assert places(only(scan(home)), Role.VALUE) == {(".zshrc", "/GITHUB_PAT")}


def test_a_variable_that_is_set_nowhere_stands_with_its_use(tmp_path: Path) -> None:
    home = home_with(tmp_path, {"app/.mcp.json": remote("Bearer ${GITHUB_PAT}")})
    finding = only(scan(home))
    assert (finding.form, finding.fingerprint, finding.preview) == (Form.REFERENCE, None, "")
    assert "no value of GITHUB_PAT was found" in finding.reason


def test_a_variable_passed_to_a_container_is_tied_to_the_entrys_own_value(tmp_path: Path) -> None:
    entry = config(command="docker", args=["run", "-e", "GITHUB_PAT", "image"], env={"GITHUB_PAT": TOKEN})
    literal, reference = sorted(scan(home_with(tmp_path, {".cursor/mcp.json": entry})).findings, key=lambda f: f.form)
    assert literal.fingerprint == reference.fingerprint
    assert places(literal, Role.VALUE) == {("mcp.json", "/mcpServers/github/env/GITHUB_PAT")}
    assert places(reference, Role.USE) == {("mcp.json", "/mcpServers/github/args/2")}
    assert places(reference, Role.VALUE) == places(literal, Role.VALUE)


def test_an_env_file_is_read_and_its_values_belong_to_the_entry(tmp_path: Path) -> None:
    files = {
        "app/.vscode/mcp.json": json.dumps(
            {"servers": {"github": {"command": "x", "envFile": "${workspaceFolder}/secrets/mcp.env"}}}
        ),
        "app/secrets/mcp.env": f"# tokens\nGITHUB_PAT={TOKEN}\nLOG_LEVEL=debug\n",
    }
    finding = only(scan(home_with(tmp_path, files)))
    assert places(finding, Role.USE) == {("mcp.json", "/servers/github/envFile")}
    assert places(finding, Role.VALUE) == {("mcp.env", "/GITHUB_PAT")}


def test_a_file_that_holds_the_bare_value_is_the_value(tmp_path: Path) -> None:
    entry = json.dumps(
        {
            "mcp": {
                "gh": {
                    "type": "remote",
                    "url": "https://x.example/mcp",
                    "headers": {"Authorization": "Bearer {file:~/keys/gh}"},
                }
            }
        }
    )
    home = home_with(tmp_path, {".config/opencode/opencode.json": entry, "keys/gh": TOKEN + "\n"})
    finding = only(scan(home))
    assert places(finding, Role.VALUE) == {("gh", "")}


def test_a_chain_of_variables_is_followed_and_a_circle_ends(tmp_path: Path) -> None:
    files = {
        "a/.mcp.json": remote("Bearer ${ONE_TOKEN}"),
        ".zshrc": f"export ONE_TOKEN=$TWO_TOKEN\nexport TWO_TOKEN={TOKEN}\n"
        "export RED_TOKEN=$BLUE_TOKEN\nexport BLUE_TOKEN=$RED_TOKEN\n",
        "b/.mcp.json": remote("Bearer ${RED_TOKEN}"),
    }
    found, lost = sorted(scan(home_with(tmp_path, files)).findings, key=lambda f: f.fingerprint is None)
    assert places(found, Role.VALUE) == {(".zshrc", "/TWO_TOKEN")}
    assert lost.fingerprint is None


@pytest.mark.parametrize(
    ("value", "said"), [("$(op read op://work/github/token)", "vault"), ("$(/opt/acme/print-token)", "command")]
)
def test_a_vault_and_a_helper_are_told_and_never_asked(tmp_path: Path, value: str, said: str) -> None:
    files = {"a/.mcp.json": remote("Bearer ${GITHUB_PAT}"), ".zshrc": f'export GITHUB_PAT="{value}"\n'}
    finding = only(scan(home_with(tmp_path, files)))
    assert finding.form is Form.REFERENCE
    assert said in finding.reason


def test_a_helper_is_never_run(tmp_path: Path) -> None:
    mark = tmp_path / "it-ran"
    script = tmp_path / "helper.sh"
    script.write_text(f"#!/bin/sh\ntouch {mark}\n")
    script.chmod(0o755)
    home = home_with(
        tmp_path / "home", {".claude.json": config(url="https://x.example/mcp", headersHelper=str(script))}
    )
    finding = only(scan(home))
    assert (finding.form, places(finding, Role.USE)) == (
        Form.REFERENCE,
        {(".claude.json", "/mcpServers/github/headersHelper")},
    )
    assert not mark.exists()


def test_another_homes_variable_answers_no_reference(tmp_path: Path) -> None:
    root = tmp_path / "disk"
    home_with(root / "home/alice", {".cursor/mcp.json": remote("Bearer ${GITHUB_PAT}")})
    home_with(root / "home/bob", {".zshrc": f"export GITHUB_PAT={TOKEN}\n"})
    by_form = {f.form: f for f in scan(root=root).findings}
    assert by_form[Form.REFERENCE].fingerprint is None
    assert by_form[Form.LITERAL].fingerprint is not None


def test_a_missing_env_file_is_no_unread_source(tmp_path: Path) -> None:
    home = home_with(
        tmp_path, {"app/.vscode/mcp.json": json.dumps({"servers": {"x": {"command": "x", "envFile": "gone.env"}}})}
    )
    inventory = scan(home)
    assert [source.state for source in inventory.sources] == [SourceState.READ]
