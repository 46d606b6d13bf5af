"""The plan itself, as JSON: `mcpsweep-plan/1`."""

import msgspec

from mcpsweep.model.plan import Plan
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(plan: Plan, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(plan))
