"""For people: credentials by service, the worst first, then what was not read, then all of it in one sentence."""

from collections import defaultdict
from collections.abc import Sequence

from rich.text import Text

from mcpsweep.model.agent import Agent, AgentState
from mcpsweep.model.finding import Confidence, Form
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.place import Sighting
from mcpsweep.model.source import Source, SourceState
from mcpsweep.model.validity import ValidityState
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.credential import Credential, credentials, services
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.page import Page
from mcpsweep.reports.places import Places
from mcpsweep.reports.summary import summarise

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
_STATE = {
    AgentState.ENABLED: "",
    AgentState.DISABLED: ", switched off",
    AgentState.UNKNOWN: ", maybe switched off",
}
_STATES = (SourceState.UNREADABLE, SourceState.PARTIAL, SourceState.SKIPPED)
"""What was not read, the least of it first."""
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
    page = Page(canvas)
    places = Places(inventory)
    everything = credentials(inventory)
    found = [one for one in everything if not one.is_beside]
    _tell_machine(page, inventory, places)
    for service, known in services(one for one in found if one.finding.fingerprint is not None):
        page.heading(service, len(known))
        for index, credential in enumerate(known):
            if index:
                page.gap()
            _tell_credential(page, credential, places)
    _tell_out_of_reach(page, [one for one in found if one.finding.fingerprint is None], places)
    _tell_beside(page, [one for one in everything if one.is_beside], places)
    _tell_agents(page, inventory.agents, places)
    _tell_unread(page, inventory.sources, places)
    _tell_notes(page, inventory.notes)
    page.gap()
    page.unbroken(Text(summarise(inventory, page.width), style="bold"))
    return page.text()


def _tell_machine(page: Page, inventory: Inventory, places: Places) -> None:
    machine = inventory.machine
    disk = f"disk at {machine.root}" if machine.image and machine.root != "/" else ""
    name = machine.hostname or ("" if disk else "a folder" if machine.root == "/" else "unnamed machine")
    page.line(Text(terminal(" · ".join(filter(None, (name, machine.os, disk)))), style="bold"))
    tool = inventory.tool
    page.line(Text(terminal(f"scanned {inventory.scanned_at} by {tool.name} {tool.version}"), style="dim"))
    for sign, home in places.signs():
        page.line(Text(f"{sign} is {home}", style="dim"))


def _tell_credential(page: Page, credential: Credential, places: Places, service: str = "") -> None:
    finding = credential.finding
    shown = finding.preview + (finding.suffix or "")
    words = ", ".join(filter(None, (service, shown)))
    title = Text.assemble((terminal(finding.kind), "bold"), f"  {terminal(words)}")
    if finding.length:
        title.append(f"  {finding.length} characters", style="dim")
    if finding.validity.state in _VALIDITY:
        words, style = _VALIDITY[finding.validity.state]
        title.append("  ").append(words, style=style)
    page.line(title, indent=2)
    page.row("is", Text(f"{_CONFIDENCE[finding.confidence]}, {_forms(credential)}"))
    if finding.confidence is not Confidence.HIGH or finding.fingerprint is None:
        page.row("why", Text(terminal(finding.reason)))
    _tell_rest(page, credential, places)


def _tell_out_of_reach(page: Page, found: Sequence[Credential], places: Places) -> None:
    """What is referred to or encrypted: it is somewhere, and this scan holds no value of it."""
    if not found:
        return
    page.heading("value not at hand", len(found))
    for index, credential in enumerate(found):
        if index:
            page.gap()
        finding = credential.finding
        service = terminal(finding.service)
        page.line(Text.assemble((terminal(finding.kind), "bold"), f"  {service}, {_forms(credential)}"), indent=2)
        page.row("why", Text(terminal(finding.reason)))
        _tell_rest(page, credential, places)


def _tell_beside(page: Page, found: Sequence[Credential], places: Places) -> None:
    """What no client, server or schedule has, with its service on its own line."""
    if not found:
        return
    page.heading("beside them: what an agent on this machine could have used", len(found))
    for index, credential in enumerate(found):
        if index:
            page.gap()
        _tell_credential(page, credential, places, service=credential.finding.service)


def _forms(credential: Credential) -> str:
    return ", ".join(_FORM[form] for form in credential.forms)


