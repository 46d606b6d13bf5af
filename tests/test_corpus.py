"""The scan against files that real clients wrote, and against real-world shapes; both sets are labelled.

They do not belong to this repository: `MCPSWEEP_CORPUS` says where they are.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from mcpsweep.model.finding import Finding, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Sighting
from tests.collectors.scanning import scan

CORPUS = Path(os.environ.get("MCPSWEEP_CORPUS", Path(__file__).parents[2] / "shared/corpus"))
MISSING = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus at {CORPUS}; MCPSWEEP_CORPUS says where it is")

_TOML_KEY = re.compile(r'"([^"]*)"|([^.\[\]"]+)')


def steps(pointer: str | None) -> tuple[str, ...]:
    """A JSON pointer, or a TOML path with dots, as a tuple of keys."""
    if not pointer:
        return ()
    if pointer.startswith("/"):
        return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer[1:].split("/"))
    return tuple(quoted or plain for quoted, plain in _TOML_KEY.findall(pointer))


def sightings(inventory: Inventory, below: str) -> Iterator[tuple[str, Sighting, Finding]]:
    """Every sighting with its path relative to `below`."""
    for finding in inventory.findings:
        for sighting in finding.sightings:
            yield sighting.path.removeprefix(below).lstrip("/"), sighting, finding


def labelled(name: str, file: str) -> Any:
    """The labels of a set."""
    return json.loads((CORPUS / name / file).read_text()) if CORPUS.is_dir() else {"credentials": [], "files": []}


REAL = labelled("real-clients", "manifest.json")
WILD = labelled("wild", "labels.json")


@MISSING
@pytest.mark.parametrize("client", sorted({entry["client"] for entry in REAL["credentials"]}))
def test_every_credential_that_a_real_client_wrote_is_found(client: str, tmp_path: Path) -> None:
    shutil.copytree(CORPUS / "real-clients" / client / "home", tmp_path / "home/alice", symlinks=True)
    inventory = scan(root=tmp_path)
    seen = {(path, steps(sighting.pointer)) for path, sighting, _ in sightings(inventory, "/home/alice")}
    wanted = {
        (entry["file"].split("/home/", 1)[1], steps(entry["pointer"]))
        for entry in REAL["credentials"]
        if entry["client"] == client
    }
    decoys = {
        (entry["file"].split("/home/", 1)[1], steps(entry["pointer"]))
        for entry in REAL["decoys"]
        if entry["client"] == client
    }
    # A store that is one value as a whole has no pointer in the labels.
    assert {(path, keys) for path, keys in wanted if (path, keys) not in seen and keys} == set()
    assert (decoys - wanted) & seen == set()
    written = msgspec.json.encode(inventory)
    values = [
        entry["value"] for entry in REAL["credentials"] if entry["client"] == client and entry["form"] == "literal"
    ]
    assert [value for value in values if len(value) >= 12 and value.encode() in written] == []


@MISSING
def test_credentials_in_the_wild_are_told_from_what_only_looks_like_them() -> None:
    found, missed, wrong = 0, [], []
    by_id: dict[str, list[Any]] = {}
    for entry in WILD["files"]:
        by_id.setdefault(entry["id"], []).append(entry)
    for number, entries in by_id.items():
        base = CORPUS / "wild/files" / number
        inventory = scan(base)
        written = msgspec.json.encode(inventory)
        everything = list(sightings(inventory, str(base.resolve())))
        for entry in entries:
            here = [
                sighting
                for path, sighting, finding in everything
                if path == entry["path"].split("/", 2)[2] and finding.form is not Form.REFERENCE
            ]
            credentials = [v for v in entry["values"] if v["label"] == "credential" and not v.get("ambiguous")]
            places = [(steps(v["pointer"]), v.get("line")) for v in entry["values"] if v["label"] == "credential"]
            for value in credentials:
                is_there = any(
                    (value["pointer"] and steps(value["pointer"]) == steps(s.pointer)) or s.line == value.get("line")
                    for s in here
                )
                found += is_there
                if not is_there and not value.get("weak"):
                    missed.append((entry["path"], value["pointer"], value.get("line")))
                assert len(value.get("secret", "")) < 12 or value["secret"].encode() not in written
            wrong += [
                (entry["path"], s.line, s.pointer)
                for s in here
                if not any((keys and keys == steps(s.pointer)) or line == s.line for keys, line in places)
            ]
    assert found / (found + len(missed)) >= 0.97, missed
    assert found / (found + len(wrong)) >= 0.97, wrong
