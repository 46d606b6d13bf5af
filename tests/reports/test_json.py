"""The inventory as JSON."""

import json
from typing import Any

import jsonschema
import msgspec
import pytest

from mcpsweep.model.inventory import Inventory
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.json import render
from mcpsweep.reports.registry import PlanFormat, RunFormat, load
from tests.reports.inventories import finding, hostile, inventory, laptop
from tests.reports.runs import departure, hostile_plan, hostile_report, offboarding
from tests.reports.schema import DOCUMENTS, FILES, FOLDER, generate


def test_exact() -> None:
    text = render(inventory(findings=(finding("f1"),)), Canvas())
    assert json.loads(text) == {
        "format": "mcpsweep-inventory/1",
        "tool": {"name": "mcpsweep", "version": "1.2.3"},
        "scanned_at": "2026-01-02T03:04:05Z",
        "machine": {"hostname": "alice-laptop", "os": "linux", "root": "/", "image": False},
        "fingerprint_key": "k1",
        "homes": [{"user": "alice", "path": "/home/alice"}],
        "sources": [
            {
                "path": "/home/alice/.claude.json",
                "client": "claude-code",
                "scope": "user",
                "sha256": None,
                "state": "read",
                "reason": "",
                "kind": "client",
                "size": None,
                "modified_at": None,
                "changed_at": None,
                "created_at": None,
                "accessed_at": None,
            }
        ],
        "servers": [],
        "findings": [
            {
                "id": "f1",
                "fingerprint": "fp-f1",
                "service": "github",
                "kind": "github-pat",
                "confidence": "high",
                "form": "literal",
                "reason": "has the form of github-pat",
                "preview": "ghp_\N{HORIZONTAL ELLIPSIS}",
                "length": 40,
                "suffix": None,
                "sha256": None,
                "sightings": [
                    {
                        "path": "/home/alice/.claude.json",
                        "line": 12,
                        "column": 24,
                        "pointer": "/mcpServers/github/env/GITHUB_TOKEN",
                        "slot": "env",
                        "name": "GITHUB_TOKEN",
                        "client": "claude-code",
                        "server": "s1",
                        "role": "value",
                    }
                ],
                "accounts": [],
                "validity": {
                    "state": "not-checked",
                    "checked_at": None,
                    "account": None,
                    "scopes": [],
                    "expires_at": None,
                    "name": None,
                },
                "sealed": None,
            }
        ],
        "agents": [],
        "notes": [],
        "read_besides": {"files": 0, "size": 0, "sha256": ""},
    }


def test_the_order_is_that_of_the_fields() -> None:
    assert list(json.loads(render(laptop(), Canvas()))) == list(Inventory.__struct_fields__)


def test_it_is_read_back_as_it_was() -> None:
    assert msgspec.json.decode(render(laptop(), Canvas()), type=Inventory) == laptop()


def test_a_hostile_one_is_read_back_too() -> None:
    text = render(hostile(), Canvas())
    assert text.isascii()
    assert msgspec.json.decode(text, type=Inventory).findings[0].length == 9


@pytest.mark.parametrize("name", [*DOCUMENTS, *FILES])
def test_the_schema_is_that_of_the_structs(name: str) -> None:
    assert (FOLDER / f"{name}.json").read_text(encoding="utf-8") == generate(name), "run: make schemas"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("inventory-1", render(laptop(), Canvas())),
        ("inventory-1", render(hostile(), Canvas())),
        ("plan-1", load(PlanFormat.JSON).render(departure(), Canvas())),
        ("plan-1", load(PlanFormat.JSON).render(hostile_plan(), Canvas())),
        ("run-1", load(RunFormat.JSON).render(offboarding(), Canvas())),
        ("run-1", load(RunFormat.JSON).render(hostile_report(), Canvas())),
    ],
)
def test_what_is_written_fits_its_schema(name: str, text: str) -> None:
    schema = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(json.loads(text))


@pytest.mark.parametrize(
    ("name", "document"), [(PlanFormat.JSON, departure()), (RunFormat.JSON, offboarding())], ids=["plan", "run"]
)
def test_a_plan_and_a_run_are_read_back_as_they_were(name: Any, document: Any) -> None:
    text = load(name).render(document, Canvas())
    assert list(json.loads(text)) == list(document.__struct_fields__)
    assert msgspec.json.decode(text, type=type(document)) == document


@pytest.mark.parametrize("name", Inventory.__struct_fields__)
def test_the_schema_says_what_each_part_is(name: str) -> None:
    schema: Any = json.loads((FOLDER / "inventory-1.json").read_text(encoding="utf-8"))
    assert name in schema["$defs"]["Inventory"]["properties"]
