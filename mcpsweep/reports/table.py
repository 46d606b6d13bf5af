"""For people: credentials by service, the worst first, then what was not read, then all of it in one sentence."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mcpsweep.model.agent import Agent
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Role, Sighting
from mcpsweep.model.source import Source, SourceState
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.credential import Credential, credentials, services
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.places import Places
from mcpsweep.reports.summary import summarise

_NARROWEST = 40
_LABEL = 7
_INDENT = 4

_VALIDITY = {
    ValidityState.LIVE: ("live", "bold red"),
    ValidityState.DEAD: ("dead", "dim"),
    ValidityState.EXPIRED: ("expired", "dim"),
    ValidityState.UNKNOWN: ("asked, without a clear answer", ""),
}
"""Nothing is said of a credential that nobody asked about."""
_CONFIDENCE = {
    Confidence.HIGH: "certain",
    Confidence.MEDIUM: "likely",
    Confidence.LOW: "possible",
}
_FORM = {
    Form.LITERAL: "written out",
    Form.REFERENCE: "by reference",
    Form.OAUTH: "client's token store",
    Form.PROTECTED: "protected store",
}
_NO_VALUE = {
    Form.LITERAL: "(no value)",
    Form.REFERENCE: "(value not found)",
    Form.OAUTH: "(no value)",
    Form.PROTECTED: "(not readable)",
}
_ROLE = {Role.VALUE: "value", Role.USE: "use"}


def render(inventory: Inventory, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = _Page(canvas)
    places = Places(inventory)
    page.line(_title(inventory))
    for service, found in services(credentials(inventory)):
        page.heading(service, len(found))
        for credential in found:
            page.line(_name(credential), indent=2)
            page.rows(_about(credential, places))
    _tell_agents(page, inventory.agents, places)
    _tell_unread(page, inventory.sources, places)
    if inventory.notes:
        page.heading("notes", len(inventory.notes))
        for note in inventory.notes:
            page.line(Text(terminal(note)), indent=2)
    page.gap()
    page.unbroken(Text(summarise(inventory), style="bold"))
    return page.text()


class _Page:
    """Lines on a canvas. Whatever it is given is text: no markup, no highlighting, no emoji codes."""

    def __init__(self, canvas: Canvas) -> None:
        self._out = StringIO()
        self._console = Console(
            file=self._out,
            width=max(canvas.width, _NARROWEST),
            force_terminal=canvas.has_colour,
            color_system="standard" if canvas.has_colour else None,
            no_color=not canvas.has_colour,
            legacy_windows=False,
            markup=False,
            highlight=False,
            emoji=False,
        )

    def gap(self) -> None:
        self._console.print()

    def heading(self, title: str, count: int) -> None:
        self.gap()
        self._console.print(Text.assemble((terminal(title), "bold"), f" · {count}"))

    def line(self, text: Text, indent: int = 0) -> None:
        self._console.print(Padding(text, (0, 0, 0, indent)), overflow="fold")

    def unbroken(self, text: Text) -> None:
        self._console.print(text, soft_wrap=True)

    def rows(self, rows: Iterable[tuple[str, str]]) -> None:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=_LABEL, no_wrap=True)
        grid.add_column(overflow="fold")
        for label, content in rows:
            grid.add_row(Text(label, style="dim"), Text(content))
        self._console.print(Padding(grid, (0, 0, 0, _INDENT)))

    def text(self) -> str:
        return "".join(line.rstrip() + "\n" for line in self._out.getvalue().split("\n")[:-1])


def _title(inventory: Inventory) -> Text:
    machine = inventory.machine
    words = [
        f"mcpsweep {inventory.tool.version}",
        machine.hostname or "unnamed machine",
        machine.os,
        f"disk at {machine.root}" if machine.image else "",
        inventory.scanned_at,
    ]
    return Text(terminal(" · ".join(word for word in words if word)))


def _name(credential: Credential) -> Text:
    finding = credential.finding
    text = Text.assemble((terminal(finding.kind), "bold"), "  ", terminal(finding.preview or _NO_VALUE[finding.form]))
    if finding.length:
        text.append(f"  {finding.length} characters", style="dim")
    if finding.validity.state in _VALIDITY:
        words, style = _VALIDITY[finding.validity.state]
        text.append("  ").append(words, style=style)
    return text


def _about(credential: Credential, places: Places) -> Iterable[tuple[str, str]]:
    finding = credential.finding
    yield "is", f"{_CONFIDENCE[finding.confidence]}: {terminal(finding.reason)}".removesuffix(": ")
    yield "held", ", ".join(_FORM[form] for form in credential.forms)
    if life := _life(finding.validity):
        yield "life", life
    for index, hint in enumerate(credential.accounts):
        told = ", ".join(words for words in (hint.service, f"from {hint.source}") if words)
        yield "" if index else "whose", terminal(f"{hint.value} ({told})")
    for sightings in (credential.values, credential.uses):
        yield from _spots(sightings, places)


def _life(validity: Validity) -> str:
    words = [
        f"account {validity.account}" if validity.account else "",
        f"may {' '.join(validity.scopes)}" if validity.scopes else "",
        f"ends {validity.expires_at}" if validity.expires_at else "",
        f"checked {validity.checked_at}" if validity.checked_at else "",
    ]
    return terminal(", ".join(word for word in words if word))


def _spots(sightings: Sequence[Sighting], places: Places) -> Iterable[tuple[str, str]]:
    """Each spot once, with all that stands there: a client's file and its server entry may both tell of it."""
    told: dict[tuple[Role, str], dict[str, None]] = {}
    for sighting in sightings:
        stands_in = terminal(f"{sighting.slot} {sighting.name}").rstrip()
        words = ", ".join(word for word in (stands_in, places.reader(sighting)) if word)
        told.setdefault((sighting.role, places.spot(sighting)), {})[words] = None
    for (role, spot), details in told.items():
        yield _ROLE[role], spot
        yield "", "; ".join(details)


def _tell_agents(page: _Page, agents: Sequence[Agent], places: Places) -> None:
    if not agents:
        return
    page.heading("agents that start by themselves", len(agents))
    for agent in agents:
        page.line(Text(terminal(f"{agent.kind} {agent.schedule}".rstrip() + f": {agent.client}")), indent=2)
        page.rows([("at", f"{places.shorten(agent.path)}:{agent.line}"), ("runs", terminal(agent.command))])


def _tell_unread(page: _Page, sources: Sequence[Source], places: Places) -> None:
    unread = [source for source in sources if source.state is not SourceState.READ]
    if not unread:
        return
    page.heading("not read, or not wholly", len(unread))
    for source in unread:
        page.line(Text(places.shorten(source.path)), indent=2)
        page.rows([("why", f"{source.state}: {terminal(source.reason)}")])
