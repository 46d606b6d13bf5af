"""Other programs that find secrets, and this one, on one home: how much of it each finds, beside what, how fast.

They are made for repositories, histories and images, and look at one file at a time: what a configuration refers to,
what lies in a database or what stands behind a name without a form of its own is not what they are after. Every one
of them is asked for all that it has, offline. A place counts as found where a program names its file and line.

`make bench` puts those that the package index has into an environment of their own; others are taken from `PATH`.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.base import Row, table

_ENVIRONMENT = Path(".venv/peers/bin")
_SPREAD = "Q7w2Zr9Tk4Xb1Lm6Vn3Hs8Jd5Fg0Pc2Ry4UaWe5Io7Nq8"
_COPIES = 40
"""Projects that hold the same files without any credential."""
_BUDGET = 3.0
"""So many times as long as another program may ours take."""

Place = tuple[str, int]
"""A file below the home, and a line; 0 where it has none."""


@dataclass(frozen=True, slots=True)
class _Home:
    folder: Path
    truth: tuple[frozenset[Place], ...]
    """For each credential, the places of its value."""


@dataclass(frozen=True, slots=True)
class _Peer:
    name: str
    command: Callable[[str, Path], list[str]]
    places: Callable[[str], Iterator[Place]]


@dataclass(frozen=True, slots=True)
class _Result:
    found: int
    alarms: int
    """Places that were named and hold none."""
    seconds: float

    def __str__(self) -> str:
        return f"{self.found} found, {self.alarms} false, {self.seconds:.2f} s"


def rows() -> Iterator[Row]:
    """One for each program: what we and it find, what else each names, and how long each takes."""
    with tempfile.TemporaryDirectory(prefix="mcpsweep-bench-") as name:
        home = _make(Path(name, "home"))
        ours = _tried(_OURS, sys.executable, home)
        for peer in _PEERS:
            work = f"{len(home.truth)} credentials in a home, beside {peer.name}"
            program = _found(peer.name)
            if program is None:
                yield Row(work, str(ours), "not installed", 0.0, _BUDGET)
            else:
                theirs = _tried(peer, program, home)
                yield Row(work, str(ours), str(theirs), ours.seconds / theirs.seconds, _BUDGET)


def _tried(peer: _Peer, program: str, home: _Home) -> _Result:
    began = time.perf_counter()
    said = subprocess.run(
        peer.command(program, home.folder), capture_output=True, text=True, cwd=home.folder, check=False
    ).stdout
    took = time.perf_counter() - began
    named = set(peer.places(said))
    found = sum(1 for places in home.truth if places & named)
    return _Result(found, len(named - frozenset[Place]().union(*home.truth)), took)


def main() -> None:
    """Print the rows."""
    print(table(list(rows())))


def _found(name: str) -> str | None:
    own = _ENVIRONMENT / name
    return str(own.resolve()) if own.exists() else shutil.which(name)


def _ours(said: str) -> Iterator[Place]:
    for finding in json.loads(said)["findings"]:
        if finding["fingerprint"]:
            yield from ((one["path"].partition("/home/")[2], one["line"]) for one in finding["sightings"])


def _of_detect_secrets(said: str) -> Iterator[Place]:
    for path, those in json.loads(said)["results"].items():
        yield from ((path.removeprefix("./"), one["line_number"]) for one in those)


def _of_kingfisher(said: str) -> Iterator[Place]:
    # Behind the findings stands another document, of the rules.
    for one in json.JSONDecoder().raw_decode(said)[0]["findings"]:
        yield one["finding"]["path"].partition("/home/")[2], one["finding"]["line"]


def _of_leakkill(said: str) -> Iterator[Place]:
    for one in json.loads(said):
        for location in one["locations"]:
            path, _, line = location.rpartition(":")
            yield path.removeprefix("./"), int(line)


def _of_betterleaks(said: str) -> Iterator[Place]:
    for one in json.loads(said):
        yield one["File"].partition("/home/")[2], one["StartLine"]


_OURS = _Peer(
    "mcpsweep",
    lambda program, home: [program, "-m", "mcpsweep.entry", "scan", str(home), "--format", "json", "--quiet"],
    _ours,
)
_PEERS = (
    _Peer("detect-secrets", lambda program, home: [program, "scan", "--all-files", "."], _of_detect_secrets),
    _Peer(
        "kingfisher",
        lambda program, home: [
            *(program, "scan", str(home), "--format", "json", "--no-validate", "--no-update-check"),
            *("--confidence", "low", "--no-dedup"),
        ],
        _of_kingfisher,
    ),
    _Peer("leakkill", lambda program, home: [program, "scan", ".", "--json"], _of_leakkill),
    _Peer(
        "betterleaks",
        lambda program, home: [program, "dir", str(home), "--report-format", "json", "--report-path", "/dev/stdout"],
        _of_betterleaks,
    ),
)


def _value(prefix: str, length: int, start: int) -> str:
    """A made-up value of some vendor's form."""
    text = _SPREAD[start:] + _SPREAD * 4
    return prefix + text[:length]


