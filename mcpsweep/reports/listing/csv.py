"""For spreadsheets: one row for every grant (RFC 4180)."""

import csv
from io import StringIO

from mcpsweep.model.grant import Grant
from mcpsweep.model.listing import Listing
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import cell

COLUMNS = (
    "person",
    "connector",
    "service",
    "account_id",
    "account_login",
    "kind",
    "id",
    "label",
    "state",
    "scopes",
    "created",
    "last_used",
    "expires",
    "last_eight",
    "ends",
    "review",
    "effects",
)
"""A contract: columns are added at the end, never renamed or moved."""


def render(listing: Listing, canvas: Canvas) -> str:
    """A header and the rows, no cell of which a spreadsheet takes for a formula."""
    out = StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for answer in listing.answers:
        for grant in answer.grants:
            writer.writerow([cell(text) for text in (listing.subject.person.id, *_row(grant))])
    return out.getvalue()


def _row(grant: Grant) -> tuple[str, ...]:
    account = grant.account
    return (
        grant.connector,
        grant.service,
        account.id if account else "",
        account.login if account else "",
        grant.kind,
        grant.id,
        grant.label,
        grant.state,
        " ".join(grant.scopes),
        grant.created or "",
        grant.last_used or "",
        grant.expires or "",
        grant.last_eight or "",
        " ".join(grant.can_revoke),
        grant.review,
        "; ".join((*grant.effects, *grant.dies_with)),
    )
