"""The report itself, as JSON: `mcpsweep-tokens/1`. It is what the next report takes as its baseline."""

import msgspec

from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(report: TokenReport, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII; items in the order of their ids, so that a diff is short."""
    return json_document(msgspec.to_builtins(report))
