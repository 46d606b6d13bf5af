"""`client list` says what a scan covers: all of it, in every format, and nothing that it does not look for."""

import csv
import io
import json
from collections.abc import Callable

import jsonschema
import pytest

from mcpsweep.collectors import registry
from mcpsweep.collectors.beside.stores import BY_NAME
from mcpsweep.collectors.schedules import registry as schedules
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
    of_clients = [row for row in rows if row["kind"] == "client"]
    assert len(of_clients) == sum(len(client.locations) + len(client.project_files) for client in clients)
    assert all(row["sources"] for row in of_clients)
    assert all(row["known"] in ("seen", "documented", "probed") for row in rows)
    assert {row["client"] for row in rows if row["kind"] == "schedule"} == {*schedules.names()}
    assert {row["client"] for row in rows if row["kind"] == "beside"} == {*BY_NAME}


def test_places_of_schedules_and_stores_are_told_as_each_system_writes_them(mcpsweep: Run) -> None:
    document = json.loads(mcpsweep("client", "list", "--format", "json").out)
    places = {
        program["name"]: {(p["linux"], p["macos"], p["windows"]) for p in program["places"]}
        for program in (*document["schedulers"], *document["stores"])
    }
    assert ("/var/spool/cron/crontabs/*", "", "") in places["cron"]
    assert ("", "/private/var/at/tabs/*", "") in places["cron"]
    assert ("~/.config/systemd/user/*.timer", "", "") in places["systemd"]
    assert ("", "~/Library/LaunchAgents/*.plist", "") in places["launchd"]
    assert ("", "", r"C:\Windows\System32\Tasks\*") in places["task-scheduler"]
    assert ("~/.aws/credentials", "~/.aws/credentials", r"%USERPROFILE%\.aws\credentials") in places["aws"]
    assert ("", "", r"%USERPROFILE%\_netrc") in places["netrc"]
    assert ("<project>/compose.yml", "<project>/compose.yml", r"<project>\compose.yml") in places["compose"]


@pytest.mark.parametrize(
    ("name", "words", "others"),
    [
        ("gh", ("GitHub CLI", "~/.config/gh/hosts.yml", "probed"), "netrc"),
        ("launchd", ("~/Library/LaunchAgents/*.plist", "documented", "macOS"), "crontab"),
        ("cline", ("~/.cline/data/db/cron.db", "cline_mcp_settings.json", "source"), "LaunchAgents"),
    ],
)
def test_a_scheduler_or_store_asked_for_is_shown_with_its_places(
    name: str, words: tuple[str, ...], others: str, mcpsweep: Run
) -> None:
    shown = mcpsweep("client", "list", name).out.decode()
    assert [word for word in words if word not in shown] == []
    assert others not in shown


@pytest.mark.parametrize("argv", [["client", "list", "kursor"], ["scan", "--client", "kursor"]])
def test_a_client_that_nobody_knows_is_told(argv: list[str], mcpsweep: Run) -> None:
    ended = mcpsweep(*argv)
    assert (ended.code, ended.out) == (ExitCode.USAGE, b"")
    assert "there is no client called kursor" in ended.err
    assert "did you mean cursor?" in ended.err
