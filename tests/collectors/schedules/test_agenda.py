"""Schedules, scripts, servers and credentials joined."""

import json
from pathlib import Path

import pytest

from mcpsweep.collectors.disk import Disk
from mcpsweep.collectors.machine import Scene
from mcpsweep.model.agent import Script
from mcpsweep.model.inventory import Home, Machine
from mcpsweep.model.source import SourceState
from mcpsweep.sandbox import laptop
from tests.collectors.scanning import scan, token
from tests.collectors.schedules.reading import agent, disk, handed

TAB = "/var/spool/cron/crontabs/alice"
SERVERS = json.dumps({"mcpServers": {"a": {"command": "x"}}})


def test_the_agents_of_the_sample_laptop_are_found_and_no_others(tmp_path: Path) -> None:
    laptop.build(tmp_path)
    inventory = scan(root=tmp_path)
    planted = [(one.path, one.line, one.client) for one in laptop.expected().agents]
    assert [(one.path, one.line, one.client) for one in inventory.agents] == planted
    for found, truth in zip(inventory.agents, laptop.expected().agents, strict=True):
        assert truth.command in found.command
        assert (found.user, found.folder) == ("alice", "/home/alice/src/app")
        names = {server.name for server in inventory.servers if server.id in found.servers}
        assert {"github", "slack", "atlassian", "deploy", "tracker"} <= names
        assert "warehouse" not in names


def test_a_script_is_read_and_never_what_it_calls_in_its_turn(tmp_path: Path) -> None:
    inventory = disk(
        tmp_path,
        {
            TAB: "0 3 * * * ~/bin/night\n0 4 * * * ~/bin/outer.sh\n",
            "/home/alice/bin/night": f'#!/bin/bash\nexport GITHUB_TOKEN={token()}\ncd ~/app\nclaude -p "x"\n',
            "/home/alice/bin/outer.sh": "~/bin/inner.sh\n",
            "/home/alice/bin/inner.sh": "claude -p x\n",
        },
    )
    found = agent(inventory)
    assert found.command == "~/bin/night"
    assert found.script == Script("/home/alice/bin/night", 4, 'claude -p "x"')
    assert found.folder == "/home/alice/app"
    assert [one.kind for one in handed(inventory)] == ["github-pat"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("n.py", 'import subprocess\nsubprocess.run(["claude", "-p", prompt])\n'),
        ("n.py", "from claude_agent_sdk import query\n"),
        ("n.mjs", 'execFile("claude", ["-p", prompt, "--verbose"])\n'),
        ("n.js", "import { query } from '@anthropic-ai/claude-agent-sdk'\n"),
        ("n", "#!/usr/bin/env python3\nos.system('cd /x && claude -p y')\n"),
        ("n.fish", "set -gx A b; claude -p x\n"),
        ("n.ps1", "$env:A = 'b'; claude -p x\n"),
        ("n.bat", "@echo off\r\ncall C:\\bin\\claude.cmd -p x\r\n"),
    ],
)
def test_a_script_of_any_language_is_understood(tmp_path: Path, name: str, text: str) -> None:
    inventory = disk(tmp_path, {TAB: f"0 3 * * * run/{name} || ~/{name}\n", f"/home/alice/{name}": text})
    assert agent(inventory).client == "claude-code"


def test_a_program_of_the_system_is_not_opened(tmp_path: Path) -> None:
    inventory = disk(tmp_path, {TAB: "0 3 * * * /usr/bin/night\n", "/usr/bin/night": "#!/bin/sh\nclaude -p x\n"})
    assert [source.path for source in inventory.sources] == [TAB]


def test_a_script_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "home/alice").mkdir(parents=True)
    (tmp_path / "home/alice/night.sh").symlink_to("gone.sh")
    inventory = disk(tmp_path, {TAB: "0 3 * * * ~/night.sh\n"})
    assert [s.path for s in inventory.sources if s.state is SourceState.UNREADABLE] == ["/home/alice/night.sh"]


def test_servers_are_those_of_the_home_the_folder_and_the_command_line(tmp_path: Path) -> None:
    files = {
        TAB: "0 3 * * * cd ~/app/sub && claude -p x --mcp-config ~/extra.json other.json\n",
        "/home/alice/.claude.json": SERVERS.replace('"a"', '"user"'),
        "/home/alice/.cursor/mcp.json": SERVERS.replace('"a"', '"cursor"'),
        "/home/alice/app/.mcp.json": SERVERS.replace('"a"', '"app"'),
        "/home/alice/elsewhere/.mcp.json": SERVERS.replace('"a"', '"elsewhere"'),
        "/home/alice/extra.json": SERVERS.replace('"a"', '"extra"'),
        "/home/alice/app/sub/other.json": SERVERS.replace('"a"', '"other"'),
        "/etc/claude-code/managed-mcp.json": SERVERS.replace('"a"', '"managed"'),
    }

    def loaded() -> set[str]:
        inventory = disk(tmp_path, files)
        return {server.name for server in inventory.servers if server.id in agent(inventory).servers}

    assert loaded() == {"user", "app", "extra", "other", "managed"}
    files[TAB] = files[TAB].replace(" -p x", " -p x --strict-mcp-config")
    assert loaded() == {"extra", "other"}


def test_a_schedule_is_one_agent_for_each_client(tmp_path: Path) -> None:
    inventory = disk(tmp_path, {TAB: "0 3 * * * claude -p a; claude -p b; codex exec c\n"})
    assert [one.client for one in inventory.agents] == ["claude-code", "codex"]
    assert len({one.id for one in inventory.agents}) == 2


def test_only_the_clients_asked_for_are_listed(tmp_path: Path) -> None:
    disk(tmp_path, {TAB: "0 3 * * * claude -p a\n"})
    assert scan(root=tmp_path, clients=frozenset({"cursor"})).agents == ()
    assert len(scan(root=tmp_path, clients=frozenset({"claude-code"})).agents) == 1


def test_an_id_does_not_change_when_lines_move(tmp_path: Path) -> None:
    first = agent(disk(tmp_path, {TAB: "0 3 * * * claude -p a\n"}))
    second = agent(disk(tmp_path, {TAB: "# more\n\n0 3 * * * claude -p a\n"}))
    assert (first.id, second.line) == (second.id, 3)


def test_a_hostile_command_is_cut(tmp_path: Path) -> None:
    inventory = disk(tmp_path, {TAB: f"0 3 * * * claude -p {'x ' * 50_000}\n"})
    assert len(agent(inventory).command) < 3_000


def test_on_a_live_machine_only_ones_own_table_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    homes = (Home("alice", "/home/alice"),)
    live = Scene(Disk(str(tmp_path)), Machine("", "linux", "/", image=False), homes, has_system=True)
    disk(tmp_path, {TAB: "0 3 * * * claude -p a\n", TAB.replace("alice", "bob"): "0 3 * * * claude -p b\n"})
    monkeypatch.setattr("mcpsweep.collectors.machine.look_at", lambda request: live)
    assert [one.user for one in scan().agents] == ["alice"]
    assert [one.user for one in scan(all_users=True).agents] == ["alice", "bob"]
