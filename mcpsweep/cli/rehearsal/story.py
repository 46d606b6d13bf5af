"""What the demo tells: each act from the document that the real command makes, cut down to the lines that matter."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path

from rich.text import Text

from mcpsweep.cli.rehearsal.truth import SERVICES, Truth
from mcpsweep.model.case import Case
from mcpsweep.model.holding import Owner
from mcpsweep.model.inventory import Inventory
from mcpsweep.model.outcome import Outcome
from mcpsweep.model.plan import BEFORE, Action, Confirm, Plan, Step
from mcpsweep.model.run import RunReport
from mcpsweep.reports import summary
from mcpsweep.reports.actions import ACTIONS
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.credential import credentials
from mcpsweep.reports.credential import services as by_service
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.page import Page
from mcpsweep.reports.places import Places
from mcpsweep.reports.plan.table import left_alone
from mcpsweep.reports.plan.table import summarise as summarise_plan
from mcpsweep.reports.run import view
from mcpsweep.reports.run.table import MARK, MARK_WIDTH
from mcpsweep.reports.run.view import OPEN, Entry, Fate

_INDENT = 2
_NAMES = 11
"""Columns for the name of a service."""
_ACTIONS = 30
"""Columns for the name of an action."""
_COMMANDS = 44
"""Columns for a command."""

_OPENING = (
    "Alice Nguyen leaves Acme today. Her single sign-on is switched off, and yet the tokens in her AI tools' "
    "configurations go on working. This is the whole job of ending them.",
    "All of it is made up: the people, the laptop, every credential. GitHub, Slack and Atlassian are simulated in "
    "this process and listen on 127.0.0.1 only. Nothing of yours is read, asked or changed. Waits are skipped: where a "
    "service makes its callers wait, the clock jumps.",
)
_SCAN = "IT mounts the disk that came back. A scan reads what AI tools keep there; it runs nothing and sends nothing."
_LIST = (
    "Each service is asked what it knows of her. An account is hers by the roster or by an exact address: carol, who "
    "has her name, and dave, whose address is alice+dave@acme.example, are somebody else."
)
_JOIN = "joined with the laptop: {both} known to both, {here} only to it, {there} only to a service"
_PLAN = (
    "A playbook, offboard-employee, decides what becomes of each. What others may depend on is asked about; what they "
    "share is rotated; what nothing proves to be hers is left to people."
)
_RUN = "Each act is written down before it is tried. Only a second look says: ended."
_WAITED = "Limits and second looks asked for {seconds:.0f} seconds of waiting, which were skipped. The report says:"
_TRUTH = "And what is true. Only a sandbox lets anybody look into the services' own books:"
_PROOF = (
    "The bundle that proves the run: plan, events, reports, and the SHA-256 of each. It stays; everything else of this "
    "demo is gone."
)
_LEFT = "The run was left; what had not begun is as it was. In earnest, mcpsweep revoke --resume RUN would go on."
_REAL = "The real thing, once installed and configured (README):"
_COMMANDS_TO_TRY = (
    ("mcpsweep scan", "your own AI tools; sends nothing"),
    ("mcpsweep connector login github", "hand over an admin credential"),
    ("mcpsweep list --user WHO", "what services know of somebody"),
    ("mcpsweep plan --user WHO", "what would be done, and why"),
    ("mcpsweep revoke --user WHO --scan --dry-run", "everything but the changes"),
    ("mcpsweep demo --serve", "this organisation, to play with"),
)


def opening(canvas: Canvas) -> str:
    """What this is."""
    page = Page(canvas)
    for index, words in enumerate(_OPENING):
        if index:
            page.gap()
        page.line(Text(words))
    return page.text()


def laptop(inventory: Inventory, canvas: Canvas) -> str:
    """What the scan found, by service, and what starts by itself."""
    page = _act(canvas, 1, "the laptop", "mcpsweep scan --root /mnt/laptop", _SCAN)
    rest: Counter[str] = Counter()
    for service, found in by_service(credentials(inventory)):
        if service in SERVICES:
            kinds = Counter(one.finding.kind.removeprefix(f"{service}-") for one in found)
            _row(page, service, f"{len(found):>2}  {_listed(kinds)}")
        else:
            rest[service] = len(found)
    _row(page, "elsewhere", f"{rest.total():>2}  {_listed(rest)}")
    places = Places(inventory)
    for agent in inventory.agents:
        place = f"{places.shorten(agent.path)}:{agent.line}" if agent.line else places.shorten(agent.path)
        _row(page, agent.kind, f"{agent.client} starts by itself, {agent.schedule}: {place}", "yellow")
    return _summed(page, summary.summarise(inventory, page.width))


def services(case: Case, canvas: Canvas) -> str:
    """Which accounts are the person's, and how what they hold fits to what the laptop held."""
    page = _act(canvas, 2, "the services", "mcpsweep list --user alice", _LIST)
    hers = case.of(Owner.PERSON)
    for link in case.links:
        listed = sum(len(one.grants) for one in hers if one.connector == link.account.connector)
        _row(page, link.account.connector, f"{listed:>2} records of {link.account.login}: {link.reason}")
    both = sum(1 for one in case.holdings if one.found and one.grants)
    here = sum(1 for one in case.holdings if one.found and not one.grants)
    there = sum(1 for one in case.holdings if one.grants and not one.found)
    return _summed(page, _JOIN.format(both=both, here=here, there=there))


