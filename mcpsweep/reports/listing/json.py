"""The listing itself, as JSON: `mcpsweep-grants/1`."""

import msgspec

from mcpsweep.model.listing import Listing
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import json_document


def render(listing: Listing, canvas: Canvas) -> str:
    """Indented JSON in the order of the fields, in ASCII."""
    return json_document(msgspec.to_builtins(listing))
