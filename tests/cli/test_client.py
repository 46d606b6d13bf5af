"""`client list` says what a scan covers: all of it, in every format, and nothing that it does not look for."""

import csv
import io
import json
from collections.abc import Callable

import jsonschema
import pytest

from mcpsweep.collectors import registry
from mcpsweep.errors import ExitCode
from tests.cli.conftest import Ended
from tests.reports.schema import FOLDER

Run = Callable[..., Ended]


def test_every_client_is_listed_in_brief(mcpsweep: Run) -> None:
    ended = mcpsweep("client", "list")
    assert (ended.code, ended.err) == (ExitCode.DONE, "")
    assert [line.split()[0] for line in ended.out.decode().splitlines()[: len(registry.names())]] == [*registry.names()]


def test_a_client_asked_for_is_shown_with_places_and_sources(mcpsweep: Run) -> None:
    shown = mcpsweep("client", "list", "codex").out.decode()
    for words in ("~/.codex/config.toml", "everywhere", "/etc/codex/", "by CODEX_HOME", "config-reference", "seen"):
        assert words in shown
    assert "Cursor" not in shown


def test_places_are_told_as_each_system_writes_them(mcpsweep: Run) -> None:
    document = json.loads(mcpsweep("client", "list", "--format", "json").out)
    jsonschema.validate(document, json.loads((FOLDER / "clients-1.json").read_text(encoding="utf-8")))
    places = {
        client["name"]: {(p["linux"], p["macos"], p["windows"]) for p in client["places"]}
        for client in document["clients"]
    }
    assert ("~/.codex/config.toml", "~/.codex/config.toml", r"%USERPROFILE%\.codex\config.toml") in places["codex"]
    assert (
        "~/.config/Code/User/mcp.json",
        "~/Library/Application Support/Code/User/mcp.json",
        r"%APPDATA%\Code\User\mcp.json",
    ) in places["vscode"]
    assert ("", "", r"C:\Program Files\ClaudeCode\managed-mcp.json") in places["claude-code"]
    assert ("", "~/Library/Application Support/Zed/settings.json", "") in places["zed"]
    assert ("<project>/.roo/mcp.json", "<project>/.roo/mcp.json", r"<project>\.roo\mcp.json") in places["roo-code"]


def test_a_spreadsheet_has_a_row_for_each_place(mcpsweep: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(mcpsweep("client", "list", "--format", "csv").out.decode())))
    clients = [registry.client(name) for name in registry.names()]
    assert len(rows) == sum(len(client.locations) + len(client.project_files) for client in clients)
    assert all(row["known"] in ("seen", "documented", "probed") and row["sources"] for row in rows)


@pytest.mark.parametrize("argv", [["client", "list", "kursor"], ["scan", "--client", "kursor"]])
def test_a_client_that_nobody_knows_is_told(argv: list[str], mcpsweep: Run) -> None:
    ended = mcpsweep(*argv)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "there is no client called kursor" in ended.err
    assert "did you mean cursor?" in ended.err
