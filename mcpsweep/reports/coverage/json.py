"""The coverage itself, as JSON: `mcpsweep-clients/1`."""

import msgspec

from mcpsweep.model.coverage import Coverage
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(coverage: Coverage, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(coverage))
