"""For spreadsheets: one row for every place (RFC 4180)."""

import csv
from io import StringIO

from mcpsweep.model.coverage import Coverage, CoveredClient
from mcpsweep.model.source import SourceKind
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import cell

COLUMNS = ("client", "title", "scope", "holds", "known", "linux", "macos", "windows", "sources", "kind")
"""A contract: columns are added at the end, never renamed or moved."""


def render(coverage: Coverage, canvas: Canvas) -> str:
    """A header and the rows, no cell of which a spreadsheet takes for a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for kind, programs in (
        (SourceKind.CLIENT, coverage.clients),
        (SourceKind.SCHEDULE, coverage.schedulers),
        (SourceKind.BESIDE, coverage.stores),
    ):
        for program in programs:
            sources = "; ".join(program.sources) if isinstance(program, CoveredClient) else ""
            for place in program.places:
                row = (program.name, program.title, place.scope, place.holds, place.known)
                paths = (place.linux, place.macos, place.windows)
                writer.writerow([cell(text) for text in (*row, *paths, sources, kind)])
    return out.getvalue()
