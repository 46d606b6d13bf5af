"""A copy is told by its name, quickly."""

import pytest

from mcpsweep.collectors.copies import is_copy


@pytest.mark.parametrize(
    "name",
    [
        "mcp.json",
        "mcp.json~",
        "mcp.json.bak",
        "mcp.json.orig",
        "mcp.json.original",
        "mcp.json.saved",
        "mcp.json.tmpl",
        "mcp.json.backup.1700000000000",
        "mcp.json.bak.a1b2",
        "mcp.json.bak~",
        "mcp.json_old.2",
        "mcp.json.BAK",
    ],
)
def test_a_copy(name: str) -> None:
    assert is_copy(name, "mcp.json")


@pytest.mark.parametrize("name", ["mcp.jsonl", "mcp.json.lock", "my-mcp.json", "mcp.json.bak.x.y", "mcp"])
def test_no_copy(name: str) -> None:
    assert not is_copy(name, "mcp.json")


def test_a_copy_of_one_of_several() -> None:
    assert is_copy("9f_tokens.json.bak", "*_tokens.json")
    assert not is_copy("9f_client.json.bak", "*_tokens.json")


def test_a_name_of_nothing_but_endings_is_no_work() -> None:
    assert not is_copy("mcp.json" + ".bak" * 60 + "!", "mcp.json")
    assert not is_copy("x" * 200 + ".json" + ".1" * 20 + "!", "*.json")
