"""Inventories come from files, and a broken one is refused in words."""

from pathlib import Path

import msgspec
import pytest

from mcpsweep import inventories
from mcpsweep.errors import UsageError
from mcpsweep.model.inventory import FORMAT, Inventory, Machine, Tool

WHOLE = Inventory(
    FORMAT, Tool("mcpsweep", "1"), "2026-11-23T00:00:00Z", Machine("laptop", "linux", "/", False), "k", (), (), (), ()
)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A good inventory."""
    path = tmp_path / "laptop.json"
    path.write_bytes(msgspec.json.encode(WHOLE))
    return path


def test_an_inventory_comes_back_with_the_hash_of_its_bytes(file: Path) -> None:
    filed = inventories.read(file)
    assert filed.inventory == WHOLE
    assert len(filed.digest) == 64


def test_what_a_newer_version_adds_is_no_reason_to_refuse(file: Path) -> None:
    tree = msgspec.json.decode(file.read_bytes())
    file.write_bytes(msgspec.json.encode({**tree, "weather": "fine"}))
    assert inventories.read(file).inventory == WHOLE


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: b"", "is empty"),
        (lambda data: data[: len(data) // 2], "cut off"),
        (lambda data: b"<html>", "no JSON"),
        (lambda data: data.replace(b"inventory/1", b"inventory/9"), "inventory/9"),
        (lambda data: b"{}", "names no format"),
        (lambda data: data.replace(b'"findings":[]', b'"findings":{}'), "damaged"),
    ],
)
def test_a_broken_one_is_refused_with_the_reason(file: Path, change: object, says: str) -> None:
    file.write_bytes(change(file.read_bytes()))  # type: ignore[operator]
    with pytest.raises(UsageError, match=says):
        inventories.read(file)


def test_files_folders_and_patterns_are_found_once_each(tmp_path: Path, file: Path) -> None:
    below = tmp_path / "fleet" / "b.json"
    below.parent.mkdir()
    below.write_bytes(file.read_bytes())
    found = list(inventories.find([str(file), str(tmp_path), str(tmp_path / "**" / "*.json")]))
    assert found == [file, below]


def test_a_name_that_means_nothing_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no inventory at"):
        list(inventories.find([str(tmp_path / "*.json")]))
