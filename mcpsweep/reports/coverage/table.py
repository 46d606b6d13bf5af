"""For people, in brief: a line for each client."""

from collections import Counter

from rich.text import Text

from mcpsweep.model.coverage import Coverage, CoveredClient, Known
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.page import Page


def render(coverage: Coverage, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    width = max(len(client.name) for client in coverage.clients)
    for client in coverage.clients:
        page.line(Text.assemble((client.name.ljust(width), "bold"), f"  {_counted(client)}"))
    page.gap()
    page.line(
        Text(
            f"{len(coverage.clients)} clients, and how many places of each are known how well: seen to be written or"
            " read, documented by the vendor, or only probed. mcpsweep client list NAME shows the places and sources."
        )
    )
    return page.text()


def _counted(client: CoveredClient) -> str:
    known = Counter(place.known for place in client.places)
    return ", ".join(f"{known[level]} {level}" for level in Known if known[level]) or "told by what is in a file"