def _make(home: Path) -> _Home:
    """Credentials where AI tools keep them, among what only looks like some."""
    github, slack = _value("gh" + "p_", 36, 0), "xo" + "xb-123456789012-1234567890123-" + _value("", 24, 3)
    linear, notion = _value("lin" + "_api_", 40, 5), _value("nt" + "n_", 46, 7)
    anthropic, jira = _value("sk-" + "ant-api03-", 93, 9) + "AA", _value("ATA" + "TT3xFfGF0", 171, 11) + "=3A7B9C1D"
    plain, password, oauth = _value("", 32, 13), _value("", 18, 17), _value("", 43, 19)
    bearer, state = _value("", 40, 23), _value("", 47, 29)
    planted: list[tuple[str, str, str]] = [
        (".cursor/mcp.json", '{\n "mcpServers": {"a": {"env": {\n  "GITHUB_TOKEN": "@"\n }}}\n}', github),
        (".codex/config.toml", '[mcp_servers.s]\ncommand = "x"\nenv = { SLACK_BOT_TOKEN = "@" }\n', slack),
        (".config/goose/config.yaml", "extensions:\n  n:\n    envs:\n      NOTION_TOKEN: @\n", notion),
        (
            "work/a/.mcp.json",
            '{"mcpServers": {"l": {"url": "https://x.example", "headers":\n{"Authorization": "@"}}}}',
            linear,
        ),
        ("work/a/.env", "# variables\nJIRA_API_TOKEN=@\n", jira),
        (".zshrc", "alias ll='ls -l'\nexport ANTHROPIC_API_KEY='@'\n", anthropic),
        ("work/b/.mcp.json", '{"mcpServers": {"d": {"command": "deploy",\n"args": ["--api-key", "@"]}}}', plain),
        (
            "work/c/.vscode/mcp.json",
            '{"servers": {"p": {"env": {\n"PG_URL": "postgresql://ada:@@db.acme.example/app"}}}}',
            password,
        ),
        (".claude/.credentials.json", '{"claudeAiOauth": {\n"accessToken": "@"}}', oauth),
        (".config/Code/User/mcp.json", '{"servers": {"g": {"headers": {\n"Authorization": "Bearer @"}}}}', bearer),
    ]
    truth: list[frozenset[Place]] = []
    for path, text, value in planted:
        before = text[: text.index("@")]
        _write(home / path, text.replace("@", value, 1))
        truth.append(frozenset({(path, before.count("\n") + 1)}))
    database = home / ".config/Cursor/User/globalStorage/state.vscdb"
    database.parent.mkdir(parents=True)
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE ItemTable (key TEXT UNIQUE, value BLOB)")
        connection.execute("INSERT INTO ItemTable VALUES ('cursorAuth/accessToken', ?)", (state,))
    connection.close()
    truth.append(frozenset({(".config/Cursor/User/globalStorage/state.vscdb", 0)}))
    for number in range(_COPIES):
        _decoys(home / f"src/project{number}", number)
    return _Home(home, tuple(truth))


def _decoys(project: Path, number: int) -> None:
    """What is in every project, and is no credential."""
    digest = f"{number:02x}" + "3f9a1c77e0b24d58a6f1c0de9b8a7c65d20e"
    entry = {
        "command": "npx",
        "args": ["-y", "server@1.2.3"],
        "env": {"API_TOKEN": "${API_TOKEN}", "KEY": "<your-key>"},
    }
    _write(project / ".mcp.json", json.dumps({"mcpServers": {"x": entry}}, indent=1))
    _write(project / ".env.example", "GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\nPASSWORD=changeme\n")
    _write(
        project / "package-lock.json", json.dumps({"integrity": f"sha512-{digest * 2}==", "resolved": digest}, indent=1)
    )
    _write(
        project / "settings.json",
        json.dumps({"id": f"0a1b2c3d-0000-4000-8000-{number:012}", "commit": digest}, indent=1),
    )


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
