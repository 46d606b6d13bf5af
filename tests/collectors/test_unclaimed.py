"""Configurations that no client claims: found by what is in them, and nothing else is taken for one."""

import json
from pathlib import Path

import pytest

from mcpsweep.collectors import unclaimed
from tests.collectors.scanning import home_with, only, scan, token

TOKEN = token()
ENTRY = {"command": "npx", "args": ["-y", "server"], "env": {"GITHUB_TOKEN": TOKEN}}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a/agents.json", json.dumps({"mcpServers": {"github": ENTRY}})),
        ("a/deep/er/x.json", json.dumps({"tools": {"profiles": [{"mcp_servers": {"github": ENTRY}}]}})),
        ("a/x.json5", json.dumps({"servers": {"github": ENTRY}})),
        ("a/x.jsonc", "// mine\n" + json.dumps({"mcp": {"servers": {"github": ENTRY}}})),
        ("a/x.json.orig", json.dumps({"context_servers": {"github": ENTRY}})),
        ("a/x.toml", f'[mcp_servers.github]\ncommand = "npx"\nenv = {{ GITHUB_TOKEN = "{TOKEN}" }}\n'),
        (
            "a/x.yaml",
            f"extensions:\n  github:\n    type: stdio\n    cmd: npx\n    envs:\n      GITHUB_TOKEN: {TOKEN}\n",
        ),
        ("a/x.yml", f"mcpServers:\n  - name: github\n    command: npx\n    env:\n      GITHUB_TOKEN: {TOKEN}\n"),
        (
            "a/off.json",
            '{\n  // "mcpServers": {"github": {"command": "npx", "env": {"GITHUB_TOKEN": "'
            + TOKEN
            + '"}}},\n  "a": 1\n}',
        ),
    ],
)
def test_a_file_with_a_known_root_key_is_found_wherever_it_lies(name: str, text: str, tmp_path: Path) -> None:
    (sighting,) = only(scan(home_with(tmp_path, {name: text}))).sightings
    assert (sighting.path.removeprefix(f"{tmp_path}/"), sighting.client) == (name, "other")


def test_powershells_utf_16_is_read(tmp_path: Path) -> None:
    (tmp_path / "servers-of-mine.json").write_bytes(json.dumps({"mcpServers": {"g": ENTRY}}).encode("utf-16"))
    assert only(scan(tmp_path)).sightings[0].client == "other"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("openapi.yaml", f"openapi: 3.0.0\nservers:\n  - url: https://x.example\nx-token: {TOKEN}\n"),
        ("openapi.json", json.dumps({"servers": [{"url": "https://x.example"}], "GITHUB_TOKEN": TOKEN})),
        ("asyncapi.json", json.dumps({"servers": {"a": {"url": "https://x.example"}}, "GITHUB_TOKEN": TOKEN})),
        ("package.json", json.dumps({"extensions": {"a": {"command": "x"}}, "GITHUB_TOKEN": TOKEN})),
        ("empty.json", json.dumps({"mcpServers": {}, "GITHUB_TOKEN": TOKEN})),
        ("prose.json", json.dumps({"text": "put it under mcpServers", "GITHUB_TOKEN": TOKEN})),
        ("notes.txt", json.dumps({"mcpServers": {"github": ENTRY}})),
    ],
)
def test_what_is_no_configuration_of_servers_is_left_alone(name: str, text: str, tmp_path: Path) -> None:
    inventory = scan(home_with(tmp_path, {f"a/{name}": text}))
    assert (inventory.findings, inventory.servers, inventory.sources) == ((), (), ())


def test_what_was_too_large_to_be_looked_into_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unclaimed, "MAX_BYTES", 64)
    inventory = scan(home_with(tmp_path, {"a/x.json": json.dumps({"mcpServers": {"github": ENTRY}})}))
    assert inventory.findings == ()
    assert [note for note in inventory.notes if note.startswith("1 files larger than")]


def test_only_a_scan_for_all_clients_looks_into_files_of_none(tmp_path: Path) -> None:
    home = home_with(tmp_path, {"a/x.json": json.dumps({"mcpServers": {"github": ENTRY}})})
    assert scan(home, clients=frozenset({"cursor"})).findings == ()
