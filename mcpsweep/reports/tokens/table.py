"""For people, on a terminal: by what is to be done, the most urgent first; all of it in one line at the end."""

from rich.text import Text

from mcpsweep.model.concern import Danger
from mcpsweep.model.tokens import TokenReport
from mcpsweep.reports.base import Canvas
from mcpsweep.reports.hostile import PARAGRAPH, terminal
from mcpsweep.reports.page import Page
from mcpsweep.reports.tokens.view import (
    ADVICE,
    GONE_MEANS,
    GONE_TITLE,
    Entry,
    Mark,
    Party,
    gone,
    groups,
    heading,
    looked_at,
    since,
    summarise,
    unseen,
)

_COLOURS = {Danger.HIGH: "bold red", Danger.MEDIUM: "yellow", Danger.LOW: ""}
_MARK_COLOURS = {Mark.NEW: "bold magenta", Mark.CHANGED: "bold"}
_RISK = 8
"""Columns for the risk."""


def render(report: TokenReport, canvas: Canvas) -> str:
    """The report at `canvas.width` columns; it says the same without colour."""
    page = Page(canvas)
    page.line(_words(heading(report), "bold"))
    for line in (since(report), looked_at(report)):
        if line:
            page.line(_words(line))
    for advice, parties in groups(report).items():
        page.heading(ADVICE[advice], sum(len(party.entries) for party in parties))
        for party in parties:
            _party(page, party, report.at)
    if not report.items:
        page.gap()
        page.line(_words("Nothing to do."))
    _others(page, GONE_TITLE, gone(report), GONE_MEANS)
    _others(page, "Not looked at this time: take these as they were", unseen(report))
    _unknown(page, report)
    page.gap()
    page.line(_words(summarise(report), "bold"))
    return page.text()


def _party(page: Page, party: Party, at: str) -> None:
    page.gap()
    page.line(_words(party.whose, "bold cyan"), indent=2)
    for reason in party.shared_reasons:
        page.line(_words(reason, "yellow"), indent=4)
    page.line(_words(party.action.text), indent=4)
    if party.action.command:
        # Never broken: it is there to be copied.
        page.unbroken(Text("    $ ", style="dim").append(terminal(party.action.command, PARAGRAPH), style="bold"))
    for entry in party.entries:
        page.line(_title(entry), indent=4)
        own = [reason for reason in entry.reasons if reason not in party.shared_reasons]
        for line in (*own, *entry.changes):
            page.line(_words(line, "yellow"), indent=4 + _RISK)
        page.line(_words("; ".join(entry.details(at)), "dim"), indent=4 + _RISK)


def _title(entry: Entry) -> Text:
    item = entry.item
    title = Text(f"{item.risk.value:<{_RISK}}", style=_COLOURS[item.risk])
    if entry.mark in _MARK_COLOURS:
        title.append(f"{entry.mark}  ", style=_MARK_COLOURS[entry.mark])
    title.append(terminal(entry.title), style="bold")
    if item.label:
        title.append(f"  {terminal(item.label)}", style="not bold")
    if item.suffix:
        title.append(f"  …{terminal(item.suffix)}", style="not bold")
    return title


def _others(page: Page, title: str, found: list[Entry], means: str = "") -> None:
    if found:
        page.heading(title, len(found))
        if means:
            page.line(_words(means), indent=2)
        for entry in found:
            item = entry.item
            said = " · ".join(filter(None, (entry.title, item.label, entry.whose)))
            page.line(_words(said), indent=2)


def _unknown(page: Page, report: TokenReport) -> None:
    missing = [origin for origin in report.origins if not origin.is_whole]
    if missing or report.gaps or report.remarks:
        page.heading("What could not be seen", len(missing) + len(report.gaps) + len(report.remarks))
    for origin in missing:
        page.line(_words(f"{origin.kind.value} {origin.name}: {origin.reason}", "yellow"), indent=2)
    for gap in report.gaps:
        page.line(_words(f"{gap.connector}: {gap.what}: {gap.reason}"), indent=2)
        if gap.instruction is not None:
            page.line(_words(f"by hand: {gap.instruction.text} {gap.instruction.page}".rstrip()), indent=6)
    for remark in report.remarks:
        page.line(_words(remark), indent=2)


def _words(text: str, style: str = "") -> Text:
    return Text(terminal(text, PARAGRAPH), style=style)
