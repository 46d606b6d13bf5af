"""Files of real programs and people, where a corpus of them is at hand."""

import json
import os
from pathlib import Path

import pytest

from mcpsweep.documents.base import Scalar, leaves, pointer
from mcpsweep.documents.read import Format, format_of, parse
from mcpsweep.documents.sqlite.database import Database
from tests.documents.showing import switched_off, values

CORPUS = Path(os.environ.get("MCPSWEEP_CORPUS", Path(__file__).parents[3] / "shared/corpus"))
pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="no corpus: set MCPSWEEP_CORPUS to its folder")


def test_every_labelled_value_is_read_at_its_pointer_and_line() -> None:
    missed = []
    wild = CORPUS / "wild"
    labels = json.loads((wild / "labels.json").read_text(encoding="utf-8"))
    for file in labels["files"]:
        form = format_of(file["path"])
        assert form is not None, file["path"]
        document = parse((wild / file["path"]).read_bytes(), form)
        found: dict[str, list[Scalar]] = {}
        for leaf in leaves(document.root) if document.root is not None else ():
            found.setdefault(pointer(leaf.path), []).append(leaf.scalar)
        in_comments = switched_off(document).values()
        for value in file["values"]:
            if value["pointer"] is not None:
                # A key that stands in a file twice has two places.
                here = [scalar for scalar in found.get(value["pointer"], []) if scalar.line == value["line"]]
                if not here or here[0].text != value.get("value", here[0].text):
                    missed.append(f"{file['path']} {value['pointer']}")
            elif value["label"] == "credential" and not any(value["secret"] in text for text in in_comments):
                missed.append(f"{file['path']}:{value['line']} in a comment")
    assert missed == []


def test_what_programs_wrote_is_read_without_a_problem_and_as_they_read_it() -> None:
    for path in (CORPUS / "real-clients").rglob("*"):
        form = format_of(path.name) if path.is_file() else None
        if form is None:
            continue
        document = parse(path.read_bytes(), form)
        assert document.problems == [], path
        if form is Format.JSON and path.suffix == ".json":
            assert len(values(document.root)) == _leaf_count(json.loads(path.read_bytes())), path


def _leaf_count(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_leaf_count, value.values()))
    return sum(map(_leaf_count, value)) if isinstance(value, list) else 1


def test_databases_that_programs_wrote_are_read() -> None:
    for path in (CORPUS / "real-clients").rglob("*.db"):
        database = Database.of(path.read_bytes())
        assert list(database.texts()), path
        assert database.problems == [], path
