"""What editors and shells remember: older versions of files, and command lines as they were typed."""

import json
from pathlib import Path

import pytest

from mcpsweep.collectors import editor_history
from mcpsweep.collectors.base import File, ReaderName
from mcpsweep.documents.read import Format, parse
from mcpsweep.model.place import Slot
from mcpsweep.model.server import Scope
from mcpsweep.reports.credential import credentials
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
        (".bash_history", f"ls\ncurl -H 'Authorization: token {TOKEN}' https://api.github.com\nexit\n"),
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


VALUE = "q8Zr2Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry"


@pytest.mark.parametrize(
    ("name", "command"),
    [
        (".bash_history", f"claude mcp add jira -e JIRA_API_TOKEN={VALUE} -- npx server"),
        (".bash_history", f"claude mcp add jira \\\n  -e JIRA_API_TOKEN={VALUE} \\\n  -- npx server"),
        (".zsh_history", f': 1700000000:0;codex mcp add --transport http x https://x.corp --header "X-Token: {VALUE}"'),
        (".zsh_history", f': 1700000000:0;claude mcp add-json x \'{{"headers": {{"X-Api-Key": "{VALUE}"}}}}\''),
        (".local/share/fish/fish_history", f"- cmd: gemini mcp add -e DB_PASSWORD={VALUE} x y\n  when: 1700000000"),
        (".bash_history", f'code --add-mcp \'{{"name": "x", "env": {{"A_TOKEN": "{VALUE}"}}}}\''),
        (".bash_history", f"npx add-mcp https://x.corp/mcp?api_key={VALUE}"),
        (
            "AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt",
            f"claude mcp add jira `\r\n  -e JIRA_API_TOKEN={VALUE} -- npx server\r",
        ),
    ],
)
def test_a_command_that_adds_a_server_tells_its_credential(name: str, command: str, tmp_path: Path) -> None:
    text = f"git add mcp.json\n{command}\nexport API_KEY={VALUE[::-1]}\n"
    inventory = scan(home_with(tmp_path, {name: text}), projects=False)
    (sighting,) = only(inventory).sightings
    assert text.split("\n")[sighting.line - 1][sighting.column - 1 :].startswith(VALUE)
    assert [known.is_beside for known in credentials(inventory)] == [True]


@pytest.mark.parametrize(
    "command",
    [
        "claude mcp add jira -e JIRA_API_TOKEN=$JIRA_API_TOKEN -- npx server",
        "claude mcp add jira -e JIRA_API_TOKEN=your-token -- npx server",
        "claude mcp add filesystem -- npx -y @modelcontextprotocol/server-filesystem ~/src",
        "claude mcp list\nclaude mcp get x; claude mcp remove x",
    ],
)
def test_a_command_without_a_credential_tells_none(command: str, tmp_path: Path) -> None:
    assert scan(home_with(tmp_path, {".bash_history": f"{command}\n"}), projects=False).findings == ()


def test_a_long_history_is_no_work(tmp_path: Path) -> None:
    """Square time would not end at this size."""
    text = "echo mcp add\\" * 40_000 + "\n" + "mcp " * 100_000
    assert scan(home_with(tmp_path, {".bash_history": text}), projects=False).findings == ()


def test_in_a_shells_history_nothing_else_but_a_tokens_shape_counts(tmp_path: Path) -> None:
    text = "export PASSWORD=correcthorsebattery\nmysql -uroot -pQ7w2Zr9Tk4 db\nAPI_KEY=Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0 ./run\n"
    inventory = scan(home_with(tmp_path, {".bash_history": text}), projects=False)
    assert inventory.findings == ()
    assert inventory.is_complete()
