"""For people: what became of each credential, the worst first in each service; fixed counters; one sentence."""

from collections.abc import Sequence

from rich.text import Text

from mcpsweep.model.run import RunReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import terminal
from mcpsweep.reports.origins import asked, source, wholeness
from mcpsweep.reports.page import Page
from mcpsweep.reports.run import recap
from mcpsweep.reports.run.view import (
    OPEN,
    VERIFIED,
    Entry,
    Fate,
    entries,
    machines,
    others,
    reader,
    record,
    remarks,
    services,
    spot,
    summarise,
    times,
    warnings,
)
from mcpsweep.reports.subjects import accounts, names

_MOST_PLACES = 4
"""Places shown of one credential; JSON has all."""
MARK = {
    Fate.BY_HAND: ("by hand", "bold yellow"),
    Fate.FAILED: ("failed", "bold red"),
    Fate.UNKNOWN: ("unknown", "bold red"),
    Fate.NOT_DONE: ("not done", "bold yellow"),
    Fate.UNVERIFIED: ("unproven", "bold yellow"),
    Fate.ENDED: ("ended", "green"),
    Fate.GONE: ("was gone", "green"),
    Fate.LEFT: ("left", "dim"),
}
MARK_WIDTH = max(len(word) for word, _ in MARK.values()) + 2
_ELSEWHERE = "elsewhere"
"""The heading of what belongs to no service."""
_NAME_WIDTH = 18
"""Columns for the name of a service in the recap, which fits into 80 with all its counters."""


def render(report: RunReport, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    several = len(machines(report)) > 1
    _tell_run(page, report)
    for service, found in services(entries(report)).items():
        page.heading(service or _ELSEWHERE, len(found))
        for entry in found:
            _tell_entry(page, entry, several)
    _tell_others(page, others(report), several)
    _tell_unseen(page, report)
    _tell_recap(page, report)
    page.gap()
    page.line(Text(terminal(summarise(report)), style="bold"))
    return page.text()


def _tell_run(page: Page, report: RunReport) -> None:
    page.line(Text(terminal(" · ".join(names(report.subject))), style="bold"))
    page.line(_words(f"run {report.run} of plan {report.plan}, playbook {report.playbook or 'not told'}", "dim"))
    page.line(_words(times(report), "dim"))
    if known := accounts(report.subject):
        page.line(_words(f"accounts  {known}", "dim"))
    for origin in report.sources:
        page.line(_words(f"{source(origin)}, {asked(origin, report.started_at)}: {wholeness(origin)}", "dim"))
    for warning in warnings(report):
        page.line(_words(warning, "bold yellow"))


def _tell_entry(page: Page, entry: Entry, several: bool) -> None:
    word, style = MARK[entry.fate]
    title = Text.assemble((word.ljust(MARK_WIDTH), style), (terminal(entry.title), "bold"))
    suffix = f"…{entry.suffix}" if entry.suffix else ""
    shared = "shared" if entry.is_shared else ""
    for words in filter(None, (entry.label, suffix, entry.account, shared)):
        title.append(f"  {terminal(words)}")
    page.line(title, indent=2)
    if entry.fate is Fate.BY_HAND or entry.fate in OPEN:
        _tell_open(page, entry)
    else:
        page.row("how", _words(_how(entry)))
    _tell_places(page, entry, several)


def _tell_open(page: Page, entry: Entry) -> None:
    """What a person needs who has to look after it."""
    if entry.owner:
        page.row("who", _words(entry.owner))
    if entry.instruction is not None:
        page.advice(entry.instruction)
    page.row("why", _words(_how(entry)))
    for grant in entry.grants:
        page.row("what", _words(record(grant)))
    if entry.request_ids:
        page.row("calls", _words(" ".join(entry.request_ids), "dim"))


def _how(entry: Entry) -> str:
    said = [entry.reason or entry.rule, VERIFIED[entry.verified] if entry.was_tried else ""]
    return "; ".join(filter(None, said))


def _tell_places(page: Page, entry: Entry, several: bool) -> None:
    for index, place in enumerate(entry.places[:_MOST_PLACES]):
        words = terminal(reader(place, with_machine=several))
        page.place("" if index else "in", terminal(spot(place)), words)
    if len(entry.places) > _MOST_PLACES:
        more = len(entry.places) - _MOST_PLACES
        page.row("", _words(f"and {more} more place{'s' * (more != 1)}; --format json has all", "dim"))


def _tell_others(page: Page, found: Sequence[Entry], several: bool) -> None:
    """Foreign credentials: whose they are, and that nothing was done to them."""
    if not found:
        return
    page.heading("other people's, left alone", len(found))
    for entry in found:
        title = Text.assemble((terminal(f"{entry.service} {entry.title}"), "bold"), f"  {terminal(entry.label)}")
        page.line(title, indent=2)
        page.row("whose", _words(entry.whose))
        page.row("why", _words(_how(entry)))
        _tell_places(page, entry, several)


def _tell_unseen(page: Page, report: RunReport) -> None:
    said = remarks(report)
    if not report.gaps and not said:
        return
    page.heading("what could not be seen", len(report.gaps) + len(said))
    for gap in report.gaps:
        page.line(_words(f"{gap.connector or gap.service}: {gap.what}: {gap.reason}"), indent=2)
        if gap.instruction is not None:
            page.advice(gap.instruction)
    for remark in said:
        page.line(_words(remark), indent=2)


def _tell_recap(page: Page, report: RunReport) -> None:
    page.heading("steps", sum(sum(numbers) for _, numbers in recap.rows(report)))
    lines = [("", tuple(state.value for state in recap.COUNTERS))]
    lines += [(service, tuple(map(str, numbers))) for service, numbers in recap.rows(report)]
    for service, cells in lines:
        name = _words(service)
        name.truncate(_NAME_WIDTH, overflow="ellipsis", pad=True)
        columns = zip(cells, recap.COUNTERS, strict=True)
        page.unbroken(Text("  ") + name + "".join(cell.rjust(len(state.value) + 2) for cell, state in columns))


def _words(text: str, style: str = "") -> Text:
    return Text(terminal(text), style=style)
