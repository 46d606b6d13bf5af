"""The odd formats in which clients keep servers and logins, each as its client writes it."""

import json
import sqlite3
from pathlib import Path

import pytest

from mcpsweep.model.finding import Finding, Form
from mcpsweep.model.place import Role
from mcpsweep.model.server import Server
from tests.collectors.scanning import home_with, only, places, scan, token

TOKEN = token()


def pointers(finding: Finding) -> set[str]:
    return {pointer for _, pointer in places(finding, Role.VALUE)}


@pytest.mark.parametrize(
    ("file", "text", "pointer"),
    [
        (
            ".config/goose/config.yaml",
            "GOOSE_PROVIDER: x\nextensions:\n  developer:\n    type: builtin\n    name: developer\n  github:\n"
            f"    type: stdio\n    cmd: npx\n    args: [-y, server]\n    envs:\n      GITHUB_TOKEN: {TOKEN}\n",
            "/extensions/github/envs/GITHUB_TOKEN",
        ),
        (
            ".config/goose/config.yaml",
            "extensions:\n  github:\n    type: streamable_http\n    uri: https://api.githubcopilot.com/mcp/\n"
            f"    headers:\n      Authorization: Bearer {TOKEN}\n",
            "/extensions/github/headers/Authorization",
        ),
        (
            ".codex/config.toml",
            f'[mcp_servers."git.hub"]\ncommand = "npx"\n[mcp_servers."git.hub".env]\nGITHUB_TOKEN = "{TOKEN}"\n',
            "/mcp_servers/git.hub/env/GITHUB_TOKEN",
        ),
        (
            ".codex/config.toml",
            f'[profiles.work.mcp_servers.g]\nurl = "https://x.example"\nhttp_headers = {{ X-Api-Key = "{TOKEN}" }}\n',
            "/profiles/work/mcp_servers/g/http_headers/X-Api-Key",
        ),
        (
            ".config/zed/settings.json",
            '// Zed\n{"context_servers": {"github": {"source": "custom", "command": {"path": "npx", "args": [], '
            f'"env": {{"GITHUB_TOKEN": "{TOKEN}",}}}}}}}},}}',
            "/context_servers/github/command/env/GITHUB_TOKEN",
        ),
        (
            ".continue/config.yaml",
            "name: x\nversion: 1.0.0\nschema: v1\nmcpServers:\n  - name: github\n    command: npx\n    env:\n"
            f"      GITHUB_TOKEN: {TOKEN}\n",
            "/mcpServers/0/env/GITHUB_TOKEN",
        ),
        (
            ".continue/config.json",
            json.dumps(
                {
                    "experimental": {
                        "modelContextProtocolServers": [
                            {"transport": {"type": "stdio", "command": "npx", "env": {"GITHUB_TOKEN": TOKEN}}}
                        ]
                    }
                }
            ),
            "/experimental/modelContextProtocolServers/0/transport/env/GITHUB_TOKEN",
        ),
        (
            ".config/amp/settings.json",
            json.dumps({"amp.mcpServers": {"github": {"command": "npx", "env": {"GITHUB_TOKEN": TOKEN}}}}),
            "/amp.mcpServers/github/env/GITHUB_TOKEN",
        ),
        (
            ".config/JetBrains/PyCharm2025.2/options/llm.mcpServers.xml",
            '<application>\n  <component name="McpApplicationServerCommands">\n    <commands>\n'
            '      <McpServerCommand>\n        <option name="name" value="github" />\n'
            '        <option name="programPath" value="npx" />\n'
            f'        <envs>\n          <env name="GITHUB_TOKEN" value="{TOKEN}" />\n        </envs>\n'
            "      </McpServerCommand>\n    </commands>\n    <urls />\n  </component>\n</application>\n",
            "/mcpServers/github/env/GITHUB_TOKEN",
        ),
        (
            "app/.idea/workspace.xml",
            '<project version="4"><component name="McpProjectServerCommands"><commands><McpServerCommand>'
            '<option name="name" value="github"/><option name="command" value="npx"/><option name="env"><map>'
            f'<entry key="GITHUB_TOKEN" value="{TOKEN}"/></map></option></McpServerCommand></commands></component>'
            "</project>",
            "/mcpServers/github/env/GITHUB_TOKEN",
        ),
    ],
)
def test_a_servers_credential_is_found_in_every_format(file: str, text: str, pointer: str, tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {file: text}))
    assert pointers(only(inventory)) == {pointer}
    (server,) = inventory.servers
    assert only(inventory).sightings[0].server == server.id
    assert inventory.is_complete()


@pytest.mark.parametrize(
    ("file", "record"),
    [
        (".gemini/mcp-oauth-tokens.json", [{"serverName": "github", "token": {"accessToken": TOKEN}}]),
        (".local/share/opencode/mcp-auth.json", {"github": {"tokens": {"accessToken": TOKEN}}}),
        (".local/share/opencode/auth.json", {"github": {"type": "oauth", "access": TOKEN}}),
        (".codex/.credentials.json", {"github|0a1b": {"server_name": "github", "access_token": TOKEN}}),
        (".cursor/projects/home-alice/mcp-auth.json", {"github": {"tokens": {"access_token": TOKEN}}}),
        (".cline/data/secrets.json", {"githubToken": TOKEN}),
    ],
)
def test_a_clients_own_store_of_tokens_is_read(file: str, record: object, tmp_path: Path) -> None:
    finding = only(scan(home_with(tmp_path, {file: json.dumps(record)}), projects=False))
    assert finding.service == "github"
    assert finding.form is Form.OAUTH


