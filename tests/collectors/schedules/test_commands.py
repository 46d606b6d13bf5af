"""What a command line starts."""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mcpsweep.collectors.registry import names
from mcpsweep.collectors.schedules.commands import Call, Run, started_by, started_by_words
from mcpsweep.collectors.schedules.programs import ACTIONS, KITS, PROGRAMS
from mcpsweep.documents.words import Flavour

AGENTS = {
    'claude -p "triage new issues" --mcp-config .mcp.json': "claude-code",
    "claude 'triage' --print": "claude-code",
    "claude -cp x": "claude-code",
    "/home/alice/.local/bin/claude --print=x": "claude-code",
    "cat prompt | claude -p": "claude-code",
    "claude -p x >> log 2>&1": "claude-code",
    "codex --profile night exec 'fix it'": "codex",
    "copilot --prompt x --allow-all-tools": "copilot-cli",
    "gemini < prompt.txt": "gemini-cli",
    "qwen 'one shot'": "qwen-code",
    "cursor-agent -p x": "cursor",
    "agent -p x": "cursor",
    "opencode run x": "opencode",
    "amp -x y": "amp",
    "goose run -i recipe.yaml": "goose",
    "droid exec x": "droid",
    "kiro-cli chat --no-interactive x": "kiro",
    "python3 -m aider --message x": "aider",
    "npx -y @openai/codex@latest exec x": "codex",
    "npx -p @anthropic-ai/claude-code claude -p x": "claude-code",
    "pnpm dlx @google/gemini-cli -p x": "gemini-cli",
    "node /usr/lib/node_modules/@anthropic-ai/claude-code/cli.js -p x": "claude-code",
    "env -i PATH=/bin timeout -k 5 600 nice -n 10 claude -p x": "claude-code",
    "flock -n /tmp/lock -c 'claude -p x'": "claude-code",
    "flock /tmp/lock claude -p x": "claude-code",
    "nohup setsid claude -p x &": "claude-code",
    "bash -lc 'cd /srv; claude -p x'": "claude-code",
    "sh -c \"bash -c 'claude -p x'\"": "claude-code",
    "op run --env-file=.env -- claude -p x": "claude-code",
    "tmux new-session -d -s night 'claude -p x'": "claude-code",
    "ssh build 'claude -p x'": "claude-code",
    "docker run --rm -v /a:/b image claude -p x": "claude-code",
    'RESULT="$(claude -p x | tee y)"': "claude-code",
    "RESULT=`claude -p x`": "claude-code",
    "if test -f x; then claude -p x; fi": "claude-code",
    "TOKEN=abc claude -p x": "claude-code",
}
NO_AGENTS = (
    "",
    "claude",
    "claude mcp list",
    "claude --version",
    "gemini mcp list",
    "qwen --version",
    "codex login",
    "echo 'claude -p x'",
    "git commit -m 'claude -p x'",
    "sudo -u gemini true",
    "rm -rf /tmp/claude -p",
    "# claude -p x",
    "find / -name claude -print",
    "user-agent -p x",
    "timeout 5",
    "bash -c",
    "cat > claude -p x",
)


@pytest.mark.parametrize(("text", "client"), AGENTS.items())
def test_an_agent_is_seen_behind_whatever_starts_it(text: str, client: str) -> None:
    (run,) = started_by(text)
    assert isinstance(run, Run)
    assert run.client == client


@pytest.mark.parametrize("text", NO_AGENTS)
def test_nothing_else_counts(text: str) -> None:
    assert not any(isinstance(one, Run) for one in started_by(text))


@pytest.mark.parametrize(
    ("text", "folder"),
    [
        ("cd /srv/app && claude -p x", "/srv/app"),
        ("cd ~; cd app && claude -p x", "~/app"),
        ("(cd $HOME/app; claude -p x)", "$HOME/app"),
        ("env -C /srv claude -p x", "/srv"),
        ("claude -p x", ""),
    ],
)
def test_the_folder_is_known(text: str, folder: str) -> None:
    assert [one.folder for one in started_by(text)] == [folder]


@pytest.mark.parametrize(
    ("text", "user"),
    [("sudo -u alice claude -p x", "alice"), ("su - bob -c 'claude -p x'", "bob"), ("claude -p x", "")],
)
def test_the_account_is_known(text: str, user: str) -> None:
    assert [one.user for one in started_by(text)] == [user]


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("/opt/night.sh --fast", "/opt/night.sh"),
        ("cd /srv && ./night.sh", "./night.sh"),
        ("bash -e night", "night"),
        ("python3 -u night.py x", "night.py"),
        (". ~/night.sh", "~/night.sh"),
        ("timeout 5 ~/bin/night", "~/bin/night"),
    ],
)
def test_a_script_is_told_from_its_arguments(text: str, path: str) -> None:
    assert [one.path for one in started_by(text) if isinstance(one, Call)] == [path]


def test_windows_has_shells_of_its_own() -> None:
    encoded = base64.b64encode("claude -p x".encode("utf-16-le")).decode()
    for text in (
        r'"C:\Users\al\AppData\Roaming\npm\claude.cmd" -p "x"',
        "cmd /d /c claude -p x",
        f"powershell.exe -NoProfile -ExecutionPolicy Bypass -enc {encoded}",
        'pwsh -Command "cd C:\\src; claude -p x"',
        "wsl.exe -d Ubuntu -- claude -p x",
        'wsl -e bash -lc "claude -p x"',
    ):
        (run,) = started_by(text, Flavour.WINDOWS)
        assert isinstance(run, Run), text
    (call,) = started_by(r"powershell -ep bypass -f C:\night.ps1", Flavour.WINDOWS)
    assert isinstance(call, Call)
    assert call.path == r"C:\night.ps1"


def test_words_that_no_shell_reads_are_one_command() -> None:
    (run,) = started_by_words(["/usr/local/bin/claude", "-p", "a; b"])
    assert isinstance(run, Run)
    assert run.arguments == ("-p", "a; b")
    (run,) = started_by_words(["/bin/sh", "-c", "cd /srv; claude -p x"])
    assert run.folder == "/srv"


def test_spans_are_those_of_the_simple_command() -> None:
    text = "true; env X=1 claude -p x; false"
    (run,) = started_by(text)
    assert text[run.start : run.end] == "env X=1 claude -p x"


PIECES = st.sampled_from(
    [
        *"'\"`$();&|<>\\ \n\t-",
        "claude",
        "-p",
        "$(",
        "sh -c ",
        "env",
        "sudo -u",
        "--",
        "cd ",
        "npx",
        "x",
        "powershell -enc",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join), st.sampled_from(Flavour))
def test_reading_never_raises(text: str, flavour: Flavour) -> None:
    for one in started_by(text, flavour):
        assert 0 <= one.start <= one.end <= len(text)


def test_a_long_command_line_takes_little_time() -> None:
    assert list(started_by("$(" * 20_000)) == []
    assert list(started_by("env " * 20_000)) == []
    assert list(started_by("sh -c '" * 5_000)) == []


def test_every_program_belongs_to_a_client_that_is_known() -> None:
    clients = {program.client for program in PROGRAMS} | {client for _, client in (*ACTIONS, *KITS)}
    # It speaks no MCP, and is an agent all the same.
    assert clients - {"aider"} <= set(names())