def _tell_rest(page: Page, credential: Credential, places: Places) -> None:
    if life := _life(credential):
        page.row("life", Text(life))
    if credential.accounts:
        page.row("whose", Text(_whose(credential)))
    for label, sightings in (("in", credential.values), ("used", credential.uses)):
        _tell_spots(page, label, sightings, places)


def _life(credential: Credential) -> str:
    validity = credential.finding.validity
    name = f" ({validity.name})" if validity.name else ""
    words = [
        f"account {validity.account}{name}" if validity.account else "",
        f"may {' '.join(validity.scopes)}" if validity.scopes else "",
        f"ends {credential.expires_at}" if credential.expires_at else "",
        f"checked {validity.checked_at}" if validity.checked_at else "",
    ]
    return terminal(", ".join(word for word in words if word))


def _whose(credential: Credential) -> str:
    """Each hint once, with every source that says so."""
    sources: dict[tuple[str, str], list[str]] = defaultdict(list)
    for hint in credential.accounts:
        elsewhere = hint.service if hint.service != credential.finding.service else ""
        sources[elsewhere, hint.value].append(hint.source)
    told = (
        f"{value} ({', '.join(filter(None, (elsewhere, *named)))})" for (elsewhere, value), named in sources.items()
    )
    return terminal(", ".join(told))


def _tell_spots(page: Page, label: str, sightings: Sequence[Sighting], places: Places) -> None:
    """Each spot once, with all that stands there: a client's file and its server entry may both tell of it."""
    told: dict[str, dict[str, None]] = {}
    for sighting in sightings:
        stands_in = terminal(f"{sighting.slot} {sighting.name}").rstrip()
        words = (stands_in, places.inside(sighting), places.reader(sighting))
        told.setdefault(places.spot(sighting), {})[", ".join(filter(None, words))] = None
    for index, (spot, details) in enumerate(list(told.items())[:_MOST_PLACES]):
        page.place("" if index else label, spot, "; ".join(details))
    if len(told) > _MOST_PLACES:
        page.row("", Text(_more(len(told) - _MOST_PLACES, "place"), style="dim"))


def _tell_agents(page: Page, agents: Sequence[Agent], places: Places) -> None:
    if not agents:
        return
    page.heading("agents that start by themselves", len(agents))
    for index, agent in enumerate(agents):
        if index:
            page.gap()
        page.line(Text.assemble((terminal(agent.client), "bold"), f"  {terminal(agent.kind)}{_STATE[agent.state]}"), 2)
        page.row("when", Text(terminal(agent.schedule) or "nothing says"))
        page.row("runs", Text(terminal(agent.command)))
        if whose := ", ".join(filter(None, (agent.user, f"in {places.shorten(agent.folder)}" if agent.folder else ""))):
            page.row("as", Text(terminal(whose)))
        page.place("in", _spot(agent, places), terminal(agent.name))
        if agent.script is not None:
            spot = f"{places.shorten(agent.script.path)}:{agent.script.line}"
            page.place("script", spot, terminal(agent.script.command))
        if agent.servers or agent.findings:
            held = f"{_counted(len(agent.findings), 'credential')} of its own" if agent.findings else ""
            servers = ", ".join(places.servers(agent.servers))
            page.row("with", Text("; ".join(filter(None, (held, f"servers {servers}" if servers else "")))))


def _spot(agent: Agent, places: Places) -> str:
    path = places.shorten(agent.path)
    return f"{path}:{agent.line}" if agent.line else path


def _tell_unread(page: Page, sources: Sequence[Source], places: Places) -> None:
    unread = [source for source in sources if source.state is not SourceState.READ]
    if not unread:
        return
    page.heading("not read, or not wholly", len(unread))
    unread.sort(key=lambda source: (_STATES.index(source.state), source.path))
    for source in unread[:_MOST_LINES]:
        page.place(source.state, places.shorten(source.path), terminal(source.reason), indent=2, label_width=12)
    if len(unread) > _MOST_LINES:
        page.line(Text(_more(len(unread) - _MOST_LINES, "file"), style="dim"), indent=2)


def _tell_notes(page: Page, notes: Sequence[str]) -> None:
    if not notes:
        return
    page.heading("notes", len(notes))
    for note in notes[:_MOST_LINES]:
        page.line(Text(terminal(note)), indent=2)
    if len(notes) > _MOST_LINES:
        page.line(Text(_more(len(notes) - _MOST_LINES, "note"), style="dim"), indent=2)


def _more(number: int, noun: str) -> str:
    return f"and {_counted(number, 'more ' + noun)}; --format json has all"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