@pytest.mark.parametrize("file", [".factory/mcp-oauth.v2.file", ".gemini/gemini-credentials.json"])
def test_an_encrypted_store_is_told_and_is_no_gap(file: str, tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {file: "9f2c:1a77:c0ffee"}), projects=False)
    assert only(inventory).form is Form.PROTECTED
    assert inventory.is_complete()


def database(path: Path, table: str, columns: str, row: tuple[object, ...]) -> None:
    path.parent.mkdir(parents=True)
    with sqlite3.connect(path) as connection:
        connection.execute(f"CREATE TABLE {table} ({columns})")
        connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608 - our own
    connection.close()


def test_warps_database_is_read_through_json_within_json(tmp_path: Path) -> None:
    servers = {"mcpServers": {"github": {"command": "npx", "env": {"GITHUB_TOKEN": TOKEN}}}}
    template = json.dumps({"name": "github", "template": {"json": json.dumps(servers)}})
    path = tmp_path / ".local/state/warp-terminal/warp.sqlite"
    database(path, "mcp_server_installations", "templatable_mcp_server TEXT, variable_values TEXT", (template, "{}"))
    inventory = scan(tmp_path, projects=False)
    start = "/mcp_server_installations/0/templatable_mcp_server"
    assert pointers(only(inventory)) == {f"{start}/template/json/mcpServers/github/env/GITHUB_TOKEN"}
    assert [server.name for server in inventory.servers] == ["github"]


def test_warps_variables_are_found_by_their_names(tmp_path: Path) -> None:
    values = json.dumps({"GITHUB_TOKEN": {"variable_type": "text", "value": TOKEN}})
    path = tmp_path / ".local/state/warp-terminal/warp.sqlite"
    database(path, "mcp_server_installations", "templatable_mcp_server TEXT, variable_values TEXT", ("{}", values))
    (sighting,) = only(scan(tmp_path, projects=False)).sightings
    assert (sighting.line, sighting.name) == (0, "GITHUB_TOKEN")


def test_a_cell_that_nests_deeper_than_anything_should_is_no_fault(tmp_path: Path) -> None:
    cell = TOKEN
    for _ in range(40):
        cell = json.dumps([[[[cell]]]]) if len(cell) < 500_000 else cell
    path = tmp_path / ".local/state/warp-terminal/warp.sqlite"
    database(path, "mcp_server_installations", "templatable_mcp_server TEXT, variable_values TEXT", (cell, "[" * 5000))
    assert only(scan(tmp_path, projects=False)).kind == "github-pat"


def test_a_login_in_a_key_value_table_is_found(tmp_path: Path) -> None:
    path = tmp_path / ".local/share/amazon-q/data.sqlite3"
    record = json.dumps({"access_token": "made-up-Q7w2Zr9Tk4Xb1Lm6", "refresh_token": "made-up-Vn3Hs8Jd5Fg0Pc2R"})
    database(path, "auth_kv", "key TEXT, value TEXT", ("codewhisperer:odic:token", record))
    kinds = {finding.kind for finding in scan(tmp_path, projects=False).findings}
    assert kinds == {"oauth-access-token", "oauth-refresh-token"}


def test_a_variable_that_goose_keeps_in_the_clear_answers_the_entry_that_names_it(tmp_path: Path) -> None:
    config = "extensions:\n  github:\n    type: stdio\n    cmd: npx\n    env_keys:\n      - GITHUB_TOKEN\n"
    files = {".config/goose/config.yaml": config, ".config/goose/secrets.yaml": f"GITHUB_TOKEN: {TOKEN}\n"}
    findings = {finding.form: finding for finding in scan(home_with(tmp_path, files), projects=False).findings}
    reference = findings[Form.REFERENCE]
    assert places(reference, Role.USE) == {("config.yaml", "/extensions/github/env_keys/0")}
    assert places(reference, Role.VALUE) == {("secrets.yaml", "/GITHUB_TOKEN")}


def test_continues_secret_is_looked_up_in_its_own_file(tmp_path: Path) -> None:
    config = (
        "mcpServers:\n  - name: github\n    command: npx\n    env:\n      GITHUB_TOKEN: ${{ secrets.GITHUB_TOKEN }}\n"
    )
    files = {".continue/config.yaml": config, ".continue/.env": f"GITHUB_TOKEN={TOKEN}\n"}
    findings = {finding.form: finding for finding in scan(home_with(tmp_path, files), projects=False).findings}
    assert places(findings[Form.REFERENCE], Role.VALUE) == {(".env", "/GITHUB_TOKEN")}


def test_an_xml_of_an_ide_that_says_more_than_servers_is_searched_too(tmp_path: Path) -> None:
    text = (
        '<project><component name="RunManager"><configuration name="x"><envs>'
        f'<env name="GITHUB_TOKEN" value="{TOKEN}"/></envs></configuration></component></project>'
    )
    inventory = scan(home_with(tmp_path, {"app/.idea/workspace.xml": text}))
    servers: tuple[Server, ...] = inventory.servers
    assert servers == ()
    assert only(inventory).kind == "github-pat"
