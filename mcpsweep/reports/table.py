"""For people: credentials by service, the worst first, then what was not read, then all of it in one sentence."""

from collections.abc import Iterable, Sequence
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from mcpsweep.model.account import AccountHint
from mcpsweep.model.agent import Agent
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Sighting
from mcpsweep.model.source import Source, SourceState
from mcpsweep.model.validity import Validity, ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.credential import Credential, credentials, services
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.places import Places
from mcpsweep.reports.summary import summarise

_NARROWEST = 40
_LABEL = 6
_INDENT = 4
_MOST_PLACES = 8
"""Places shown of one credential in one role."""
_MOST_LINES = 15
"""Files that were not read, and notes, that are shown; JSON has all."""

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
    Form.REFERENCE: "through a reference",
    Form.OAUTH: "in a token store",
    Form.PROTECTED: "encrypted",
}


def render(inventory: Inventory, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = _Page(canvas)
    places = Places(inventory)
    page.line(_title(inventory))
    found = credentials(inventory)
    for service, known in services(one for one in found if one.finding.fingerprint is not None):
        page.heading(service, len(known))
        for credential in known:
            page.line(_name(credential), indent=2)
            page.rows(_about(credential, places))
    _tell_out_of_reach(page, [one for one in found if one.finding.fingerprint is None], places)
    _tell_agents(page, inventory.agents, places)
    _tell_unread(page, inventory.sources, places)
    _tell_notes(page, inventory.notes)
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

    def rows(self, rows: Iterable[tuple[str, Text]]) -> None:
        grid = Table.grid(padding=(0, 1))
        grid.add_column(width=_LABEL, no_wrap=True)
        grid.add_column(overflow="fold")
        for label, content in rows:
            grid.add_row(Text(label, style="dim"), content)
        self._console.print(Padding(grid, (0, 0, 0, _INDENT)))

    def text(self) -> str:
        return "".join(line.rstrip() + "\n" for line in self._out.getvalue().split("\n")[:-1])


def _title(inventory: Inventory) -> Text:
    machine = inventory.machine
    words = [
        f"mcpsweep {inventory.tool.version}",
        machine.hostname or ("a folder" if machine.root == "/" else "unnamed machine"),
        machine.os,
        f"disk at {machine.root}" if machine.image and machine.root != "/" else "",
        inventory.scanned_at,
    ]
    return Text(terminal(" · ".join(word for word in words if word)))


def _name(credential: Credential) -> Text:
    finding = credential.finding
    shown = terminal(finding.preview + (finding.suffix or ""))
    text = Text.assemble((terminal(finding.kind), "bold"), f"  {shown}")
    if finding.length:
        text.append(f"  {finding.length} characters", style="dim")
    if finding.validity.state in _VALIDITY:
        words, style = _VALIDITY[finding.validity.state]
        text.append("  ").append(words, style=style)
    return text


def _about(credential: Credential, places: Places) -> Iterable[tuple[str, Text]]:
    finding = credential.finding
    sure = _CONFIDENCE[finding.confidence]
    yield "is", Text(f"{sure}: {terminal(finding.reason)}".removesuffix(": "))
    yield "held", Text(", ".join(_FORM[form] for form in credential.forms))
    yield from _rest(credential, places)


def _tell_out_of_reach(page: _Page, found: Sequence[Credential], places: Places) -> None:
    """What is referred to or encrypted: it is somewhere, and this scan holds no value of it."""
    if not found:
        return
    page.heading("value not at hand", len(found))
    for credential in found:
        finding = credential.finding
        forms = ", ".join(_FORM[form] for form in credential.forms)
        page.line(Text.assemble((terminal(finding.kind), "bold"), f"  {terminal(finding.service)}, {forms}"), indent=2)
        page.rows([("why", Text(terminal(finding.reason))), *_rest(credential, places)])


def _rest(credential: Credential, places: Places) -> Iterable[tuple[str, Text]]:
    if life := _life(credential.finding.validity):
        yield "life", Text(life)
    if credential.accounts:
        service = credential.finding.service
        yield "whose", Text(", ".join(_hint(hint, service) for hint in credential.accounts))
    for label, sightings in (("in", credential.values), ("used", credential.uses)):
        yield from _spots(label, sightings, places)


def _hint(hint: AccountHint, service: str) -> str:
    elsewhere = f"{hint.service}, " if hint.service not in ("", service) else ""
    return terminal(f"{hint.value} ({elsewhere}{hint.source})")


def _life(validity: Validity) -> str:
    words = [
        f"account {validity.account}" if validity.account else "",
        f"may {' '.join(validity.scopes)}" if validity.scopes else "",
        f"ends {validity.expires_at}" if validity.expires_at else "",
        f"checked {validity.checked_at}" if validity.checked_at else "",
    ]
    return terminal(", ".join(word for word in words if word))


def _spots(label: str, sightings: Sequence[Sighting], places: Places) -> Iterable[tuple[str, Text]]:
    """Each spot once, with all that stands there: a client's file and its server entry may both tell of it."""
    told: dict[str, dict[str, None]] = {}
    for sighting in sightings:
        stands_in = terminal(f"{sighting.slot} {sighting.name}").rstrip()
        words = ", ".join(word for word in (stands_in, places.reader(sighting)) if word)
        told.setdefault(places.spot(sighting), {})[words] = None
    for index, (spot, details) in enumerate(list(told.items())[:_MOST_PLACES]):
        yield "" if index else label, Text.assemble(spot, ("  " + "; ".join(details), "dim"))
    if len(told) > _MOST_PLACES:
        yield "", Text(f"and {len(told) - _MOST_PLACES} more places; --format json has all", style="dim")


def _tell_agents(page: _Page, agents: Sequence[Agent], places: Places) -> None:
    if not agents:
        return
    page.heading("agents that start by themselves", len(agents))
    for agent in agents:
        page.line(Text(terminal(f"{agent.kind} {agent.schedule}".rstrip() + f": {agent.client}")), indent=2)
        place = f"{places.shorten(agent.path)}:{agent.line}"
        page.rows([("in", Text(place)), ("runs", Text(terminal(agent.command)))])


def _tell_unread(page: _Page, sources: Sequence[Source], places: Places) -> None:
    unread = [source for source in sources if source.state is not SourceState.READ]
    if not unread:
        return
    page.heading("not read, or not wholly", len(unread))
    for source in unread[:_MOST_LINES]:
        page.line(Text(places.shorten(source.path)), indent=2)
        page.rows([("why", Text(f"{source.state}: {terminal(source.reason)}"))])
    if len(unread) > _MOST_LINES:
        page.line(Text(f"and {len(unread) - _MOST_LINES} more; --format json has all", style="dim"), indent=2)


def _tell_notes(page: _Page, notes: Sequence[str]) -> None:
    if not notes:
        return
    page.heading("notes", len(notes))
    for note in notes[:_MOST_LINES]:
        page.line(Text(terminal(note)), indent=2)
    if len(notes) > _MOST_LINES:
        page.line(Text(f"and {len(notes) - _MOST_LINES} more; --format json has all", style="dim"), indent=2)
