"""The JSON Schemas of the documents, from the structs. `make schemas` writes them."""

import json
from pathlib import Path
from typing import Any

import msgspec

import mcpsweep
from mcpsweep.model.coverage import Coverage
from mcpsweep.model.history import History
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.listing import Listing
from mcpsweep.model.manifest import Manifest
from mcpsweep.model.plan import Plan
from mcpsweep.model.run import RunReport
from mcpsweep.model.tokens import TokenReport
from tests.playbook.schema import playbook
from tests.reports import meanings

FOLDER = Path(mcpsweep.__file__).parent / "schemas"
DOCUMENTS: dict[str, type[msgspec.Struct]] = {
    "inventory-1": Inventory,
    "grants-1": Listing,
    "clients-1": Coverage,
    "plan-1": Plan,
    "run-1": RunReport,
    "tokens-1": TokenReport,
    "evidence-1": Manifest,
    "runs-1": History,
}
"""Name of the schema → the document that it describes."""
FILES = {"playbook-1": playbook}
"""Name of the schema → what puts it together: files that people write, and read as something else than they write."""


def generate(name: str) -> str:
    """The text that the schema called `name` must have."""
    tree = FILES[name]() if name in FILES else explained(msgspec.json.schema(DOCUMENTS[name]))
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **tree}
    return json.dumps(schema, indent=2) + "\n"


def explained(schema: dict[str, Any], *others: type) -> dict[str, Any]:
    """A schema with what the structs say of their fields; msgspec reads the docstrings of classes only.

    The structs are nouns of the model, or among `others`.
    """
    kinds = {**meanings.nouns(), **{other.__name__: other for other in others}}
    for name, definition in schema["$defs"].items():
        kind = kinds[name]
        definition["description"] = meanings.summary(kind)
        said = meanings.of(kind)
        for field, value in definition.get("properties", {}).items():
            if field in said:
                value["description"] = said[field]
    return schema


if __name__ == "__main__":
    for name in (*DOCUMENTS, *FILES):
        (FOLDER / f"{name}.json").write_text(generate(name), encoding="utf-8")
