"""Plant a made-up entry in any file that a client could keep one in, in the format that the file has."""

import json
import sqlite3
from pathlib import Path

from mcpsweep.collectors.base import ReaderName
from mcpsweep.collectors.readers import DATABASES

CHARACTERS = "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry4UaEoGi"


def token(number: int) -> str:
    """One of many made-up tokens, without a valid checksum; assembled here, so that no scanner takes it for a leak."""
    turn = number % len(CHARACTERS)
    mixed = CHARACTERS[turn:] + CHARACTERS[:turn]
    return "gh" + "p_" + f"{number:04d}" + mixed[:32]


def plant(path: Path, reader: ReaderName, secret: str) -> None:
    """Write `secret` into a file at `path`, as the client whose file it is would."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if reader in DATABASES:
        _database(path, reader, secret)
    else:
        path.write_text(_text(path.name, reader, secret))


def _text(name: str, reader: ReaderName, secret: str) -> str:
    entry = {"command": "npx", "args": ["-y", "server"], "env": {"GITHUB_TOKEN": secret}}
    match reader:
        case ReaderName.TOKEN_STORE | ReaderName.SEALED_STORE if name.endswith(".yml"):
            return f"github.com:\n  oauth_token: {secret}\n"
        case ReaderName.TOKEN_STORE | ReaderName.SEALED_STORE:
            return json.dumps({"github|0a1b": {"serverName": "github", "access_token": secret}})
        case ReaderName.ASSIGNMENTS if name.endswith(".yaml"):
            return f"GITHUB_TOKEN: {secret}\n"
        case ReaderName.ASSIGNMENTS:
            return f"GITHUB_TOKEN={secret}\n"
        case ReaderName.FRONT_MATTER:
            servers = f"mcpServers:\n  github:\n    command: npx\n    env:\n      GITHUB_TOKEN: {secret}\n"
            return f"---\nname: x\n{servers}---\nText.\n"
        case ReaderName.IDE_OPTIONS:
            return (
                '<application><component name="McpApplicationServerCommands"><commands><McpServerCommand>'
                '<option name="name" value="github"/><option name="programPath" value="npx"/>'
                f'<envs><env name="GITHUB_TOKEN" value="{secret}"/></envs>'
                "</McpServerCommand></commands></component></application>"
            )
        case _ if name.endswith(".toml"):
            return f'[mcp_servers.github]\ncommand = "npx"\n[mcp_servers.github.env]\nGITHUB_TOKEN = "{secret}"\n'
        case _ if name.endswith((".yaml", ".yml")):
            return f"extensions:\n  github:\n    type: stdio\n    cmd: npx\n    envs:\n      GITHUB_TOKEN: {secret}\n"
        case _ if name.endswith(".plist"):
            return (
                '<plist version="1.0"><dict><key>mcpServers</key><dict><key>github</key><dict><key>command</key>'
                "<string>npx</string><key>env</key><dict><key>GITHUB_TOKEN</key>"
                f"<string>{secret}</string></dict></dict></dict></dict></plist>"
            )
        case _:
            return json.dumps({"mcpServers": {"github": entry}}, indent=2)


def _database(path: Path, reader: ReaderName, secret: str) -> None:
    table, columns, row = {
        ReaderName.EDITOR_STATE: (
            "ItemTable",
            "key TEXT, value BLOB",
            ("mcpInputs", json.dumps({"version": 1, "values": {"${input:github}": secret}})),
        ),
        ReaderName.DATABASE: (
            "mcp_environment_variables",
            "mcp_server_uuid BLOB, environment_variables TEXT",
            (b"0a1b", json.dumps({"GITHUB_TOKEN": secret})),
        ),
        ReaderName.TRANSCRIPT_DATABASE: (
            "part",
            "id TEXT PRIMARY KEY, data TEXT",
            ("prt_1", json.dumps({"type": "tool", "state": {"output": f"GITHUB_TOKEN={secret}\n"}})),
        ),
    }[reader]
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA synchronous = off")
        connection.execute(f"CREATE TABLE {table} ({columns})")
        connection.execute(f"INSERT INTO {table} VALUES (?, ?)", row)  # noqa: S608 - a test's own names
    connection.close()
