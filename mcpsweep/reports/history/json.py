"""The list itself, as JSON: `mcpsweep-runs/1`."""

import msgspec

from mcpsweep.model.history import History
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(history: History, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(history))
