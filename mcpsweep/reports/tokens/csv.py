"""For spreadsheets: one row for every item, gone ones too (RFC 4180)."""

import csv
from collections.abc import Iterator
from io import StringIO

from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import cell
from mcpsweep.reports.tokens.view import Entry, entries, gone, unseen

COLUMNS = (
    "change",
    "advice",
    "risk",
    "service",
    "connector",
    "kind",
    "label",
    "account",
    "owner",
    "owner_name",
    "owner_status",
    "owner_ends",
    "concerns",
    "reasons",
    "state",
    "created",
    "last_used",
    "expires",
    "scopes",
    "suffix",
    "places",
    "place_count",
    "command",
    "action",
    "changes",
    "id",
)
"""A contract: columns are added at the end, never renamed or moved."""


def render(report: TokenReport, canvas: Canvas) -> str:
    """A header and the rows, no cell of which a spreadsheet takes for a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in (*entries(report), *gone(report), *unseen(report)):
        writer.writerow([cell(text) for text in _row(entry)])
    return out.getvalue()


def _row(entry: Entry) -> Iterator[str]:
    item, owner = entry.item, entry.item.owner
    yield entry.mark or ""
    yield from (item.action.advice, item.risk, item.service, item.connector, item.kind, item.label, item.account)
    yield from (owner.id, owner.name, owner.status, owner.ends or "") if owner else ("", "", "", "")
    yield " ".join(doubt.concern for doubt in item.doubts)
    yield "; ".join(entry.reasons)
    yield from (item.state, item.created or "", item.last_used or "", item.expires or "")
    yield from (" ".join(item.scopes), item.suffix or "")
    yield "; ".join(f"{place.machine}:{place.path}:{place.line}" for place in item.places)
    yield from (str(item.place_count), item.action.command, item.action.text, "; ".join(entry.changes), item.id)
