"""The inventory itself, as JSON: `mcpsweep-inventory/1`."""

import msgspec

from mcpsweep.model.inventory import Inventory
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(inventory: Inventory, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(inventory))
