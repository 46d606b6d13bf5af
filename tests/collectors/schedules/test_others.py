"""pm2, at, Cline, Claude Code and GitHub Actions."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.schedules import registry
from mcpsweep.model.agent import AgentState
from mcpsweep.model.finding import Form
from tests.collectors.scanning import home_with, scan, token
from tests.collectors.schedules.reading import HOME, agent, disk, handed, scheduled, seen

WORKFLOW = """name: triage
on:
  schedule:
    - cron: "0 3 * * *"
  workflow_dispatch: {}
env:
  SHARED: ${{ secrets.SLACK_BOT_TOKEN }}
jobs:
  triage:
    steps:
      - uses: actions/checkout@v4
        with: {token: "${{ secrets.GITHUB_TOKEN }}"}
      - uses: anthropics/claude-code-action@v1
        with:
          claude_code_oauth_token: ${{ secrets.CLAUDE_CODE_OAUTH_TOKEN }}
  other:
    steps:
      - run: |
          cd sub
          npx -y @openai/codex exec 'fix it'
      - run: npm test
"""


def processes(**changes: object) -> str:
    """pm2's list with one process."""
    base = {"name": "night", "pm_exec_path": "/usr/local/bin/claude", "args": ["-p", "x"], "exec_interpreter": "none"}
    return json.dumps([{**base, "pm_cwd": "/srv", "env": {"GITHUB_TOKEN": token()}, **changes}])


def test_pm2_brings_a_process_back_with_all_of_its_environment(tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {".pm2/dump.pm2": processes(cron_restart="0 3 * * *")}))
    found = agent(inventory)
    assert (found.kind, found.name, found.schedule, found.folder) == ("pm2", "night", "0 3 * * *", "/srv")
    assert [one.kind for one in handed(inventory)] == ["github-pat"]


def test_pm2_may_have_stopped_it() -> None:
    (one,) = scheduled("pm2", "/home/alice/.pm2/dump.pm2", processes(status="stopped"), HOME)
    assert (one.state, one.schedule) == (AgentState.DISABLED, "kept alive")


def test_at_runs_a_script_once_with_the_environment_of_its_day(tmp_path: Path) -> None:
    text = f"#!/bin/sh\n# atrun uid=1000 gid=1000\n# mail alice 0\nGITHUB_TOKEN={token()}; export GITHUB_TOKEN\n"
    inventory = disk(tmp_path, {"/var/spool/cron/atjobs/a0000101c6e8e4": text + "cd /srv || exit 1\nclaude -p x\n"})
    found = agent(inventory)
    assert (found.kind, found.user, found.folder) == ("at", "alice", "/srv")
    assert found.schedule == "once, at 2026-09-07T10:44Z"
    assert (found.script.line if found.script else 0) == 6
    assert [one.kind for one in handed(inventory)] == ["github-pat"]


def cron_database(path: Path, *rows: tuple[object, ...]) -> None:
    """Cline's database with these schedules."""
    path.parent.mkdir(parents=True)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE TABLE cron_specs (spec_id, title, prompt, workspace_root, schedule_expr, event_type, mode,"
            " enabled, removed)"
        )
        connection.executemany("INSERT INTO cron_specs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)
        connection.commit()


def test_cline_keeps_its_schedules_in_a_database(tmp_path: Path) -> None:
    value = token()
    cron_database(
        tmp_path / ".cline/data/db/cron.db",
        ("s1", "nightly", f"triage with {value}", "/srv", "0 3 * * *", None, "yolo", 1, 0),
        ("s2", "off", "x", "/srv", "0 4 * * *", None, "plan", 0, 0),
        ("s3", "gone", "x", "/srv", "0 5 * * *", None, "yolo", 1, 1),
    )
    inventory = scan(tmp_path)
    first, second = inventory.agents
    assert (first.name, first.schedule, first.folder, first.line) == ("nightly", "0 3 * * *", "/srv", 0)
    assert (first.pointer, first.state) == ("/cron_specs/s1", AgentState.ENABLED)
    assert (second.name, second.state) == ("off", AgentState.DISABLED)
    assert value not in first.command
    assert [one.id for one in inventory.findings] == list(first.findings)


def test_claude_code_keeps_its_own_tasks_in_a_project(tmp_path: Path) -> None:
    tasks = {"tasks": [{"id": "t1", "cron": "0 9 * * 1", "prompt": "weekly report", "recurring": True}, 7]}
    home = home_with(tmp_path, {"app/.claude/scheduled_tasks.json": json.dumps(tasks)})
    found = agent(scan(home))
    assert (found.kind, found.client, found.name, found.schedule) == ("claude-code", "claude-code", "t1", "0 9 * * 1")
    assert (found.folder, found.pointer) == (str(home / "app"), "/tasks/0")


def test_a_workflow_with_a_schedule_runs_its_agents(tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {"app/.github/workflows/triage.yml": WORKFLOW}))
    first, second = inventory.agents
    assert (first.client, first.name, first.schedule) == ("claude-code", "triage", "0 3 * * *")
    assert (first.pointer, first.line) == ("/jobs/triage/steps/1", 13)
    assert (second.client, second.name, second.folder) == ("codex", "other", str(tmp_path / "app/sub"))
    assert first.state is AgentState.UNKNOWN
    names = {f.id: f.sightings[0].pointer.rpartition("/")[2] for f in inventory.findings}
    assert {names[one] for one in first.findings} == {"SHARED", "claude_code_oauth_token"}
    assert {names[one] for one in second.findings} == {"SHARED"}
    assert {f.form for f in inventory.findings} == {Form.REFERENCE}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app/.github/workflows/ci.yml", WORKFLOW.replace("schedule:", "nothing:")),
        ("app/.github/other/ci.yml", WORKFLOW),
        ("app/.github/workflows/ci.yml", WORKFLOW.replace("claude-code-action", "checkout").replace("codex exec", "x")),
    ],
)
def test_no_other_workflow_counts(tmp_path: Path, path: str, text: str) -> None:
    assert scan(home_with(tmp_path, {path: text})).agents == ()


@pytest.mark.parametrize("name", registry.names())
def test_every_scheduler_is_there_and_is_called_so(name: str) -> None:
    scheduler = registry.scheduler(name)
    assert scheduler.name == name
    names = {file.scheduler for file in scheduler.locations} | {file.scheduler for file in scheduler.project_files}
    assert names == {name}


@pytest.mark.parametrize("kind", ["pm2", "at", "cline", "claude-code", "github-actions"])
@given(st.one_of(st.binary(max_size=60), st.text(alphabet='[]{}":,on schedulejobstpcra-\n', max_size=80)))
def test_reading_never_raises(kind: str, data: bytes | str) -> None:
    seen(kind, "/home/alice/x", data, HOME)


def test_no_other_file_of_the_same_ending_is_read(tmp_path: Path) -> None:
    home = home_with(tmp_path, {"app/ci.yml": f"API_TOKEN: {token()}\n", "app/agents.md": token()})
    assert scan(home).sources == ()
