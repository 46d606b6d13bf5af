"""What was said to agents: a token that was pasted, or that a tool gave back."""

import json
from pathlib import Path

import pytest

from mcpsweep.collectors.base import ReaderName
from mcpsweep.collectors.request import Request, Silent
from mcpsweep.collectors.sweep import sweep
from mcpsweep.model.source import SourceState
from mcpsweep.reports.credential import credentials
from tests.collectors.planting import plant
from tests.collectors.scanning import home_with, only, scan, token

TOKEN = token()
LOG = ".config/Claude/logs/mcp-server-x.log"
SESSION = ".claude/projects/-home-alice-app/0b1c.jsonl"


def said(text: str) -> str:
    """A line of a session, and an earlier one that holds nothing."""
    first = {"type": "user", "message": {"role": "user", "content": "what is ghp_ short for?"}}
    return json.dumps(first) + "\n" + json.dumps({"type": "user", "message": {"content": text}}) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        f"use {TOKEN} for it",
        f"the file says:\n{TOKEN}\n",
        f"GITHUB_TOKEN={TOKEN}",
        f"a\t{TOKEN}\r\nb",
        f"\x1b[32m{TOKEN}\x1b[0m",
        f"\x1b[1;31m\x1b[38;2;255;0;255m{TOKEN}",
        json.dumps({"stdout": f"one\n{TOKEN}\n"}),
        json.dumps({"stdout": json.dumps(f"\r\n{TOKEN}\x1b[0m")}),
    ],
)
def test_a_token_in_a_session_is_found_where_it_stands(text: str, tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {SESSION: said(text)}))
    (sighting,) = only(inventory).sightings
    line = said(text).splitlines()[1]
    assert (sighting.path, sighting.line, sighting.client) == (str(tmp_path / SESSION), 2, "claude-code")
    assert line[sighting.column - 1 :].startswith(TOKEN)
    (known,) = credentials(inventory)
    assert known.is_beside, "it is no configuration, and is reported apart"


@pytest.mark.parametrize("before", ["\x1b[32m", "\x1b[1;31m", "\x1b[m", "\t", "\\n", "say \\\\n"])
def test_a_token_in_a_log_is_found_behind_colours_and_escapes(before: str, tmp_path: Path) -> None:
    (sighting,) = only(scan(home_with(tmp_path, {LOG: f"read\n{before}{TOKEN}\x1b[0m\n"}))).sightings
    assert (sighting.line, sighting.column) == (2, len(before) + 1)


@pytest.mark.parametrize("before", ["\\x", "n", "m", "\x1b[32", "[0m"])
def test_the_end_of_a_longer_word_is_no_token(before: str, tmp_path: Path) -> None:
    assert scan(home_with(tmp_path, {LOG: f"{before}{TOKEN}\n"})).findings == ()


def test_a_token_in_a_client_s_database_is_found_in_its_cell(tmp_path: Path) -> None:
    path = tmp_path / ".local/share/opencode/opencode.db"
    plant(path, ReaderName.TRANSCRIPT_DATABASE, TOKEN)
    inventory = scan(tmp_path)
    (sighting,) = only(inventory).sightings
    assert (sighting.path, sighting.line, sighting.pointer) == (str(path), 0, "/part/1/data")
    assert sighting.client == "opencode"
    (known,) = credentials(inventory)
    assert known.is_beside, "it is no configuration, and is reported apart"


@pytest.mark.parametrize(
    "path",
    [
        ".config/Code/User/workspaceStorage/0a1b/chatSessions/1.json",
        ".config/Code/User/workspaceStorage/0a1b/chatSessions/1.jsonl",
        ".config/Cursor/User/globalStorage/emptyWindowChatSessions/1.jsonl",
        ".config/Code/User/globalStorage/saoudrizwan.claude-dev/tasks/1732/api_conversation_history.json",
        ".vscode-server/data/User/globalStorage/rooveterinaryinc.roo-cline/tasks/1732/ui_messages.json",
    ],
)
def test_what_was_said_to_an_agent_in_an_editor_is_searched(path: str, tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {path: said(TOKEN)}))
    assert only(inventory).sightings[0].path == str(tmp_path / path)
    assert [known.is_beside for known in credentials(inventory)] == [True]


def test_nothing_but_a_token_s_own_form_counts(tmp_path: Path) -> None:
    text = 'the password is kob-fen-rok-momib-2025, api_key=3f9a1c77e0b24d58a6f1c0de9b8a7c65 "TOKEN": "hunter2"'
    assert scan(home_with(tmp_path, {SESSION: said(text)})).findings == ()


def test_a_token_that_a_configuration_holds_too_is_a_configuration_s(tmp_path: Path) -> None:
    entry = {"mcpServers": {"g": {"command": "x", "env": {"GITHUB_TOKEN": TOKEN}}}}
    inventory = scan(home_with(tmp_path, {SESSION: said(TOKEN), ".claude.json": json.dumps(entry)}))
    (known,) = credentials(inventory)
    assert not known.is_beside
    assert len(known.finding.sightings) == 2


def test_sessions_are_read_after_everything_else(tmp_path: Path) -> None:
    class Heard(Silent):
        def __init__(self) -> None:
            self.services: list[str] = []

        def found(self, service: str) -> None:
            self.services.append(service)

    slack = "xo" + "xb-123456789012-1234567890123-" + "a1B2c3D4" * 3
    entry = json.dumps({"mcpServers": {"g": {"command": "x", "env": {"SLACK_BOT_TOKEN": slack}}}})
    heard = Heard()
    sweep(Request(homes=(str(home_with(tmp_path, {SESSION: said(TOKEN), "app/.mcp.json": entry})),)), heard)
    assert heard.services == ["slack", "github"]


def test_of_a_session_that_is_too_large_the_beginning_is_read_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mcpsweep.collectors.intake._LIMITS", {ReaderName.TRANSCRIPT: 400})
    inventory = scan(home_with(tmp_path, {SESSION: said(TOKEN) + "x" * 1_000}))
    assert only(inventory).kind == "github-pat"
    (source,) = inventory.sources
    assert (source.state, source.reason) == (SourceState.PARTIAL, "only the first 400 bytes were read")
