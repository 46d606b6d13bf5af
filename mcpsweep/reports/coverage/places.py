"""For people, in full: every place of each client, how well it is known, and the sources."""

from collections.abc import Iterator

from rich.text import Text

from mcpsweep.model.coverage import Coverage, CoveredClient, CoveredPlace, CoveredProgram
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.page import Page

_LABEL = 12
_INDENT = 2


def render(coverage: Coverage, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    for client in coverage.clients:
        _tell(page, client)
        _tell_origin(page, client)
        page.gap()
    for program in (*coverage.schedulers, *coverage.stores):
        _tell(page, program)
        page.gap()
    page.line(Text("On Windows ~ is %USERPROFILE%. A star is any one name. Copies beside a file are read with it."))
    return page.text()


def _tell(page: Page, program: CoveredClient | CoveredProgram) -> None:
    page.line(Text.assemble((program.title, "bold cyan"), f"  {program.name}"))
    for place in program.places:
        label: str = place.known
        for path, systems in _paths(place):
            page.place(label, path, f"{systems}; {place.scope}, {place.holds}", _INDENT, _LABEL)
            label = ""


def _tell_origin(page: Page, client: CoveredClient) -> None:
    for variable, folder in client.moved_by.items():
        page.place("moved", folder, f"by {variable}", _INDENT, _LABEL)
    label = "source"
    for source in client.sources:
        page.place(label, source, "", _INDENT, _LABEL)
        label = ""


def _paths(place: CoveredPlace) -> Iterator[tuple[str, str]]:
    """Each path that is another one, with the systems that have it."""
    systems: dict[str, list[str]] = {}
    windows = place.windows
    if windows.startswith(("%USERPROFILE%", "<project>")):
        windows = windows.replace("%USERPROFILE%", "~").replace("\\", "/")
    for name, path in (("Linux", place.linux), ("macOS", place.macos), ("Windows", windows)):
        if path:
            systems.setdefault(path, []).append(name)
    yield from ((path, "everywhere" if len(names) == 3 else ", ".join(names)) for path, names in systems.items())
