"""What editors and shells remember: older versions of files, and command lines as they were typed."""

import json
from pathlib import Path

import pytest

from mcpsweep.collectors import editor_history
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.place import Slot
from mcpsweep.model.server import Scope
from tests.collectors.scanning import home_with, only, scan, token

TOKEN = token()
USER = ".config/Code/User"
ENTRY = {"command": "npx", "env": {"GITHUB_TOKEN": TOKEN}}


def history(original: str, name: str, text: str) -> dict[str, str]:
    """What VS Code keeps of one file."""
    index = {"version": 1, "resource": original, "entries": [{"id": name, "timestamp": 1_700_000_000_000}]}
    return {f"{USER}/History/-1f2e3d/entries.json": json.dumps(index), f"{USER}/History/-1f2e3d/{name}": text}


@pytest.mark.parametrize(
    ("original", "name", "text", "client"),
    [
        ("file:///home/alice/.config/Code/User/mcp.json", "aB1c.json", json.dumps({"servers": {"g": ENTRY}}), "vscode"),
        (
            "file:///c%3A/Users/alice/AppData/Roaming/Code/User/settings.json",
            "aB1c.json",
            json.dumps({"terminal.integrated.env.windows": {"GITHUB_TOKEN": TOKEN}}),
            "vscode",
        ),
        ("file:///home/alice/app/.cursor/mcp.json", "aB1c.json", json.dumps({"mcpServers": {"g": ENTRY}}), "cursor"),
        (
            "vscode-remote://wsl%2Bubuntu/home/alice/app/.codex/config.toml",
            "aB1c.toml",
            f'[mcp_servers.g]\ncommand = "npx"\nenv = {{ GITHUB_TOKEN = "{TOKEN}" }}\n',
            "codex",
        ),
    ],
)
def test_an_older_version_is_read_as_the_file_it_is_of(
    original: str, name: str, text: str, client: str, tmp_path: Path
) -> None:
    home = home_with(tmp_path, history(original, name, text))
    (sighting,) = only(scan(home, projects=False)).sightings
    assert (sighting.path.rpartition("/")[2], sighting.client) == (name, client)


def test_an_older_version_of_something_else_is_not_read(tmp_path: Path) -> None:
    home = home_with(tmp_path, history("file:///home/alice/src/main.py", "aB1c.py", f'TOKEN = "{TOKEN}"\n'))
    inventory = scan(home)
    assert inventory.findings == ()
    assert [source.path.rpartition("/")[2] for source in inventory.sources] == ["entries.json"]


@pytest.mark.parametrize("name", ["../outside.json", "..\\outside.json", "..", "/etc/outside.json"])
def test_an_index_names_no_file_outside_its_folder(name: str) -> None:
    index = json.loads(history("file:///home/alice/.mcp.json", name, "")[f"{USER}/History/-1f2e3d/entries.json"])
    file = File("/home/alice/h/entries.json", "vscode", Scope.USER, ReaderName.EDITOR_HISTORY, None)
    assert list(editor_history.read(file, parse(json.dumps(index).encode(), Format.JSON))) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".bash_history", f"ls\nclaude mcp add github -e GITHUB_TOKEN={TOKEN} -- npx server\nexit\n"),
        (".zsh_history", f": 1700000000:0;export GITHUB_TOKEN={TOKEN}\n"),
        (".local/share/fish/fish_history", f"- cmd: set -gx GITHUB_TOKEN {TOKEN}\n  when: 1700000000\n"),
        (
            "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
            f'$env:GITHUB_TOKEN = "{TOKEN}"\r\n',
        ),
    ],
)
def test_a_token_typed_into_a_shell_is_found(name: str, text: str, tmp_path: Path) -> None:
    finding = only(scan(home_with(tmp_path, {name: text}), projects=False))
    (sighting,) = finding.sightings
    assert (finding.kind, sighting.slot, sighting.client) == ("github-pat", Slot.FILE, "")


def test_in_a_shells_history_nothing_but_a_tokens_shape_counts(tmp_path: Path) -> None:
    text = "export PASSWORD=correcthorsebattery\nmysql -uroot -pQ7w2Zr9Tk4 db\nAPI_KEY=Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0 ./run\n"
    inventory = scan(home_with(tmp_path, {".bash_history": text}), projects=False)
    assert inventory.findings == ()
    assert inventory.is_complete()