def plan(made: Plan, canvas: Canvas) -> str:
    """How many steps of what, and those that a reader looks at first."""
    page = _act(canvas, 3, "the plan", "mcpsweep plan --user alice --inventory laptop.json", _PLAN)
    for action, steps in groupby(made.steps, key=lambda step: step.action):
        where = Counter(step.service or "by people" for step in steps)
        words = f"{where.total():>2}  {'the result lists them' if action is Action.MANUAL else _listed(where)}"
        page.row(ACTIONS[action], Text(terminal(words)), _INDENT, _ACTIONS)
    for (what, effect), labels in _asked(made).items():
        _row(page, "asks", f"{what} {', '.join(labels)}: {effect}", "yellow")
    for step in made.steps:
        if step.action is Action.ROTATE:
            _row(page, "rotate", f"{_what(step)}: {step.owner or 'its owner'} makes a new one first", "yellow")
        elif step.action is Action.STOP_AGENT:
            _row(page, "stop", _what(step), "yellow")
    for decision in left_alone(made):
        _row(page, "leave", f"{decision.what}: {decision.reason or decision.rule}")
    return _summed(page, summarise_plan(made))


def run(canvas: Canvas) -> str:
    """The beginning of the act in which something happens."""
    return _act(canvas, 4, "the run", "mcpsweep revoke --user alice --scan --root /mnt/laptop", _RUN).text()


def ended(step: Step, outcome: Outcome, canvas: Canvas) -> str:
    """One step, as it ends, on one line; nothing of what is a person's to do."""
    if step.confirm is Confirm.MANUAL:
        return ""
    page = Page(canvas)
    word, style = MARK[view.fate(outcome.state, outcome.verified)]
    line = Text.assemble(" " * _INDENT, (word.ljust(MARK_WIDTH), style), terminal(f"{step.service:<{_NAMES}}"))
    line.append(terminal(_title(step)))
    line.truncate(page.width, overflow="ellipsis")
    page.unbroken(line)
    return page.text()


def remark(label: str, words: str, canvas: Canvas) -> str:
    """What is said between the steps of the run."""
    page = Page(canvas)
    page.row(label, Text(terminal(words), "yellow"), _INDENT, MARK_WIDTH)
    return page.text()


