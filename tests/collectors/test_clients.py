"""Every client at each of its places, on each system."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mcpsweep.collectors import registry
from mcpsweep.collectors.base import Client, Location, ProjectFile, ReaderName
from mcpsweep.model.coverage import Known
from mcpsweep.model.inventory import Inventory
from tests.collectors.planting import plant, token
from tests.collectors.scanning import scan

HOMES = {"linux": "home/alice", "macos": "Users/alice", "windows": "Users/alice"}
BASES = {
    "linux": {"home": "", "config": "/.config", "data": "/.local/share"},
    "macos": {"home": "", "config": "/Library/Application Support", "data": "/Library/Application Support"},
    "windows": {"home": "", "config": "/AppData/Roaming", "data": "/AppData/Local"},
}
SILENT = frozenset({ReaderName.PROJECT_LIST, ReaderName.EDITOR_HISTORY})
"""Files that hold no credential: they tell of others. Their own tests are in `test_sweep.py`."""


def planted(places: Iterator[tuple[str, ReaderName]], root: Path) -> dict[str, str]:
    """Put a token of its own into each place below `root`; tell which lies where."""
    secrets: dict[str, str] = {}
    for number, (path, reader) in enumerate(dict(places).items()):
        secrets[path] = token(number)
        plant(root / path.lstrip("/"), reader, secrets[path])
    return secrets


def locations(client: Client, system: str) -> Iterator[tuple[str, ReaderName]]:
    for location in client.locations:
        if location.reader not in SILENT:
            yield concrete(location, system), location.reader


def concrete(location: Location, system: str) -> str:
    base, brace, rest = location.pattern.partition("}")
    path = f"/{HOMES[system]}{BASES[system][base[1:]]}{rest}" if brace else location.pattern
    return path.replace("*", "one")


def project_files(client: Client) -> Iterator[tuple[str, ReaderName]]:
    for file in client.project_files:
        yield f"/home/alice/src/app/{file.path.replace('*', 'one')}", file.reader


def places_of(client: Client) -> tuple[Location | ProjectFile, ...]:
    return (*client.locations, *client.project_files)


def found(inventory: Inventory) -> dict[str, set[str]]:
    """Each file with a credential, and the clients that it counts for."""
    seen: dict[str, set[str]] = {}
    for finding in inventory.findings:
        for sighting in finding.sightings:
            seen.setdefault(sighting.path, set()).add(sighting.client)
    return seen


@pytest.mark.parametrize("system", HOMES)
@pytest.mark.parametrize("name", registry.names())
def test_an_entry_at_each_of_a_clients_places_is_found(name: str, system: str, tmp_path: Path) -> None:
    client = registry.client(name)
    (tmp_path / HOMES[system]).mkdir(parents=True)
    secrets = planted(locations(client, system), tmp_path)
    inventory = scan(root=tmp_path, clients=frozenset({name}), projects=False)
    assert found(inventory) == {path: {name} for path in secrets}
    assert len(inventory.findings) == len(secrets)


@pytest.mark.parametrize("name", registry.names())
def test_an_entry_in_each_of_a_clients_project_files_is_found(name: str, tmp_path: Path) -> None:
    client = registry.client(name)
    (tmp_path / "home/alice").mkdir(parents=True)
    secrets = planted(project_files(client), tmp_path)
    inventory = scan(root=tmp_path, clients=frozenset({name}))
    assert found(inventory) == {path: {name} for path in secrets}


@pytest.mark.parametrize("name", [name for name in registry.names() if registry.client(name).locations])
def test_a_copy_beside_a_clients_file_is_found(name: str, tmp_path: Path) -> None:
    location = next(one for one in registry.client(name).locations if one.reader not in SILENT)
    path = concrete(location, "linux")
    copies = [(path + ending, location.reader) for ending in (".orig", ".backup", ".bak", "~", ".backup.1700000000000")]
    (tmp_path / "home/alice").mkdir(parents=True)
    secrets = planted(iter(copies), tmp_path)
    inventory = scan(root=tmp_path, clients=frozenset({name}), projects=False)
    assert found(inventory) == {path: {name} for path in secrets}


def test_no_place_is_claimed_by_two_clients_unless_the_second_knows_it_by_its_form_alone() -> None:
    claimed: dict[Location | ProjectFile, str] = {}
    for name in registry.names():
        client = registry.client(name)
        for place in places_of(client):
            assert place not in claimed, f"{name} and {claimed[place]} both claim {place}"
            claimed[place] = name


@pytest.mark.parametrize("name", registry.names())
def test_a_client_tells_where_its_facts_come_from(name: str) -> None:
    client = registry.client(name)
    assert client.name == name
    assert client.title
    assert all(client.sources) and client.sources
    was_watched = any("files written" in source for source in client.sources)
    assert was_watched == any(place.known is Known.SEEN for place in places_of(client))
