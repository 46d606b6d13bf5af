"""Rows for spreadsheets."""

import csv
from io import StringIO

from mcpsweep.reports.base import Canvas
from mcpsweep.reports.csv import COLUMNS, render
from tests.reports.inventories import finding, inventory, laptop, server, sighting


def test_parses_back_to_one_row_for_every_place() -> None:
    everything = list(csv.DictReader(StringIO(render(laptop(), Canvas()), newline="")))
    rows = [row for row in everything if row["record"] == "credential"]
    spots = [spot for found in laptop().findings for spot in found.sightings]
    assert [(row["path"], row["line"], row["role"]) for row in rows] == [
        (spot.path, str(spot.line), spot.role) for spot in spots
    ]
    assert next(row for row in rows if row["finding"] == "f4")["verified_account"] == "U024"
    assert {row["finding"]: row["source"] for row in rows}["f7"] == "beside"
    assert rows[1] == {
        "machine": "alice-laptop",
        "service": "github",
        "kind": "github-pat",
        "confidence": "high",
        "form": "literal",
        "validity": "not-checked",
        "preview": "ghp_\N{HORIZONTAL ELLIPSIS}",
        "length": "40",
        "suffix": "",
        "accounts": "github:alice-gh",
        "role": "value",
        "path": "/home/alice/.claude.json",
        "line": "12",
        "column": "24",
        "pointer": "/mcpServers/github/env/GITHUB_TOKEN",
        "slot": "env",
        "name": "GITHUB_TOKEN",
        "client": "claude-code",
        "server": "github",
        "scope": "user",
        "target": "npx -y @acme/github-mcp",
        "expires_at": "",
        "fingerprint": "fp-f2",
        "finding": "f2",
        "reason": "has the form of github-pat",
        "verified_account": "",
        "record": "credential",
        "schedule": "",
        "command": "",
        "user": "",
        "state": "",
        "source": "client",
    }


def test_agents_are_rows_of_their_own() -> None:
    everything = csv.DictReader(StringIO(render(laptop(), Canvas()), newline=""))
    rows = [row for row in everything if row["record"] == "agent"]
    assert [row["path"] for row in rows] == [agent.path for agent in laptop().agents]
    assert {key: value for key, value in rows[0].items() if value} == {
        "machine": "alice-laptop",
        "kind": "cron",
        "path": "/var/spool/cron/alice",
        "line": "2",
        "client": "claude-code",
        "finding": "f2",
        "record": "agent",
        "schedule": "0 6 * * 1",
        "command": "claude -p 'weekly report'",
        "user": "alice",
        "state": "enabled",
    }


def test_lines_end_as_the_standard_says() -> None:
    text = render(laptop(), Canvas())
    rows = sum(len(found.sightings) for found in laptop().findings) + len(laptop().agents)
    assert text.count("\r\n") == text.count("\n") == 1 + rows


def test_quotes_and_commas_survive() -> None:
    found = finding("f", sightings=(sighting('/home/alice/a,"b"'),))
    (row,) = csv.DictReader(StringIO(render(inventory(findings=(found,)), Canvas()), newline=""))
    assert row["path"] == '/home/alice/a,"b"'


def test_a_command_that_is_a_formula_is_text() -> None:
    one = inventory(servers=(server(target='=HYPERLINK("http://evil.example")'),), findings=(finding("f"),))
    (row,) = csv.DictReader(StringIO(render(one, Canvas()), newline=""))
    assert row["target"] == '\'=HYPERLINK("http://evil.example")'


def test_nothing_found_is_a_header_alone() -> None:
    assert render(inventory(), Canvas()) == ",".join(COLUMNS) + "\r\n"