def result(report: RunReport, truth: Truth, waited: float, canvas: Canvas) -> str:
    """What the report says, what is left for people, and what is true. `waited`: seconds."""
    words = _WAITED.format(seconds=waited)
    page = _act(canvas, 5, "the result", f"mcpsweep runs show {report.run}", words)
    found = view.entries(report)
    for entry in found:
        if entry.fate is Fate.BY_HAND and entry.owner:
            _row(page, "by hand", f"{_name(entry)}, by {entry.owner}", "yellow")
    for (fate, reason), names in _open(found).items():
        word, style = MARK[fate]
        _row(page, word, f"{', '.join(names)}: {reason}", style)
    for place, counted in _by_hand(found).items():
        _row(page, "by hand", f"{place}: {_listed(counted)}", "yellow")
    _summed(page, view.summarise(report))
    page.line(Text(_TRUTH))
    for words in truth.words():
        page.line(Text(words), _INDENT)
    return page.text()


def proof(folder: Path, run: str, sha256: str, canvas: Canvas) -> str:
    """Where the evidence lies, and how to look at it."""
    page = _act(canvas, 6, "the evidence", f"mcpsweep runs evidence {run}", _PROOF)
    # Unbroken, so that they can be copied.
    page.unbroken(Text(f"  open   {terminal(str(folder / 'report.html'))}"))
    page.unbroken(Text(f"  check  mcpsweep runs evidence --check {terminal(str(folder))}"))
    page.row("keep", Text(f"{sha256}, its manifest's SHA-256, somewhere else"), _INDENT)
    return page.text()


def left(canvas: Canvas) -> str:
    """The run was left before its end."""
    page = Page(canvas)
    page.gap()
    page.line(Text(_LEFT))
    return page.text()


def ending(canvas: Canvas) -> str:
    """What to type for the real thing."""
    page = Page(canvas)
    page.gap()
    page.line(Text(_REAL, "bold"))
    for command, words in _COMMANDS_TO_TRY:
        page.place("", command.ljust(_COMMANDS), words, _INDENT, 0)
    return page.text()


def _act(canvas: Canvas, number: int, title: str, command: str, words: str) -> Page:
    page = Page(canvas)
    page.gap()
    page.line(Text.assemble((f"{number} · {title}", "bold"), ("   $ ", "dim"), (terminal(command), "cyan")))
    page.line(Text(words))
    return page


def _row(page: Page, label: str, words: str, style: str = "") -> None:
    page.row(terminal(label), Text(terminal(words), style), _INDENT, _NAMES)


def _summed(page: Page, words: str) -> str:
    page.line(Text(terminal(words), "bold"), _INDENT)
    return page.text()


def _listed(counted: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {number}" if number > 1 else name for name, number in counted.items())


def _asked(made: Plan) -> dict[tuple[str, str], list[str]]:
    """What is asked about: the names of what is of one kind and ends the same."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for step in made.steps:
        if step.confirm is Confirm.ASK:
            what = f"{step.service} {step.target.kind.removeprefix(f'{step.service}-')}"
            found[what, " ".join(step.effects[:1])].append(step.target.label)
    return found


def _title(step: Step) -> str:
    """What is done to what, where an account's long id tells nobody anything."""
    target = step.target
    if target.is_account:
        return step.action.value.replace("-", " ")
    return f"{BEFORE[step.ends]}{target.kind.removeprefix(f'{step.service}-')} {target.label}".rstrip()


def _what(step: Step) -> str:
    return " ".join(filter(None, (step.service, _title(step))))


def _name(entry: Entry) -> str:
    return " ".join(filter(None, (entry.service, entry.title, entry.label)))


def _open(found: Iterable[Entry]) -> dict[tuple[Fate, str], list[str]]:
    """What was to end and did not, or nobody knows, by what became of it and why."""
    grouped: dict[tuple[Fate, str], list[str]] = defaultdict(list)
    for entry in found:
        if entry.fate in OPEN:
            grouped[entry.fate, entry.reason].append(_name(entry))
    return grouped


def _by_hand(found: Iterable[Entry]) -> dict[str, Counter[str]]:
    """What people have to do whom no playbook names: kinds by service, services that no connector speaks to, rest."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for entry in found:
        if entry.fate is not Fate.BY_HAND or entry.owner:
            continue
        if entry.service in SERVICES:
            counted[entry.service][entry.title] += 1
        elif entry.service:
            counted["at services without a connector"][entry.service] += 1
        else:
            counted[entry.title][entry.label.rstrip(".")] += 1
    return counted
