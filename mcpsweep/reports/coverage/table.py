"""For people, in brief: a line for each client, scheduler and store."""

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from mcpsweep.model.coverage import Coverage, CoveredClient, CoveredProgram, Known
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.page import Page


def render(coverage: Coverage, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    sections: tuple[tuple[str, Sequence[CoveredClient | CoveredProgram]], ...] = (
        ("", coverage.clients),
        ("Schedules, in which a scan looks for agents:", coverage.schedulers),
        ("Beside the clients, what an agent with a shell can use:", coverage.stores),
    )
    width = max(len(program.name) for _, programs in sections for program in programs)
    for title, programs in sections:
        if title and programs:
            page.line(Text(title))
        for program in programs:
            page.line(Text.assemble((program.name.ljust(width), "bold"), f"  {_counted(program)}"))
        page.gap()
    page.line(
        Text(
            f"{len(coverage.clients)} clients, {len(coverage.schedulers)} schedulers and {len(coverage.stores)} stores,"
            " and how many places of each are known how well: seen to be written or read, documented by the vendor, or"
            " only probed. mcpsweep client list NAME shows the places, and for clients the sources."
        )
    )
    return page.text()


def _counted(program: CoveredClient | CoveredProgram) -> str:
    known = Counter(place.known for place in program.places)
    return ", ".join(f"{known[level]} {level}" for level in Known if known[level]) or "told by what is in a file"
