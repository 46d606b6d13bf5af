"""The JSON Schema of an inventory, from the structs. `make schemas` writes it."""

import json
from pathlib import Path

import msgspec

import mcpsweep
from mcpsweep.model.inventory import Inventory

PATH = Path(mcpsweep.__file__).parent / "schemas" / "inventory-1.json"


def generate() -> str:
    """The text that `PATH` must have."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(Inventory)}
    return json.dumps(schema, indent=2) + "\n"


if __name__ == "__main__":
    PATH.write_text(generate(), encoding="utf-8")
