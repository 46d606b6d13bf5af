"""The report itself, as JSON: `mcpsweep-run/1`."""

import msgspec

from mcpsweep.model.run import RunReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(report: RunReport, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(report))
